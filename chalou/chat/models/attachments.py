"""Pictures and files."""

from django.db import models

from chalou.chat.models.messages import Message
from chalou.chat.models.rooms import Room
from chalou.foundation.ids import AttachmentId
from chalou.people.models import Person


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


class Storage(models.Model):
    """How much somebody has brought and not let go of: the sums of their attachments, so that nobody has to add up a
    house of pictures to know whether one more fits.
    """

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="+")
    pictures = models.IntegerField(default=0)
    files = models.IntegerField(default=0)
    bytes = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-bytes"], name="chat_largest_storage")]

    def __str__(self) -> str:
        return f"{self.bytes} bytes of {self.person_id}"
