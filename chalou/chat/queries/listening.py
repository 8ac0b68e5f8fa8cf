"""Who listens in a room, how far they have come, who waits for its hosts; and how those fare whom one let in."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from chalou.chat import rules
from chalou.chat.models import CLOSED, Hearing, Membership, Mute, Removal, Room, RulesKnown, VouchingWithdrawn
from chalou.chat.queries.floor import listening_rooms, talks_beside
from chalou.chat.queries.hearing import NOBODY
from chalou.chat.queries.values import LetIn, Listens, SeatedPerson, Voucher, Waiting
from chalou.foundation.database import marks
from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.house.queries import the_customs, the_house
from chalou.house.rules.customs import Customs, Mode, Question, Right, Seat
from chalou.people.models import ORDER_KEEPERS, Person

LISTENERS_SHOWN = 50
_T = TypeVar("_T", bound=Model)


def measure_in(room: Room, customs: Customs) -> rules.Measure:
    return rules.measure_of(customs.listening, messages=room.listen_messages, minutes=room.listen_minutes)


def read_of_others(room: RoomId, person: PersonId, *, most: int) -> int:
    """How many messages of others stand before somebody's marks in a room, up to so many. Going back and reading again
    is the same messages: nothing counts twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM (SELECT 1 FROM chat_thread t"
            " JOIN chat_readmark k ON k.thread_id = t.id AND k.person_id = %(person)s"
            " JOIN chat_message m ON m.thread_id = t.id AND m.seq <= k.seq"
            " WHERE t.room_id = %(room)s AND NOT (m.author_id = %(person)s) AND m.taken_back_at IS NULL"
            " LIMIT %(most)s) read",
            {"room": room, "person": person, "most": most},
        )
        count: int = cursor.fetchone()[0]
    return count


