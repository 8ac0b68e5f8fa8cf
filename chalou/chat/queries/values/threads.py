"""Threads as they are read."""

from dataclasses import dataclass
from datetime import datetime

from chalou.foundation.ids import PersonId, RoomId, ThreadId


@dataclass(frozen=True, slots=True)
class ThreadSeen:
    """A thread and how one viewer stands to it. `read_to` is the last seq they have read there; None: never been here.
    `last_seq` is that of its newest message, 0 where there is none.
    """

    id: ThreadId
    title: str
    is_main: bool
    is_archived: bool
    opened_by: PersonId | None
    last_seq: int
    about_kind: str
    about_id: int | None
    read_to: int | None
    stance: str


@dataclass(frozen=True, slots=True)
class ThreadKnown:
    """A thread by its number: its room, title and opener."""

    room: RoomId
    title: str
    opened_by: PersonId | None


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A thread in a list. `unread` counts where the viewer has read before, up to `MOST_COUNTED`; `is_new` says that
    there is something they have not seen, whether they follow it or not.
    """

    id: ThreadId
    title: str
    tags: tuple[str, ...]
    is_archived: bool
    last_at: datetime
    last_by: str | None
    unread: int
    is_new: bool
    stance: str
    named_at: int | None = None  # as in RoomLine


@dataclass(frozen=True, slots=True)
class ThreadWords:
    """What a thread is called, and whether it is open; `change` is the room's change at which that was last another."""

    id: ThreadId
    title: str
    tags: tuple[str, ...]
    is_archived: bool
    change: int
    opened_by: PersonId | None


@dataclass(frozen=True, slots=True)
class ThreadList:
    """A page of the threads of a room, those spoken in last first. `before` leads on to the next: None, there is none.
    `words` are the tags that threads of this room have, the most used first.
    """

    threads: tuple[ThreadLine, ...]
    before: str | None
    words: tuple[str, ...]
