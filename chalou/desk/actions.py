"""Reporting, and deciding: each a verb, with a reason that the person concerned reads.

What is done in a room or to a person is a verb of theirs; here it is done with the decision and the notices, in the
same transaction. Whoever reported is told that it was looked at, and nobody is told who reported.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from chalou.chat import actions as chat
from chalou.chat import queries as rooms
from chalou.chat.models import Hidden
from chalou.desk import queries, rules
from chalou.desk.models import Act, Case, Decision, Kind, Notice, Report
from chalou.desk.names import accept_reason
from chalou.desk.refusals import refuse, refused
from chalou.desk.rules import Refusal
from chalou.events.record import record
from chalou.events.vocabulary.desk import CaseDecided, NoticesRead, ThingReported
from chalou.foundation.database import write
from chalou.foundation.ids import MessageId, PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.foundation.subjects import Subject
from chalou.house.rules.customs import Seat
from chalou.people import actions as people
from chalou.people.models import Person
from chalou.people.queries import thanks_hidden
from chalou.screening.admit import admit, admit_deed
from chalou.screening.rules import Act as Asked
from chalou.screening.rules import Deed


def report(
    *, by: Person, about: Subject, kind: str, words: str = "", room_id: RoomId | None = None, at: datetime
) -> int:
    """Tell those who keep order of a thing that one can see; answers the number of the report. Kept with it is what the
    thing says now. The same person about the same thing again is the same report, until somebody has decided.
    """
    seen = queries.seen(by, about, room_id)
    refuse(rules.why_not_report(reporter=by.id, person=seen.person))
    if kind not in Kind.values:
        raise refused(Refusal.UNKNOWN_KIND)
    admit_deed(deed=Deed.REPORT, by=by.id)
    if words.strip():
        words = admit(act=Asked.REPORT, by=by.id, text=words.strip())
    with write():
        case = _open_case(about, seen, at=at)
        standing = Report.objects.filter(case=case, reporter=by).first()
        if standing is not None:
            return standing.pk
        made = Report.objects.create(case=case, reporter=by, kind=kind, words=words.strip(), seen=seen.text, made_at=at)
        record(
            ThingReported(
                case=case.pk, report=made.pk, about_kind=about.kind, about_number=about.number, by=by.id, at=at
            )
        )
    return made.pk


def _open_case(about: Subject, seen: queries.Seen, *, at: datetime) -> Case:
    """The open case about a thing, its row held: nobody decides it while a report is added."""
    open_ones = Case.objects.select_for_update(no_key=True).filter(
        about_kind=about.kind, about_number=about.number, decided_at=None
    )
    found = open_ones.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Case.objects.create(
                about_kind=about.kind,
                about_number=about.number,
                room_number=seen.room,
                person_id=seen.person,
                opened_at=at,
            )
    except IntegrityError:
        return open_ones.get()  # of two who report at once the second comes to the case of the first


def dismiss(*, by: Person, case: int, reason: str, at: datetime) -> None:
    """Nothing is to be done. Those who reported read why."""
    _decide(Act.DISMISS, by=by, number=case, reason=reason, at=at, do=None)


def settle(*, by: Person, case: int, reason: str, at: datetime) -> None:
    """Something was done about it elsewhere. The reason stays in the audit; those who reported are told that it was."""
    _decide(Act.SETTLE, by=by, number=case, reason=reason, at=at, do=None)


def warn(*, by: Person, case: int, reason: str, at: datetime) -> None:
    """A word to whoever it is about, and nothing else."""
    _decide(Act.WARN, by=by, number=case, reason=reason, at=at, do=None)


def take_back(*, by: Person, case: int, reason: str, at: datetime) -> None:
    """What somebody said is taken back for good, a message in whatever room: the report is the right to it."""

    def do(found: Case, _reason: str) -> None:
        if found.about_kind == "thanks":
            people.take_thanks_back(by=by, thanks=found.about_number, at=at)
            return
        chat.take_back_reported(by=by, message_id=MessageId(found.about_number), at=at)

    _decide(Act.TAKE_BACK, by=by, number=case, reason=reason, at=at, do=do)


def hide(*, by: Person, case: int, reason: str, at: datetime) -> None:
    """What somebody said is put out of sight; it can be shown again as long as the case is kept."""

    def do(found: Case, _reason: str) -> None:
        if found.about_kind == "thanks":
            people.hide_words(by=by, thanks=found.about_number, at=at)
            return
        chat.hide_reported(by=by, message_id=MessageId(found.about_number), at=at)

    _decide(Act.HIDE, by=by, number=case, reason=reason, at=at, do=do)


def show(*, by: Person, case: int, reason: str, at: datetime) -> None:
    """What was put out of sight is shown again."""

    def do(found: Case, _reason: str) -> None:
        if found.about_kind == "thanks":
            people.show_words(by=by, thanks=found.about_number, at=at)
            return
        chat.show_reported(by=by, message_id=MessageId(found.about_number), at=at)

    _decide(Act.SHOW, by=by, number=case, reason=reason, at=at, do=do)


def mute(*, by: Person, case: int, hours: int, reason: str, at: datetime) -> None:
    """They are asked to listen in the room it happened in."""

    def do(found: Case, kept: str) -> None:
        room = _room(by, found)
        try:
            chat.mute(by=by, room_id=room, person_id=_person(found), hours=hours, reason=kept, at=at)
        except NotFound:
            raise refused(Refusal.NOT_THERE) from None

    _decide(Act.MUTE, by=by, number=case, reason=reason, at=at, do=do)


def send_out(*, by: Person, case: int, reason: str, at: datetime) -> None:
    """They are sent out of the room it happened in."""

    def do(found: Case, kept: str) -> None:
        chat.remove(by=by, room_id=_room(by, found), person_id=_person(found), reason=kept, at=at)

    _decide(Act.SEND_OUT, by=by, number=case, reason=reason, at=at, do=do)


def send_away(*, by: Person, case: int, reason: str, at: datetime) -> None:
    """They are sent out of the house, and read the reason when they want to sign in."""

    def do(found: Case, kept: str) -> None:
        try:
            people.send_away(by=by, person_id=_person(found), reason=kept, at=at)
        except NotFound:
            raise refused(Refusal.NOBODY) from None

    _decide(Act.SEND_AWAY, by=by, number=case, reason=reason, at=at, do=do)


def let_back(*, by: Person, person_id: PersonId, reason: str, at: datetime) -> None:
    """Let somebody sign in again who was sent out of the house; the reason is the first thing they read."""
    if not by.keeps_order or by.id == person_id:
        raise NotFound
    reason = accept_reason(reason)
    admit(act=Asked.DECIDE, by=by.id, text=reason)
    with write():
        people.let_back(by=by, person_id=person_id, at=at)
        _write_down(Act.LET_BACK, by=by, about=Subject("person", person_id), person=person_id, reason=reason, at=at)
        _tell([person_id], act=Act.LET_BACK, reason=reason, at=at)


def let_in(*, by: Person, asking: int, at: datetime) -> None:
    """Let somebody into the house who asked for it."""
    if not by.keeps_order:
        raise NotFound
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        person = people.let_in(by=by, asking=asking, at=at)
        _write_down(Act.LET_IN, by=by, about=Subject("asking", asking), person=person.id, reason="", at=at)


def decline(*, by: Person, asking: int, reason: str, at: datetime) -> None:
    """Do not let somebody in who asked for it; they read the reason."""
    if not by.keeps_order:
        raise NotFound
    reason = accept_reason(reason)
    admit(act=Asked.DECIDE, by=by.id, text=reason)
    with write():
        people.decline(by=by, asking=asking, reason=reason, at=at)
        _write_down(Act.DECLINE, by=by, about=Subject("asking", asking), person=None, reason=reason, at=at)


def hand_over(*, by: Person, person_id: PersonId, at: datetime) -> None:
    """Somebody else keeps the house from now on; both are told."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        _hold([by.pk, person_id])
        people.hand_over(by=by, person_id=person_id, at=at)
        _write_down(Act.HAND_OVER, by=by, about=Subject("person", person_id), person=person_id, reason="", at=at)
        _tell([by.pk], act=Act.HAND_OVER, reason="", at=at)
        _tell([person_id], act=Act.TAKE_OVER, reason="", at=at)


