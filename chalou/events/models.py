"""The record of what happened: one row an event, written in the transaction of the rows it tells of.

Ids and small values only, never what somebody wrote: a text that is taken back must not live on here.
"""

from django.db import models


class Event(models.Model):
    kind = models.CharField(max_length=60)
    facts = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Chore(models.Model):
    """How a piece of repeated work stands: when it is due, and what went wrong since it last succeeded."""

    name = models.CharField(max_length=40, unique=True)
    due_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, help_text="Being done since then; None: it rests.")
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    said = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name
