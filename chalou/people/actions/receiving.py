"""Who receives newcomers, and how far the house has come with each of them."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.people import NewcomersReceived
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import Refused
from chalou.people.actions.seats import tell
from chalou.people.models import Person, Welcome, WordKind
from chalou.people.queries.receiving import Newcomer, to_welcome, who_can_receive
from chalou.people.rules.receiving import is_too_late, may_receive


def receive_newcomers(*, by: Person, on: bool, at: datetime) -> None:
    """Receive those who come into the house from now on, in turns with others who do; or no longer."""
    with write():
        person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
        if on and not may_receive(seat=person.seat, keeps_order=person.keeps_order):
            raise Refused("not_an_elder", _("Newcomers are received by elders, and by those who keep the house."))
        if person.receives == on:
            return
        person.receives = on
        person.save(update_fields=["receives"])
        record(NewcomersReceived(person=person.id, on=on, at=at))


def choose_receiver(*, at: datetime) -> Person | None:
    """Whoever has waited longest receives the next. Inside the transaction in which somebody comes in."""
    # Who said so once may have lost what it takes since, or closed their door: then they could not be asked.
    chosen = who_can_receive().filter(receives=True).order_by(F("received_last_at").asc(nulls_first=True), "id").first()
    if chosen is not None:
        Person.objects.filter(pk=chosen.pk).update(received_last_at=at)
    return chosen


def give_receiver(*, person_id: PersonId, at: datetime) -> None:
    """Whoever came while nobody received newcomers is received now: for furnishing a demo house."""
    with write():
        chosen = choose_receiver(at=at)
        if chosen is not None and Person.objects.filter(pk=person_id, received_by=None).update(received_by=chosen):
            tell(chosen.id, kind=WordKind.RECEIVE, other=person_id, at=at)


def welcome_people(*, at: datetime) -> int:
    """Tell whoever receives somebody that they have come, and those who came the day before what was said meanwhile;
    each once. Answers how many were told.
    """
    return sum(go_on(one, at=at) for one in to_welcome(at=at))


def go_on(one: Newcomer, *, at: datetime) -> bool:
    """Tell whom there is to tell, unless another process was faster."""
    next_step = Welcome.RECEIVED if one.welcome is Welcome.COME else Welcome.OVER
    with write():
        # Both rows, in one order everywhere: whoever leaves at this moment is told of nobody, and nobody of them.
        rows = Person.objects.select_for_update(no_key=True).filter(pk__in=[one.id, one.receiver], is_active=True)
        there = {row.pk for row in rows.order_by("pk")}
        if not Person.objects.filter(pk=one.id, welcome=one.welcome).update(welcome=next_step):
            return False
        if one.id not in there:
            return False
        if next_step is Welcome.OVER:
            if is_too_late(joined_at=one.joined_at, at=at):
                return False
            tell(one.id, kind=WordKind.DAY_AFTER, at=at)
            return True
        if one.receiver is None or one.receiver not in there:
            return False
        tell(one.receiver, kind=WordKind.RECEIVE, other=one.id, at=at)
        return True
