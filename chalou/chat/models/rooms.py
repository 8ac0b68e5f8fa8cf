"""Rooms, and who sits in them."""

from django.db import models

from chalou.foundation.ids import RoomId
from chalou.house.rules.customs import Mode
from chalou.people.models import Person


class Access(models.TextChoices):
    """Who may read a room: everybody, those who are signed in, or those who sit in it.

    Direct talk is a room of its own kind: the people who sit there are all that it is.
    """

    PUBLIC = "public"
    MEMBERS = "members"
    INVITATION = "invitation"
    DIRECT = "direct"


CLOSED = (Access.INVITATION, Access.DIRECT)
"""Rooms that are there for those who sit in them and for nobody else."""


class Room(models.Model):
    id: RoomId  # the column is Django's BigAutoField; this is its meaning

    name = models.CharField(max_length=40)
    purpose = models.CharField(max_length=200, blank=True)
    access = models.CharField(max_length=10, choices=Access)
    seq = models.BigIntegerField(default=0)
    change = models.BigIntegerField(default=0)
    rights_change = models.BigIntegerField(
        default=0, help_text="The change at which somebody last lost their place; hubs that missed it ask again."
    )
    mode = models.CharField(
        max_length=10,
        choices=[(mode.value, mode.value) for mode in Mode],
        default=Mode.OPEN.value,
        help_text="How it talks at the moment. Slow: exactly where `slow_s` is not 0.",
    )
    slow_s = models.PositiveIntegerField(
        default=0, help_text="Seconds that a guest waits between two messages; 0: none."
    )
    shows_readers = models.BooleanField(
        default=False, help_text="Those who sit here see who has read; as long as they are few."
    )
    asks_about_tea = models.BooleanField(
        default=True, help_text="Whoever praises a tea in a few empty words is asked for more before they send it."
    )
    opened_at = models.DateTimeField()
    direct_key = models.CharField(  # noqa: DJ001  # unique where it is one
        max_length=255,
        null=True,
        unique=True,
        help_text="Direct talk: the numbers of its people, until one of them left.",
    )

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(direct_key__isnull=True) | models.Q(access=Access.DIRECT),
                name="chat_key_of_direct_talk",
            ),
        ]
        # The rooms of the house, among ten times as many talks of two.
        indexes = [
            models.Index(
                fields=["opened_at", "id"], condition=~models.Q(access=Access.DIRECT), name="chat_rooms_of_the_house"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    is_host = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True, help_text="Their last message here; kept only while the room is slow.")
    settled_at = models.DateTimeField(
        null=True,
        help_text="Since when they need not listen first: they did, were let in, or spoke here before it listened.",
    )
    change = models.BigIntegerField(
        default=0, help_text="The room's change at which this member's name or cup was last another."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="chat_one_seat_a_room")]
        # In the order in which a room's page names who sits there.
        indexes = [models.Index(fields=["room", "-is_host", "joined_at", "id"], name="chat_seats_in_order")]

    def __str__(self) -> str:
        return f"{self.person_id} in room {self.room_id}"


class Removal(models.Model):
    """Somebody was removed from a room and may not come back until a host lifts it."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="removals")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    removed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True, help_text="In a host's words; the person reads it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="chat_one_removal_a_room")]

    def __str__(self) -> str:
        return f"{self.person_id} removed from room {self.room_id}"


class Mute(models.Model):
    """Somebody may not speak in a room for a time. It outlasts getting up and sitting down again."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()
    reason = models.CharField(max_length=200, help_text="In a host's words; the person reads it.")
    muted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    muted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="chat_one_mute_a_room")]

    def __str__(self) -> str:
        return f"{self.person_id} muted in room {self.room_id}"


class RoomInvitation(models.Model):
    """A link by which people sit down in a room by invitation. It is kept for a while after it is over, to say why."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    uses_left = models.PositiveSmallIntegerField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk} to room {self.room_id}"
