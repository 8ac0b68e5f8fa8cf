"""Whatever comes as a request is answered, never with a fault of ours; see corpus/forms.jsonl.

Requests go the whole way of a page: shelf, bridge, Django. Every address of the house is asked, by those who may most.
"""

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from chalou.chat import actions as chat
from chalou.chat.models import Floor, Hand, Membership, Room
from chalou.foundation.clock import now
from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.throttle import the_throttle
from chalou.house.actions import change_customs
from chalou.house.queries import newest_version, ready_set
from chalou.house.rules.customs import Mode
from chalou.people.models import Person
from chalou.server.bridge import Bridge
from chalou.server.front import Front
from chalou.server.middleware import security_headers
from chalou.server.views import wrong_request
from tests.fuzz.corpus import as_bytes, bent_bytes, kept, much
from tests.hostile.samples import HOSTILE
from tests.sweep import addresses
from tests.sweep.world import World, cookies_of, inhabit

KEPT = [as_bytes(written) for written in kept("forms")]
SEEDS = [*KEPT, *(text.encode() for text in HOSTILE[::5])]
TOKEN = "t" * 32
WHO = ("stranger", "seated", "host", "keeper")
# Hash a password on purpose slowly, or end the sign-in of everybody who asks: each has its own tests.
SLOW = {"account_login", "account_signup", "people:join_by", "people:password", "people:set_password", "people:link"}
SLOW |= {"keeper_hand_over"}


class Asked:
    """A house of pages without a port."""

    def __init__(self) -> None:
        self.world: World = inhabit()
        self._threads = ThreadPoolExecutor(1)
        self._bridge = Bridge(
            get_wsgi_application(), threads_for=lambda *_: self._threads, wrong=wrong_request, always=security_headers()
        )
        self.tokens = {"room_invitation": "x", "room_invitation_number": "1", "invitation_number": "1",
                       "invitation": "x", "link": "x", "sign": "x", "asking": "x", "asking_number": "1"}  # fmt: skip

    def close(self) -> None:
        self._threads.submit(connections.close_all).result()
        self._threads.shutdown()

    def cookie(self, who: str) -> bytes:
        """Signed in anew each time: what is thrown may well sign out."""
        session = "" if who == "stranger" else cookies_of([self.world.people[who]])[0]
        return f"{session}; {settings.CSRF_COOKIE_NAME}={TOKEN}".encode()

    def ask(self, method: str, path: bytes, query: bytes, headers: list[tuple[bytes, bytes]], body: bytes) -> int:
        the_throttle.forget()
        scope: dict[str, Any] = {
            "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80), "path": path.decode("utf-8", "replace"), "raw_path": path,
            "query_string": query, "headers": [(b"host", b"127.0.0.1"), *headers],
        }  # fmt: skip
        return asyncio.run(self._ask(scope, body))

    async def _ask(self, scope: dict[str, Any], body: bytes) -> int:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        front = Front(self._bridge.made)
        key = front.key(scope)
        await (self._bridge(scope, receive, send) if key is None else front(scope, send, key))
        start, _page = sent
        assert start["status"] < 500 or start["status"] == 503, scope
        there = dict(start["headers"])
        assert b"content-security-policy" in there
        assert not any(b"\r" in value or b"\n" in value for value in there.values())
        return int(start["status"])


@pytest.fixture
def asked(transactional_db: None, caplog) -> Iterator[Asked]:
    house = Asked()
    yield house
    house.close()
    assert not [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR or one.exc_info]


def form(fields: dict[str, str], value: bytes, name: str | None) -> bytes:
    """The form as a page sends it, with something else in one of its places."""
    sent = {key: text.encode() for key, text in fields.items()} | {"csrfmiddlewaretoken": TOKEN.encode()}
    if name is not None:
        sent[name] = value
    return b"&".join(quote_from_bytes(key.encode()).encode() + b"=" + quote_from_bytes(text).encode()
                     for key, text in sent.items())  # fmt: skip


URLENCODED = (b"content-type", b"application/x-www-form-urlencoded")


def test_what_is_kept_is_answered_in_every_place_of_a_request(asked):
    room = asked.world.public
    for value in KEPT:
        cookie = asked.cookie("host")
        for name in ("text", "csrfmiddlewaretoken"):
            body = form({"text": "a"}, value, name)
            asked.ask("POST", f"/rooms/{room}/post/".encode(), b"", [(b"cookie", cookie), URLENCODED], body)
        asked.ask("POST", b"/language/", b"", [URLENCODED, (b"referer", value)], b"language=en&next=" + value)
        line = value.replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"")
        for header in (b"accept-language", b"content-type"):
            asked.ask("GET", f"/rooms/{room}/".encode(), b"", [(header, line), (b"cookie", line)], b"")
        for header in (b"origin", b"content-type"):
            sent = [URLENCODED, (header, line), (b"cookie", line), (b"accept", line)]
            asked.ask("POST", b"/language/", b"", sent, b"language=en")
        asked.ask("GET", f"/rooms/{room}/".encode(), line, [(b"cookie", cookie)], b"")
        asked.ask("GET", b"/rooms/" + value, b"", [], b"")
        multipart = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + value + b"\r\n--x--\r\n"
        asked.ask("POST", b"/language/", b"", [URLENCODED], form({"language": "en"}, value, "next"))
        sent = [(b"cookie", cookie), (b"content-type", b"multipart/form-data; boundary=x"),
                (b"x-csrftoken", TOKEN.encode())]  # fmt: skip
        asked.ask("POST", f"/rooms/{room}/post/".encode(), b"", sent, multipart)
        called = value.replace(b"\r", b"").replace(b"\n", b"").replace(b'"', b"")
        head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="' + called + b'"\r\n\r\n'
        for data in (value, b"\xff\xd8\xff" + value, b"\x89PNG\r\n\x1a\n" + value, b"\0\0\0\x18ftypheic" + value):
            body = head + data + b"\r\n--x--\r\n"
            asked.ask("POST", f"/rooms/{room}/attachments/".encode(), b"", sent, body)


