"""Rooms in lists, and the invitations to them."""

from dataclasses import dataclass
from datetime import datetime

from chalou.chat.rules import Refusal
from chalou.foundation.ids import RoomId, ThreadId


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room in a list. `unread` counts only where the viewer sits or has read before. `is_closed`: the viewer knows
    that there is such a room, and may not go into it.
    """

    id: RoomId
    name: str
    purpose: str
    access: str
    unread: int
    is_member: bool
    is_closed: bool = False
    named_at: int | None = None  # the first message they have not read in which the viewer is named


@dataclass(frozen=True, slots=True)
class TableOpened:
    """A table that was opened lately; `by` is empty where whoever opened it has left."""

    room: RoomId
    room_name: str
    thread: ThreadId
    title: str
    by: str


@dataclass(frozen=True, slots=True)
class ClosedRoom:
    """What those who keep order in the house see of a room by invitation: neither who sits there nor the talk."""

    id: RoomId
    name: str
    purpose: str
    opened_at: datetime
    hosts: tuple[str, ...]
    seated_count: int
    is_member: bool


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation to a room that stands."""

    id: int
    made_by: str
    made_at: datetime
    expires_at: datetime
    uses_left: int


@dataclass(frozen=True, slots=True)
class InvitationShown:
    """What whoever holds an invitation is shown. `why_over`: why it lets nobody in any more."""

    room: RoomId
    name: str
    purpose: str
    made_by: str
    is_member: bool
    is_removed: bool
    why_over: Refusal | None
