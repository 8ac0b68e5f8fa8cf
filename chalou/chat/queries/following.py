"""Reading for those who follow rooms live: may they, what did they miss, what moved."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from chalou.chat import rules
from chalou.chat.models import CLOSED, Access, Membership, ReadMark, Removal, Room
from chalou.chat.queries.direct import why_not_say_in
from chalou.chat.queries.floor import floor_holder, floor_words, talks_beside
from chalou.chat.queries.messages import altered_since
from chalou.chat.queries.polls import votes_among
from chalou.chat.queries.reactions import mine_among
from chalou.chat.queries.rooms import WITH_VIEWER, members_altered
from chalou.chat.queries.threads import threads_altered
from chalou.chat.queries.unread import unread_in
from chalou.chat.queries.values import CatchUp, MessageShown, RoomNumbers
from chalou.chat.rules import Refusal
from chalou.foundation.database import as_moment
from chalou.foundation.ids import PersonId, RoomId, ThreadId
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Mode
from chalou.people.models import seat_in
from chalou.people.queries import is_any_blocking

MOST_TO_CATCH_UP = 500


class Followed(NamedTuple):
    """A room that somebody may follow. `sits`: they have a seat there; `is_hidden`: they do not show that they are
    here.
    """

    seq: int
    change: int
    sits: bool
    is_hidden: bool


class WritesAt(NamedTuple):
    """Somebody who may write at a table, while others see that they do."""

    thread: ThreadId
    name: str


_PERSON = " JOIN people_person p ON p.id = %(viewer)s"


def room_for_follower(person: PersonId, room_id: RoomId) -> Followed | Refusal:
    """May this person follow the room live? Answers how it stands, or why not."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.access, r.seq, r.change, m.id, x.id, p.shows_here {WITH_VIEWER}{_PERSON}"
            " WHERE r.id = %(room)s AND t.is_main",
            {"viewer": person, "room": room_id},
        )
        row = cursor.fetchone()
    if row is None:
        return Refusal.NOT_FOUND
    access, seq, change, seat, removal, shows_here = row
    refusal = _why_not_follow(access, is_member=seat is not None, is_removed=removal is not None)
    return refusal or Followed(seq, change, sits=seat is not None, is_hidden=not shows_here)


