"""In how many rooms people have listened or spoken: one of the things that lead to a seat."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from chalou.chat.models import Access, Membership, Message
from chalou.foundation.ids import PersonId
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Seat
from chalou.people.models import Person

_LATELY = timedelta(days=2)
_AT_ONCE = 500


def listeners(*, at: datetime) -> tuple[PersonId, ...]:
    """Those of whom it may be news: they were here lately, and have listened in fewer rooms than some seat wants."""
    most = max((wanted.listened_in for wanted in the_customs().seats.values()), default=0)
    rows = Person.objects.filter(is_active=True, listened_in__lt=most, last_day__gte=(at - _LATELY).date())
    return tuple(
        PersonId(one) for one in rows.exclude(seat=Seat.ELDER.value).order_by("pk").values_list("pk", flat=True)
    )


def rooms_listened(people: Collection[PersonId]) -> dict[PersonId, int]:
    """In how many rooms of the house, in which they sit, each of these has listened to the end, was let in, or has
    said something that stands; since they were last set back. Who has in none is not in it.
    """
    found: dict[PersonId, int] = {}
    numbers = sorted(people)
    said = Message.objects.filter(room=OuterRef("room"), author=OuterRef("person"), taken_back_at=None)
    said = said.filter(Q(author__set_back_at=None) | Q(posted_at__gt=F("author__set_back_at")))
    settled = Q(settled_at__isnull=False) & (Q(person__set_back_at=None) | Q(settled_at__gt=F("person__set_back_at")))
    for start in range(0, len(numbers), _AT_ONCE):
        rows = (
            Membership.objects.filter(settled | Exists(said), person__in=numbers[start : start + _AT_ONCE])
            .exclude(room__access=Access.DIRECT)
            .values_list("person")
            .annotate(rooms=Count("id"))
            .order_by("person")
        )
        found |= {PersonId(person): rooms for person, rooms in rows}
    return found