def set_back(*, by: Person, person_id: PersonId, seat: Seat, reason: str, at: datetime) -> None:
    """The keeper gives somebody an earlier seat; they read why, and it stays in the audit."""
    if not by.is_keeper:
        raise NotFound
    reason = accept_reason(reason)
    admit(act=Asked.DECIDE, by=by.id, text=reason)
    with write():
        people.set_back(by=by, person_id=person_id, seat=seat, at=at)
        _write_down(Act.SET_BACK, by=by, about=Subject("person", person_id), person=person_id, reason=reason, at=at)
        _tell([person_id], act=Act.SET_BACK, reason=reason, at=at)


def read_notices(*, by: Person, at: datetime) -> None:
    """Somebody has read what the house told them."""
    with write():
        Person.objects.select_for_update(no_key=True).get(pk=by.pk)
        words = people.read_words(by=by, at=at)
        if Notice.objects.filter(person=by, read_at=None).update(read_at=at) or words:
            record(NoticesRead(person=by.id, at=at))
        Person.objects.filter(pk=by.pk).update(unread_notices=0)


def forget_cases(*, at: datetime) -> int:
    """Delete cases decided long ago, with what was reported in them; the decisions stay. Answers how many."""
    chat.forget_hidden(before=at - rules.KEPT_FOR)
    people.forget_hidden_words(before=at - rules.KEPT_FOR)
    with write():
        # What was put out of sight later than the case was closed can be shown again as long as all else.
        hidden = Hidden.objects.values("message")
        old = (
            Case.objects.filter(decided_at__lte=at - rules.KEPT_FOR)
            .exclude(about_kind="message", about_number__in=hidden)
            .exclude(about_kind="thanks", about_number__in=thanks_hidden())
        )
        count = old.count()
        old.delete()
    return count


