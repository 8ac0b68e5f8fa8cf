"""Those who listen before they speak, who let them in, and who has answered the questions of the house."""

from django.db import models

from chalou.chat.models.rooms import Room
from chalou.people.models import Person


class Hearing(models.Model):
    """How somebody listens in a room, and how that ended. There is a row only of those who came into a listening room
    as somebody new; it outlasts getting up, so that what was heard need not be heard again.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField()
    heard = models.PositiveIntegerField(default=0, help_text="Messages of others up to their marks; it never sinks.")
    answers = models.PositiveIntegerField(default=0, help_text="What they said meanwhile because they were asked.")
    answered_seq = models.BigIntegerField(default=0, help_text="The seq of the last of these; 0: none.")
    asked_at = models.DateTimeField(null=True, help_text="When they asked to be let in; once.")
    put_off_at = models.DateTimeField(null=True, help_text="When a host said: not yet.")
    put_off_word = models.CharField(max_length=200, blank=True, help_text="In the host's words; the person reads it.")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        Person,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who let them in, a host or somebody who vouched; empty: they listened to the end.",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="chat_one_hearing_a_room")]
        # The few who wait for a word of the hosts.
        indexes = [
            models.Index(
                fields=["room", "asked_at"],
                condition=models.Q(asked_at__isnull=False, put_off_at__isnull=True, settled_at__isnull=True),
                name="chat_seats_asked_for",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} listens in room {self.room_id}"


class RulesKnown(models.Model):
    """Somebody has answered the questions about the house rules; what they answered on the way is not kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    digest = models.CharField(max_length=64, help_text="Of the questions as they were.")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="chat_rules_known_once")]

    def __str__(self) -> str:
        return f"{self.person_id} knows the rules"


class VouchingWithdrawn(models.Model):
    """Somebody may not let others in any more whom they would vouch for. Their seat is not touched."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, help_text="In a moderator's words; the person reads it.")

    def __str__(self) -> str:
        return f"{self.person_id} vouches for nobody"
