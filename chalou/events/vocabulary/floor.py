"""What can happen on the storyteller's floor of a room, and to what was told from it. `change` is the room's number."""

from dataclasses import dataclass

from chalou.events.vocabulary.base import Event
from chalou.foundation.ids import PersonId, RoomId


@dataclass(frozen=True, kw_only=True, slots=True)
class FloorOpened(Event):
    """A telling begins: the main table is its teller's."""

    room: RoomId
    floor: int
    teller: PersonId
    change: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class FloorAltered(Event):
    """Who holds the floor, or the queue of hands, is another: by `act`; without `by`, by the house itself (silence, a
    line that stayed away). `holder` is who has it now.
    """

    room: RoomId
    floor: int
    act: str
    holder: PersonId | None
    change: int
    by: PersonId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class FloorEnded(Event):
    """The telling is over, and the room talks as before."""

    room: RoomId
    floor: int
    change: int
    by: PersonId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AsidePut(Event):
    """Words beside a telling, or a question to its teller."""

    room: RoomId
    floor: int
    aside: int
    is_question: bool
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class AsidesReleased(Event):
    """Words that waited become messages of those who wrote them."""

    room: RoomId
    floor: int
    asides: tuple[int, ...]
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class AsidesDropped(Event):
    """Words that waited are gone, by who wrote them or by who collected them."""

    room: RoomId
    floor: int
    asides: tuple[int, ...]
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class TellingKept(Event):
    """Whoever told it keeps it for those who may read the room, or has put it in other words."""

    room: RoomId
    floor: int
    telling: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class TellingWithdrawn(Event):
    room: RoomId
    floor: int
    telling: int
    by: PersonId
