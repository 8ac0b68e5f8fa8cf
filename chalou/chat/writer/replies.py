"""What the messages of a group answer."""

from collections.abc import Sequence
from typing import Any

from chalou.chat.queries import Quoted, quoted
from chalou.chat.writer.values import Draft
from chalou.foundation.ids import RoomId


def sources(cursor: Any, drafts: Sequence[Draft]) -> dict[tuple[RoomId, int], Quoted]:  # Django's cursor has no type
    """The messages that drafts answer, by room and seq: one question for the group, none where nobody answers. Their
    rooms are locked, so what is read here is what everybody is told.
    """
    wanted = sorted({(draft.room, draft.reply_to) for draft in drafts if draft.reply_to is not None})
    if not wanted:
        return {}
    cursor.execute(
        f"WITH wanted (room, seq) AS (VALUES {', '.join(['(%s, %s)'] * len(wanted))})"
        " SELECT q.id, q.room_id, q.seq, q.author_id, p.name, q.html, q.taken_back_at FROM wanted w"
        " JOIN chat_message q ON q.room_id = w.room AND q.seq = w.seq JOIN people_person p ON p.id = q.author_id",
        [value for pair in wanted for value in pair],
    )
    found = (quoted(*row) for row in cursor.fetchall())
    return {(one.room, one.seq): one for one in found if one is not None}
