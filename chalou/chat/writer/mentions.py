"""Who is named in messages: resolved where they are written, inside the transaction, in one question for the group."""

from collections.abc import Iterable, Sequence
from typing import Any

from chalou.chat.rules import EVERYBODY, calls_everybody
from chalou.foundation.ids import MessageId, PersonId, RoomId
from chalou.foundation.text.lines import line_key
from chalou.foundation.text.mentions import bound, keys_in

AT_ONCE = 5000  # names in one statement: databases bound how many values they take

Said = tuple[RoomId, PersonId, str]
"""Where, by whom, and the finished HTML."""
Bound = tuple[str, tuple[int, ...]]
"""The HTML with its mentions, and who is named in it; EVERYBODY for all who sit there."""


def bind(cursor: Any, said: Sequence[Said]) -> list[Bound]:  # Django's cursor has no type
    """Bind the names in messages to those who sit in their rooms. Nothing is asked where no message has an @.

    Of several people with one name whoever has sat there longest is meant.
    """
    wanted = [keys_in(html, line_key) for _, _, html in said]
    rooms = {room for (room, _, _), keys in zip(said, wanted, strict=True) if keys}
    if not rooms:
        return [(html, ()) for _, _, html in said]
    people = _seated(cursor, sorted(rooms), sorted(set().union(*wanted)))
    hosts = _hosts(cursor, sorted(rooms)) if any(calls_everybody(key) for keys in wanted for key in keys) else set()
    answers: list[Bound] = []
    for (room, author, html), keys in zip(said, wanted, strict=True):
        named = {key: people[room, key] for key in keys if (room, key) in people}
        if (room, author) in hosts:
            named |= {key: EVERYBODY for key in keys if calls_everybody(key)}
        answers.append(bound(html, named, line_key) if named else (html, ()))
    return answers


def keep(cursor: Any, named: Iterable[tuple[MessageId, tuple[int, ...]]]) -> None:  # as above
    """Keep who is named in messages that have just been written."""
    rows = [(message, person if person != EVERYBODY else None) for message, people in named for person in people]
    if rows:
        cursor.executemany("INSERT INTO chat_mention (message_id, person_id) VALUES (%s, %s)", rows)


def _seated(cursor: Any, rooms: list[RoomId], keys: list[str]) -> dict[tuple[RoomId, str], int]:
    found: dict[tuple[RoomId, str], int] = {}
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        cursor.execute(
            "SELECT m.room_id, p.name_key, p.id FROM people_person p JOIN chat_membership m ON m.person_id = p.id"
            f" WHERE p.name_key IN ({_marks(some)}) AND m.room_id IN ({_marks(rooms)}) AND p.is_active"
            " ORDER BY m.id DESC",
            [*some, *rooms],
        )
        found |= {(room, key): person for room, key, person in cursor.fetchall()}
    return found


def _hosts(cursor: Any, rooms: list[RoomId]) -> set[tuple[RoomId, PersonId]]:
    cursor.execute(
        f"SELECT room_id, person_id FROM chat_membership WHERE is_host AND room_id IN ({_marks(rooms)})", rooms
    )
    return {(room, person) for room, person in cursor.fetchall()}


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))
