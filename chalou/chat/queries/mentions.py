"""Where somebody was named and has not read it yet."""

from collections.abc import Collection, Iterable

from django.db import connection

from chalou.foundation.ids import PersonId, RoomId

REACH = 200_000
"""Mentions are looked for in the latest so many messages of the house: the cost does not grow with the years."""


def unread_mentions(
    people: Collection[PersonId], rooms: Iterable[RoomId] | None = None
) -> dict[tuple[PersonId, RoomId], int]:
    """For each of these people and each room (without: all) in which they sit: the first message (seq) that names them,
    or everybody there, and that they have not read. One query, however many they are.
    """
    wanted = None if rooms is None else list(rooms)
    if not people or wanted == []:
        return {}
    some, of_rooms = _marks(people), "" if wanted is None else f" AND g.room_id IN ({_marks(wanted)})"
    # What is their own, or was said before they sat down, calls nobody.
    unread = (
        " JOIN chat_membership s ON s.room_id = g.room_id AND s.person_id {who}"
        " LEFT JOIN chat_readmark k ON k.thread_id = g.thread_id AND k.person_id = s.person_id"
        " WHERE n.person_id {named} AND n.message_id > (SELECT COALESCE(MAX(id), 0) FROM chat_message) - %s"
        " AND g.author_id <> s.person_id AND g.posted_at >= s.joined_at AND (k.seq IS NULL OR g.seq > k.seq)"
    )
    selected = "SELECT s.person_id, g.room_id, g.seq FROM chat_mention n JOIN chat_message g ON g.id = n.message_id"
    given = [REACH, *(wanted or ())]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, room_id, MIN(seq) FROM ("
            + selected + unread.format(who="= n.person_id", named=f"IN ({some})") + of_rooms
            + " UNION ALL "
            + selected + unread.format(who=f"IN ({some})", named="IS NULL") + of_rooms
            + ") named GROUP BY person_id, room_id",
            [*people, *given, *people, *given],
        )  # fmt: skip
        return {(person, room): seq for person, room, seq in cursor.fetchall()}


def _marks(values: Collection[object]) -> str:
    return ", ".join(["%s"] * len(values))
