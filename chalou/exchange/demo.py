"""A demo teahouse: invented people, a few rooms, and talk we wrote; and members by the hundred for load clients.

Nobody in it has a password. Two guests come in by links; the others are furniture.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from chalou.chat.actions import join, join_many, open_room, write_down
from chalou.chat.models import Access, Room
from chalou.exchange.demo_talk import GUESTS, PEOPLE, ROOMS, Line
from chalou.foundation.ids import RoomId
from chalou.house.queries import the_house
from chalou.people import actions as people_actions
from chalou.people.models import Person


@dataclass(frozen=True, slots=True)
class GuestLink:
    """Where one of the two guests comes in."""

    name: str
    path: str


def fill(*, keeper: Person, first_room: Room, at: datetime) -> None:
    """Furnish a house that has just been set up: people, rooms, and talk that ended a few minutes before `at`."""
    people = {"keeper": keeper}
    for key, name, cup, language in PEOPLE:
        people[key] = people_actions.join_without_password(
            sign_in_name=key, name=name, cup=cup, language=language, at=at - timedelta(days=9)
        )
    for number, room in enumerate(ROOMS):
        opened = (
            first_room
            if number == 0
            else open_room(by=keeper, name=room.name, purpose=room.purpose, access=Access(room.access), at=at)
        )
        for key in room.seated:
            join(by=people[key], room_id=opened.id, at=at)
        _tell(opened.id, room.talk, people, at=at)


def _tell(room: RoomId, talk: Sequence[Line], people: dict[str, Person], *, at: datetime) -> None:
    # The last line was said three minutes ago, each one before it when its own number of minutes says.
    moments = [
        at - timedelta(minutes=3 + sum(line.minutes for line in talk[place + 1 :])) for place in range(len(talk))
    ]
    write_down(
        room_id=room, said=[(people[line.who], line.text, moment) for line, moment in zip(talk, moments, strict=True)]
    )


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
