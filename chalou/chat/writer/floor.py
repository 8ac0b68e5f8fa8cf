"""Who holds the floor where somebody tells, and the sign that they still do. Rooms without a telling cost nothing."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper

from chalou.foundation.database import marks
from chalou.foundation.ids import PersonId, RoomId


def floor_holders(cursor: CursorWrapper, rooms: Sequence[RoomId]) -> dict[RoomId, PersonId | None]:
    """Of these held rooms, in which somebody tells: who may speak at the main table; None: nobody at this moment."""
    if not rooms:
        return {}
    cursor.execute(
        f"SELECT room_id, holder_id FROM chat_floor WHERE ended_at IS NULL AND room_id IN ({marks(rooms)})", list(rooms)
    )
    return dict(cursor.fetchall())


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
