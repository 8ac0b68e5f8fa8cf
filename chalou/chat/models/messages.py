"""Messages, and what hangs on them."""

from django.db import models

from chalou.chat.models.rooms import Room
from chalou.chat.models.threads import Thread
from chalou.foundation.ids import MessageId
from chalou.people.models import Person


class Message(models.Model):
    id: MessageId  # the column is Django's BigAutoField; this is its meaning

    # The constraints below begin with these columns; indexes of their own would only cost the insert.
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+", db_index=False)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    client_id = models.UUIDField()
    seq = models.BigIntegerField()
    change = models.BigIntegerField()
    text = models.TextField()
    html = models.TextField(help_text="The text as safe HTML, rendered once.")
    posted_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    # So that a page whose messages have none asks for none.
    has_attachments = models.BooleanField(default=False, db_default=False)
    has_poll = models.BooleanField(default=False, db_default=False)
    reply_to = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    # Where `reply_to` stands, in a message that passes it on; it answers nothing then.
    forwarded_from = models.ForeignKey(Room, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    # Counts as new for who muted the table, and is kept in sight from the start.
    is_announcement = models.BooleanField(default=False, db_default=False)
    # Empty in the database itself: the writer, which inserts messages by hand, need not know of it.
    reactions = models.CharField(
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text="How many of each kind; see rules.spelled.",
    )

    class Meta:
        constraints = [
            # The same post sent twice (a lost acknowledgement, a retry) is one message.
            models.UniqueConstraint(fields=["author", "client_id"], name="chat_message_once"),
            models.UniqueConstraint(fields=["room", "seq"], name="chat_message_seq"),
            models.UniqueConstraint(fields=["room", "change"], name="chat_message_change"),
            # What was taken back is gone, not hidden.
            models.CheckConstraint(
                condition=models.Q(taken_back_at__isnull=True) | models.Q(text="", html=""),
                name="chat_taken_back_is_empty",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_back_at__isnull=True) | models.Q(reactions=""),
                name="chat_taken_back_has_no_reactions",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_back_at__isnull=True) | models.Q(has_poll=False),
                name="chat_taken_back_has_no_poll",
            ),
        ]
        # A page of a thread, and what is unread in it.
        indexes = [
            # What somebody said in a room, the latest first, for their page.
            models.Index(
                fields=["author", "room", "id"], condition=models.Q(taken_back_at__isnull=True), name="chat_said_by"
            ),
            models.Index(fields=["thread", "seq"], name="chat_message_in_thread"),
            # The answers to a message in a room, the latest first, among the many that answer none. With less in it,
            # SQLite would rather walk through all that was ever said in the room.
            models.Index(
                fields=["reply_to", "room", "seq"], condition=models.Q(reply_to__isnull=False), name="chat_answers"
            ),
            # What is passed on into a room, out of one, and its announcements: after a mark, and within a day.
            models.Index(
                fields=["room", "seq"], condition=models.Q(forwarded_from__isnull=False), name="chat_forwarded_here"
            ),
            models.Index(
                fields=["forwarded_from", "room"], condition=models.Q(forwarded_from__isnull=False), name="chat_forward"
            ),
            models.Index(
                fields=["room", "thread", "seq"], condition=models.Q(is_announcement=True), name="chat_announcements"
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.seq} of room {self.room_id}"


class Reaction(models.Model):
    """Somebody raised a cup to a message, or did another of the few things of `rules.REACTIONS`. The message's row
    keeps their counts, so that a page need not ask here.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "person", "kind"], name="chat_one_reaction_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id} at message {self.message_id}"


class Mention(models.Model):
    """Somebody is named in a message, or (`person` empty) everybody who sits in its room is called."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="chat_one_mention_a_person")]
        # The latest that somebody was called by.
        indexes = [models.Index(fields=["person", "-message"], name="chat_mentions_of_somebody")]

    def __str__(self) -> str:
        return f"{self.person_id or 'everybody'} in message {self.message_id}"


class Wording(models.Model):
    """What a message said before it was edited, as it was typed. Gone with the message when that is taken back."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="wordings")
    text = models.TextField()
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"earlier wording {self.pk} of message {self.message_id}"


class Hidden(models.Model):
    """What a message said that the house has put out of sight. Its row is empty meanwhile, as if it were taken back, so
    that no reading can show it by mistake; what hangs on it (pictures, cups, votes, earlier wordings) stays where it
    is. Shown again it is as it was; forgotten, all of it is gone.
    """

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="+")
    text = models.TextField()
    html = models.TextField()
    has_attachments = models.BooleanField()
    hidden_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"what message {self.pk} said"


class Pin(models.Model):
    """A message that hosts keep in sight beside the talk."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="pins")
    pinned_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    pinned_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pin of message {self.message_id}"


class QuotesDue(models.Model):
    """What was passed on from a room into others is to be told there as it is now: `message`, or (empty) all of it.

    Written with what altered it, and gone when the last room was told; so no fall of a process leaves a room with old
    words. `reached` is the number of the last room that was told.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    reached = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"quotes of room {self.room_id} in other rooms, after {self.reached}"
