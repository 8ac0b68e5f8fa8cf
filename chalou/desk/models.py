"""What was reported, what was decided about it, and what people are told.

A case is a thing of the house, by kind and number as in `foundation/subjects.py`, and holds all reports about it until
somebody has decided. Decisions are never altered and never deleted: the database itself refuses it.
"""

from django.db import models

from chalou.people.models import Person


class Kind(models.TextChoices):
    """Why somebody reports."""

    SOLICITING = "soliciting"
    INSULT = "insult"
    HOAX = "hoax"
    OTHER = "other"


class Act(models.TextChoices):
    """What those who keep order do: about a case, about somebody at the door, about the house. `take_over` is
    what whoever the house was handed over to is told of it.
    """

    DISMISS = "dismiss"
    SETTLE = "settle"
    WARN = "warn"
    HIDE = "hide"
    SHOW = "show"
    TAKE_BACK = "take_back"
    MUTE = "mute"
    SEND_OUT = "send_out"
    SEND_AWAY = "send_away"
    LET_BACK = "let_back"
    LET_IN = "let_in"
    DECLINE = "decline"
    HAND_OVER = "hand_over"
    TAKE_OVER = "take_over"
    SET_BACK = "set_back"


class Case(models.Model):
    """One thing that was reported. `person` is whom it concerns: who wrote it, or who was reported."""

    about_kind = models.CharField(max_length=20)
    about_number = models.BigIntegerField()
    room_number = models.BigIntegerField(null=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about_kind", "about_number"],
                condition=models.Q(decided_at__isnull=True),
                name="desk_one_open_case_a_thing",
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(decided_at__isnull=True), name="desk_cases_open"),
            models.Index(fields=["decided_at"], name="desk_cases_decided"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk} about {self.about_kind}:{self.about_number}"


class Report(models.Model):
    """What one person said about a thing, and what it said when they saw it (`seen`), as typed: an edit or taking it
    back does not empty the case.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports", db_index=False)
    reporter = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.CharField(max_length=500, blank=True)
    seen = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "reporter"], name="desk_one_report_a_person")]

    def __str__(self) -> str:
        return f"report {self.pk} in case {self.case_id}"


class Decision(models.Model):
    """What somebody decided. Numbers and no keys: it outlives whatever it speaks of."""

    by_number = models.BigIntegerField()
    act = models.CharField(max_length=12, choices=Act)
    case_number = models.BigIntegerField(null=True)
    about_kind = models.CharField(max_length=20)
    about_number = models.BigIntegerField()
    room_number = models.BigIntegerField(null=True)
    person_number = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["case_number"], name="desk_decisions_of_case"),
            models.Index(fields=["person_number", "-id"], name="desk_decisions_of_person"),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}: {self.act}"


class Notice(models.Model):
    """A word of the house to one person. `act` is what was done; `is_mine`: by them it was reported, else it concerns
    them.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    act = models.CharField(max_length=12, choices=Act)
    is_mine = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    room_number = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="desk_notices_of_person")]

    def __str__(self) -> str:
        return f"notice {self.pk} for {self.person_id}"
