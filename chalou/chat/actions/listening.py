"""Listening before one speaks: going on, asking for a seat, being let in; and whose word for others counts."""

from collections.abc import Mapping
from datetime import datetime

from chalou.chat import rules
from chalou.chat.actions.held import locked_for
from chalou.chat.actions.thanks import reckon_listener
from chalou.chat.models import Membership, Room, RulesKnown, VouchingWithdrawn
from chalou.chat.names import accept_reason
from chalou.chat.queries import listening_rooms, questions_for, talks_beside, why_not_let_in
from chalou.chat.refusals import refuse, refused
from chalou.chat.rules import Refusal
from chalou.chat.settling import begun, hear_on, settle
from chalou.events.record import record
from chalou.events.vocabulary.chat import RulesAnswered, SeatAsked, SeatPutOff, VouchingEnded, VouchingRestored
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Mode
from chalou.people import actions as people
from chalou.people.models import Person
from chalou.screening.admit import admit, admit_deed
from chalou.screening.rules import Act, Deed


def listen(*, by: PersonId, room_id: RoomId, at: datetime) -> None:
    """Somebody is in a room. If they listen there, they have begun; and once what they read and the time suffice, they
    are settled. Doing it often is no more than doing it once.
    """
    with write():
        hear_on({(room_id, by)}, at=at)


def ask_for_seat(*, by: Person, room_id: RoomId, at: datetime) -> None:
    """Ask the hosts of a listening room to be let in. Once; they are told."""
    admit_deed(deed=Deed.SIT, by=by.id)
    with write():
        room, _ = locked_for(by, room_id)
        theirs = Membership.objects.filter(room=room, person=by).first()
        if theirs is None:
            raise refused(Refusal.NOT_A_MEMBER)
        refuse(rules.why_not_ask_in(listens=_listens(room, theirs, by), has_asked=False))
        hearing = begun(room.id, by.id, at=at)
        refuse(rules.why_not_ask_in(listens=True, has_asked=hearing.asked_at is not None))
        hearing.asked_at = at
        hearing.save(update_fields=["asked_at"])
        record(SeatAsked(room=room.id, person=by.id, at=at))


def put_off(*, by: Person, room_id: RoomId, person_id: PersonId, word: str, at: datetime) -> None:
    """Say "not yet" to somebody who asked, with a word why. They listen on, and are let in at the end as everybody."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    word = accept_reason(word)
    admit(act=Act.GIVE_REASON, by=by.id, text=word)
    with write():
        room, standing = locked_for(by, room_id)
        refuse(rules.why_not_host(is_host=standing.is_host, keeps_order=standing.keeps_order))
        hearing = begun(room.id, _guest(room, person_id).id, at=at)
        if hearing.asked_at is None or hearing.settled_at is not None:
            raise NotFound
        hearing.put_off_at, hearing.put_off_word = at, word
        hearing.save(update_fields=["put_off_at", "put_off_word"])
        record(SeatPutOff(room=room.id, person=person_id, by=by.id, at=at))


def let_in(*, by: Person, room_id: RoomId, person_id: PersonId, at: datetime) -> None:
    """Let somebody speak at once who listens in a room: as its host, or by vouching for them. It is kept who did."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        room, standing = locked_for(by, room_id)
        if not standing.is_member and not standing.keeps_order:
            raise refused(Refusal.NOT_A_MEMBER)
        refuse(why_not_let_in(by, room.id, is_host=standing.is_host, keeps_order=standing.keeps_order))
        guest = _guest(room, person_id)
        theirs = Membership.objects.get(room=room, person=guest)
        if theirs.settled_at is not None or by.id == guest.id:
            return
        refuse(rules.why_not_ask_in(listens=_listens(room, theirs, guest), has_asked=False))
        settle(begun(room.id, guest.id, at=at), at=at, by=by.id)
        people.vouched(person_id=guest.id, at=at)
        reckon_listener(person_id=guest.id, at=at)


def _guest(room: Room, person_id: PersonId) -> Person:
    """Somebody who sits in a room."""
    seat = Membership.objects.filter(room=room, person=person_id).select_related("person").first()
    if seat is None:
        raise NotFound
    return seat.person


def _listens(room: Room, theirs: Membership, person: Person) -> bool:
    return rules.listens(
        mode=talks_beside(room.id, Mode(room.mode)),
        seat=person.sits_as,
        is_host=theirs.is_host,
        is_settled=theirs.settled_at is not None,
        customs=the_customs(),
    )


def answer_rules(*, by: Person, digest: str, given: Mapping[int, int | None], at: datetime) -> tuple[int, ...]:
    """Answer the questions about the house rules: places of answers, by question. Answers which were not right; one may
    try again at once. That all were right is kept, what was answered on the way is not.
    """
    admit_deed(deed=Deed.CHOOSE, by=by.id)
    questions = questions_for(by.id, the_customs())
    if not questions or digest != rules.digest_of(questions):
        raise refused(Refusal.NO_QUESTIONS)
    wrong = rules.wrong_among(questions, given)
    if not wrong:
        with write():
            _, is_new = RulesKnown.objects.get_or_create(person=by, digest=digest, defaults={"at": at})
            if is_new:
                record(RulesAnswered(person=by.id, at=at))
                here = Membership.objects.filter(person=by, settled_at=None, room__in=listening_rooms())
                hear_on({(RoomId(room), by.id) for room in here.values_list("room_id", flat=True)}, at=at)
    return wrong


def withdraw_vouching(*, by: Person, person_id: PersonId, reason: str, at: datetime) -> None:
    """Let somebody's word for others count no more. Their seat, and those whom they let in, stay as they are. By those
    who keep order in the house; nobody does it to themselves.
    """
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    reason = accept_reason(reason)
    admit(act=Act.GIVE_REASON, by=by.id, text=reason)
    with write():
        person = _voucher(by, person_id)
        _, is_new = VouchingWithdrawn.objects.get_or_create(
            person=person, defaults={"by": by, "at": at, "reason": reason}
        )
        if is_new:
            record(VouchingEnded(person=person.id, by=by.id, at=at))


def restore_vouching(*, by: Person, person_id: PersonId, at: datetime) -> None:
    """Let their word count again."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        person = _voucher(by, person_id)
        there, _ = VouchingWithdrawn.objects.filter(person=person).delete()
        if there:
            record(VouchingRestored(person=person.id, by=by.id, at=at))


def _voucher(by: Person, person_id: PersonId) -> Person:
    person = Person.objects.filter(id=person_id, is_active=True).first()
    if not by.keeps_order or person is None or person.id == by.id:
        raise NotFound
    return person
