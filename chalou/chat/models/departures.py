"""Those who left the house for good, until the last of what they leave behind has been seen to."""

from django.db import models

from chalou.people.models import Person


class Departure(models.Model):
    """Somebody left: their seats, marks and (unless `keeps_words`) words are still to go. Written with their leaving
    and gone with the last of it, so that no fall of a process leaves anything behind. `reached` is the number of the
    last room that was told.
    """

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="+")
    keeps_words = models.BooleanField(help_text="What they said stays, said by a guest who left; else it goes.")
    left_at = models.DateTimeField()
    reached = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"departure of {self.person_id}, after room {self.reached}"
