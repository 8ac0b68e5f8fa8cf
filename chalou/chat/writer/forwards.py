"""What the messages of a group bring along from elsewhere in the house."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalou.chat.models import CLOSED, Access
from chalou.chat.queries import SOURCE, Quoted, passed_on_of
from chalou.chat.rules import Refusal, may_read, why_not_forward
from chalou.chat.writer.rows import HeldRoom
from chalou.chat.writer.values import Draft
from chalou.foundation.ids import ClientId, PersonId, RoomId

Key = tuple[PersonId, ClientId]


def passed_on(
    cursor: Any,  # Django's cursor has no type
    drafts: Sequence[Draft],
    rooms: Mapping[RoomId, HeldRoom],
) -> dict[Key, Quoted | Refusal]:
    """What each draft that passes something on brings along, or why not: one question for the group, none where nobody
    does. The rooms it comes from are locked too, so nobody edits it, takes it back or closes its room meanwhile.
    """
    wanted = {(draft.author, draft.forwards) for draft in drafts if draft.forwards is not None}
    if not wanted:
        return {}
    cursor.execute(
        f"WITH wanted (author, room, seq) AS (VALUES {', '.join(['(%s, %s, %s)'] * len(wanted))})"
        f" SELECT w.author, w.room, w.seq, seat.id, x.id, b.id, {SOURCE} FROM wanted w"
        " JOIN chat_message q ON q.room_id = w.room AND q.seq = w.seq JOIN people_person p ON p.id = q.author_id"
        " LEFT JOIN chat_membership seat ON seat.room_id = w.room AND seat.person_id = w.author"
        " LEFT JOIN chat_removal x ON x.room_id = w.room AND x.person_id = w.author"
        " LEFT JOIN people_block b ON b.person_id = w.author AND b.blocked_id = q.author_id",
        [value for author, (room, seq) in sorted(wanted) for value in (author, room, seq)],
    )
    found = {(author, room, seq): rest for author, room, seq, *rest in cursor.fetchall()}
    return {
        (draft.author, draft.client_id): _judged(draft, rooms, found.get((draft.author, *draft.forwards)))
        for draft in drafts
        if draft.forwards is not None
    }


def _judged(
    draft: Draft, rooms: Mapping[RoomId, HeldRoom], row: Sequence[Any] | None
) -> Quoted | Refusal:  # of the columns above
    target = rooms.get(draft.room)
    if row is None or target is None:
        return Refusal.NOT_FOUND
    seat, removal, block, *columns = row
    source = passed_on_of(*columns)
    access = rooms[source.room].access
    may = may_read(
        is_public=access == Access.PUBLIC,
        is_by_invitation=access in CLOSED,
        is_signed_in=True,
        is_member=seat is not None,
        is_removed=removal is not None,
    )
    refusal = why_not_forward(
        may_read=may and block is None,
        is_gone=source.is_gone,
        source=access,
        target=target.access,
        same_room=source.room == target.id,
    )
    return refusal or source
