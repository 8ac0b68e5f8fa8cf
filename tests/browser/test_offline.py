"""What was read is read again without a line, by whoever read it and by nobody else; and an update strands no page."""

import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.beside import Beside, Somebody
from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, expect_as_fresh, go, is_quiet, said, say
from tests.browser.test_shut_out import remove
from tests.furnished import furnish
from tests.house import CHECKOUT, OpenedHouse

PATIENCE_S = 30
STORED = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const [, kind, whose] = name.split(":");
    const all = await (await caches.open(name)).keys();
    (found[kind] ??= []).push(...all.map((one) => [new URL(one.url).pathname, whose]));
  }
  return found;
}"""
WORKERS = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
CONTROLLED = "navigator.serviceWorker.controller?.state === 'activated'"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo house that may be closed, renewed and opened again."""
    house = OpenedHouse(tmp_path_factory.mktemp("own") / "data")
    furnish(house)
    beside = Beside(house)
    try:
        with house:
            yield Demo(house, beside, [])
    finally:
        beside.close()


@pytest.fixture
def read_along(visit: Visit, own: Demo) -> Callable[..., Page]:
    """A browser with its worker at work, in a room."""

    def begin(person: Somebody, room: int) -> Page:
        page = enter(visit(person, at=own, service_workers="allow"), own.house, room)
        until(page, lambda: page.evaluate(CONTROLLED))
        until(page, lambda: f"/rooms/{room}/" in kept(page))
        return page

    return begin


def until(page: Page, is_so: Callable[[], bool]) -> None:
    patience = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < patience, "it does not become so"
        page.wait_for_timeout(20)


def stored(page: Page) -> dict[str, list[list[str]]]:
    found: dict[str, Any] = page.evaluate(STORED)
    return found


def kept(page: Page) -> set[str]:
    """The paths of the pages that this browser keeps."""
    return {path for path, _ in stored(page).get("pages", [])}


def test_what_was_read_is_read_again_without_a_line_and_is_the_present_when_it_is_back(
    own: Demo, visit: Visit, read_along
):
    fu, yulan = own.beside.person("阿福"), own.beside.person("沈玉兰")
    room, unread = own.beside.room(fu, yulan, name="后厅"), own.beside.room(fu, name="没进过的厅")
    own.beside.ask("bring", by=yulan.id, room=room, text="新到的。")
    own.beside.post(yulan, room, "灯还亮着。")
    page = read_along(fu, room)
    other = enter(visit(yulan, at=own), own.house, room)
    say(other, "读的时候又讲了一句。")
    expect(said(page, "读的时候又讲了一句。")).to_be_visible()
    # What was seen last is what is kept, not what the page was like when it came.
    page.evaluate("navigator.serviceWorker.controller.postMessage({ do: 'again' })")
    go(page, own.house, "/rooms/")
    until(page, lambda: len(stored(page)["pictures"]) == 1)
    own.house.kill()

    go(page, own.house, f"/rooms/{room}/")
    expect(said(page, "读的时候又讲了一句。")).to_be_visible()
    assert page.locator(".turn .picture img").evaluate("(one) => one.decode().then(() => one.naturalWidth)") > 0
    expect(page.locator(".top__kept")).to_be_in_viewport()
    expect(page.locator(".top__kept time")).to_have_text(re.compile(r"\d\d:\d\d$"))
    say(page, "没网也先写着。")
    expect(page.locator(".on-the-way .turn")).to_have_count(1)
    elsewhere = page.context.new_page()
    go(elsewhere, own.house, f"/rooms/{unread}/")
    expect(elsewhere.locator(".kept-pages a")).to_have_text(["茶厅", "后厅"])
    elsewhere.locator(".kept-pages a", has_text="后厅").click()
    expect(said(elsewhere, "灯还亮着。")).to_be_visible()
    elsewhere.close()

    own.beside.ask("edit", by=yulan.id, room=room, seq=2, text="灯不但亮着，还添了一盏。")
    own.house.open()
    expect(said(page, "没网也先写着。")).to_be_visible()
    expect(said(page, "还添了一盏。")).to_be_visible()
    expect(page.locator(".top__kept")).to_be_hidden()
    is_quiet(page)
    expect_as_fresh(page)


