"""The house itself: one row. It knows nobody; the keeper is a person of the layer above."""

from django.db import models

from chalou.foundation import languages


class WayIn(models.TextChoices):
    """Who may join by themselves."""

    OPEN = "open"
    APPROVAL = "approval"  # one asks, and the keeper or a moderator answers
    INVITATION = "invitation"


class House(models.Model):
    name = models.CharField(max_length=40)
    tagline = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=12, choices=languages.choices)
    way_in = models.CharField(max_length=12, choices=WayIn)
    is_demo = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    welcome = models.TextField(max_length=2000, blank=True, help_text="What strangers read at the entrance.")
    sign = models.CharField(
        max_length=40, blank=True, help_text="The picture at the entrance: its token among the files people brought."
    )
    sign_alt = models.CharField(max_length=200, blank=True, help_text="What is to be seen on it.")
    sign_width = models.PositiveIntegerField(null=True, blank=True)
    sign_height = models.PositiveIntegerField(null=True, blank=True)
    languages = models.CharField(
        max_length=60,
        blank=True,
        help_text="What is offered to read the house in, parted by spaces; blank: all we speak.",
    )
    question = models.CharField(max_length=200, blank=True, help_text="What those answer who ask to be let in.")
    is_listed = models.BooleanField(default=True, help_text="Search engines may list the entrance and public rooms.")
    media_mb_person = models.PositiveIntegerField(null=True, blank=True, help_text="None: what the settings say.")
    media_mb_house = models.PositiveIntegerField(null=True, blank=True, help_text="None: what the settings say.")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="house_there_is_one_house")]

    def __str__(self) -> str:
        return self.name


class CustomsVersion(models.Model):
    """The customs of the house as they were from a moment on: a whole document. The newest counts; none is ever
    altered.
    """

    document = models.TextField()
    by_number = models.BigIntegerField(null=True, help_text="Whose doing; None: from the shell.")
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"customs, version {self.pk}"
