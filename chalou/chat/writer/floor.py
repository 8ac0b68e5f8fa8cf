"""Who holds the floor where somebody tells, and the sign that they still do. Rooms without a telling cost nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.utils import CursorWrapper

from chalou.chat.rules import talks_beside
from chalou.chat.writer.rows import HeldRoom
from chalou.chat.writer.values import Draft
from chalou.foundation.database import marks
from chalou.foundation.ids import PersonId, RoomId
from chalou.house.rules.customs import Mode


@dataclass(frozen=True, slots=True)
class Told:
    """A telling that is under way: who may speak at the main table (None: nobody at this moment), and how the room
    talked before, as its side tables do meanwhile.
    """

    holder: PersonId | None
    mode: Mode
    slow_s: int


@dataclass(frozen=True, slots=True)
class Talks:
    """How it is talked at the table for which a draft is."""

    mode: Mode
    slow_s: int
    has_floor: bool


def told_in(cursor: CursorWrapper, rooms: Sequence[RoomId]) -> dict[RoomId, Told]:
    """Of these held rooms, in which somebody tells: by whom."""
    if not rooms:
        return {}
    cursor.execute(
        "SELECT room_id, holder_id, mode_before, slow_before FROM chat_floor"
        f" WHERE ended_at IS NULL AND room_id IN ({marks(rooms)})",
        list(rooms),
    )
    return {room: Told(holder, Mode(mode), slow_s) for room, holder, mode, slow_s in cursor.fetchall()}


def talks_at(draft: Draft, room: HeldRoom, told: Mapping[RoomId, Told]) -> Talks:
    """At the main table only who holds the floor speaks; side tables go on as they are."""
    telling = told.get(room.id)
    if telling is None:
        return Talks(room.mode, room.slow_s, has_floor=room.mode is not Mode.STORY)
    if draft.thread in (None, room.thread):
        return Talks(room.mode, room.slow_s, has_floor=telling.holder == draft.author)
    return Talks(talks_beside(mode=room.mode, before=telling.mode), telling.slow_s, has_floor=False)


def show_signs(cursor: CursorWrapper, said: Sequence[tuple[Any, RoomId]]) -> None:
    """They spoke (when, in the form of this database, and where): not silent, and not away, whatever their line does.
    A line that was away is learnt anew.
    """
    if said:
        cursor.executemany(
            "UPDATE chat_floor SET since = %s, had_line = (had_line AND lost_at IS NULL), lost_at = NULL"
            " WHERE room_id = %s AND ended_at IS NULL",
            said,
        )
