"""The tables of a room, and how far everybody has read there."""

from django.db import models

from chalou.chat.models.rooms import Room
from chalou.foundation.ids import ThreadId
from chalou.people.models import Person


class Thread(models.Model):
    """A table in a room. The main one (大桌) is there from the start and has no title.

    It may be about a thing of the house: `about_kind` and `about_id` name it, and the registry of subjects
    (`foundation/subjects.py`) knows how to show it.
    """

    id: ThreadId  # the column is Django's BigAutoField; this is its meaning

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="threads", db_index=False)
    title = models.CharField(max_length=120, blank=True)
    is_main = models.BooleanField(default=False)
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)
    last_seq = models.BigIntegerField(default=0, help_text="The seq of its newest message; 0: none yet.")
    change = models.BigIntegerField(
        default=0, help_text="The room's change at which its title, its tags or its being open were last another."
    )
    about_kind = models.CharField(max_length=20, blank=True)
    about_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room"], condition=models.Q(is_main=True), name="chat_one_main_thread_a_room"
            )
        ]
        indexes = [
            # In the order of the list: where somebody spoke last comes first.
            models.Index(fields=["room", "-last_seq", "-id"], name="chat_threads_in_order"),
            models.Index(fields=["room", "change"], name="chat_threads_altered"),
            models.Index(
                fields=["about_kind", "about_id"], condition=~models.Q(about_kind=""), name="chat_threads_about"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"main thread of room {self.room_id}"


class ThreadTag(models.Model):
    """A word by which threads are found, folded as `names.accept_tags` does."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="tags", db_index=False)
    word = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "word"], name="chat_one_tag_a_thread")]

    def __str__(self) -> str:
        return self.word


class Stance(models.TextChoices):
    """How somebody stands to a thread. Nobody need say anything of a main one: who sits in the room follows it."""

    NONE = ""
    FOLLOWS = "follows"
    MUTED = "muted"


NEVER = -1
"""The seq of whoever has never looked into a thread; 0 is that of those who found it empty."""


class ReadMark(models.Model):
    """How far somebody has read a thread, and whether they follow it. Kept on the server, so that every device agrees.

    `seq` is the room's, so a mark means the same in every thread of its room. `NEVER`: they have not looked in yet.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    seq = models.BigIntegerField()
    read_at = models.DateTimeField()
    stance = models.CharField(max_length=8, choices=Stance, default=Stance.NONE, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "thread"], name="chat_one_read_mark_a_thread")]
        # The few threads that somebody follows, among all they ever looked into.
        indexes = [
            models.Index(fields=["person"], condition=models.Q(stance="follows"), name="chat_threads_followed"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} read thread {self.thread_id} to {self.seq}"