def test_only_what_one_came_to_read_is_kept(own: Demo, read_along):
    fu, yulan = own.beside.person("阿福"), own.beside.person("沈玉兰")
    room = own.beside.room(fu, yulan)
    table = own.beside.thread(fu, room, "存茶")
    talk = own.beside.ask("open_talk", by=fu.id, others=[yulan.id])["room"]
    own.beside.post(yulan, talk, "这话只跟你讲。")
    page = read_along(fu, room)
    paths = [f"/rooms/{talk}/", f"/rooms/{talk}/threads/", f"/rooms/{room}/?at=1", f"/rooms/{room}/people/", "/me/"]
    paths += ["/me/password/", "/notices/", f"/rooms/{room}/threads/new/", "/rooms/direct/", "/about/", "/signout/"]
    for path in paths:
        go(page, own.house, path)
    go(page, own.house, f"/rooms/{room}/threads/{table}/")
    until(page, lambda: f"/rooms/{room}/threads/{table}/" in kept(page))
    assert kept(page) == {f"/rooms/{room}/", f"/rooms/{room}/threads/{table}/"}


def test_signing_out_leaves_nothing(own: Demo, read_along):
    fu = own.beside.person("阿福")
    page = read_along(fu, own.beside.room(fu))
    go(page, own.house, "/signout/")
    page.locator("main form .btn--main").click()
    expect(page).to_have_url(f"{own.house.address}/")
    until(page, lambda: not stored(page))


def test_a_sign_in_that_ended_elsewhere_takes_what_is_kept_along(own: Demo, visit: Visit, read_along):
    fu = own.beside.person("阿福")
    room = own.beside.room(fu)
    page, elsewhere = read_along(fu, room), visit(fu, at=own)
    # One browser has a room open and is told; another one only comes by again.
    away = read_along(fu, room)
    go(away, own.house, "/about/")
    go(elsewhere, own.house, "/me/sign-ins/")
    elsewhere.locator("form[action*=everywhere] button").click()
    expect(page.locator(".place__line")).to_contain_text("登录")
    until(page, lambda: kept(page) == set())
    assert kept(away) == {f"/rooms/{room}/"}
    go(away, own.house, "/me/")
    until(away, lambda: kept(away) == set())


def test_who_may_no_longer_read_a_room_keeps_nothing_of_it(own: Demo, visit: Visit, read_along):
    guo, fu = own.beside.person("老顾"), own.beside.person("阿福")
    open_one, closed_one = own.beside.room(fu, host=guo), own.beside.room(fu, host=guo)
    page, host = read_along(fu, open_one), visit(guo, at=own)
    go(page, own.house, f"/rooms/{closed_one}/threads/")
    enter(page, own.house, closed_one)
    enter(page, own.house, open_one)
    until(page, lambda: f"/rooms/{closed_one}/" in kept(page))
    # Of the room that is open one is told; the other is found to be gone by the address of any page of it.
    for room in (open_one, closed_one):
        remove(host, own, room, fu)
        expect(host.locator(".menu li", has_text="阿福").locator("form[action*=lift]")).to_be_visible()
    until(page, lambda: kept(page) == {f"/rooms/{closed_one}/", f"/rooms/{closed_one}/threads/"})
    go(page, own.house, f"/rooms/{closed_one}/")
    until(page, lambda: kept(page) == set())


def test_what_is_kept_is_looked_through_when_one_comes_back(own: Demo, visit: Visit, read_along):
    """Sent out while no page was open: whoever then opens any page at all no longer has that room."""
    guo, fu = own.beside.person("老顾"), own.beside.person("阿福")
    room = own.beside.room(fu, host=guo)
    page = read_along(fu, room)
    go(page, own.house, "/about/")
    own.beside.ask("remove", by=guo.id, room=room, person=fu.id)
    # Browsers stop a worker with nothing to do; started again, it looks.
    line = page.context.new_cdp_session(page)
    line.send("ServiceWorker.enable")
    line.send("ServiceWorker.stopAllWorkers")
    go(page, own.house, "/about/")
    until(page, lambda: kept(page) == set())


def test_whoever_comes_next_finds_nothing_of_the_one_before(own: Demo, read_along):
    fu, yulan = own.beside.person("阿福"), own.beside.person("沈玉兰")
    room = own.beside.room(fu)
    page = read_along(fu, room)
    [[_, whose]] = stored(page)["pages"]
    key = own.beside.key(yulan)
    page.context.add_cookies([{"name": "chalou_session", "value": key, "url": own.house.address}])
    go(page, own.house, "/rooms/")
    until(page, lambda: kept(page) == {"/rooms/"})
    [[_, hers]] = stored(page)["pages"]
    assert hers != whose


