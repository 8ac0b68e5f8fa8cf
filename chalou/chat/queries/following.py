"""Reading for those who follow rooms live: may they, what did they miss, what moved."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q

from chalou.chat import rules
from chalou.chat.models import Access, Membership, ReadMark, Removal, Room
from chalou.chat.queries.messages import altered_since
from chalou.chat.queries.rooms import members_altered, unread
from chalou.chat.queries.values import CatchUp, MessageShown, RoomNumbers
from chalou.chat.rules import Refusal
from chalou.foundation.ids import PersonId, RoomId

MOST_TO_CATCH_UP = 500


def room_for_follower(person: PersonId, room_id: RoomId) -> tuple[int, int] | Refusal:
    """May this person follow the room live? Answers its (seq, change), or why not."""
    room = Room.objects.filter(id=room_id).values_list("access", "seq", "change").first()
    if room is None:
        return Refusal.NOT_FOUND
    access, seq, change = room
    refusal = rules.why_not_follow(
        is_public=access == Access.PUBLIC,
        is_signed_in=True,
        is_removed=Removal.objects.filter(room=room_id, person=person).exists(),
    )
    return refusal or (seq, change)


def catch_up(room_id: RoomId, since: int) -> CatchUp:
    """Everything in a room that was altered after `since`, as it is now."""
    name, purpose, access, seq, change = (
        Room.objects.filter(id=room_id).values_list("name", "purpose", "access", "seq", "change").get()
    )
    messages: tuple[MessageShown, ...] | None = ()
    if change - since > MOST_TO_CATCH_UP:
        messages = None
    elif change > since:
        messages = altered_since(room_id, since, most=MOST_TO_CATCH_UP + 100)
    people = members_altered(room_id, since) if change > since else ()
    return CatchUp(room_id, since, change, seq, name, purpose, access, people, messages)


def unread_of(people: Iterable[PersonId], rooms: Iterable[RoomId]) -> dict[PersonId, list[tuple[RoomId, int, int]]]:
    """For those who sit in these rooms, or have read there: (room, seq, unread). Queries do not grow with them."""
    rooms, people = list(rooms), list(people)
    seqs = dict(Room.objects.filter(id__in=rooms).values_list("id", "seq"))
    marks = {
        (person, room): seq
        for person, room, seq in ReadMark.objects.filter(person_id__in=people, room_id__in=rooms).values_list(
            "person_id", "room_id", "seq"
        )
    }
    found: dict[PersonId, list[tuple[RoomId, int, int]]] = {}
    seats, removals = (
        set(table.objects.filter(person_id__in=people, room_id__in=rooms).values_list("person_id", "room_id"))
        for table in (Membership, Removal)
    )
    for person, room in sorted((seats | marks.keys()) - removals):
        if room in seqs:
            count = unread(seq=seqs[room], read_to=marks.get((person, room)))
            found.setdefault(PersonId(person), []).append((RoomId(room), seqs[room], count))
    return found


def numbers_of_rooms() -> list[RoomNumbers]:
    """The numbers of every room, for the comparison with what was told. One small reading, whoever listens."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, seq, change, rights_change FROM chat_room ORDER BY id")
        return [RoomNumbers(*row) for row in cursor.fetchall()]


def seqs_of_rooms_of(people: Iterable[PersonId]) -> dict[RoomId, int]:
    """The seq of every room in which any of these people sits or has read."""
    people = list(people)
    rooms = Room.objects.filter(
        Q(id__in=Membership.objects.filter(person_id__in=people).values("room_id"))
        | Q(id__in=ReadMark.objects.filter(person_id__in=people).values("room_id"))
    )
    return {RoomId(room): seq for room, seq in rooms.values_list("id", "seq")}


def barred_among(people: Iterable[PersonId], room_id: RoomId) -> list[PersonId]:
    """Which of these people may not follow the room: those who were removed from it."""
    rows = Removal.objects.filter(room=room_id, person_id__in=list(people)).values_list("person_id", flat=True)
    return [PersonId(person) for person in rows]
