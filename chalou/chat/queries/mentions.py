"""Where somebody was named: what they have not read of it yet, and what comes next."""

from collections.abc import Collection, Iterable

from django.db import connection

from chalou.foundation.database import marks
from chalou.foundation.ids import PersonId, RoomId, ThreadId

REACH = 200_000
"""Mentions are looked for in the latest so many messages of the house: the cost does not grow with the years."""

_NAMED = (
    "FROM chat_mention n JOIN chat_message g ON g.id = n.message_id"
    # What is their own, or was said before they sat down, calls nobody; nor does what they do not hear.
    " JOIN chat_membership s ON s.room_id = g.room_id AND s.person_id {who}"
    " LEFT JOIN people_block b ON b.person_id = s.person_id AND b.blocked_id = g.author_id"
)
_CALLS = " AND b.id IS NULL AND g.author_id <> s.person_id AND g.posted_at >= s.joined_at"

# Only where it is counted as new: so whoever has nothing new is named nowhere, and need not be asked about.
_UNREAD = (
    f"SELECT s.person_id, g.room_id, g.thread_id, g.seq {_NAMED}"
    " JOIN chat_thread t ON t.id = g.thread_id"
    " LEFT JOIN chat_readmark k ON k.thread_id = g.thread_id AND k.person_id = s.person_id"
    " WHERE n.person_id {named} AND n.message_id > (SELECT COALESCE(MAX(id), 0) FROM chat_message) - %s"
    f"{_CALLS} AND (k.seq IS NULL OR g.seq > k.seq)"
    " AND (k.stance = 'follows' OR t.is_main AND COALESCE(k.stance, '') <> 'muted')"
)
_NEXT = (
    f"SELECT g.seq {_NAMED}"
    " WHERE n.person_id {named} AND g.room_id = %s AND g.seq > %s"
    # Numbers of messages grow with their seq: what is earlier in the house need not be looked at.
    " AND n.message_id > (SELECT COALESCE(MAX(id), 0) FROM chat_message WHERE room_id = %s AND seq <= %s)"
    f"{_CALLS}"
)

Named = dict[tuple[RoomId, ThreadId], int]
"""By table: the first message (seq) that names somebody and that they have not read."""


def unread_mentions(
    people: Collection[PersonId], rooms: Iterable[RoomId] | None = None
) -> dict[tuple[PersonId, RoomId], int]:
    """For each of these people and each room (without: all) in which they sit: the first message (seq) that names them,
    or everybody there, and that they have not read. One query, however many they are.
    """
    found: dict[tuple[PersonId, RoomId], int] = {}
    for person, room, _, seq in _unread(people, rooms):
        found[person, room] = min(seq, found.get((person, room), seq))
    return found


def unread_mentions_of(person: PersonId) -> Named:
    """The same for one person, by table."""
    return {(room, thread): seq for _, room, thread, seq in _unread([person], None)}


def _unread(
    people: Collection[PersonId], rooms: Iterable[RoomId] | None
) -> list[tuple[PersonId, RoomId, ThreadId, int]]:
    wanted = None if rooms is None else list(rooms)
    if not people or wanted == []:
        return []
    some, of_rooms = marks(people), "" if wanted is None else f" AND g.room_id IN ({marks(wanted)})"
    given = [REACH, *(wanted or ())]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, room_id, thread_id, MIN(seq) FROM ("
            + _UNREAD.format(who="= n.person_id", named=f"IN ({some})") + of_rooms
            + " UNION ALL "
            + _UNREAD.format(who=f"IN ({some})", named="IS NULL") + of_rooms
            + ") named GROUP BY person_id, room_id, thread_id",
            [*people, *given, *people, *given],
        )  # fmt: skip
        return list(cursor.fetchall())


def next_mention(person: PersonId, room: RoomId, after: int) -> int | None:
    """The first message (seq) of a room after one that names this person or everybody, at whatever table, read or not;
    None: there is none. For somebody who goes from one to the next.
    """
    place = [room, after, room, after]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MIN(seq) FROM ("
            + _NEXT.format(who="= n.person_id", named="= %s")
            + " UNION ALL "
            + _NEXT.format(who="= %s", named="IS NULL")
            + ") named",
            [person, *place, person, *place],
        )
        (seq,) = cursor.fetchone()
    return None if seq is None else int(seq)
