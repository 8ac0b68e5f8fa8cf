"""Who receives newcomers, and whom."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from chalou.foundation.ids import PersonId
from chalou.house.rules.customs import Seat
from chalou.people.models import ORDER_KEEPERS, Block, Door, Person, Welcome
from chalou.people.queries.hearing import unheard_by
from chalou.people.rules.receiving import is_day_after

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who receives newcomers."""

    id: PersonId
    name: str
    cup: str
    words: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who has just come, and who receives them."""

    id: PersonId
    joined_at: datetime
    receiver: PersonId | None
    welcome: Welcome


def who_can_receive() -> QuerySet[Person]:
    """Those whom a newcomer may be told to ask: `rules.may_receive`, asked of the database, and their door is open to
    direct talk.
    """
    able = Person.objects.filter(Q(seat=Seat.ELDER) | Q(role__in=ORDER_KEEPERS), is_active=True)
    return able.exclude(door=Door.CLOSED)


def receiver_of(person: PersonId) -> Receiver | None:
    """Who receives this person, as long as they can be asked: they can receive, and neither has chosen not to hear the
    other. Which of it has changed where nobody does is not told.
    """
    mine = Block.objects.filter(person=person, blocked=OuterRef("pk"))
    theirs = Block.objects.filter(person=OuterRef("pk"), blocked=person)
    found = who_can_receive().filter(pk__in=Person.objects.filter(pk=person).values("received_by"))
    row = found.exclude(Exists(mine) | Exists(theirs)).values_list("id", "name", "cup", "profile__words").first()
    return None if row is None else Receiver(PersonId(row[0]), row[1], row[2], row[3] or "")


def receives(person: PersonId) -> bool:
    return Person.objects.filter(pk=person, receives=True).exists()


def to_welcome(*, at: datetime) -> tuple[Newcomer, ...]:
    """Those with whom the house has something to do: who came just now, and who came the day before."""
    waiting = Person.objects.filter(is_active=True).exclude(welcome=Welcome.OVER).order_by("joined_at")
    rows = waiting.values_list("id", "joined_at", "received_by", "welcome")
    found = (
        Newcomer(PersonId(number), joined_at, PersonId(by) if by else None, Welcome(welcome))
        for number, joined_at, by, welcome in rows
        if welcome == Welcome.COME or is_day_after(joined_at=joined_at, at=at)
    )
    return tuple(one for one, _place in zip(found, range(AT_ONCE), strict=False))


def newcomers_of(receiver: Person) -> tuple[tuple[PersonId, str, datetime], ...]:
    """Those whom somebody received and hears, the latest first: number, name, when they came."""
    theirs = Person.objects.filter(received_by=receiver, is_active=True).exclude(pk__in=unheard_by(receiver))
    rows = theirs.order_by("-joined_at", "-id").values_list("id", "name", "joined_at")[:AT_ONCE]
    return tuple((PersonId(number), name, joined_at) for number, name, joined_at in rows)
