"""The house itself: one row. It knows nobody; the keeper is a person of the layer above."""

from django.db import models

from chalou.foundation.languages import LANGUAGES


class WayIn(models.TextChoices):
    """Who may join by themselves."""

    OPEN = "open"
    INVITATION = "invitation"


class House(models.Model):
    name = models.CharField(max_length=40)
    tagline = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=12, choices=LANGUAGES)
    way_in = models.CharField(max_length=12, choices=WayIn)
    is_demo = models.BooleanField(default=False)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="house_there_is_one_house")]

    def __str__(self) -> str:
        return self.name
