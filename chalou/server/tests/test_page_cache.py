"""Strangers' pages that are kept ready: the same for all, never somebody's own, never older than what happened."""

import asyncio
import gzip
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from chalou.chat.models import Access
from chalou.foundation.clock import now
from chalou.foundation.hub import hub
from chalou.help import actions as help_actions
from chalou.server.front import ENTRANCE, HELP, HOUSE, KEPT_S, Front
from chalou.server.packing import Made
from tests import making as make

ROOM, OTHER = "room:1", "room:2"


class Kitchen:
    """Makes a page that says how often it was made; it can be told to wait, and to answer in another way."""

    def __init__(self) -> None:
        self.made = 0
        self.at = 0.0
        self.status, self.headers = 200, [(b"content-type", b"text/html"), (b"vary", b"Cookie")]
        self.is_open = asyncio.Event()
        self.is_open.set()
        self.front = Front(self._make, clock=lambda: self.at)

    async def _make(self, scope: dict[str, Any], body: bytes) -> Made:
        assert scope["method"] == "GET"
        self.made += 1
        page = f"page {self.made}".encode()
        await self.is_open.wait()
        return self.status, list(self.headers), page

    async def ask(self, path: str = "/rooms/1/", **headers: str) -> tuple[int, dict[bytes, bytes], bytes] | None:
        """The answer, or None where the front has nothing to do with it."""
        asked = scope(path, **headers)
        key = self.front.key(asked)
        if key is None:
            return None
        sent: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.front(asked, send, key)
        start, body = sent
        return start["status"], dict(start["headers"]), body["body"]

    async def page(self, path: str = "/rooms/1/", **headers: str) -> str:
        answer = await self.ask(path, **headers)
        assert answer is not None
        return answer[2].decode()


def scope(path: str, *, method: str = "GET", query: str = "", scheme: str = "http", **headers: str) -> dict[str, Any]:
    named = {"host": "tea.example", **headers}
    return {
        "method": method,
        "path": path,
        "scheme": scheme,
        "query_string": query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()],
    }


def test_a_page_is_made_once_and_again_when_something_happens_that_it_shows():
    async def stranger():
        kitchen = Kitchen()
        assert [await kitchen.page() for _ in range(3)] == ["page 1"] * 3
        kitchen.front.heard(OTHER)
        assert await kitchen.page() == "page 1"
        kitchen.front.heard(ROOM)
        assert await kitchen.page() == "page 2"
        kitchen.front.heard(HOUSE)
        assert await kitchen.page() == "page 3"

    asyncio.run(stranger())


@pytest.mark.parametrize("path", ["/", "/sitemap.xml"])
def test_the_entrance_is_made_again_when_what_it_shows_is_another_and_not_at_every_word_in_a_room(path):
    async def stranger():
        kitchen = Kitchen()
        assert await kitchen.page(path) == "page 1"
        kitchen.front.heard(ROOM)
        assert await kitchen.page(path) == "page 1"
        for again, topic in ((2, ENTRANCE), (3, HOUSE)):
            kitchen.front.heard(topic)
            assert await kitchen.page(path) == f"page {again}"
        kitchen.at = KEPT_S + 0.1
        assert await kitchen.page(path) == "page 4"

    asyncio.run(stranger())


def test_the_help_is_made_anew_when_it_was_changed_and_not_when_somebody_spoke():
    async def stranger():
        kitchen = Kitchen()
        paths = ("/help/", "/help/how-to-come-in/", "/about/software/")
        before = [await kitchen.page(path) for path in paths]
        kitchen.front.heard(ROOM)
        assert [await kitchen.page(path) for path in paths] == before
        kitchen.front.heard(HELP)
        assert [await kitchen.page(path) for path in paths] == ["page 4", "page 5", before[2]]
        kitchen.front.heard(HOUSE)
        assert [await kitchen.page(path) for path in paths] == ["page 6", "page 7", "page 8"]

    asyncio.run(stranger())


@pytest.mark.parametrize("path", ["/rooms/1/threads/", "/rooms/1/threads/7/"])
def test_tables_are_kept_with_their_room(path):
    async def stranger():
        kitchen = Kitchen()
        assert [await kitchen.page(path) for _ in range(2)] == ["page 1"] * 2
        kitchen.front.heard(OTHER)
        kitchen.front.heard(ENTRANCE)
        assert await kitchen.page(path) == "page 1"
        kitchen.front.heard(ROOM)
        assert await kitchen.page(path) == "page 2"

    asyncio.run(stranger())


