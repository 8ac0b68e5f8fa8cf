"""The storyteller's floor and what was told from it, as one viewer sees them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from chalou.chat.queries.values.messages import AttachmentShown
from chalou.foundation.ids import PersonId
from chalou.house.rules.customs import Mode


@dataclass(frozen=True, slots=True)
class OnFloor:
    """Somebody who tells, or whose hand is up at this `place` (from 1 on). Of whom the viewer does not hear there is no
    name.
    """

    person: PersonId
    name: str
    cup: str
    place: int = 0
    is_unheard: bool = False


@dataclass(frozen=True, slots=True)
class AsideShown:
    id: int
    person: PersonId
    name: str
    cup: str
    html: str
    is_question: bool
    put_at: datetime
    is_mine: bool
    is_unheard: bool = False  # of whom the viewer does not hear there is none


@dataclass(frozen=True, slots=True)
class FloorShown:
    """A telling that is under way. `my_place` among the hands (0: not up); `has_expired`: it was, until the line was
    away for too long. `asides`: all of them for those who collect them (`may_end`) and for who holds the floor; for
    others their own. `beside`: how the room talks but for the telling; whom that lets speak may ask for the floor
    (`may_ask`).
    """

    id: int
    title: str
    holder: OnFloor | None
    hands: tuple[OnFloor, ...]
    is_mine: bool
    my_place: int
    has_expired: bool
    manages: bool
    may_end: bool
    is_member: bool
    may_ask: bool
    asides: tuple[AsideShown, ...]
    beside: Mode

    @property
    def next(self) -> OnFloor | None:
        return self.hands[0] if self.hands else None

    @property
    def questions(self) -> tuple[AsideShown, ...]:
        return tuple(one for one in self.asides if one.is_question)

    @property
    def remarks(self) -> tuple[AsideShown, ...]:
        return tuple(one for one in self.asides if not one.is_question)


@dataclass(frozen=True, slots=True)
class FloorWords:
    """A telling in the words of the protocol, the same for everybody: who tells (place 0), and the hands."""

    floor: int
    title: str
    people: tuple[OnFloor, ...]

    def without(self, unheard: Collection[PersonId]) -> "FloorWords":
        return replace(self, people=tuple(one for one in self.people if one.person not in unheard))


@dataclass(frozen=True, slots=True)
class PieceShown:
    """Words, as safe HTML, or a picture."""

    html: str = ""
    picture: AttachmentShown | None = None


@dataclass(frozen=True, slots=True)
class PartShown:
    """What one person told. `is_shown` to others: its teller keeps it. `pieces`: as it stands now. For its teller:
    `text` to be edited, in which `[#1]` is the first of their `pictures`; `earlier`: what it said before its edits.
    """

    id: int
    person: PersonId
    name: str
    cup: str
    is_shown: bool
    is_withdrawn: bool
    is_taken_down: bool
    is_mine: bool
    may_withdraw: bool
    pieces: tuple[PieceShown, ...]
    text: str
    pictures: tuple[AttachmentShown, ...]
    edited_at: datetime | None
    earlier: tuple[tuple[str, datetime], ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The words alone."""
        return tuple(piece.html for piece in self.pieces if piece.html)


@dataclass(frozen=True, slots=True)
class StoryShown:
    """What was told from one floor. `asides` wait for those who may let them into the talk, until `asides_until`."""

    id: int
    title: str
    opened_at: datetime
    ended_at: datetime | None
    parts: tuple[PartShown, ...]
    may_end: bool
    asides: tuple[AsideShown, ...]
    asides_until: datetime | None


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One telling in the list of a room. `has_asides`: words wait at its side that the viewer may let into the talk."""

    id: int
    title: str
    tellers: tuple[str, ...]
    opened_at: datetime
    is_mine_to_keep: bool
    has_asides: bool