def test_what_is_made_of_it_is_answered_at_every_address(asked):
    names = [name for name in addresses.names() if name not in SLOW and not name.startswith("/")]

    @much
    @given(
        st.sampled_from(names), st.sampled_from(WHO), st.sampled_from(["GET", "POST", "POST"]),
        st.sampled_from(["text", "name", "seq", "person", "uses", "days", "role", "next", "cup", "purpose", "access",
                         "time_zone", "language", "way_in", "at", None]),
        st.one_of(bent_bytes(SEEDS), st.binary(max_size=20), st.text(max_size=20).map(lambda one: one.encode())),
        st.booleans(),
    )  # fmt: skip
    def thrown(name, who, method, place, value, as_it_is):
        sent = addresses.sent_to(name, asked.world, asked.world.public, asked.tokens)
        path = reverse(name, kwargs=sent.path).encode()
        head = [(b"cookie", asked.cookie(who)), URLENCODED, (b"accept", b"application/json" if as_it_is else b"*/*")]
        line = value.replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"")
        if method == "GET":
            asked.ask("GET", path, (place or "x").encode() + b"=" + line, head[:1], b"")
        else:
            asked.ask("POST", path, b"", head, form(sent.form, value, place) + (b"&" + value if as_it_is else b""))
        # Whoever was switched off meanwhile by themselves sits here again.
        Person.objects.filter(is_active=False).update(is_active=True)

    thrown()


MANNERS = ("chat:floor", "chat:aside", "chat:asides", "chat:telling", "chat:mode", "chat:ask_for_seat", "chat:let_in",
           "chat:put_off", "chat:listening", "chat:answer_rules", "chat:thank_for", "people_met:thanks",
           "people_met:elder", "people_met:take_thanks_back", "desk:withdraw_vouching",
           "desk:restore_vouching")  # fmt: skip
VERBS = st.sampled_from(["open", "raise", "lower", "pass", "end", "release", "drop", "keep", "edit", "withdraw", ""])
PLACES = st.sampled_from(["do", "to", "teller", "title", "text", "kind", "id", "aside", "picture", "mode", "slow_s",
                          "words", "reason", "digest", "answer-0", "answer-1", None])  # fmt: skip


def let_them_tell_and_listen(world: World) -> None:
    """In the public room somebody tells; the one for members listens first, and asks about the rules."""
    people = Person.objects.in_bulk(world.people.values())
    host, keeper = people[world.people["host"]], people[world.people["keeper"]]
    seated, room = PersonId(world.people["seated"]), RoomId(world.public)
    chat.open_floor(by=host, room_id=room, teller=seated, title="斗茶", at=now())
    chat.set_mode(by=host, room_id=RoomId(world.members), mode=Mode.LISTENING, at=now())
    before = newest_version()
    asked = replace(before.customs.listening, questions=ready_set("study-circle").listening.questions)
    customs = replace(before.customs, listening=asked)
    change_customs(customs=customs, instead_of=before.number, by=keeper.id, note="", at=now())


def test_the_floor_listening_and_thanks_take_whatever_is_thrown_at_them(asked):
    let_them_tell_and_listen(asked.world)
    known = [str(number).encode() for number in (*asked.world.people.values(), *asked.world.guests, 0, 1, 2**53, -1)]

    @much
    @given(
        st.sampled_from([*MANNERS, "chat:floor", "chat:floor"]), st.sampled_from(WHO), VERBS, PLACES,
        st.one_of(st.sampled_from(known), bent_bytes(SEEDS), st.text(max_size=20).map(lambda one: one.encode())),
        st.booleans(), st.booleans(),
    )  # fmt: skip
    def thrown(name, who, do, place, value, in_public, as_it_is):
        room = asked.world.public if in_public else asked.world.members
        sent = addresses.sent_to(name, asked.world, room, asked.tokens)
        head = [(b"cookie", asked.cookie(who)), URLENCODED, (b"accept", b"application/json" if as_it_is else b"*/*")]
        fields = {"title": "又一个", "words": "谢谢你。", **sent.form, **({"do": do} if name in MANNERS[:4] else {})}
        asked.ask("POST", reverse(name, kwargs=sent.path).encode(), b"", head, form(fields, value, place))
        for floor in Floor.objects.filter(ended_at=None).select_related("room"):
            assert floor.room.mode == Mode.STORY
            sits = set(Membership.objects.filter(room=floor.room_id).values_list("person_id", flat=True))
            hands = list(Hand.objects.filter(floor=floor, expired_at=None).values_list("person_id", flat=True))
            assert {*hands, *([floor.holder_id] if floor.holder_id else [])} <= sits
            assert floor.holder_id not in hands
        told = set(Room.objects.filter(mode=Mode.STORY).values_list("id", flat=True))
        assert told == set(Floor.objects.filter(ended_at=None).values_list("room_id", flat=True))

    thrown()
