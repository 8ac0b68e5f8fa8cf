"""How seats rise: what is counted of somebody, and who names elders. The keeper alone sets anybody back."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.people import ElderNamed, SeatRisen, SetBack
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound, Refused
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Seat
from chalou.people.models import Person, Thanks, Word, WordKind
from chalou.people.queries.seats import came_to, who_came_to
from chalou.people.rules.seats import NoElder, day_of, earned, is_another_day, why_not_name_elder
from chalou.screening.admit import admit_deed
from chalou.screening.rules import Deed

_WHY_NO_ELDER: dict[NoElder, str | Promise] = {
    NoElder.NOT_AN_ELDER: _("Elders are named by elders, and by the keeper."),
    NoElder.IS_ELDER: _("They are an elder of this house already."),
}
_ONLY_KEEPER = _("Only the keeper gives somebody an earlier seat.")
_NO_EARLIER = _("Choose a seat that comes before the one they have.")


def be_here(*, by: PersonId, known_day: date | None, time_zone: str, at: datetime) -> None:
    """Somebody is in the house: another day is counted, if it is one. `known_day` and `time_zone` come with the
    session: on a day that was counted nothing is asked and nothing written.
    """
    if not is_another_day(known_day, at=at, time_zone=time_zone or settings.TIME_ZONE):
        return
    with write():
        person = _held(by)
        zone = person.time_zone or settings.TIME_ZONE
        if person.is_active and is_another_day(person.last_day, at=at, time_zone=zone):
            person.last_day, person.days_here = day_of(at, zone), person.days_here + 1
            person.save(update_fields=["last_day", "days_here"])
            rise(person, at=at)


def listened(*, person_id: PersonId, rooms: int, at: datetime) -> None:
    """Somebody has listened, or spoken, in so many rooms. Fewer than before are no news: rooms come and go."""
    with write():
        person = _held(person_id)
        if rooms > person.listened_in:
            person.listened_in = rooms
            person.save(update_fields=["listened_in"])
            rise(person, at=at)


def vouched(*, person_id: PersonId, at: datetime) -> None:
    """Somebody who may has given their word for this person."""
    with write():
        person = _held(person_id)
        if not person.is_vouched:
            person.is_vouched = True
            person.save(update_fields=["is_vouched"])
            rise(person, at=at)


def reckon_seats(*, at: datetime) -> int:
    """Let all rise who have come to a better seat, as after the customs were changed; answers how many. Repeatable."""
    risen = 0
    for number in who_came_to(the_customs()):
        with write():
            risen += rise(_held(number), at=at)
    return risen


def rise(person: Person, *, at: datetime) -> bool:
    """Inside a transaction, their row held: they have the seat to which they have come by now, and are told of it."""
    customs, come = the_customs(), came_to(person)
    seat = earned(come, customs)
    if seat is come.seat or not person.is_active:
        return False
    person.seat = seat.value
    person.save(update_fields=["seat"])
    record(SeatRisen(person=person.id, seat=seat.value, at=at))
    tell(person.id, kind=WordKind.SEAT, seat=seat, at=at)
    return True


def name_elder(*, by: Person, person_id: PersonId, at: datetime) -> None:
    """Make somebody an elder of the house. Both have a word of it."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        # Both rows, in one order: whoever is set back at this moment names nobody after it.
        rows = {
            one.pk: one
            for one in Person.objects.select_for_update(no_key=True).filter(pk__in=[by.pk, person_id]).order_by("pk")
        }
        person, namer = rows.get(person_id), rows[by.pk]
        if person is None or not person.is_active:
            raise NotFound
        refusal = why_not_name_elder(
            by=Seat(namer.seat), by_keeper=namer.is_keeper, seat=Seat(person.seat), is_keeper=person.is_keeper
        )
        if refusal is not None:
            raise Refused(refusal.value, _WHY_NO_ELDER[refusal])
        person.seat = Seat.ELDER.value
        person.save(update_fields=["seat"])
        record(ElderNamed(person=person.id, by=by.id, at=at))
        tell(person.id, kind=WordKind.ELDER, seat=Seat.ELDER, other=by.id, at=at)
        tell(by.id, kind=WordKind.NAMED, seat=Seat.ELDER, other=person.id, at=at)


def set_back(*, by: Person, person_id: PersonId, seat: Seat, at: datetime) -> None:
    """Give somebody an earlier seat. They begin anew there: what was counted before counts no more. Why is said at the
    desk, which tells them (`desk.actions.set_back`).
    """
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    if not by.is_keeper:
        raise Refused("not_yours", _ONLY_KEEPER)
    with write():
        person = _held(person_id)
        if not person.is_active or person.is_keeper:
            raise NotFound
        if seat.reaches(Seat(person.seat)):
            raise Refused("no_earlier_seat", _NO_EARLIER, field="seat")
        person.seat, person.set_back_at = seat.value, at
        person.days_here, person.listened_in, person.is_vouched = 0, 0, False
        person.save(update_fields=["seat", "set_back_at", "days_here", "listened_in", "is_vouched"])
        record(SetBack(person=person.id, seat=seat.value, by=by.id, at=at))


def seat_at(*, people: Iterable[Person], seat: Seat, at: datetime) -> None:
    """Put down at which seat people are, without a word to anybody: for furnishing a demo house."""
    with write():
        for person in people:
            person.seat = seat.value
            person.save(update_fields=["seat"])
            record(SeatRisen(person=person.id, seat=seat.value, at=at))


def read_words(*, by: Person, at: datetime) -> int:
    """Somebody has read what the house told them; answers how many words were new. Their row is held by the caller."""
    return Word.objects.filter(person=by, read_at=None).update(read_at=at)


def tell(
    person: PersonId,
    *,
    kind: WordKind,
    at: datetime,
    seat: Seat | None = None,
    other: PersonId | None = None,
    thanks: Thanks | None = None,
) -> None:
    """Inside a transaction: the house has a word for somebody."""
    Word.objects.create(
        person_id=person, kind=kind, seat=seat.value if seat else "", other_id=other, thanks=thanks, at=at
    )
    Person.objects.filter(pk=person).update(unread_notices=F("unread_notices") + 1)


def _held(person: PersonId) -> Person:
    found = Person.objects.select_for_update(no_key=True).filter(pk=person, left_at=None).first()
    if found is None:
        raise NotFound
    return found
