"""Who sits in a room, and as what they are marked there."""

from collections.abc import Collection

from django.db import connection
from django.db.models import Q

from chalou.chat.models import Membership
from chalou.chat.queries.hearing import NOBODY, but_of
from chalou.chat.queries.values import SeatedPerson
from chalou.foundation.ids import PersonId, RoomId
from chalou.house.rules.customs import Seat
from chalou.people.models import Person, Role

SEATED_SHOWN = 50
PEOPLE_PAGE = 100
HOST = "host"
ELDER = Seat.ELDER.value

Marks = tuple[tuple[PersonId, str], ...]


def seated_in(
    room_id: RoomId, unheard: Collection[PersonId]
) -> tuple[tuple[SeatedPerson, ...], tuple[SeatedPerson, ...], int, Marks]:
    """The hosts, the first of those who sit there, how many there are, and who is marked in the talk of this room."""
    but = but_of("person_id", unheard)
    with connection.cursor() as cursor:
        cursor.execute(
            # Fifty by their index first, then their names: joined at once, PostgreSQL may read and sort a thousand.
            f"SELECT (SELECT COUNT(*) FROM chat_membership WHERE room_id = %(room)s{but}) AS seats,"
            " p.id AS person, p.name AS name, p.cup AS cup, first.is_host AS is_host, p.role AS role,"
            " p.seat AS house_seat,"
            " first.joined_at AS joined_at, first.id AS seat FROM ("
            "SELECT person_id, is_host, joined_at, id FROM chat_membership"
            f" WHERE room_id = %(room)s{but} ORDER BY is_host DESC, joined_at, id LIMIT %(most)s"
            ") first JOIN people_person p ON p.id = first.person_id"
            # Those few as their index says it, with the seats: no page asks a question of its own for them.
            " UNION ALL SELECT -1, id, '', '', NULL, role, seat, NULL, NULL FROM people_person"
            " WHERE (NOT (role = 'member') OR seat = 'elder') AND is_active"
            " ORDER BY is_host DESC, joined_at, seat",
            {"room": room_id, "most": SEATED_SHOWN},
        )
        rows = cursor.fetchall()
    seats = [row for row in rows if row[0] >= 0]
    seated = tuple(seated_person(*row[1:7]) for row in seats)
    hosts = tuple(person for person in seated if person.is_host)
    # There is place for one word beside a name: what one does for the house, what one does for the room, how far one
    # has come.
    known = [(PersonId(row[1]), row[5]) for row in rows if row[0] < 0]
    marked = {person: ELDER for person, role in known if role == Role.MEMBER} | {host.id: HOST for host in hosts}
    marked |= {person: role for person, role in known if role != Role.MEMBER}
    return hosts, seated, seats[0][0] if seats else 0, tuple(sorted(marked.items()))


def hosts_of(room_id: RoomId) -> list[PersonId]:
    """For telling them, not for a viewer."""
    rows = Membership.objects.filter(room=room_id, is_host=True).order_by("person_id")
    return [PersonId(person) for person in rows.values_list("person_id", flat=True)]


def mark_of(room_id: RoomId, person: PersonId) -> str:
    """As what somebody is marked in the talk of a room; empty: as nothing."""
    role, house_seat = Person.objects.filter(pk=person, is_active=True).values_list("role", "seat").first() or ("", "")
    if role and role != Role.MEMBER:
        return str(role)
    if Membership.objects.filter(room=room_id, person=person, is_host=True).exists():
        return HOST
    return ELDER if house_seat == ELDER else ""


def mark_beside(person: SeatedPerson) -> str:
    """The same for somebody who sits there."""
    if person.role != Role.MEMBER:
        return person.role
    return HOST if person.is_host else ELDER if person.seat == ELDER else ""


def rooms_of(person: PersonId) -> tuple[RoomId, ...]:
    """The rooms somebody sits in. For telling those rooms, not for a viewer."""
    rows = Membership.objects.filter(person=person).order_by("room")
    return tuple(RoomId(room) for room in rows.values_list("room_id", flat=True))


def seated_person(person: int, name: str, cup: str, is_host: bool, role: str, seat: str = "") -> SeatedPerson:
    return SeatedPerson(PersonId(person), name, cup, bool(is_host), role, seat)


def people_of(room_id: RoomId, unheard: Collection[PersonId] = NOBODY, *, after: int = 0) -> tuple[SeatedPerson, ...]:
    """Those who sit in a room, hosts first and then as they sat down, a page at a time; `after`: the last person of the
    page before.
    """
    rows = Membership.objects.filter(room=room_id).exclude(person__in=unheard)
    last = Membership.objects.filter(room=room_id, person=after).values_list("is_host", "joined_at", "id").first()
    if last is not None:
        is_host, joined_at, number = last
        later = Q(joined_at__gt=joined_at) | Q(joined_at=joined_at, id__gt=number)
        rows = rows.filter((later & Q(is_host=True)) | Q(is_host=False) if is_host else later & Q(is_host=False))
    rows = rows.order_by("-is_host", "joined_at", "id")
    columns = ("person_id", "person__name", "person__cup", "is_host", "person__role", "person__seat")
    return tuple(seated_person(*row) for row in rows.values_list(*columns)[:PEOPLE_PAGE])
