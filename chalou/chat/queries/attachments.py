"""Reading what stands in messages besides words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection

from chalou.chat.models import Attachment
from chalou.chat.queries.values import AttachmentShown, MessageShown
from chalou.foundation.database import marks
from chalou.foundation.ids import AttachmentId, MessageId, PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.people.models import Person

ATTACHMENT_COLUMNS = ("id", "kind", "name", "type", "bytes", "width", "height", "alt")


@dataclass(frozen=True, slots=True)
class AttachmentHeld:
    """One attachment, and under which token its files lie."""

    shown: AttachmentShown
    token: str


def with_attachments(messages: list[MessageShown], flagged: Collection[MessageId]) -> list[MessageShown]:
    """The messages with what stands in those that are `flagged`; one reading, and none where no message has any."""
    if not flagged:
        return messages
    found: dict[int, list[AttachmentShown]] = {}
    with connection.cursor() as cursor:
        # By hand, as what stands in every page of a room: building it anew each time costs more than running it.
        cursor.execute(
            f"SELECT message_id, {', '.join(ATTACHMENT_COLUMNS)} FROM chat_attachment"
            f" WHERE message_id IN ({marks(flagged)}) ORDER BY message_id, place",
            list(flagged),
        )
        rows = cursor.fetchall()
    for message, *columns in rows:
        found.setdefault(message, []).append(AttachmentShown(*columns))
    return [one._replace(attachments=tuple(found[one.id])) if one.id in found else one for one in messages]


def attachment_for(viewer: Person | None, room_id: RoomId, number: AttachmentId) -> AttachmentHeld:
    """Something that was brought into a room which the viewer was found to see; raises `NotFound`. Before it stands in
    a message it is there for whoever brought it, and for nobody else.
    """
    row = (
        Attachment.objects.filter(id=number, room=room_id)
        .values_list(*ATTACHMENT_COLUMNS, "token", "message", "brought_by", "message__taken_back_at")
        .first()
    )
    if row is None:
        raise NotFound
    *columns, token, message, brought_by, gone_at = row
    # What the house has put out of sight is still there, for nobody.
    if gone_at is not None or (message is None and (viewer is None or viewer.id != brought_by)):
        raise NotFound
    return AttachmentHeld(AttachmentShown(*columns), token)


def not_yet_sent(by: PersonId, room_id: RoomId, numbers: Iterable[int]) -> tuple[AttachmentShown, ...]:
    """Of these, what somebody brought into a room and has not sent."""
    rows = Attachment.objects.filter(id__in=list(numbers), room=room_id, brought_by=by, message=None).order_by("id")
    return tuple(AttachmentShown(*row) for row in rows.values_list(*ATTACHMENT_COLUMNS))
