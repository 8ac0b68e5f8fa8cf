"""Reading rooms: always for a viewer; what they may not see is not found. Values, not model objects."""

from dataclasses import dataclass
from datetime import datetime

from chalou.foundation.ids import MessageId, PersonId, RoomId

PAGE = 50


@dataclass(frozen=True, slots=True)
class MessageShown:
    """A message as every reader sees it. A message that was taken back is gone: no html, no text."""

    id: MessageId
    room: RoomId
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
    """A room in a list. `unread` counts only where the viewer sits or has read before."""

    id: RoomId
    name: str
    purpose: str
    access: str
    unread: int
    is_member: bool


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

    `new_from` is the first seq the viewer has not read (None: all read, or never been here); `new_count` how many.
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
    is_member: bool
    is_host: bool
    may_keep_order: bool
    why_no_place: str
    rooms: tuple[RoomLine, ...]
    hosts: tuple[SeatedPerson, ...]
    seated: tuple[SeatedPerson, ...]
    seated_count: int
