"""How far people have read, as it is shown to others."""

from dataclasses import dataclass
from typing import NamedTuple

from chalou.foundation.ids import PersonId, RoomId, ThreadId


class ReadTo(NamedTuple):
    """Somebody who shows it, and the last message of a thread that they have read; 0: none."""

    person: PersonId
    name: str
    seq: int


@dataclass(frozen=True, slots=True)
class Readers:
    """Those who show each other how far they have read a thread."""

    room: RoomId
    thread: ThreadId
    people: tuple[ReadTo, ...]
