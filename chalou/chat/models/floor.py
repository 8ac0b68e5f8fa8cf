"""The storyteller's floor, kept in rows: a process may end in the midst of a telling and nothing is lost.

All of it is altered only while the room's row is held. A floor that is over stays for what was told from it.
"""

from django.db import models

from chalou.chat.models.rooms import Room
from chalou.people.models import Person


class Floor(models.Model):
    """One telling in a room. `since`: the last sign of who holds it, or since when nobody does."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+", db_index=False)
    title = models.CharField(max_length=60)
    teller = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    mode_before = models.CharField(max_length=10, help_text="How the room talks again when it is over.")
    slow_before = models.PositiveIntegerField(default=0)
    holder = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    had_line = models.BooleanField(default=False, help_text="The holder was seen connected.")
    lost_at = models.DateTimeField(null=True, help_text="Since when the holder is so no more.")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room"], condition=models.Q(ended_at__isnull=True), name="chat_one_floor_a_room"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(holder__isnull=True),
                name="chat_nobody_holds_what_is_over",
            ),
        ]
        indexes = [models.Index(fields=["room", "-id"], name="chat_floors_of_a_room")]

    def __str__(self) -> str:
        return f"floor {self.pk} in room {self.room_id}"


class Hand(models.Model):
    """A raised hand; it is gone when it was served or lowered. `expired_at`: its owner's line was away for too long,
    which they are told until they raise it again or all is over.
    """

    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="hands", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveIntegerField(help_text="In the order of raising; given with the room's row held.")
    raised_at = models.DateTimeField()
    had_line = models.BooleanField(default=False)
    lost_at = models.DateTimeField(null=True)
    expired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["floor", "person"], name="chat_one_hand_a_person"),
            models.UniqueConstraint(fields=["floor", "place"], name="chat_one_hand_a_place"),
        ]

    def __str__(self) -> str:
        return f"hand of {self.person_id} at floor {self.floor_id}"


class Aside(models.Model):
    """Words beside a telling: they wait until a host or the teller lets them into the talk. `client_id` is that of the
    message they become, so that they become one. `released_at`: they are on their way there.
    """

    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="asides")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    client_id = models.UUIDField()
    text = models.TextField()
    html = models.TextField(help_text="The text as safe HTML, rendered once.")
    is_question = models.BooleanField()
    put_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "client_id"], name="chat_aside_once")]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(released_at__isnull=False), name="chat_asides_on_their_way")
        ]

    def __str__(self) -> str:
        return f"aside {self.pk} at floor {self.floor_id}"


class TellingState(models.TextChoices):
    """What its teller decided: nothing yet (it follows the messages), kept, withdrawn."""

    OPEN = "open"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


class Telling(models.Model):
    """What one person told while they held the floor: their messages at the main table from after `after_seq` up to
    `until_seq` (none yet: they are still telling), and once it is kept, `text`, which is theirs to edit.
    """

    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="tellings", db_index=False)
    place = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    after_seq = models.BigIntegerField()
    until_seq = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=TellingState, default=TellingState.OPEN)
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    kept_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)

    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["floor", "place"], name="chat_one_telling_a_place"),
            models.CheckConstraint(
                condition=~models.Q(state="open") | models.Q(text="", html=""), name="chat_open_telling_has_no_text"
            ),
        ]

    def __str__(self) -> str:
        return f"telling {self.place} of floor {self.floor_id}"


class EarlierTelling(models.Model):
    """What a kept telling said before it was edited; for its teller."""

    telling = models.ForeignKey(Telling, on_delete=models.CASCADE, related_name="earlier")
    text = models.TextField()
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"earlier text of telling {self.telling_id}"