@pytest.mark.django_db(transaction=True)
def test_whatever_is_done_to_the_help_is_said_to_the_shelf(monkeypatch):
    told = []
    hearing = SimpleNamespace(call=lambda verb, *what: verb(*what), tell=lambda topic, frames: told.append(topic))
    make.house()
    by = make.keeper()
    monkeypatch.setattr(hub, "the_hub", hearing)
    words = {"slug": "manners", "language": "en"}
    for act in (
        lambda: help_actions.write_help(by=by, **words, title="Customs", text="Listen.", at=now()),
        lambda: help_actions.say_as_before(by=by, **words, wording=None, at=now()),
        lambda: help_actions.forget_earlier(by=by, **words, at=now()),
        lambda: help_actions.arrange(by=by, slug="manners", how=help_actions.Arrangement.HIDE, at=now()),
        lambda: help_actions.add_question(by=by, section="talking", language="en", title="Q", text="A", at=now()),
    ):
        told.clear()
        act()
        assert told == [HELP]


def test_should_the_word_be_lost_it_is_made_anew_after_a_few_seconds():
    async def stranger():
        kitchen = Kitchen()
        assert await kitchen.page() == "page 1"
        kitchen.at = KEPT_S + 0.1
        assert await kitchen.page() == "page 2"

    asyncio.run(stranger())


def test_many_who_ask_at_once_are_answered_by_one_making():
    async def crowd():
        kitchen = Kitchen()
        kitchen.is_open.clear()
        asking = [asyncio.create_task(kitchen.page()) for _ in range(20)]
        await asyncio.sleep(0)
        kitchen.is_open.set()
        assert set(await asyncio.gather(*asking)) == {"page 1"}
        assert kitchen.made == 1

    asyncio.run(crowd())


def test_what_was_being_made_while_something_happened_is_shown_to_no_later_visitor():
    async def race():
        kitchen = Kitchen()
        kitchen.is_open.clear()
        early = asyncio.create_task(kitchen.page())
        await asyncio.sleep(0)
        kitchen.front.heard(ROOM)
        late = asyncio.create_task(kitchen.page())
        await asyncio.sleep(0)
        kitchen.is_open.set()
        assert (await early, await late) == ("page 1", "page 2")
        assert await kitchen.page() == "page 2"

    asyncio.run(race())


def test_what_was_being_made_while_something_happened_is_not_kept_though_another_is_under_way():
    """A room is closed while two make its page, one before and one after; the earlier is done first."""

    async def race():
        kitchen = Kitchen()
        kitchen.is_open.clear()
        early = asyncio.create_task(kitchen.page())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        first, kitchen.is_open = kitchen.is_open, asyncio.Event()
        kitchen.front.heard(ROOM)
        late = asyncio.create_task(kitchen.page())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        first.set()
        assert await early == "page 1"
        another = asyncio.create_task(kitchen.page())
        await asyncio.sleep(0)
        kitchen.is_open.set()
        assert (await late, await another) == ("page 2", "page 2")

    asyncio.run(race())


def test_a_cookie_is_for_the_one_who_asked_and_for_nobody_who_asked_at_the_same_moment():
    async def crowd():
        kitchen = Kitchen()
        kitchen.headers = [(b"set-cookie", b"a=b")]
        kitchen.is_open.clear()
        asking = [asyncio.create_task(kitchen.page()) for _ in range(3)]
        await asyncio.sleep(0)
        kitchen.is_open.set()
        assert set(await asyncio.gather(*asking)) == {"page 1", "page 2", "page 3"}

    asyncio.run(crowd())


@pytest.mark.parametrize(
    "asked",
    [
        {"cookie": f"a=b; {settings.SESSION_COOKIE_NAME}=whatever"},
        {"method": "POST"},
        {"query": "at=3"},
        {"accept": "application/json"},
        {"content_length": "3"},
        # Names a codec: the bridge turns odd ones away before anything believes them.
        {"content_type": "text/plain; x*=zlib''%00"},
        {"transfer_encoding": "chunked"},
    ],
)
def test_whoever_brings_a_session_or_asks_for_more_is_not_answered_from_the_shelf(asked):
    assert Kitchen().front.key(scope("/rooms/1/", **asked)) is None


