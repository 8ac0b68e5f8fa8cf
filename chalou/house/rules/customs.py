"""The customs of a house as values: what its file of house rules says. Values in, verdict out.

They are below everybody who obeys them: rooms ask for modes and thresholds, people for what leads to a seat, the door
for what each seat may do.

These dataclasses are the one place for the shape of a file of customs: `document` reads and writes them, the form of
the keeper, the schema and the page in docs/ are made from them. So every number and text has its bounds here.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated

from msgspec import Meta

from chalou.foundation.languages import LANGUAGES

CODES = tuple(code for code, _name in LANGUAGES)
Language = Annotated[str, Meta(extra={"one_of": CODES})]
Line = Annotated[str, Meta(min_length=1, max_length=200)]
ShortLine = Annotated[str, Meta(min_length=1, max_length=100)]
Paragraphs = Annotated[str, Meta(min_length=1, max_length=600, extra={"lines": True})]


class Seat(enum.StrEnum):
    """How far somebody has come in the house; not their role, which is what they do for it. In this order."""

    NEWCOMER = "newcomer"
    GUEST = "guest"
    REGULAR = "regular"
    ELDER = "elder"

    def reaches(self, other: "Seat") -> bool:
        """Whether this seat is that one or a better."""
        return _ORDER[self] >= _ORDER[other]


def sits_as(seat: Seat, *, keeps_order: bool) -> Seat:
    """By which seat it goes what somebody may do: whoever keeps the house, or order in it, has what an elder has."""
    return Seat.ELDER if keeps_order else seat


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


class Text(enum.StrEnum):
    """What the keeper may word in the place of ours, or say where we say nothing."""

    FIRST = "first"  # what new people read first
    WELCOME = "welcome"  # to who has just sat down in a room
    LISTENING = "listening"  # the first sentence of the card of who listens
    STORY = "story"  # to who would speak while somebody tells
    SEATS = "seats"  # at the head of the page of seats


TEXTS = tuple(Text)


@dataclass(frozen=True, slots=True)
class Question:
    """About the house rules, asked while somebody listens. `right` is the place of the right answer, from 0 on; `why`
    is said to who chose another. With a `language` it is asked of those only who read the house in it.
    """

    asks: Line
    answers: Annotated[tuple[ShortLine, ...], Meta(min_length=2, max_length=5)]
    right: Annotated[int, Meta(ge=0, le=4)]
    why: Annotated[str, Meta(max_length=300)] = ""
    language: Annotated[str, Meta(extra={"one_of": ("", *CODES)})] = ""


@dataclass(frozen=True, slots=True)
class Listening:
    """What a newcomer to a listening room hears before they speak; a room may have other thresholds, and 0 of one is
    none. Whoever has the seat `spared` speaks at once.
    """

    messages: Annotated[int, Meta(ge=0, le=500)] = 20
    minutes: Annotated[int, Meta(ge=0, le=120)] = 3
    spared: Seat = Seat.ELDER
    questions: Annotated[tuple[Question, ...], Meta(max_length=12)] = ()

    def questions_in(self, language: str) -> tuple[Question, ...]:
        """What is asked of somebody who reads the house in this language; where there is nothing in it, of what there
        is the first language.
        """
        theirs = tuple(one for one in self.questions if one.language in ("", language))
        if theirs or not self.questions:
            return theirs
        return tuple(one for one in self.questions if one.language == self.questions[0].language)


@dataclass(frozen=True, slots=True)
class Conditions:
    """What leads to a seat: all of these together, or, where `or_vouched`, the word of somebody who may vouch."""

    listened_in: Annotated[int, Meta(ge=0, le=20)] = 0  # rooms
    days: Annotated[int, Meta(ge=0, le=365)] = 0  # different days on which they were here
    thanked_by: Annotated[int, Meta(ge=0, le=50)] = 0  # different people; two who thank each other do not count
    or_vouched: bool = False


@dataclass(frozen=True, slots=True)
class Floor:
    """Of a room in story mode: how long a teller who lost the line keeps the floor, and after how long a silence the
    next one may have it. In seconds.
    """

    grace_s: Annotated[int, Meta(ge=10, le=900)] = 120
    silence_s: Annotated[int, Meta(ge=60, le=7200)] = 600


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


EARNED = (Seat.GUEST, Seat.REGULAR)
"""The seats that something leads to: newcomers are all who come, elders are named."""

NEW_ROOMS = (Mode.OPEN, Mode.SLOW, Mode.LISTENING, Mode.QUIET)
"""How a new room may talk. For a story somebody must be there to tell it."""


@dataclass(frozen=True, slots=True)
class Customs:
    """All of them; these are the ones of a house that has chosen none. Elders are named, so nothing leads there.

    `rights` names the first seat that has each right. `words` are the keeper's own in the place of ours: by the name of
    a text and then by language. `name` is what the keeper calls the whole, by language.
    """

    name: Mapping[Language, Annotated[str, Meta(min_length=1, max_length=60)]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    new_rooms: Annotated[Mode, Meta(extra={"one_of": NEW_ROOMS})] = Mode.OPEN
    listening: Listening = field(default_factory=Listening)
    seats: Annotated[Mapping[Seat, Conditions], Meta(extra={"keys": EARNED})] = field(default_factory=lambda: _SEATS)
    rights: Mapping[Right, Seat] = field(default_factory=lambda: _RIGHTS)
    floor: Floor = field(default_factory=Floor)
    asks_for_more: bool = True
    words: Mapping[Text, Mapping[Language, Paragraphs]] = field(default_factory=lambda: MappingProxyType({}))

    def allows(self, right: Right, *, seat: Seat) -> bool:
        return seat.reaches(self.rights[right])

    def called(self, language: str) -> str:
        """What these customs are called: in this language, or in the first that there is; empty where in none."""
        return self.name.get(language) or next(iter(self.name.values()), "")

    def own_words(self, text: Text, language: str) -> str:
        """What the keeper says there to who reads the house in this language; empty: ours is said. Shanghainese falls
        back to Chinese, as everywhere.
        """
        said = self.words.get(text, {})
        return said.get(language, "") or (said.get("zh-hans", "") if language == "wuu" else "")