def leave(*, by: Person) -> None:
    """Of somebody who leaves the house for good: what the house told them is gone, and their reports are nobody's. What
    they reported, and what was reported of theirs, stays until its case is forgotten; their name does not. Decisions
    hold numbers, and stay. In the transaction that erases the account.
    """
    with write():
        Notice.objects.filter(person=by).delete()
        Report.objects.filter(reporter=by).update(reporter=None)
        Report.objects.filter(case__about_kind="person", case__about_number=by.id).update(seen="")


def _decide(
    act: Act, *, by: Person, number: int, reason: str, at: datetime, do: Callable[[Case, str], None] | None
) -> None:
    """Steps: 1. The reason passes the door. 2. The case is held. 3. The act itself, by the verb of its area. 4. The
    decision is written down, the case is closed, and people are told. If any of it is refused, none of it happened.
    """
    reason = accept_reason(reason)
    admit(act=Asked.DECIDE, by=by.id, text=reason)
    with write():
        case = Case.objects.select_for_update(no_key=True).filter(pk=number).first()
        if case is None or not rules.may_decide(keeps_order=by.keeps_order, viewer=by.id, person=case.person_id):
            raise NotFound
        is_words, is_hidden = queries.words_in(case)
        refuse(
            rules.why_not_act(
                act=act,
                is_decided=case.decided_at is not None,
                is_words=is_words,
                is_hidden=is_hidden,
                has_room=case.room_number is not None,
                # Who left the house for good is nobody to talk with.
                has_person=case.person_id is not None
                and Person.objects.filter(pk=case.person_id, left_at=None).exists(),
            )
        )
        reporters = set(
            Report.objects.filter(case=case, reporter__isnull=False).values_list("reporter_id", flat=True)
        ) - {by.pk}
        _hold(reporters | ({case.person_id} if case.person_id is not None else set()))
        if do is not None:
            do(case, reason)
        is_first = case.decided_at is None
        person = PersonId(case.person_id) if case.person_id is not None else None
        about = Subject(case.about_kind, case.about_number)
        _write_down(act, by=by, about=about, person=person, reason=reason, at=at, case=case)
        if is_first:
            Case.objects.filter(pk=case.pk).update(decided_at=at)
            told = reason if act is Act.DISMISS else ""
            _tell(reporters, act=act, reason=told, at=at, is_mine=True, room=case.room_number)
        if person is not None and act not in (Act.DISMISS, Act.SETTLE, Act.SEND_AWAY):
            _tell([person], act=act, reason=reason, at=at, room=case.room_number)


def _hold(people: Iterable[int]) -> None:
    """The rows of all who will be told, in one order everywhere: two who decide at once never wait in a circle."""
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=list(people)).order_by("pk").values_list("pk"))


def _room(by: Person, case: Case) -> RoomId:
    """The room of a case, where whoever decides keeps order in it."""
    assert case.room_number is not None  # the rules have asked
    try:
        room = rooms.room_for(by, RoomId(case.room_number))
    except NotFound:
        raise refused(Refusal.CLOSED_ROOM) from None
    if not room.may_keep_order:
        raise refused(Refusal.CLOSED_ROOM)
    return room.id


def _person(case: Case) -> PersonId:
    assert case.person_id is not None  # the rules have asked
    return PersonId(case.person_id)


def _write_down(
    act: Act,
    *,
    by: Person,
    about: Subject,
    person: PersonId | None,
    reason: str,
    at: datetime,
    case: Case | None = None,
) -> None:
    made = Decision.objects.create(
        by_number=by.id,
        act=act,
        case_number=case.pk if case else None,
        about_kind=about.kind,
        about_number=about.number,
        room_number=case.room_number if case else None,
        person_number=person,
        reason=reason,
        at=at,
    )
    record(CaseDecided(case=case.pk if case else None, decision=made.pk, act=act.value, person=person, by=by.id, at=at))


def _tell(
    whom: Iterable[int],
    *,
    act: Act,
    reason: str,
    at: datetime,
    is_mine: bool = False,
    room: int | None = None,
) -> None:
    there = Person.objects.filter(pk__in=list(whom), left_at=None)
    numbers = sorted(there.values_list("pk", flat=True))
    Notice.objects.bulk_create(
        Notice(person_id=one, act=act, is_mine=is_mine, reason=reason, room_number=room, at=at) for one in numbers
    )
    for one in numbers:
        Person.objects.filter(pk=one).update(unread_notices=F("unread_notices") + 1)
