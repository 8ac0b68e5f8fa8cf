"""People as one meets them in rooms."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from chalou.chat.queries.values.lines import RoomLine
from chalou.foundation.ids import MessageId, PersonId, RoomId
from chalou.people.queries import ProfileShown, ThanksSeen


class SeatedPerson(NamedTuple):
    id: PersonId
    name: str
    cup: str
    is_host: bool
    role: str
    seat: str = ""


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
    """Somebody as the viewer meets them: `rooms` are those in which both sit, `is_unheard`: the viewer blocks them.
    `receives_viewer`: and can be asked by them.
    """

    id: PersonId
    name: str
    cup: str
    is_unheard: bool
    receives_viewer: bool
    rooms: tuple[RoomLine, ...]


class SaidLine(NamedTuple):
    """Something that somebody said, in a list of it. `table` is empty for the main one; `words` where there were only
    pictures, files or what was passed on.
    """

    id: MessageId
    room: RoomId
    room_name: str
    table: str
    seq: int
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """Somebody's page, as the viewer may see it. `hosts`: rooms they look after; `said`: the last of what they said."""

    met: PersonMet
    role: str
    seat: str
    thanks: ThanksSeen
    joined_at: datetime
    is_listed: bool
    profile: ProfileShown
    hosts: tuple[RoomLine, ...]
    said: tuple[SaidLine, ...]
    has_said_more: bool


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
