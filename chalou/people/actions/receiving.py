"""Who receives newcomers, and how far the house has come with each of them."""

from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.people import NewcomersReceived
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import Refused
from chalou.house.rules.customs import Seat
from chalou.people.models import ORDER_KEEPERS, Person, Welcome
from chalou.people.rules import may_receive


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
    # Who said so once may have lost what it takes since.
    there = Person.objects.filter(Q(seat=Seat.ELDER) | Q(role__in=ORDER_KEEPERS), receives=True, is_active=True)
    chosen = there.order_by(F("received_last_at").asc(nulls_first=True), "id").first()
    if chosen is not None:
        Person.objects.filter(pk=chosen.pk).update(received_last_at=at)
    return chosen


def go_on_with_welcome(person: PersonId, *, was: Welcome, now_is: Welcome) -> bool:
    """The house tells whom it had to tell. Inside the transaction that tells them; answers False where another process
    was faster.
    """
    return bool(Person.objects.filter(pk=person, welcome=was).update(welcome=now_is))
