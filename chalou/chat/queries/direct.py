"""Direct talk: which there are for somebody, what they are called, and who may begin or go on with one.

Always from the seats of the one who asks: there is no reading here that lists the talk of others.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db import connection
from django.utils.translation import pgettext

from chalou.chat import rules
from chalou.chat.models import Access, Membership, Room
from chalou.chat.queries.hearing import but_of
from chalou.chat.queries.values import Companion, Reached, RoomLine
from chalou.chat.rules import Refusal
from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.web.called import called
from chalou.people.models import Block, Door, Person
from chalou.people.queries import unheard_by

COMPANIONS_SHOWN = 100

_MINE = """
    SELECT r.id, o.person_id, p.name FROM chat_membership m
    JOIN chat_room r ON r.id = m.room_id AND r.access = 'direct' AND r.seq > 0
    JOIN chat_membership o ON o.room_id = r.id AND o.person_id <> m.person_id
    JOIN people_person p ON p.id = o.person_id
    LEFT JOIN chat_message l ON l.room_id = r.id AND l.seq = r.seq
    WHERE m.person_id = %s ORDER BY l.posted_at DESC, r.id DESC, o.joined_at, o.id
"""


def direct_for(
    viewer: Person,
    unread: Mapping[tuple[PersonId, RoomId], int],
    unheard: Collection[PersonId],
    named_in: Mapping[RoomId, int],
) -> list[RoomLine]:
    """The direct talk of this viewer in which something was said, the latest first. What is left of a talk when whom
    they do not hear is left out may be nobody: then it is not listed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MINE, [viewer.id])
        others: dict[RoomId, list[str]] = {}
        for room, person, name in cursor.fetchall():
            names = others.setdefault(RoomId(room), [])
            if person not in unheard:
                names.append(name)
    return [
        RoomLine(
            id=room,
            name=_joined(names),
            purpose="",
            access=Access.DIRECT.value,
            unread=unread.get((viewer.id, room), 0),
            is_member=True,
            named_at=named_in.get(room),
        )
        for room, names in others.items()
        if names
    ]


def talk_named(room_id: RoomId, viewer: PersonId, unheard: Collection[PersonId]) -> str:
    """What a direct talk is called for one of those who sit there: the others, as they are called now."""
    rows = Membership.objects.filter(room=room_id).exclude(person=viewer).order_by("joined_at", "id")
    others = list(rows.values_list("person_id", "person__name"))
    # Whoever goes to a talk with somebody they do not hear is told whose it is.
    return _joined([name for person, name in others if person not in unheard] or [name for _, name in others])


def _joined(names: list[str]) -> str:
    return pgettext("between names", ", ").join(called(name) for name in names)


def direct_room(key: str) -> RoomId | None:
    """The room of a set of people, if they have one. For the verb that opens it."""
    found = Room.objects.filter(direct_key=key).values_list("id", flat=True).first()
    return None if found is None else RoomId(found)


def how_reached(by: PersonId, others: Collection[PersonId], *, receiver: PersonId | None = None) -> Reached:
    """How somebody and others stand to each other who are to talk directly. `receiver`: who receives them."""
    everybody = {by, *others}
    blocks = set(
        Block.objects.filter(person__in=everybody, blocked__in=everybody).values_list("person_id", "blocked_id")
    )
    doors = dict(Person.objects.filter(pk__in=everybody, is_active=True).values_list("pk", "door"))
    rooms = Membership.objects.filter(person=by).exclude(room__access=Access.DIRECT).values("room_id")
    shared = set(Membership.objects.filter(room__in=rooms, person__in=others).values_list("person_id", flat=True))
    return Reached(
        is_own_door_closed=doors.get(by) == Door.CLOSED,
        hears_all=not any(person == by for person, _ in blocks),
        reaches_all=not any(person != by for person, _ in blocks)
        and all(
            rules.reaches(
                is_there=one in doors,
                shares_room=one in shared,
                receives_them=one == receiver,
                is_door_closed=doors.get(one) == Door.CLOSED,
            )
            for one in others
        ),
    )


def why_not_say_in(pairs: Collection[tuple[RoomId, PersonId]]) -> dict[tuple[RoomId, PersonId], Refusal]:
    """In which room who of those who sit there may say nothing just now, and why. Rooms that are no direct talk are let
    pass. One query for all.
    """
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH wanted (room, author) AS (VALUES {', '.join(['(%s, %s)'] * len(pairs))})"
            " SELECT w.room, w.author, me.door, p.door, mine.id, theirs.id FROM wanted w"
            " JOIN chat_room r ON r.id = w.room AND r.access = 'direct'"
            " JOIN people_person me ON me.id = w.author"
            " JOIN chat_membership o ON o.room_id = w.room AND o.person_id <> w.author"
            " JOIN people_person p ON p.id = o.person_id"
            " LEFT JOIN people_block mine ON mine.person_id = w.author AND mine.blocked_id = o.person_id"
            " LEFT JOIN people_block theirs ON theirs.person_id = o.person_id AND theirs.blocked_id = w.author",
            [value for pair in pairs for value in pair],
        )
        others: defaultdict[tuple[RoomId, PersonId], list[tuple[str, str, bool, bool]]] = defaultdict(list)
        for room, author, own_door, door, mine, theirs in cursor.fetchall():
            others[room, author].append((own_door, door, mine is not None, theirs is not None))
    found: dict[tuple[RoomId, PersonId], Refusal] = {}
    for pair, lines in others.items():
        own_door, door, is_unheard, is_blocked = lines[0]
        refusal = rules.why_not_say(
            is_of_two=len(lines) == 1,
            is_own_door_closed=own_door == Door.CLOSED,
            is_other_unheard=is_unheard,
            is_reached=door != Door.CLOSED and not is_blocked,
        )
        if refusal is not None:
            found[pair] = refusal
    return found


# Counted by whom one meets most: a house may have thousands of members, and one wants to talk with those one knows.
_COMPANIONS = """
    SELECT p.id, p.name, p.cup FROM people_person p JOIN (
        SELECT o.person_id, COUNT(*) AS rooms FROM chat_membership m
        JOIN chat_room r ON r.id = m.room_id AND NOT (r.access = 'direct')
        JOIN chat_membership o ON o.room_id = m.room_id AND o.person_id <> m.person_id
        WHERE m.person_id = %(viewer)s GROUP BY o.person_id
    ) met ON met.person_id = p.id WHERE p.is_active AND p.name LIKE %(words)s ESCAPE '!'{but}
    ORDER BY met.rooms DESC, p.name, p.id LIMIT %(most)s
"""


def companions(viewer: Person, words: str = "") -> tuple[Companion, ...]:
    """Those with whom the viewer shares a room, by a part of their name: whom one may choose for direct talk. Whether
    their door is open is not told here.
    """
    escaped = words.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    with connection.cursor() as cursor:
        cursor.execute(
            _COMPANIONS.format(but=but_of("p.id", unheard_by(viewer))),
            {"viewer": viewer.id, "words": f"%{escaped}%", "most": COMPANIONS_SHOWN},
        )
        return tuple(Companion(PersonId(person), name, cup) for person, name, cup in cursor.fetchall())
