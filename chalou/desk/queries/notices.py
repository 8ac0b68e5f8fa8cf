"""What the house told somebody: decisions with their reasons, and friendly words."""

from dataclasses import dataclass
from datetime import datetime

from chalou.chat import queries as rooms
from chalou.desk.models import Notice
from chalou.foundation.ids import RoomId
from chalou.people.models import Person
from chalou.people.queries import WordLine, words_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A word of the house. `room_name` only where the reader may still read that room."""

    number: int
    act: str
    is_mine: bool
    reason: str
    room: RoomId | None
    room_name: str
    at: datetime
    is_read: bool


def words_and_notices(person: Person) -> tuple[NoticeLine | WordLine, ...]:
    """Whatever the house told somebody, the newest first: what was decided, and its friendly words."""
    told: list[NoticeLine | WordLine] = [*notices_of(person), *words_of(person)]
    return tuple(sorted(told, key=lambda one: one.at, reverse=True)[:PAGE])


def notices_of(person: Person) -> tuple[NoticeLine, ...]:
    """What the house told somebody, the newest first."""
    rows = list(Notice.objects.filter(person=person).order_by("-id")[:PAGE])
    if not rows:
        return ()
    names = {line.id: line.name for line in rooms.rooms_for(person) if not line.is_closed}
    return tuple(
        NoticeLine(
            number=one.pk,
            act=one.act,
            is_mine=one.is_mine,
            reason=one.reason,
            room=RoomId(one.room_number) if one.room_number in names else None,
            room_name=names.get(RoomId(one.room_number or 0), ""),
            at=one.at,
            is_read=one.read_at is not None,
        )
        for one in rows
    )
