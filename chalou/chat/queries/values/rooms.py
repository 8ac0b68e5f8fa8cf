"""A room as one viewer sees it."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalou.chat.queries.values.floor import FloorShown, FloorWords
from chalou.chat.queries.values.lines import RoomLine
from chalou.chat.queries.values.listening import Listens, Waiting
from chalou.chat.queries.values.messages import MessageShown, Mine, MyVotes, PinLine, heard
from chalou.chat.queries.values.people import SeatedPerson
from chalou.chat.queries.values.readers import Readers
from chalou.chat.queries.values.threads import ThreadLine, ThreadSeen, ThreadWords
from chalou.foundation.ids import PersonId, RoomId
from chalou.house.rules.customs import Mode, Right


@dataclass(frozen=True, slots=True)
class RoomPage:
    """Everything the page of a room shows to one viewer.

    Its talk is that of one `thread`; `threads` are those spoken in last. `read_to` is the last seq the viewer
    has read (None: never been here), `new_from` the first one after it that there is, `new_count` how many, up to
    `MOST_COUNTED`. `seq` is the thread's newest.
    `counts_here` says that what is new in this thread counts in the room's figure, `unread_elsewhere` is what its other
    threads bring to it. `named_here`, `named_elsewhere`: the first message there that names the viewer, not yet read.
    `why_no_place` says what stands in the composer's place: "" (may write), "stranger", "join", "removed", "archived",
    "muted", "quiet", "listening"; `reason` is what a host said about that, `muted_until` how long it stands.
    `mode` is how the room talks, `slow_s` its pace: so many seconds between two messages of a guest. `listens`: how far
    the viewer has come who listens first; `waiting` are those who asked the hosts for a seat, for those who let in.
    `asks_about_tea`: the viewer may be asked for more where they praise a tea in a few empty words.
    `readers`: how far others have read this thread, where that is shown to the viewer.
    `marks`: beside whose names a word stands in the talk: "keeper", "moderator" of the house, "host" of this room.
    `may`: what the viewer's seat opens to them here.
    `floor`: who tells at the main table, where somebody does.
    `is_listed`: strangers who search may find this page (`rules.may_be_listed`).
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
    named_here: int | None
    named_elsewhere: int | None
    is_member: bool
    is_host: bool
    may_keep_order: bool
    why_no_place: str
    reason: str
    muted_until: datetime | None
    mode: Mode
    slow_s: int
    may: frozenset[Right]
    asks_about_tea: bool
    pins: tuple[PinLine, ...]
    thread: ThreadSeen
    tags: tuple[str, ...]
    threads: tuple[ThreadLine, ...]
    rooms: tuple[RoomLine, ...]
    hosts: tuple[SeatedPerson, ...]
    seated: tuple[SeatedPerson, ...]
    seated_count: int
    unheard: frozenset[PersonId]
    floor: FloorShown | None = None
    is_listed: bool = False
    mine: Mine = field(default_factory=dict)
    readers: Readers | None = None
    votes: MyVotes = field(default_factory=dict)
    listens: Listens | None = None
    waiting: tuple[Waiting, ...] = ()
    marks: tuple[tuple[PersonId, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RoomSeen:
    """A room and what one viewer is in it; `thread` is the one asked for, else the main one. `keeps_order`: in this
    room, by their role in the house; `may_keep_order`: by that, or as its host. `is_settled`: they need not listen
    first; `listen_messages` and `listen_minutes` are the room's own measure of that. What is of the `unheard`, whom the
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
    is_settled: bool
    mode: Mode
    slow_s: int
    listen_messages: int | None
    listen_minutes: int | None
    shows_readers: bool
    asks_about_tea: bool
    reason: str
    muted_until: datetime | None
    thread: ThreadSeen
    unheard: frozenset[PersonId]


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What is new in a room since a change, answered from its present state. `messages` None: too much, load anew.

    `people` are members whose name or cup is another since then: what they said before shows it too; `threads` those
    whose words are others. `readers`: the hosts have asked that it be shown who has read.
    """

    room: RoomId
    since: int
    change: int
    seq: int
    name: str
    purpose: str
    access: str
    mode: Mode
    slow_s: int
    readers: bool
    people: tuple[SeatedPerson, ...]
    threads: tuple[ThreadWords, ...]
    messages: tuple[MessageShown, ...] | None
    mine: Mine = field(default_factory=dict)
    votes: MyVotes = field(default_factory=dict)
    floor: FloorWords | None = None

    def without(self, unheard: Collection[PersonId]) -> "CatchUp":
        """The same for somebody who does not hear these people; its numbers stay, so that none is missing."""
        if not unheard:
            return self
        return replace(
            self,
            people=tuple(one for one in self.people if one.id not in unheard),
            threads=tuple(one for one in self.threads if one.opened_by not in unheard),
            messages=self.messages and heard(self.messages, unheard),
            floor=self.floor and self.floor.without(unheard),
        )


@dataclass(frozen=True, slots=True)
class RoomNumbers:
    """The numbers of a room; see chat.models."""

    room: RoomId
    seq: int
    change: int
    rights_change: int
