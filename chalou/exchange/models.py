"""What people asked to take along."""

from django.db import models

from chalou.foundation import languages
from chalou.people.models import Person


class Bundle(models.Model):
    """Somebody’s things in one file, in the folder `bundles`: asked for, then made, a few days later thrown away. It is
    written in the language and zone of whoever asked.
    """

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=12, choices=languages.choices)
    time_zone = models.CharField(max_length=40)
    token = models.CharField(max_length=40, unique=True, help_text="The name of its file; nobody can guess it.")
    bytes = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"bundle of {self.person_id}"
