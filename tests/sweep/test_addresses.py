"""Every address × GET and POST × everybody × every room, for people and for programs, against a table."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from chalou.chat.models import Message, Room, RoomInvitation
from chalou.chat.rules import KNOWN_AFTER
from chalou.foundation.clock import now
from chalou.foundation.throttle import the_throttle
from chalou.house import actions as house_actions
from chalou.house.models import House, WayIn
from chalou.house.queries import whole_house
from chalou.people import actions as people
from chalou.people.models import Asking, Invitation, Person
from chalou.people.sessions import BACKEND
from tests import making as make
from tests.sweep.addresses import NOBODY, address, has_room, names, sent_to, without_what_differs
from tests.sweep.expected import EVERYBODY_405, expected, to_programs
from tests.sweep.world import (
    CLOSED_NAME,
    CLOSED_PURPOSE,
    CLOSED_WORDS,
    DIRECT_WORDS,
    ROOMS,
    SECRETS,
    WHO,
    World,
    inhabit,
)

PAGE, PROGRAM = "text/html", "application/json"
MAY_NOT_READ = {
    "members": ("stranger", "removed"),
    "closed": ("stranger", "house", "removed", "moderator", "keeper"),
    "direct": ("stranger", "house", "removed", "moderator", "keeper"),
}
MAY_NOT_KNOW_OF = {"members": MAY_NOT_READ["members"], "closed": ("stranger", "house", "removed")}


def hidden_from(who: str, name: str) -> tuple[str, ...]:
    """What this person must read at no address: words, and the names of rooms they may not know of."""
    hidden: tuple[str, ...] = SECRETS if who in MAY_NOT_READ["members"] else ()
    if who in MAY_NOT_READ["closed"]:
        hidden += (CLOSED_WORDS,)
    if who in MAY_NOT_READ["direct"]:
        hidden += (DIRECT_WORDS,)
    # Whoever holds a link is told where it leads, unless they were sent out of there.
    if who == "removed" or (who in MAY_NOT_KNOW_OF["closed"] and name != "chat:invitation"):
        hidden += (CLOSED_NAME, CLOSED_PURPOSE)
    return hidden


class Sweep:
    """Everybody, each in a browser of their own. Whatever a request does is undone after it."""

    def __init__(self) -> None:
        self.world: World = inhabit()
        by = {who: Person.objects.get(pk=number) for who, number in self.world.people.items()}
        self.tokens = {
            "invitation": people.invite(by=by["moderator"], days=3, uses=3, at=now()),
            "link": people.make_signin_link(person=by["house"], by=by["keeper"], at=now()),
        }
        self.tokens["mail"] = people.give_mail_address(by=by["house"], address="somebody@example.org", at=now())
        self.tokens["invitation_number"] = str(Invitation.objects.get().pk)
        closed = Room.objects.get(pk=self.world.closed)
        self.tokens["room_invitation"] = make.invitation(by=by["host"], room=closed, uses=3)
        self.tokens["room_invitation_number"] = str(RoomInvitation.objects.latest("id").pk)
        House.objects.update(way_in=WayIn.APPROVAL)
        self.tokens["asking"] = people.ask(
            sign_in_name="afu", name="阿福", password=make.PASSWORD, answer="来喝茶", address="::1", at=now()
        )
        self.tokens["asking_number"] = str(Asking.objects.get().pk)
        House.objects.update(way_in=WayIn.OPEN)
        house_actions.hang_sign(house=whole_house(), data=make.picture_bytes(), alt="", by=by["keeper"].id, at=now())
        self.tokens["sign"] = whole_house().sign
        self.browsers = {who: Client() for who in WHO}
        for who, person in by.items():
            self.browsers[who].force_login(person, backend=BACKEND)
            # As if they had just come in: else everybody would be asked again who they are.
            session = self.browsers[who].session
            session["fresh_until"] = now().timestamp() + 3600
            session.save()

    def asked(self, who: str, method: str, name: str, room: int, accept: str) -> HttpResponse:
        the_throttle.forget()
        cache.clear()
        sent = sent_to(name, self.world, room, self.tokens)
        browser = self.browsers[who]
        kept = SimpleCookie(browser.cookies)
        with transaction.atomic():
            form = sent.form if method == "POST" else None
            answer: HttpResponse = getattr(browser, method.lower())(
                address(name, sent), form, headers={"accept": accept}
            )
            transaction.set_rollback(True)
        browser.cookies = kept
        return answer

    def number(self, which: str) -> int:
        return NOBODY if which == "-" else self.world.room(which)

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """(address, method, room) of everything there is."""
        for name in names():
            for method in ("GET", "POST"):
                for room in ROOMS if has_room(name) else ("-",):
                    yield name, method, room


def shown(answer: HttpResponse) -> str:
    leads_to = answer.headers.get("Location")
    if leads_to is None:
        return str(answer.status_code)
    assert leads_to.startswith("/"), leads_to
    assert not leads_to.startswith(("//", "/\\")), leads_to
    return "door" if leads_to.startswith("/signin/") else "on"


@pytest.fixture
def sweep(db, caplog) -> Sweep:
    caplog.set_level(logging.CRITICAL, logger="django.request")
    return Sweep()


def test_every_address_stands_in_the_table():
    """A new address without a line in tests/sweep/expected.py fails here."""
    assert sorted({name for name, _, _ in expected()}) == list(names())


@pytest.mark.parametrize("accept", [PAGE, PROGRAM])
def test_everybody_gets_what_the_table_says_and_nobody_reads_what_is_not_for_them(sweep, accept):
    table = expected()
    wrong, leaks = [], []
    for name, method, room in sweep.rows():
        gets = table.get((name, method, room), EVERYBODY_405)
        for who, listed in zip(WHO, gets, strict=True):
            answer = sweep.asked(who, method, name, sweep.number(room), accept)
            wanted = to_programs(name, listed) if accept == PROGRAM else listed
            if shown(answer) != wanted:
                wrong.append(f"{method} {name} {room}: {who} gets {shown(answer)}, not {wanted}")
            said = answer.content.decode(errors="replace") + str(answer.headers)
            leaks += [
                f"{method} {name} {room}: {who} reads {secret}" for secret in hidden_from(who, name) if secret in said
            ]
    assert wrong == []
    assert leaks == []


@pytest.mark.parametrize("accept", [PAGE, PROGRAM])
def test_a_room_one_may_not_read_answers_as_one_that_does_not_exist(sweep, accept):
    differ = []
    for name, method, room in sweep.rows():
        for who in MAY_NOT_READ.get(room, ()):
            hidden = sweep.asked(who, method, name, sweep.world.room(room), accept)
            missing = sweep.asked(who, method, name, NOBODY, accept)
            told = [
                (
                    answer.status_code,
                    sorted(set(answer.headers) - {"Content-Length"}),
                    without_what_differs(answer.headers.get("Location", ""), number),
                    without_what_differs(answer.content.decode(), number),
                )
                for answer, number in ((hidden, sweep.world.room(room)), (missing, NOBODY))
            ]
            if told[0] != told[1]:
                differ.append(f"{method} {name}: {who} can tell {told[0][0]} from {told[1][0]}")
    assert differ == []


LISTED = {"entrance", "about", "house_rules", "help:index", "help:answer", "chat:room", "chat:thread"}
"""What those who search may find, of the house and of public rooms; everything else says that it is not to be found."""


def test_nothing_may_be_found_but_what_is_meant_to_be(sweep):
    # Everybody has been here for a while: then rooms and tables are listed.
    Person.objects.update(joined_at=now() - KNOWN_AFTER - timedelta(minutes=1))
    Message.objects.filter(room=sweep.world.public, seq=1).update(thread=sweep.world.threads[str(sweep.world.public)])
    found = set()
    for name, method, room in sweep.rows():
        if method == "POST":
            continue
        answer = sweep.asked("stranger", method, name, sweep.number(room), PAGE)
        if answer.status_code != 200:
            continue
        if not answer.headers["Content-Type"].startswith("text/html"):
            assert answer.headers["X-Robots-Tag"] == "noindex", name
        elif '<meta name="robots" content="noindex">' not in answer.content.decode():
            found.add(name)
    assert found == LISTED


def test_no_list_of_rooms_shows_a_room_to_those_who_may_not_read_it(sweep):
    """The lists of rooms: the entrance, the hall, and the pane beside an open room."""
    for room, outsiders in MAY_NOT_READ.items():
        for who in outsiders:
            for name in ("entrance", "chat:rooms", "chat:room"):
                answer = sweep.asked(who, "GET", name, sweep.world.public, PAGE)
                assert answer.status_code == 200
                assert f"/rooms/{sweep.world.room(room)}/" not in answer.content.decode(), (who, name)
    reader = sweep.asked("house", "GET", "chat:rooms", sweep.world.public, PAGE)
    assert f"/rooms/{sweep.world.members}/" in reader.content.decode(), "the test looks for the right thing"


@pytest.mark.parametrize("who", ["moderator", "keeper"])
def test_who_keeps_order_sees_that_a_room_by_invitation_exists(sweep, who):
    for name in ("chat:rooms", "chat:room", "chat:closed"):
        page = sweep.asked(who, "GET", name, sweep.world.public, PAGE).content.decode()
        assert f'href="/rooms/closed/#room-{sweep.world.closed}"' in page or name == "chat:closed", name
        assert CLOSED_NAME in page
        assert CLOSED_PURPOSE in page or name == "chat:room", "a pane is narrow"
    assert "惠珍" in sweep.asked(who, "GET", "chat:closed", 0, PAGE).content.decode(), "its host is named"
    lines = sweep.asked(who, "GET", "chat:rooms", 0, PROGRAM).json()["rooms"]
    (line,) = [line for line in lines if line["room"] == sweep.world.closed]
    assert (line["is_closed"], line["is_member"], line["unread"]) == (True, False, 0)
