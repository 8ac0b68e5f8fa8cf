"""Thanks, and the friendly words of the house."""

from django.db import models

from chalou.people.models.person import Person


class Thanks(models.Model):
    """`by` thanks `to`, for a thing of the house (as in `foundation/subjects.py`) or for a deed, said in `words`.
    `hidden_at`: the desk has put the words out of sight; that somebody thanks stays.
    """

    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    about_kind = models.CharField(max_length=20, blank=True)
    about_number = models.BigIntegerField(null=True)
    words = models.CharField(max_length=200, blank=True)
    hidden_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "about_kind", "about_number"], name="people_thanks_once_a_thing"),
            models.CheckConstraint(condition=~models.Q(by=models.F("to")), name="people_nobody_thanks_oneself"),
        ]
        indexes = [
            models.Index(fields=["to", "-id"], name="people_thanks_to"),
            models.Index(fields=["by", "to"], name="people_thanks_between"),
            models.Index(fields=["about_kind", "about_number"], name="people_thanks_about"),
            models.Index(
                fields=["hidden_at"], condition=models.Q(hidden_at__isnull=False), name="people_thanks_hidden"
            ),
        ]

    def __str__(self) -> str:
        return f"thanks {self.pk} of {self.by_id} to {self.to_id}"


class WordKind(models.TextChoices):
    """What the house has a word about that nobody decided at the desk."""

    SEAT = "seat"  # it has risen
    THANKS = "thanks"  # somebody thanks them
    ELDER = "elder"  # somebody named them one
    NAMED = "named"  # they named somebody
    RECEIVE = "receive"  # somebody has come in, and they receive them
    DAY_AFTER = "day_after"  # they came the day before


class Word(models.Model):
    """A friendly word of the house to one person. It stands beside what the desk decided (`desk.Notice`)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=WordKind)
    seat = models.CharField(max_length=10, blank=True)
    other = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    thanks = models.ForeignKey(Thanks, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="people_words_of_person")]

    def __str__(self) -> str:
        return f"word {self.pk} for {self.person_id}: {self.kind}"