@pytest.mark.parametrize(
    "path",
    [
        *("/signin/", "/join/", "/me/", "/setup/", "/sitemap.xml/", "/robots.txt/", "/help/change/new/question/"),
        *("/rooms/1/people/", "/rooms/01/", "/rooms/1", "/rooms/1/since/3/", "/rooms/1/threads/new/"),
    ],
)
def test_other_pages_are_none_of_its_business(path):
    assert Kitchen().front.key(scope(path)) is None


@pytest.mark.parametrize(("status", "headers"), [(404, []), (500, []), (302, []), (200, [(b"set-cookie", b"a=b")])])
def test_what_is_no_page_for_all_is_not_kept(status, headers):
    async def stranger():
        kitchen = Kitchen()
        kitchen.status, kitchen.headers = status, headers
        assert [await kitchen.page(), await kitchen.page()] == ["page 1", "page 2"]

    asyncio.run(stranger())


def test_each_language_host_and_way_of_coming_has_its_own():
    async def stranger():
        kitchen = Kitchen()
        english = await kitchen.page(accept_language="en-GB,en;q=0.8")
        assert await kitchen.page(accept_language="en") == english
        assert await kitchen.page(cookie=f"{settings.LANGUAGE_COOKIE_NAME}=en", accept_language="zh-CN") == english
        chinese = await kitchen.page(accept_language="zh-TW")
        shanghainese = await kitchen.page(accept_language="wuu,zh-CN;q=0.9")
        assert (
            await kitchen.page(cookie=f"{settings.LANGUAGE_COOKIE_NAME}=wuu", accept_language="zh-CN") == shanghainese
        )
        elsewhere = await kitchen.page(accept_language="en", host="evil.example")
        assert len({english, chinese, shanghainese, elsewhere}) == 4

    asyncio.run(stranger())


def test_it_is_compressed_for_those_who_unpack_it():
    async def stranger():
        kitchen = Kitchen()
        answer = await kitchen.ask(accept_encoding="br, gzip")
        assert answer is not None
        _status, headers, body = answer
        assert (headers[b"content-encoding"], headers[b"content-length"]) == (b"gzip", str(len(body)).encode())
        assert gzip.decompress(body) == b"page 1"
        assert await kitchen.page() == "page 1"

    asyncio.run(stranger())


def test_whoever_asks_for_the_head_gets_no_body():
    async def stranger():
        kitchen = Kitchen()
        answer = await kitchen.ask(method="HEAD")
        assert answer is not None
        assert (answer[0], answer[2]) == (200, b"")

    asyncio.run(stranger())


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 5)), max_size=60))
def test_the_shelf_is_never_larger_than_it_may_be_and_forgets_nothing_of_its_own_size(steps):
    async def visitors():
        kitchen = Kitchen()
        kitchen.front = Front(kitchen._make, clock=lambda: kitchen.at, most_bytes=200)
        for room, happens in steps:
            await kitchen.page(f"/rooms/{room}/")
            if happens:
                kitchen.front.heard(f"room:{happens}")
            assert kitchen.front._size == sum(kept.size for kept in kitchen.front._kept.values()) <= 200

    asyncio.run(visitors())


@pytest.mark.django_db
def test_no_page_for_strangers_holds_anything_of_one_of_them():
    """Two strangers with their own cookies get the same bytes, and none is given a cookie."""
    make.house()
    room = make.room(access=Access.PUBLIC)
    seated = make.person(joins=room)
    make.message(by=seated, room=room, text="水开了。")
    table = make.thread(by=seated, room=room)
    inside = f"/rooms/{room.id}/"
    for path in (
        *(
            "/",
            "/about/",
            "/about/software/",
            "/house-rules/",
            "/help/",
            "/help/manners/",
            "/rooms/",
            "/robots.txt",
            "/sitemap.xml",
        ),
        *(inside, f"{inside}1/", f"{inside}threads/", f"{inside}threads/{table}/"),
    ):
        answers = []
        for token in ("a" * 32, "b" * 32):
            client = Client()
            client.cookies[settings.CSRF_COOKIE_NAME] = token
            answers.append(client.get(path))
        assert answers[0].status_code == 200
        assert answers[0].content == answers[1].content
        assert not answers[0].cookies
