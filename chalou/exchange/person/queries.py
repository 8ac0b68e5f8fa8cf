"""What of somebody's lies ready to be taken along, and what leaving would mean for them."""

from dataclasses import dataclass
from datetime import datetime

from chalou.chat.models import Access, Membership
from chalou.exchange.models import Bundle
from chalou.exchange.person import shelf
from chalou.exchange.person.rules import KEPT_FOR
from chalou.foundation.refusals import NotFound
from chalou.people.models import Person


@dataclass(frozen=True, slots=True)
class BundleShown:
    """`made_at` None: it is being put together."""

    asked_at: datetime
    made_at: datetime | None
    until: datetime | None
    bytes: int


@dataclass(frozen=True, slots=True)
class RoomWithoutHost:
    """A room that would have no host without somebody. `is_by_invitation`: who has sat there longest becomes it."""

    id: int
    name: str
    is_by_invitation: bool


def bundle_of(person: Person) -> BundleShown | None:
    """What somebody asked for, unless it is gone: a house that came out of a backup has the row and not the file."""
    row = Bundle.objects.filter(person=person).first()
    if row is None or (row.made_at is not None and not shelf.path(row.token).exists()):
        return None
    until = row.made_at + KEPT_FOR if row.made_at is not None else None
    return BundleShown(row.asked_at, row.made_at, until, row.bytes)


def token_of(person: Person) -> str:
    """The name of somebody's file; `NotFound` where there is none."""
    row = Bundle.objects.filter(person=person, made_at__isnull=False).first()
    if row is None or not shelf.path(row.token).exists():
        raise NotFound
    return row.token


def rooms_left_without_host(person: Person) -> tuple[RoomWithoutHost, ...]:
    """The rooms of which somebody is the only host."""
    hosts = Membership.objects.filter(is_host=True).exclude(person=person).values("room")
    rows = Membership.objects.filter(person=person, is_host=True).exclude(room__access=Access.DIRECT)
    alone = rows.exclude(room__in=hosts).order_by("room__name", "room")
    return tuple(
        RoomWithoutHost(number, name, access == Access.INVITATION)
        for number, name, access in alone.values_list("room", "room__name", "room__access")
    )
