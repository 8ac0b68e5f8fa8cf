"""Those who listen, as their room and those who let them in see them."""

from dataclasses import dataclass
from datetime import datetime

from chalou.chat.rules import Progress
from chalou.foundation.ids import PersonId, RoomId
from chalou.house.rules.customs import Question


@dataclass(frozen=True, slots=True)
class Listens:
    """How far the viewer has come who listens in a room, and what they can do meanwhile. `may_answer`: they are asked
    by name, and answer once. `questions` are those of the house that are still open. `word` is what a host said who
    wants them to wait.
    """

    progress: Progress
    may_answer: bool
    has_asked: bool
    is_put_off: bool
    word: str
    questions: tuple[Question, ...] = ()
    digest: str = ""

    def speaks(self, *, is_told: bool) -> bool:
        """They have come to the end, or answer; while somebody tells at this table nobody answers."""
        return self.progress.is_reached or (self.may_answer and not is_told)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who has asked the hosts of a room to let them in."""

    id: PersonId
    name: str
    cup: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class LetIn:
    """Somebody whom one has let in. What is told of them everybody who sits there could know, and nothing of what they
    said. The room has a name only where one may know it.
    """

    id: PersonId
    name: str
    cup: str
    room: RoomId
    room_name: str
    at: datetime
    sits: bool
    is_muted: bool
    is_removed: bool


@dataclass(frozen=True, slots=True)
class Voucher:
    """Somebody who has let others in without looking after the room, for those who keep order in the house. `ill` of
    the `guests` may not speak now, or were sent out. `reason` is there where their word does not count any more.
    """

    id: PersonId
    name: str
    cup: str
    guests: int
    ill: int
    is_withdrawn: bool
    reason: str
