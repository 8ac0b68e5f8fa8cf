"""Listening in a room, and being done with it: rows of whoever is new there, in the transaction of whoever moves them.

The writer asks here when somebody who listens wants to speak; reading, being let in and sitting down come from the
actions. Of those who are settled nothing is asked and nothing is written.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef

from chalou.chat import rules
from chalou.chat.models import Hearing, Membership, Message, Room
from chalou.chat.queries import listening_rooms, may_answer, measure_in, progress_of, read_of_others
from chalou.chat.rules import Refusal
from chalou.events.record import record, tell_unrecorded
from chalou.events.vocabulary.chat import HeardOn, MemberSettled
from chalou.foundation.ids import PersonId, RoomId
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Mode
from chalou.people.models import seat_in


def begun(room: RoomId, person: PersonId, *, at: datetime) -> Hearing:
    """Their row, held; made where they begin to listen at this moment."""
    hearing, _ = Hearing.objects.select_for_update().get_or_create(
        room_id=room, person_id=person, defaults={"began_at": at}
    )
    return hearing


def settle(hearing: Hearing, *, at: datetime, by: PersonId | None = None) -> None:
    """They need not listen any more; `by`: who let them in."""
    room, person = RoomId(hearing.room_id), PersonId(hearing.person_id)
    if hearing.settled_at is None:
        hearing.settled_at, hearing.settled_by_id = at, by
        hearing.save(update_fields=["settled_at", "settled_by"])
    Membership.objects.filter(room=room, person=person, settled_at=None).update(settled_at=at)
    record(MemberSettled(room=room, person=person, by=by, at=at))


def hear_on(pairs: Collection[tuple[RoomId, PersonId]], *, at: datetime) -> None:
    """These people have read in these rooms, or time has passed there: whoever of them listens has come further, and
    may have come to the end.
    """
    customs = the_customs()
    rooms = {RoomId(one.id): one for one in listening_rooms().filter(id__in={room for room, _ in pairs})}
    if not rooms:
        return
    seats = Membership.objects.filter(
        room__in=rooms, person__in={person for _, person in pairs}, settled_at=None, is_host=False
    ).values_list("room_id", "person_id", "person__seat", "person__role")
    listening = [
        (RoomId(room), PersonId(person))
        for room, person, seat, role in seats
        if (room, person) in pairs
        and rules.listens(
            mode=Mode.LISTENING, seat=seat_in(seat, role), is_host=False, is_settled=False, customs=customs
        )
    ]
    # In one order in every process, so that two of them never wait for each other in a circle.
    for room, person in sorted(listening):
        hearing = begun(room, person, at=at)
        read = read_of_others(room, person, most=measure_in(rooms[room], customs).messages)
        has_moved = read > hearing.heard
        if has_moved:
            hearing.heard = read
            hearing.save(update_fields=["heard"])
        if progress_of(rooms[room], person, hearing, read=read, at=at).is_reached:
            settle(hearing, at=at)
        elif has_moved:
            tell_unrecorded(HeardOn(room=room, person=person, at=at))


def settle_if_reached(room: Room, person: PersonId, hearing: Hearing | None, *, at: datetime) -> bool:
    """Whoever has come to the end, though nothing has told the house yet, is settled now."""
    is_reached = progress_of(room, person, hearing, at=at).is_reached
    if is_reached:
        settle(begun(RoomId(room.id), person, at=at), at=at)
    return is_reached


class Newcomers:
    """Those who listen and want to speak, while a group of messages is written."""

    def __init__(self) -> None:
        self._settled: set[tuple[RoomId, PersonId]] = set()
        self._asked: set[tuple[RoomId, PersonId]] = set()
        self._answered: set[tuple[RoomId, PersonId]] = set()

    def why_not(self, room: RoomId, person: PersonId, *, at: datetime) -> Refusal | None:
        """Asked of somebody whom their room lets listen: they may have come to the end a moment ago, or are asked by
        name and answer, once.
        """
        key = room, person
        if key in self._settled:
            return None
        if key in self._answered:
            return Refusal.LISTEN_FIRST
        hearing = Hearing.objects.filter(room=room, person=person).first()
        if settle_if_reached(Room.objects.get(id=room), person, hearing, at=at):
            self._settled.add(key)
            return None
        if may_answer(room, person, hearing):
            self._asked.add(key)
            return None
        return Refusal.LISTEN_FIRST

    def answered(self, room: RoomId, person: PersonId, *, seq: int, at: datetime) -> None:
        """Their message has its number: should it be an answer, it was the one."""
        if (room, person) in self._asked:
            self._asked.discard((room, person))
            self._answered.add((room, person))
            hearing = begun(room, person, at=at)
            hearing.answers += 1
            hearing.answered_seq = seq
            hearing.save(update_fields=["answers", "answered_seq"])


def settle_known(room: Room, *, at: datetime, people: Iterable[PersonId] | None = None) -> None:
    """In a room that begins to listen, or for those who come into one: whoever listened here before, was let in, or has
    said something here for which nobody had to ask them, need not listen.
    """
    here = Membership.objects.filter(room=room, settled_at=None)
    if people is not None:
        here = here.filter(person__in=list(people))
    theirs = Hearing.objects.filter(room=room, person=OuterRef("person"))
    here.filter(Exists(theirs.filter(settled_at__isnull=False))).update(settled_at=at)
    spoke = Message.objects.filter(room=room, author=OuterRef("person"))
    here.filter(Exists(spoke)).exclude(Exists(theirs.filter(answers__gt=0))).update(settled_at=at)
    for seat in here.filter(Exists(theirs.filter(answers__gt=0))):
        answers = Hearing.objects.filter(room=room, person=seat.person_id).values_list("answers", flat=True).get()
        said = Message.objects.filter(room=room, author=seat.person_id).count()
        if rules.was_settled(messages=said, answers=answers, has_settled=False):
            seat.settled_at = at
            seat.save(update_fields=["settled_at"])
