"""People as one meets them in rooms, and what they said there."""

from collections.abc import Collection
from typing import Any

from django.db import connection

from chalou.chat import rules
from chalou.chat.models import Access, Membership, Message
from chalou.chat.queries.messages import readable_among
from chalou.chat.queries.rooms import rooms_for
from chalou.chat.queries.values import PersonMet, PersonSeen, RoomLine, SaidLine
from chalou.foundation.database import as_moment
from chalou.foundation.ids import MessageId, PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.people.models import Block, Person
from chalou.people.queries import ProfileShown, ThanksSeen, profile_of, thanks_of
from chalou.people.queries.receiving import receiver_of

_ROOMS = 200
SAID_PAGE = 25
_SAID_BESIDE = 5
_PLACES_AT_ONCE = 400  # parts of one statement; SQLite takes 500


def met(viewer: Person, person: PersonId) -> frozenset[RoomId]:
    """The rooms in which this viewer sees somebody sit. None: they do not know each other here."""
    there = Membership.objects.filter(person=person).order_by("-id").values_list("room_id", flat=True)
    return frozenset(readable_among(viewer, [RoomId(room) for room in there[:_ROOMS]]))


def may_meet(viewer: Person, person: PersonId) -> bool:
    """Whether this viewer may look at somebody's page; the same answer as `person_met`, where that asks less."""
    found = Person.objects.filter(pk=person, is_active=True).values_list("is_listed", flat=True).first()
    if found is None:
        return False
    if found or viewer.id == person or viewer.keeps_order or met(viewer, person):
        return True
    try:
        person_met(viewer, person)
    except NotFound:
        return False
    return True


def person_met(viewer: Person, person: PersonId) -> PersonMet:
    """Somebody whom the viewer can meet: they stand in the list of the house, or sit or have spoken in a room that the
    viewer may read, or one of the two receives the other in the house, or the viewer has blocked them, or looks after
    the house. Everybody else is not found, so that numbers cannot be tried out for names.
    """
    return _met(viewer, person, _readable(viewer))


def _readable(viewer: Person) -> dict[RoomId, RoomLine]:
    return {line.id: line for line in rooms_for(viewer) if not line.is_closed}


def _met(viewer: Person, person: PersonId, readable: dict[RoomId, RoomLine]) -> PersonMet:
    columns = ("name", "cup", "is_listed", "received_by")
    found = Person.objects.filter(pk=person, is_active=True).values_list(*columns).first()
    if found is None:
        raise NotFound
    name, cup, is_listed, received_by = found
    receiver = receiver_of(viewer.id) if viewer.received_by_id == person else None
    is_unheard = Block.objects.filter(person=viewer, blocked=person).exists()
    seats = set(Membership.objects.filter(person=person, room__in=readable).values_list("room_id", flat=True))
    there = [line for room, line in readable.items() if room in seats]
    is_known = is_listed or is_unheard or viewer.id in (person, received_by) or viewer.keeps_order
    is_known = is_known or receiver is not None
    if not is_known and not there and not Message.objects.filter(author=person, room__in=readable).exists():
        raise NotFound
    shared = tuple(line for line in there if line.is_member and line.access != Access.DIRECT)
    return PersonMet(person, name, cup, is_unheard, receiver is not None, shared)


def person_seen(viewer: Person, person: PersonId) -> PersonSeen:
    """Somebody's page: whatever `person_met` finds, and what they say of themselves. Of whom the viewer does not hear
    nothing is told but the name.
    """
    readable = _readable(viewer)
    seen = _met(viewer, person, readable)
    columns = ("role", "seat", "joined_at", "is_listed")
    role, seat, joined_at, is_listed = Person.objects.values_list(*columns).get(pk=person)
    if seen.is_unheard:
        return PersonSeen(
            seen, role, seat, ThanksSeen(), joined_at, is_listed, ProfileShown(), (), (), has_said_more=False
        )
    hosted = set(
        Membership.objects.filter(person=person, is_host=True, room__in=readable).values_list("room_id", flat=True)
    )
    hosts = tuple(line for line in readable.values() if line.id in hosted and line.access != Access.DIRECT)
    said = _said(person, _rooms_of_the_house(readable), before=None, most=_SAID_BESIDE + 1)
    return PersonSeen(
        seen,
        role,
        seat,
        thanks_of(viewer, person),
        joined_at,
        is_listed,
        profile_of(person),
        hosts,
        said[:_SAID_BESIDE],
        has_said_more=len(said) > _SAID_BESIDE,
    )


def said_by(
    viewer: Person, person: PersonId, *, before: MessageId | None = None
) -> tuple[PersonMet, tuple[SaidLine, ...], MessageId | None]:
    """Somebody, what they said in rooms of the house that this viewer may read, the latest first, and what the next
    page comes before. Never direct talk, and nothing that was taken back or put out of sight.
    """
    readable = _readable(viewer)
    seen = _met(viewer, person, readable)
    if seen.is_unheard:
        return seen, (), None
    found = _said(person, _rooms_of_the_house(readable), before=before, most=SAID_PAGE + 1)
    return seen, found[:SAID_PAGE], found[SAID_PAGE - 1].id if len(found) > SAID_PAGE else None


def _rooms_of_the_house(readable: dict[RoomId, RoomLine]) -> list[RoomId]:
    return [room for room, line in readable.items() if line.access != Access.DIRECT]


# The last in each room by their index, and of those the last of all: whoever said a hundred thousand things in a room
# that is closed to the viewer costs no more than somebody who said none.
_IN_A_ROOM = (
    "SELECT * FROM (SELECT id FROM chat_message WHERE author_id = %s AND room_id = %s AND taken_back_at IS NULL"
    "{before} ORDER BY id DESC LIMIT %s) AS r{number}"
)
_SAID = """
    SELECT m.id, m.room_id, r.name, CASE WHEN t.is_main THEN '' ELSE t.title END, m.seq, m.posted_at, m.html
    FROM chat_message m JOIN chat_room r ON r.id = m.room_id JOIN chat_thread t ON t.id = m.thread_id
    WHERE m.id IN ({marks}) ORDER BY m.id DESC
"""


def _said(person: PersonId, rooms: Collection[RoomId], *, before: MessageId | None, most: int) -> tuple[SaidLine, ...]:
    numbers: list[int] = []
    places = sorted(rooms)
    earlier: list[int] = [] if before is None else [before]
    with connection.cursor() as cursor:
        for start in range(0, len(places), _PLACES_AT_ONCE):
            some = places[start : start + _PLACES_AT_ONCE]
            parts = [
                _IN_A_ROOM.format(number=number, before=" AND id < %s" if earlier else "")
                for number in range(len(some))
            ]
            cursor.execute(
                " UNION ALL ".join(parts), [value for room in some for value in (person, room, *earlier, most)]
            )
            numbers += [row[0] for row in cursor.fetchall()]
        last = sorted(numbers, reverse=True)[:most]
        if not last:
            return ()
        cursor.execute(_SAID.format(marks=", ".join(["%s"] * len(last))), last)
        return tuple(_said_line(*row) for row in cursor.fetchall())


def _said_line(
    number: int,
    room: int,
    room_name: str,
    table: str,
    seq: int,
    at: Any,
    html: str,  # as the database has a moment
) -> SaidLine:
    moment = as_moment(at)
    assert moment is not None
    return SaidLine(MessageId(number), RoomId(room), room_name, table, seq, moment, rules.excerpt(html))