def said_by_others(room: RoomId, person: PersonId, *, most: int) -> int:
    """How many messages of others there are at the main table of a room, up to so many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM (SELECT 1 FROM chat_thread t JOIN chat_message m ON m.thread_id = t.id"
            " WHERE t.room_id = %(room)s AND t.is_main AND NOT (m.author_id = %(person)s)"
            " AND m.taken_back_at IS NULL LIMIT %(most)s) said",
            {"room": room, "person": person, "most": most},
        )
        count: int = cursor.fetchone()[0]
    return count


def questions_for(person: PersonId, customs: Customs) -> tuple[Question, ...]:
    """What the house asks of somebody, in the language in which they read it."""
    if not customs.listening.questions:
        return ()
    language = Person.objects.filter(pk=person).values_list("language", flat=True).first()
    house = None if language else the_house()
    return customs.listening.questions_in(language or (house.language if house else ""))


def has_questions(person: PersonId, customs: Customs) -> bool:
    """Whether somebody has not yet answered the questions of the house."""
    questions = questions_for(person, customs)
    return bool(questions) and not RulesKnown.objects.filter(person=person, digest=rules.digest_of(questions)).exists()


def progress_of(
    room: Room, person: PersonId, hearing: Hearing | None, *, read: int | None = None, at: datetime
) -> rules.Progress:
    """How far somebody has come in a listening room. Without a row they begin at this moment."""
    customs = the_customs()
    measure = measure_in(room, customs)
    if read is None:
        read = read_of_others(room.id, person, most=measure.messages)
    return rules.progress(
        measure,
        began_at=hearing.began_at if hearing else at,
        read=max(read, hearing.heard if hearing else 0),
        said=said_by_others(room.id, person, most=measure.messages),
        asks=has_questions(person, customs),
        at=at,
    )


def may_answer(room: RoomId, person: PersonId, hearing: Hearing | None) -> bool:
    """Whether somebody who listens was asked by name, by one who has a place in the talk, and has not answered yet."""
    spared = [seat.value for seat in Seat if seat.reaches(the_customs().listening.spared)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.seq FROM chat_mention n JOIN chat_message m ON m.id = n.message_id"
            " JOIN chat_membership s ON s.room_id = m.room_id AND s.person_id = m.author_id"
            " JOIN people_person p ON p.id = m.author_id"
            " WHERE n.person_id = %s AND m.room_id = %s AND m.taken_back_at IS NULL AND NOT (m.author_id = %s)"
            f" AND (s.is_host OR s.settled_at IS NOT NULL OR p.seat IN ({marks(spared)})"
            f" OR p.role IN ({marks(ORDER_KEEPERS)}))"
            " ORDER BY n.message_id DESC LIMIT 1",
            [person, room, person, *spared, *ORDER_KEEPERS],
        )
        row = cursor.fetchone()
    return rules.may_answer(asked_at_seq=row[0] if row else 0, answered_seq=hearing.answered_seq if hearing else 0)


def listens_in(room_id: RoomId, person: PersonId, *, at: datetime) -> Listens:
    """The card of somebody who listens in a room."""
    room = Room.objects.get(id=room_id)
    hearing = Hearing.objects.filter(room=room_id, person=person).first()
    found = progress_of(room, person, hearing, at=at)
    questions = questions_for(person, the_customs()) if found.asks else ()
    return Listens(
        progress=found,
        may_answer=may_answer(room_id, person, hearing),
        has_asked=hearing is not None and hearing.asked_at is not None,
        is_put_off=hearing is not None and hearing.put_off_at is not None,
        word=hearing.put_off_word if hearing else "",
        questions=questions,
        digest=rules.digest_of(questions) if questions else "",
    )


def listening_for(person: PersonId, room_id: RoomId, *, at: datetime) -> Listens | None:
    """The same for whoever sits in a room and may listen there; None for all who do not."""
    seat = Membership.objects.filter(room=room_id, person=person).select_related("person", "room").first()
    if seat is None or not rules.listens(
        mode=talks_beside(room_id, Mode(seat.room.mode)),
        seat=seat.person.sits_as,
        is_host=seat.is_host,
        is_settled=seat.settled_at is not None,
        customs=the_customs(),
    ):
        return None
    return listens_in(room_id, person, at=at)


def waiting_in(room_id: RoomId, unheard: Collection[PersonId] = NOBODY) -> tuple[Waiting, ...]:
    """Those who have asked to be let in and wait for a word, the first who asked first."""
    rows = (
        Hearing.objects.filter(room=room_id, asked_at__isnull=False, put_off_at=None, settled_at=None)
        .filter(person__in=Membership.objects.filter(room=room_id, settled_at=None).values("person"))
        .exclude(person__in=unheard)
        .order_by("asked_at", "id")
    )
    columns = ("person_id", "person__name", "person__cup", "asked_at")
    return tuple(Waiting(*row) for row in rows.values_list(*columns)[:LISTENERS_SHOWN])


def listeners_in(room_id: RoomId, unheard: Collection[PersonId] = NOBODY) -> tuple[SeatedPerson, ...]:
    """Those who still listen in a listening room, the last who came first."""
    spared = the_customs().listening.spared
    rows = (
        Membership.objects.filter(room__in=listening_rooms().filter(id=room_id), settled_at=None, is_host=False)
        .exclude(person__seat__in=[seat.value for seat in Seat if seat.reaches(spared)])
        .exclude(person__role__in=ORDER_KEEPERS)
        .exclude(person__in=unheard)
        .order_by("-joined_at", "-id")
    )
    columns = ("person_id", "person__name", "person__cup", "is_host", "person__role")
    return tuple(SeatedPerson(*row) for row in rows.values_list(*columns)[:LISTENERS_SHOWN])


def why_no_vouching(person: PersonId) -> str:
    """What somebody was told whose word for others does not count any more; empty: it counts, as far as their seat
    goes.
    """
    return VouchingWithdrawn.objects.filter(person=person).values_list("reason", flat=True).first() or ""


def why_not_let_in(viewer: Person, room_id: RoomId, *, is_host: bool, keeps_order: bool) -> rules.Refusal | None:
    """Whether this viewer, who sits in a room, lets others in there."""
    customs = the_customs()
    seat = viewer.sits_as
    is_asked = not (is_host or keeps_order) and customs.allows(Right.VOUCH, seat=seat)
    settled = Membership.objects.filter(room=room_id, person=viewer).values_list("settled_at", flat=True).first()
    return rules.why_not_let_in(
        is_host=is_host,
        keeps_order=keeps_order,
        is_settled=settled is not None,
        seat=seat,
        may_vouch=not is_asked or not why_no_vouching(viewer.id),
        customs=customs,
    )


def may_let_in(viewer: Person) -> bool:
    """Whether this viewer lets others in anywhere: by their seat, or in a room they look after."""
    if viewer.keeps_order or the_customs().allows(Right.VOUCH, seat=Seat(viewer.seat)):
        return True
    return Membership.objects.filter(person=viewer, is_host=True).exists()


def let_in_by(person: Person, *, at: datetime) -> tuple[LetIn, ...]:
    """Those whom somebody has let in, the last first, and how they fare."""
    rows = list(
        Hearing.objects.filter(settled_by=person)
        .order_by("-settled_at", "-id")
        .values_list("person_id", "person__name", "person__cup", "room_id", "room__name", "room__access", "settled_at")[
            :200
        ]
    )
    pairs = [(row[3], row[0]) for row in rows]
    sit, removed = _pairs_in(Membership.objects.all(), pairs), _pairs_in(Removal.objects.all(), pairs)
    muted = _pairs_in(Mute.objects.filter(until__gt=at), pairs)
    mine = set(Membership.objects.filter(person=person).values_list("room_id", flat=True))
    return tuple(
        LetIn(
            id=PersonId(guest),
            name=name,
            cup=cup,
            room=RoomId(room),
            room_name="" if access in CLOSED and room not in mine else room_name,
            at=settled_at,
            sits=(room, guest) in sit,
            is_muted=(room, guest) in muted,
            is_removed=(room, guest) in removed,
        )
        for guest, name, cup, room, room_name, access, settled_at in rows
        if settled_at is not None
    )


def _pairs_in(rows: QuerySet[_T], pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of the pairs of room and person of which there is a row."""
    found = rows.filter(room__in={room for room, _ in pairs}, person__in={person for _, person in pairs})
    return set(found.values_list("room_id", "person_id")) & set(pairs)


