"""The customs of a house as values: what its file of house rules says. Values in, verdict out.

They are below everybody who obeys them: rooms ask for modes and thresholds, people for what leads to a seat, the door
for what each seat may do.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


class Seat(enum.StrEnum):
    """How far somebody has come in the house; not their role, which is what they do for it. In this order."""

    NEWCOMER = "newcomer"
    GUEST = "guest"
    REGULAR = "regular"
    ELDER = "elder"

    def reaches(self, other: "Seat") -> bool:
        """Whether this seat is that one or a better."""
        return _ORDER[self] >= _ORDER[other]


_ORDER = {seat: place for place, seat in enumerate(Seat)}


class Mode(enum.StrEnum):
    """How a room talks at the moment."""

    OPEN = "open"  # who sits in it speaks
    SLOW = "slow"  # with a pause between two messages of a guest
    LISTENING = "listening"  # who is new listens first
    STORY = "story"  # somebody holds the floor
    QUIET = "quiet"  # only its hosts speak


class Right(enum.StrEnum):
    """What a seat may open to somebody. Speaking is none of them: that is a matter of the room's mode."""

    LINKS = "links"  # web addresses in what one says
    PICTURES = "pictures"  # and files
    POLLS = "polls"
    THREADS = "threads"
    INVITE = "invite"  # into the house, by a link
    TALK = "talk"  # beginning a direct talk
    VOUCH = "vouch"  # letting somebody sit down at once
    ROOMS = "rooms"
    TELL = "tell"  # opening the floor for a teller


@dataclass(frozen=True, slots=True)
class Question:
    """About the house rules, asked while somebody listens. `right` is the place of the right answer, from 0 on; `why`
    is said to who chose another.
    """

    asks: str
    answers: tuple[str, ...]
    right: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Listening:
    """What a newcomer to a listening room hears before they speak; a room may have other thresholds, and 0 of one is
    none. Whoever has the seat `spared` speaks at once.
    """

    messages: int = 20
    minutes: int = 3
    spared: Seat = Seat.ELDER
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Conditions:
    """What leads to a seat: all of these together, or, where `or_vouched`, the word of somebody who may vouch."""

    listened_in: int = 0  # rooms
    days: int = 0  # different days on which they were here
    thanked_by: int = 0  # different people; two who thank each other do not count
    or_vouched: bool = False


@dataclass(frozen=True, slots=True)
class Floor:
    """Of a room in story mode: how long a teller who lost the line keeps the floor, and after how long a silence the
    next one may have it. In seconds.
    """

    grace_s: int = 120
    silence_s: int = 600


_SEATS: Mapping[Seat, Conditions] = MappingProxyType(
    {
        Seat.GUEST: Conditions(listened_in=1, or_vouched=True),
        Seat.REGULAR: Conditions(listened_in=1, days=14, thanked_by=3),
    }
)
_RIGHTS: Mapping[Right, Seat] = MappingProxyType(
    {
        Right.LINKS: Seat.GUEST,
        Right.PICTURES: Seat.NEWCOMER,
        Right.POLLS: Seat.GUEST,
        Right.THREADS: Seat.GUEST,
        Right.INVITE: Seat.REGULAR,
        Right.TALK: Seat.GUEST,
        Right.VOUCH: Seat.ELDER,
        Right.ROOMS: Seat.ELDER,
        Right.TELL: Seat.ELDER,
    }
)


@dataclass(frozen=True, slots=True)
class Customs:
    """All of them; these are the ones of a house that has chosen none. Elders are named, so nothing leads there.

    `rights` names the first seat that has each right. `words` are the keeper's own in the place of ours: by the name of
    a text and then by language.
    """

    new_rooms: Mode = Mode.OPEN
    listening: Listening = field(default_factory=Listening)
    seats: Mapping[Seat, Conditions] = field(default_factory=lambda: _SEATS)
    rights: Mapping[Right, Seat] = field(default_factory=lambda: _RIGHTS)
    floor: Floor = field(default_factory=Floor)
    asks_for_more: bool = True
    words: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    def allows(self, right: Right, *, seat: Seat) -> bool:
        return seat.reaches(self.rights[right])
