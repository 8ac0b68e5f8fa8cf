"""Who has read how far, as it is shown to others: taken from the read marks each time, never kept.

Shown to whom and of whom is one and the same set of people: those who sit in the room and show it there.
"""

from collections.abc import Collection

from django.db import connection

from chalou.chat import rules
from chalou.chat.models import Access, Membership
from chalou.chat.queries.hearing import NOBODY
from chalou.chat.queries.values import Readers, ReadTo
from chalou.foundation.database import marks
from chalou.foundation.ids import PersonId, RoomId, ThreadId
from chalou.people.models import Reading

_READERS = f"""
    SELECT t.room_id, t.id, r.access, r.shows_readers, p.shows_reading, p.id, p.name, k.seq,
        (SELECT COUNT(*) FROM chat_membership c WHERE c.room_id = r.id)
    FROM chat_thread t
    JOIN chat_room r ON r.id = t.room_id AND (r.shows_readers OR r.access = '{Access.DIRECT.value}')
    JOIN chat_membership m ON m.room_id = r.id
    JOIN people_person p ON p.id = m.person_id AND p.is_active
    LEFT JOIN chat_readmark k ON k.thread_id = t.id AND k.person_id = m.person_id
"""


def readers_in(threads: Collection[tuple[RoomId, ThreadId | None]]) -> tuple[Readers, ...]:
    """Of these threads (None: the main one of the room) those in which somebody shows it. One query for all."""
    mains = {room for room, thread in threads if thread is None}
    named = {thread for _, thread in threads if thread is not None}
    wanted = [f"t.is_main AND t.room_id IN ({marks(mains)})"] if mains else []
    wanted += [f"t.id IN ({marks(named)})"] if named else []
    if not wanted:
        return ()
    found: dict[ThreadId, list[ReadTo]] = {}
    rooms: dict[ThreadId, RoomId] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"{_READERS} WHERE {' OR '.join(wanted)} ORDER BY t.id, m.joined_at, m.id", [*mains, *named])
        for room, thread, access, is_asked_for, reading, person, name, seq, seats in cursor.fetchall():
            is_direct = access == Access.DIRECT
            if rules.shows_readers(
                is_direct=is_direct, is_asked_for=bool(is_asked_for), seats=seats
            ) and rules.shows_own(
                is_direct=is_direct, in_rooms=reading == Reading.ROOMS, everywhere=reading == Reading.EVERYWHERE
            ):
                rooms[thread] = room
                found.setdefault(thread, []).append(ReadTo(person, name, max(0, seq or 0)))
    return tuple(Readers(rooms[thread], thread, tuple(people)) for thread, people in found.items())


def readers_for(
    viewer: PersonId, room: RoomId, thread: ThreadId | None, unheard: Collection[PersonId] = NOBODY
) -> Readers | None:
    """The same for one who sits there; None where it is not shown to them."""
    for one in readers_in([(room, thread)]):
        if one.room == room and any(reader.person == viewer for reader in one.people):
            heard = tuple(reader for reader in one.people if reader.person not in unheard)
            return Readers(one.room, one.thread, heard)
    return None


def rooms_with_readers(person: PersonId) -> tuple[RoomId, ...]:
    """Where somebody sits and it may be shown: who follows these is to ask anew when that person chooses otherwise."""
    rows = Membership.objects.filter(person=person)
    rooms = rows.filter(room__shows_readers=True) | rows.filter(room__access=Access.DIRECT, room__seq__gt=0)
    return tuple(RoomId(room) for room in rooms.order_by("room_id").values_list("room_id", flat=True))