def vouchers(viewer: Person, *, at: datetime) -> tuple[Voucher, ...]:
    """Those who let somebody in, or may do so no longer, with how it went; for those who keep order in the house. Of
    rooms by invitation nothing is told.
    """
    if not viewer.keeps_order:
        raise NotFound
    guests: dict[int, list[tuple[int, int]]] = {}
    rows = Hearing.objects.filter(settled_by__isnull=False, settled_by__is_active=True).exclude(room__access__in=CLOSED)
    for by, room, person in rows.order_by("-settled_at", "-id").values_list("settled_by_id", "room_id", "person_id")[
        :1000
    ]:
        guests.setdefault(by, []).append((room, person))
    withdrawn = dict(VouchingWithdrawn.objects.values_list("person_id", "reason"))
    pairs = [pair for found in guests.values() for pair in found]
    ill = _pairs_in(Mute.objects.filter(until__gt=at), pairs) | _pairs_in(Removal.objects.all(), pairs)
    people = Person.objects.filter(id__in={*guests, *withdrawn}).order_by("id").values_list("id", "name", "cup")
    return tuple(
        Voucher(
            id=PersonId(number),
            name=name,
            cup=cup,
            guests=len(guests.get(number, ())),
            ill=sum(pair in ill for pair in guests.get(number, ())),
            is_withdrawn=number in withdrawn,
            reason=withdrawn.get(number, ""),
        )
        for number, name, cup in people
    )
