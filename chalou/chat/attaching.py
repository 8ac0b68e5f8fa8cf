"""What messages of one group bring along: looked at and put in its place inside the writer's transaction.

Their rooms are locked by then, so nobody else attaches the same; who tidies up what was never sent is kept off by
locking the rows. No ORM on this path.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from chalou.chat.queries import AttachmentShown
from chalou.chat.rules import Refusal, why_not_attach
from chalou.foundation.ids import AttachmentId, MessageId, PersonId, RoomId


@dataclass(frozen=True, slots=True)
class Brought:
    """Something that was brought into the room before, and what is to be said of it. `alt` None: as it is."""

    id: AttachmentId
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    shown: AttachmentShown
    room: RoomId
    by: PersonId


class Attaching:
    """The attachments that a group of drafts names."""

    def __init__(self, cursor: Any, wanted: Collection[AttachmentId], *, postgres: bool):  # a cursor of either database
        self._cursor = cursor
        self._free: dict[AttachmentId, _Held] = self._read(wanted, postgres=postgres) if wanted else {}

    def _read(self, wanted: Collection[AttachmentId], *, postgres: bool) -> dict[AttachmentId, _Held]:
        numbers = sorted(set(wanted))
        self._cursor.execute(
            "SELECT id, kind, name, type, bytes, width, height, alt, room_id, brought_by_id FROM chat_attachment"
            f" WHERE message_id IS NULL AND id IN ({', '.join(['%s'] * len(numbers))}) ORDER BY id"
            + (" FOR UPDATE" if postgres else ""),
            numbers,
        )
        return {row[0]: _Held(AttachmentShown(*row[:8]), row[8], row[9]) for row in self._cursor.fetchall()}

    def taken(
        self, brought: tuple[Brought, ...], *, room: RoomId, author: PersonId
    ) -> tuple[AttachmentShown, ...] | Refusal:
        """What a draft brings, in its order, and from now on nobody else's; or why not."""
        held = [self._free.get(one.id) for one in brought]
        refusal = why_not_attach(
            count=len(brought),
            are_free=len({one.id for one in brought}) == len(brought) and None not in held,
            are_theirs=all(one is not None and one.by == author and one.room == room for one in held),
        )
        if refusal is not None:
            return refusal
        for one in brought:
            del self._free[one.id]
        return tuple(
            there.shown if one.alt is None else replace(there.shown, alt=one.alt)
            for one, there in zip(brought, held, strict=True)
            if there is not None
        )

    def attach(self, to: Iterable[tuple[MessageId, tuple[AttachmentShown, ...]]]) -> None:
        """Put them into their messages."""
        rows = [
            (message, place, one.alt, one.id) for message, attached in to for place, one in enumerate(attached, start=1)
        ]
        if rows:
            self._cursor.executemany(
                "UPDATE chat_attachment SET message_id = %s, place = %s, alt = %s WHERE id = %s", rows
            )
