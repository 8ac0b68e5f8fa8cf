"""What is read, as values that do not change."""

from dataclasses import dataclass
from datetime import datetime

from chalou.chat.rules import Refusal
from chalou.foundation.ids import MessageId, PersonId, RoomId, ThreadId


@dataclass(frozen=True, slots=True)
class MessageShown:
    """A message as every reader sees it. A message that was taken back is gone: no html, no text."""

    id: MessageId
    room: RoomId
    thread: ThreadId
    seq: int
    change: int
    author: PersonId
    name: str
    cup: str
    posted_at: datetime
    edited_at: datetime | None
    is_gone: bool
    html: str
    text: str


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


@dataclass(frozen=True, slots=True)
class EarlierWording:
    """What a message said until it was edited, as typed."""

    text: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class SeatedPerson:
    id: PersonId
    name: str
    cup: str
    is_host: bool
    role: str


@dataclass(frozen=True, slots=True)
class RoomPage:
    """Everything the page of a room shows to one viewer.

    `read_to` is the last seq the viewer has read (None: never been here), `new_from` the first one after it that there
    is, `new_count` how many.
    `why_no_place` says what stands in the composer's place: "" (may write), "stranger", "join", "removed".
    """

    id: RoomId
    name: str
    purpose: str
    access: str
    seq: int
    change: int
    messages: tuple[MessageShown, ...]
    has_earlier: bool
    has_later: bool
    new_from: int | None
    new_count: int
    read_to: int | None
    is_member: bool
    is_host: bool
    may_keep_order: bool
    why_no_place: str
    rooms: tuple[RoomLine, ...]
    hosts: tuple[SeatedPerson, ...]
    seated: tuple[SeatedPerson, ...]
    seated_count: int


@dataclass(frozen=True, slots=True)
class RoomSeen:
    """A room and what one viewer is in it. `keeps_order`: in this room, by their role in the house; `may_keep_order`:
    by that, or as its host.
    """

    id: RoomId
    name: str
    purpose: str
    access: str
    seq: int
    change: int
    is_member: bool
    is_host: bool
    is_removed: bool
    may_keep_order: bool
    keeps_order: bool
    read_to: int | None


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What is new in a room since a change, answered from its present state. `messages` None: too much, load anew.

    `people` are members whose name or cup is another since then: what they said before shows it too.
    """

    room: RoomId
    since: int
    change: int
    seq: int
    name: str
    purpose: str
    access: str
    people: tuple[SeatedPerson, ...]
    messages: tuple[MessageShown, ...] | None


@dataclass(frozen=True, slots=True)
class RoomNumbers:
    """The numbers of a room; see chat.models."""

    room: RoomId
    seq: int
    change: int
    rights_change: int
