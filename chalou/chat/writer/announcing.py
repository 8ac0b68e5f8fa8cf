"""Announcements among the messages of a group: how many there may be, and keeping them in sight."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from chalou.chat.rules import Refusal, why_not_announce
from chalou.chat.writer.rows import Accepted
from chalou.chat.writer.values import Draft
from chalou.foundation.ids import MessageId, RoomId

LATELY = timedelta(days=1)


class Announcing:
    """The rooms in which something is announced are locked, so what is counted here stays so."""

    def __init__(self, cursor: Any, drafts: Sequence[Draft]):  # Django's cursor has no type
        self._cursor = cursor
        rooms = sorted({draft.room for draft in drafts if draft.announces})
        self._counts = {room: self._counted(room, drafts) for room in rooms}

    def _counted(self, room: RoomId, drafts: Sequence[Draft]) -> tuple[int, int]:
        """How many were announced lately, and how many are kept in sight."""
        since = min(draft.at for draft in drafts if draft.room == room) - LATELY
        self._cursor.execute(
            "SELECT (SELECT COUNT(*) FROM chat_message WHERE room_id = %s AND is_announcement AND posted_at > %s),"
            " (SELECT COUNT(*) FROM chat_pin WHERE room_id = %s)",
            [room, self._stored(since), room],
        )
        lately, pinned = self._cursor.fetchone()
        return lately, pinned

    def why_not(self, draft: Draft, *, is_host: bool) -> Refusal | None:
        if not draft.announces:
            return None
        lately, pinned = self._counts[draft.room]
        return why_not_announce(is_host=is_host, lately=lately, pinned=pinned)

    def count(self, draft: Draft) -> None:
        """It was accepted: the next one of the group finds one more."""
        if draft.announces:
            lately, pinned = self._counts[draft.room]
            self._counts[draft.room] = lately + 1, pinned + 1

    def keep_in_sight(self, written: Iterable[tuple[Accepted, MessageId]]) -> None:
        rows = [
            (number, one.draft.room, one.draft.author, self._stored(one.draft.at))
            for one, number in written
            if one.draft.announces
        ]
        if rows:
            self._cursor.executemany(
                "INSERT INTO chat_pin (message_id, room_id, pinned_by_id, pinned_at) VALUES (%s, %s, %s, %s)", rows
            )

    def _stored(self, at: datetime) -> Any:
        """As this database keeps it."""
        return connection.ops.adapt_datetimefield_value(at)
