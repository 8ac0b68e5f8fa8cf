"""How what a message passes on is shown to everybody who reads it."""

from collections.abc import Collection
from typing import Any

from django.db import connection

from chalou.chat import rules
from chalou.chat.queries.values import MessageShown, Quoted
from chalou.foundation.database import marks
from chalou.foundation.ids import MessageId, PersonId, RoomId

CLOSED_SOURCE = Quoted(MessageId(0), RoomId(0), 0, PersonId(0), "", "", is_gone=False, is_forward=True, is_closed=True)
"""What is left of a source that not everybody who reads here may read."""

SOURCE = """
    q.id, q.room_id, q.seq, q.author_id, p.name, q.html, q.taken_back_at,
    (SELECT COUNT(*) FROM chat_attachment a WHERE a.message_id = q.id AND a.kind = 'picture'),
    (SELECT COUNT(*) FROM chat_attachment a WHERE a.message_id = q.id AND a.kind = 'file')
"""


def with_passed_on(messages: list[MessageShown], flagged: Collection[MessageId]) -> list[MessageShown]:
    """The messages with what those pass on that are `flagged`: one reading, and none where no message does. Without it
    they show nothing of it.
    """
    if not flagged:
        return messages
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT m.id, r.access, s.access, {SOURCE} FROM chat_message m JOIN chat_room r ON r.id = m.room_id"
            " JOIN chat_message q ON q.id = m.reply_to_id JOIN chat_room s ON s.id = q.room_id"
            f" JOIN people_person p ON p.id = q.author_id WHERE m.id IN ({marks(flagged)})",
            list(flagged),
        )
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    return [one._replace(reply_to=_shown(one, *found[one.id])) if one.id in found else one for one in messages]


def _shown(message: MessageShown, target: str, source: str, *columns: Any) -> Quoted:  # the columns above
    passed_on = passed_on_of(*columns)
    same_room = passed_on.room == message.room
    return passed_on if rules.reads_too(source=source, target=target, same_room=same_room) else CLOSED_SOURCE


def passed_on_of(*columns: Any) -> Quoted:  # as above
    number, room, seq, author, name, html, taken_back_at, pictures, files = columns
    is_gone = taken_back_at is not None
    return Quoted(
        number,
        room,
        seq,
        author,
        name,
        rules.excerpt(html),
        is_gone=is_gone,
        is_forward=True,
        # Of what the house has put out of sight they are still there.
        pictures=0 if is_gone else pictures,
        files=0 if is_gone else files,
    )
