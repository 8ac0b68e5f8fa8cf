"""Rooms, their threads and messages, who sits in them and how far everybody has read.

A room has two numbers, both given inside a transaction that holds its row: `seq`, one for each message (order, paging,
unread, permalinks), and `change`, one for everything that alters what the room shows. A message carries the `change`
of its last alteration, so "what is new since change N" is one index read of the present state.
"""

from django.db import models

from chalou.foundation.ids import AttachmentId, MessageId, RoomId, ThreadId
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
    slow_s = models.PositiveIntegerField(
        default=0, help_text="Seconds that a guest waits between two messages; 0: none."
    )
    shows_readers = models.BooleanField(
        default=False, help_text="Those who sit here see who has read; as long as they are few."
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


class Membership(models.Model):
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    is_host = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True, help_text="Their last message here; kept only while the room is slow.")
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
    reply_to = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
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
        ]
        # A page of a thread, and what is unread in it.
        indexes = [
            models.Index(fields=["thread", "seq"], name="chat_message_in_thread"),
            # The answers to a message, among the many that answer none.
            models.Index(fields=["reply_to"], condition=models.Q(reply_to__isnull=False), name="chat_replies"),
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


class AttachmentKind(models.TextChoices):
    PICTURE = "picture"
    FILE = "file"


class Attachment(models.Model):
    """A picture or file that somebody brought into a room. Until it stands in a message, only they see it, and for a
    day; what is in it lies in the folder `media` under its token.
    """

    id: AttachmentId  # the column is Django's BigAutoField; this is its meaning

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+", db_index=False)
    brought_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.PositiveSmallIntegerField(default=0, help_text="Its place among those of its message.")
    kind = models.CharField(max_length=8, choices=AttachmentKind)
    name = models.CharField(max_length=120, blank=True, help_text="Of a file; pictures have none.")
    type = models.CharField(max_length=60)
    bytes = models.BigIntegerField(help_text="What it takes up on disk, all sizes together.")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    alt = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    token = models.CharField(max_length=40, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="file", width=None, height=None)
                | models.Q(kind="picture", width__gt=0, height__gt=0),
                name="chat_pictures_have_a_size",
            ),
        ]
        indexes = [
            models.Index(fields=["message", "place"], name="chat_attached", condition=models.Q(message__isnull=False)),
            models.Index(fields=["made_at"], name="chat_not_attached", condition=models.Q(message=None)),
            # What somebody has brought is added up from the index alone.
            models.Index(fields=["brought_by", "bytes"], name="chat_brought"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} in room {self.room_id}"


class Pin(models.Model):
    """A message that hosts keep in sight beside the talk."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="pins")
    pinned_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    pinned_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pin of message {self.message_id}"