def writer_at(person: PersonId, room_id: RoomId, thread: ThreadId | None, *, at: datetime) -> WritesAt | None:
    """Whether others may be told that somebody writes at a table (None: the main one): whoever could post there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.access, m.id, x.id, q.until, t.id, t.archived_at, p.name, p.shows_here,"
            f" t.is_main, r.mode, p.seat, p.role, m.is_host, m.settled_at {WITH_VIEWER}{_PERSON}"
            f" WHERE r.id = %(room)s AND {'t.is_main' if thread is None else 't.id = %(thread)s'}",
            {"viewer": person, "room": room_id, "thread": thread},
        )
        row = cursor.fetchone()
    if row is None:
        return None
    access, seat, removal, muted_until, table, archived_at, name, shows_here, is_main, mode, *of_seat = row
    reached, role, is_host, settled_at = of_seat
    until = as_moment(muted_until)
    refusal = rules.why_not_post(
        room_exists=True,
        thread_exists=True,
        is_by_invitation=access in CLOSED,
        is_member=seat is not None,
        is_removed=removal is not None,
        is_archived=archived_at is not None,
        is_muted=until is not None and at < until,
        has_to_wait=False,
    )
    theirs = rules.Manners(seat=seat_in(reached, role), is_host=bool(is_host), is_settled=settled_at is not None)
    # At the main table what others write waits beside a telling.
    has_floor = mode != Mode.STORY or floor_holder(room_id) == person
    talks = Mode(mode) if is_main else talks_beside(room_id, Mode(mode))
    refusal = refusal or rules.why_not_speak(mode=talks, theirs=theirs, customs=the_customs(), has_floor=has_floor)
    if refusal is not None or not shows_here:
        return None
    if access == Access.DIRECT and why_not_say_in([(room_id, person)]):
        return None
    return WritesAt(ThreadId(table), name)


def _why_not_follow(access: str, *, is_member: bool, is_removed: bool) -> Refusal | None:
    return rules.why_not_follow(
        is_public=access == Access.PUBLIC,
        is_by_invitation=access in CLOSED,
        is_signed_in=True,
        is_member=is_member,
        is_removed=is_removed,
    )


def catch_up(room_id: RoomId, since: int, *, person: PersonId | None = None) -> CatchUp:
    """Everything in a room that was altered after `since`, as it is now; `person` is who asks. Whom they do not hear is
    left out by `CatchUp.without`.
    """
    name, purpose, access, mode, slow_s, readers, seq, change = (
        Room.objects.filter(id=room_id)
        .values_list("name", "purpose", "access", "mode", "slow_s", "shows_readers", "seq", "change")
        .get()
    )
    messages: tuple[MessageShown, ...] | None = ()
    # Somebody who knows more than the room does has seen a house that went back to a backup: what they hold is no more.
    if change - since > MOST_TO_CATCH_UP or since > change:
        messages = None
    elif change > since:
        messages = altered_since(room_id, since, most=MOST_TO_CATCH_UP + 100)
    people = members_altered(room_id, since) if change > since else ()
    threads = threads_altered(room_id, since) if change > since else ()
    mine, votes = mine_among(person, messages or ()), votes_among(person, messages or ())
    floor = floor_words(room_id) if mode == Mode.STORY else None
    shown = (name, purpose, access, Mode(mode), slow_s, readers)
    return CatchUp(room_id, since, change, seq, *shown, people, threads, messages, mine, votes, floor)


def unread_of(people: Iterable[PersonId], rooms: Iterable[RoomId]) -> dict[PersonId, list[tuple[RoomId, int, int]]]:
    """For those who sit in these rooms, or have read there: (room, seq, unread). Queries do not grow with them."""
    rooms, people = list(rooms), list(people)
    numbers = {
        room: (access, seq)
        for room, access, seq in Room.objects.filter(id__in=rooms).values_list("id", "access", "seq")
    }
    counts = unread_in(people, rooms, some_block=is_any_blocking(people))
    found: dict[PersonId, list[tuple[RoomId, int, int]]] = {}
    seats, removals = (
        set(table.objects.filter(person_id__in=people, room_id__in=rooms).values_list("person_id", "room_id"))
        for table in (Membership, Removal)
    )
    for (person, room), count in sorted(counts.items()):
        access, seq = numbers.get(room, (None, 0))
        # Whoever has lost their seat in a room by invitation hears no more of it, though they once read there.
        is_closed = access in CLOSED and (person, room) not in seats
        if access is None or is_closed or (person, room) in removals:
            continue
        found.setdefault(person, []).append((room, seq, count))
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
        | Q(id__in=ReadMark.objects.filter(person_id__in=people, thread__is_main=True).values("thread__room_id"))
    )
    return {RoomId(room): seq for room, seq in rooms.values_list("id", "seq")}


def barred_among(people: Iterable[PersonId], room_id: RoomId) -> dict[PersonId, Refusal]:
    """Which of these people may not follow the room, and why: they were removed from it, or it is closed to them."""
    people = list(people)
    access = Room.objects.filter(id=room_id).values_list("access", flat=True).first()
    seated, removed = (
        set(table.objects.filter(room=room_id, person_id__in=people).values_list("person_id", flat=True))
        for table in (Membership, Removal)
    )
    if access is None:
        return dict.fromkeys(people, Refusal.NOT_FOUND)
    found: dict[PersonId, Refusal] = {}
    for person in people:
        if _why_not_follow(access, is_member=person in seated, is_removed=person in removed):
            found[person] = Refusal.REMOVED if person in removed else Refusal.NOT_FOUND
    return found


def members_of_closed(room_id: RoomId) -> list[PersonId] | None:
    """Everybody who may follow a room that is closed to others; None for every other room."""
    if not Room.objects.filter(id=room_id, access__in=CLOSED).exists():
        return None
    return [PersonId(one) for one in Membership.objects.filter(room=room_id).values_list("person_id", flat=True)]
