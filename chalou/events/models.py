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
