"""Who comes into the demo house from outside: two guests by links, and members by the hundred for load clients."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from chalou.chat.actions import join_many
from chalou.chat.models import Room
from chalou.exchange.demo.cast import GUESTS
from chalou.house.queries import the_house
from chalou.people import actions as people_actions
from chalou.people.models import Person


@dataclass(frozen=True, slots=True)
class GuestLink:
    """Where one of the two guests comes in."""

    name: str
    path: str


def guest_links(*, at: datetime) -> list[GuestLink]:
    """Fresh links for the two guests. They may be used many times: a demo is tried in more than one browser."""
    links = []
    for key in GUESTS:
        guest = Person.objects.get(sign_in_name=key)
        token = people_actions.make_signin_link(person=guest, by=None, at=at, days=30, uses=200)
        links.append(GuestLink(guest.name, f"/link/{token}/"))
    return links


def is_demo() -> bool:
    house = the_house()
    return house is not None and house.is_demo


def members(count: int, *, at: datetime) -> Iterator[tuple[str, str]]:
    """Make `count` people who sit in the first room and are signed in; yields (name, value of a Cookie header)."""
    room = Room.objects.order_by("opened_at", "id")[0]
    batch = secrets.token_hex(3)
    people = people_actions.join_many(
        [(f"member-{batch}-{number}", f"Member {number}") for number in range(1, count + 1)], at=at
    )
    join_many(people=people, room_id=room.id, at=at)
    for person, key in people_actions.sign_in_many(people, at=at):
        yield person.name, f"{settings.SESSION_COOKIE_NAME}={key}"
