"""What somebody has not read yet: counted from their marks each time, never kept, so that nothing can count it twice.

A message is unread for whoever has a mark of its thread that is before it. A room's figure is that of its main thread
and of the threads that somebody follows there; of what they muted only announcements count.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db import connection

from chalou.chat.models import Message
from chalou.chat.queries.hearing import NOBODY
from chalou.foundation.database import marks
from chalou.foundation.ids import PersonId, RoomId, ThreadId

MOST_COUNTED = 100
"""Further nobody counts: pages say 99+. So a figure costs the same after a day away as after a year."""


def counted(*, some_block: bool) -> str:
    """How many there are after a mark `k` of a thread `t`: where it is muted, announcements alone. Where somebody
    blocks, without those they do not hear.
    """
    announced = " AND n.room_id = t.room_id AND n.is_announcement AND n.taken_back_at IS NULL"
    return f"(CASE WHEN k.stance = 'muted' THEN {_counted(announced, some_block)} ELSE {_counted('', some_block)} END)"


def _counted(only: str, some_block: bool) -> str:
    but = (
        " AND NOT EXISTS (SELECT 1 FROM people_block b WHERE b.person_id = k.person_id AND b.blocked_id = n.author_id)"
    )
    return (
        "(SELECT COUNT(*) FROM (SELECT 1 FROM chat_message n"
        f" WHERE n.thread_id = t.id AND n.seq > k.seq{only}{but if some_block else ''} LIMIT {MOST_COUNTED}) few)"
    )


def unread_in(
    people: Collection[PersonId], rooms: Iterable[RoomId] | None = None, *, some_block: bool = False
) -> dict[tuple[PersonId, RoomId], int]:
    """For each of these people and each room (without: all) of whose main thread they have a mark: how much is unread,
    up to `MOST_COUNTED`. Queries do not grow with people and rooms. Rights are not asked here. `some_block`: somebody
    among them does; what they do not hear is not counted.
    """
    return summed(unread_at_tables(people, rooms, some_block=some_block))


def summed(at_tables: Mapping[tuple[PersonId, RoomId, ThreadId], int]) -> dict[tuple[PersonId, RoomId], int]:
    """The figures of rooms, from those of their threads."""
    found: defaultdict[tuple[PersonId, RoomId], int] = defaultdict(int)
    for (person, room, _), count in at_tables.items():
        found[person, room] += count
    return {key: min(count, MOST_COUNTED) for key, count in found.items()}


def unread_at_tables(
    people: Collection[PersonId], rooms: Iterable[RoomId] | None = None, *, some_block: bool = False
) -> dict[tuple[PersonId, RoomId, ThreadId], int]:
    """The same for each thread that counts in its room's figure; all of one moment, so that parts and sum agree."""
    number = counted(some_block=some_block)
    wanted = None if rooms is None else list(rooms)
    if not people or wanted == []:
        return {}
    of_people = f"k.person_id IN ({marks(people)})"
    of_rooms = "" if wanted is None else f" AND t.room_id IN ({marks(wanted)})"
    given = [*people, *(wanted or ())]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT k.person_id, t.room_id, t.id, {number}"
            " FROM chat_readmark k JOIN chat_thread t ON t.id = k.thread_id"
            f" WHERE (t.is_main OR k.stance <> '' AND t.last_seq > k.seq) AND {of_people}{of_rooms}",
            given,
        )
        return {(person, room, thread): count for person, room, thread, count in cursor.fetchall()}


def first_unread(thread: ThreadId, read_to: int, unheard: Collection[PersonId] = NOBODY) -> tuple[int | None, int]:
    """The seq of the first message of a thread after a mark, and how many there are, up to `MOST_COUNTED`."""
    after = Message.objects.filter(thread=thread, seq__gt=read_to).exclude(author__in=unheard)
    found = list(after.order_by("seq").values_list("seq", flat=True)[:MOST_COUNTED])
    return (found[0] if found else None), len(found)