def test_on_a_bad_line_the_copy_comes_first_and_then_the_page(own: Demo, read_along):
    fu = own.beside.person("阿福")
    page = read_along(fu, own.beside.room(fu))
    go(page, own.house, "/rooms/")
    until(page, lambda: "/rooms/" in kept(page))
    os.kill(own.house.pid, signal.SIGSTOP)
    try:
        go(page, own.house, "/rooms/")
        expect(page.locator(".top__kept")).to_be_visible()
    finally:
        os.kill(own.house.pid, signal.SIGCONT)
    expect(page.locator(".top__kept")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()


@pytest.fixture
def renewed(own: Demo, tmp_path: Path) -> OpenedHouse:
    """The same house, at the same address, by a program with another style."""
    checkout = tmp_path / "newer"
    shutil.copytree(CHECKOUT / "chalou", checkout / "chalou", ignore=shutil.ignore_patterns("tests", "__pycache__"))
    with (checkout / "chalou/foundation/web/static/web/top.css").open("a") as style:
        style.write(".of-the-newer { color: inherit; }\n")
    return OpenedHouse(own.house.data, {"CHALOU_PORT": str(own.house.port)}, checkout=checkout)


def test_an_update_strands_no_page_and_a_worker_that_is_not_wanted_goes(own: Demo, renewed: OpenedHouse, read_along):
    fu = own.beside.person("阿福")
    room, other = own.beside.room(fu), own.beside.room(fu)
    page = read_along(fu, room)
    version = re.search(r"/static/(\w+)/", page.content())
    assert version is not None
    own.house.stop()
    try:
        with renewed:
            # The open page learns of it by and by, and quietly: it works on as it is.
            page.evaluate("(async () => { await (await navigator.serviceWorker.getRegistration()).update(); })()")
            expect(page.locator(".top__renewed")).to_be_in_viewport()
            say(page, "旧页照样讲。")
            expect(said(page, "旧页照样讲。")).to_be_visible()
            with page.expect_response(lambda answer: answer.url.endswith("/pictures.js")) as answered:
                page.locator("#files").focus()
            assert version[1] in answered.value.url
            assert answered.value.from_service_worker
            newer = enter(page.context.new_page(), renewed, other)
            assert version[1] not in newer.content()
            expect(newer.locator(".top__renewed")).to_be_hidden()
        # A page that was kept before the update has its styles and scripts without a line too.
        until(newer, lambda: f"/rooms/{room}/" in kept(newer))
        go(newer, renewed, f"/rooms/{room}/")
        expect(newer.locator(".top__kept")).to_be_visible()
        expect(newer.locator("#say")).to_be_visible()
        assert newer.evaluate("customElements.get('chalou-room') !== undefined")
        assert newer.evaluate("[...document.styleSheets].every((one) => one.cssRules.length)")
        with OpenedHouse(own.house.data, {"CHALOU_PORT": str(own.house.port), "CHALOU_OFFLINE": "no"}) as plain:
            go(newer, plain, "/rooms/")
            newer.evaluate("(async () => { await (await navigator.serviceWorker.getRegistration())?.update(); })()")
            until(newer, lambda: not stored(newer))
            until(newer, lambda: newer.evaluate(WORKERS) == 0)
    finally:
        own.house.open()


def test_the_hint_about_the_home_screen_is_given_once(own: Demo, visit: Visit):
    fu = own.beside.person("阿福")
    phone = visit(fu, at=own, phone=True)
    go(phone, own.house, "/rooms/")
    expect(phone.locator(".install-hint")).to_be_visible()
    phone.locator(".install-hint .btn--quiet").click()
    expect(phone.locator(".install-hint")).to_be_hidden()
    phone.reload()
    expect(phone.locator("h1")).to_be_visible()
    expect(phone.locator(".install-hint")).to_be_hidden()
    wechat = visit(
        fu,
        at=own,
        phone=True,
        user_agent="Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.49",
        service_workers="allow",
    )
    go(wechat, own.house, "/rooms/")
    expect(wechat.locator(".install-hint")).to_contain_text("在浏览器打开")
    assert wechat.evaluate(WORKERS) == 0
