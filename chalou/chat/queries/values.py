"""What is read, as values that do not change.

Frozen dataclasses; of what a page has fifty, named tuples, which are made and compared several times as fast.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from chalou.chat.queries.readers import Readers
from chalou.chat.rules import Refusal, counted
from chalou.foundation.ids import AttachmentId, MessageId, PersonId, RoomId, ThreadId


@dataclass(frozen=True, slots=True)
class AttachmentShown:
    """A picture or file in a message. `kind` is "picture" or "file"; only pictures have a size, only files a name."""

    id: AttachmentId
    kind: str
    name: str
    type: str
    bytes: int
    width: int | None
    height: int | None
    alt: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message where another answers it: who, and their first words. Of one that was taken back no word."""

    message: MessageId
    room: RoomId
    seq: int
    author: PersonId
    name: str
    words: str
    is_gone: bool


class MessageShown(NamedTuple):
    """A message as every reader sees it. A message that was taken back is gone: no html, no text, nothing attached."""

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
    attachments: tuple[AttachmentShown, ...] = ()
    reactions: str = ""  # as rules.counted reads it
    reply_to: Quoted | None = None

    @property
    def reaction_counts(self) -> dict[str, int]:
        return counted(self.reactions)


@dataclass(frozen=True, slots=True)
class ReactionBy:
    """Who did what at a message."""

    kind: str
    person: PersonId
    name: str
    cup: str


Mine = Mapping[int, tuple[str, ...]]
"""What somebody themself did at messages: kinds by seq."""


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
class ThreadLine:
    """A thread in a list. `unread` counts where the viewer has read before, up to `MOST_COUNTED`; `is_new` says that
    there is something they have not seen, whether they follow it or not.
    """

    id: ThreadId
    title: str
    tags: tuple[str, ...]
    is_archived: bool
    last_at: datetime
    last_by: str
    unread: int
    is_new: bool
    stance: str


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


class SeatedPerson(NamedTuple):
    id: PersonId
    name: str
    cup: str
    is_host: bool
    role: str


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody with whom one could talk directly."""

    id: PersonId
    name: str
    cup: str


@dataclass(frozen=True, slots=True)
class Reached:
    """How somebody stands to those with whom they want to talk. Which of them it is that cannot be reached, and why, is
    not said.
    """

    is_own_door_closed: bool
    hears_all: bool
    reaches_all: bool


@dataclass(frozen=True, slots=True)
class PersonMet:
    """Somebody as the viewer meets them: `rooms` are those in which both sit, `is_unheard`: the viewer blocks them."""

    id: PersonId
    name: str
    cup: str
    is_unheard: bool
    rooms: tuple[RoomLine, ...]


@dataclass(frozen=True, slots=True)
class PinLine:
    """A message that is kept in sight: its place, who said it, and the first words of it."""

    seq: int
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class MutedPerson:
    """Somebody who was asked to listen for a time, for the hosts."""

    person: SeatedPerson
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A room one was sent out of, and why, in the host's words. No name: one may not know it any more."""

    name: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RoomPage:
    """Everything the page of a room shows to one viewer.

    Its talk is that of one `thread`; `threads` are those spoken in last. `read_to` is the last seq the viewer
    has read (None: never been here), `new_from` the first one after it that there is, `new_count` how many, up to
    `MOST_COUNTED`. `seq` is the thread's newest.
    `counts_here` says that what is new in this thread counts in the room's figure, `unread_elsewhere` is what its other
    threads bring to it.
    `why_no_place` says what stands in the composer's place: "" (may write), "stranger", "join", "removed", "archived",
    "muted"; `reason` is what a host said about that, `muted_until` how long it stands.
    `slow_s` is the pace of the room: so many seconds between two messages of a guest.
    `readers`: how far others have read this thread, where that is shown to the viewer.
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
    counts_here: bool
    unread_elsewhere: int
    is_member: bool
    is_host: bool
    may_keep_order: bool
    why_no_place: str
    reason: str
    muted_until: datetime | None
    slow_s: int
    pins: tuple[PinLine, ...]
    thread: ThreadSeen
    tags: tuple[str, ...]
    threads: tuple[ThreadLine, ...]
    rooms: tuple[RoomLine, ...]
    hosts: tuple[SeatedPerson, ...]
    seated: tuple[SeatedPerson, ...]
    seated_count: int
    mine: Mine = field(default_factory=dict)
    readers: Readers | None = None


@dataclass(frozen=True, slots=True)
class RoomSeen:
    """A room and what one viewer is in it; `thread` is the one asked for, else the main one. `keeps_order`: in this
    room, by their role in the house; `may_keep_order`: by that, or as its host. What is of the `unheard`, whom the
    viewer does not hear, is to be left out.
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
    slow_s: int
    shows_readers: bool
    reason: str
    muted_until: datetime | None
    thread: ThreadSeen
    unheard: frozenset[PersonId]


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What is new in a room since a change, answered from its present state. `messages` None: too much, load anew.

    `people` are members whose name or cup is another since then: what they said before shows it too; `threads` those
    whose words are others.
    `readers`: the hosts have asked that it be shown who has read.
    """

    room: RoomId
    since: int
    change: int
    seq: int
    name: str
    purpose: str
    access: str
    readers: bool
    people: tuple[SeatedPerson, ...]
    threads: tuple[ThreadWords, ...]
    messages: tuple[MessageShown, ...] | None
    mine: Mine = field(default_factory=dict)

    def without(self, unheard: Collection[PersonId]) -> "CatchUp":
        """The same for somebody who does not hear these people; its numbers stay, so that none is missing."""
        if not unheard:
            return self
        return replace(
            self,
            people=tuple(one for one in self.people if one.id not in unheard),
            threads=tuple(one for one in self.threads if one.opened_by not in unheard),
            messages=self.messages and tuple(one for one in self.messages if one.author not in unheard),
        )


@dataclass(frozen=True, slots=True)
class RoomNumbers:
    """The numbers of a room; see chat.models."""

    room: RoomId
    seq: int
    change: int
    rights_change: int
