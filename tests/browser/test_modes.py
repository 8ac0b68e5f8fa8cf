"""A room that talks in another way while people are in it: each open page is as one that has just been loaded.

From every mode to every other, and with a telling in between.
"""

from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, expect_as_fresh, go, said

_DIFFERENCES = (Path(__file__).with_name("manners.js")).read_text(encoding="utf-8")
# Every way from one to another of the four that are chosen, and from each into a telling and back.
WALK = (
    *("open", "slow", "open", "listening", "open", "quiet"),
    *("slow", "listening", "quiet"),
    *("listening", "slow", "quiet"),
)
TRIES = 60


def expect_fresh(page: Page, who: str) -> None:
    for _ in range(TRIES):
        differences = page.evaluate(_DIFFERENCES)
        if not differences:
            return
        page.wait_for_timeout(50)
    raise AssertionError("\n".join([f"{who}: the open page (-) is not a fresh one (+):", *differences]))


def test_the_walk_goes_every_way():
    modes = set(WALK)
    assert set(pairwise((*WALK, "open"))) == {(one, other) for one in modes for other in modes - {one}}


def test_every_change_is_seen_by_everybody_at_once(demo: Demo, visit: Visit):
    guo, elder = demo.beside.person("老顾", cup="dark"), demo.beside.person("沈玉兰", seat="elder")
    hehe, passer = (demo.beside.person(name, cup="empty", seat="newcomer") for name in ("禾禾", "路过的"))
    room = demo.beside.room(elder, hehe, host=guo, name="变调厅")
    demo.beside.post(guo, room, "头一泡慢些出。")
    table = demo.beside.thread(guo, room, "边上一桌")
    demo.beside.ask("measures", room=room, messages=20, minutes=30)
    host = enter(visit(guo), demo.house, room)
    pages = {"host": host, "elder": enter(visit(elder), demo.house, room)}
    listener = visit(hehe)
    pages["listener"] = enter(listener, demo.house, room)
    pages["at a side table"] = enter(listener.context.new_page(), demo.house, room, f"threads/{table}/")
    pages["newcomer"] = enter(visit(passer), demo.house, room)

    def asks(path: str, **fields: Any) -> None:
        """As the buttons of the host's page do."""
        status = host.evaluate(
            "async ([path, fields]) => { const { ask } = await import(document.querySelector('link[rel=modulepreload]"
            '[href*="/chat/ask.js"]\').href); await ask(path, fields); }',
            [path, fields],
        )
        assert status is None

    def all_fresh(why: str) -> None:
        for who, page in pages.items():
            expect_fresh(page, f"{who}, {why}")

    for before, mode in pairwise((*WALK, "open")):
        asks(f"/rooms/{room}/mode/", mode=mode)
        all_fresh(f"{before} to {mode}")
    for mode in dict.fromkeys(WALK):
        asks(f"/rooms/{room}/mode/", mode=mode)
        asks(f"/rooms/{room}/floor/", do="open", title="斗茶", teller=elder.id)
        all_fresh(f"{mode} to a telling")
        # Who listens, or only reads along, writes while the floor is theirs, and not a moment longer.
        asks(f"/rooms/{room}/floor/", do="pass", to=hehe.id)
        expect_fresh(listener, f"listener, who tells in {mode}")
        expect(listener.locator("#say")).to_be_visible()
        asks(f"/rooms/{room}/floor/", do="pass", to=elder.id)
        expect_fresh(listener, f"listener, who told in {mode}")
        asks(f"/rooms/{room}/floor/", do="end")
        all_fresh(f"a telling to {mode}")
    expect_as_fresh(listener)


def test_who_came_in_the_midst_of_a_telling_sees_how_the_room_talks_after_it(demo: Demo, visit: Visit):
    """A page that was loaded while somebody told, and one whose line was away while all of it changed."""
    guo, hehe = demo.beside.person("老顾", cup="dark"), demo.beside.person("禾禾", cup="empty", seat="newcomer")
    room = demo.beside.room(hehe, host=guo)
    demo.beside.ask("measures", room=room, messages=20, minutes=30)
    demo.beside.post(guo, room, "先听听。")
    away = enter(visit(hehe), demo.house, room)
    away.context.set_offline(True)
    expect(away.locator(".place__line")).to_contain_text("断了")
    demo.beside.ask("set_mode", by=guo.id, room=room, mode="listening")
    demo.beside.ask("open_floor", by=guo.id, room=room, teller=guo.id, title="听松")
    came = enter(visit(hehe), demo.house, room)
    expect(came.locator(".place .listen__far")).to_be_visible()
    away.context.set_offline(False)
    for page in (away, came):
        expect_fresh(page, "in the midst")
    demo.beside.post(guo, room, "松风里煮水。")
    demo.beside.ask("end_floor", by=guo.id, room=room, keeps=0)
    for page in (away, came):
        expect(said(page, "松风里煮水。")).to_be_visible()
        expect(page.locator(".place .listen__far")).to_be_visible()
        expect_fresh(page, "after it")
    host = go(visit(guo), demo.house, f"/rooms/{room}/")
    host.locator(".modes__form [value=quiet]").click()
    for page in (away, came):
        expect(page.locator("#listen-quiet")).to_be_visible()
        expect_fresh(page, "quiet")
