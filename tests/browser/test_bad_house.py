"""The house cannot write just now: the page says why, keeps what was typed, and sends it when the house can again."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.beside import Beside
from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, expect_as_fresh, is_quiet, said, say
from tests.crash.machine import BadMachine
from tests.furnished import furnish
from tests.house import OpenedHouse

PROMISED_MS = 5_000


@dataclass(frozen=True)
class Ailing:
    demo: Demo
    machine: BadMachine


@pytest.fixture(scope="module")
def ailing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ailing]:
    """A demo house on a disk that can be bad."""
    data = tmp_path_factory.mktemp("ailing") / "data"
    machine = BadMachine(data)
    house = OpenedHouse(data, machine.environ)
    furnish(house)
    beside = Beside(house)
    try:
        with house:
            yield Ailing(Demo(house, beside, []), machine)
    finally:
        beside.close()


@pytest.mark.parametrize(
    ("bad", "language", "words"),
    [
        ({"is_full": True}, "zh-CN", "茶楼的磁盘满了，要等掌柜腾出地方。你写的还留着。"),
        (
            {"is_read_only": True},
            "en-GB",
            "The house cannot write to its disk just now; the keeper has to look after it. What you typed is kept.",
        ),
    ],
    ids=["full", "read-only"],
)
def test_what_is_written_waits_and_the_page_says_what_for(ailing: Ailing, visit: Visit, bad, language, words):
    demo = ailing.demo
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(fu, yulan)
    page = enter(visit(fu, at=demo, language=language), demo.house, room)
    other = enter(visit(yulan, at=demo), demo.house, room)

    with ailing.machine.being(**bad):
        say(page, "第一句")
        say(page, "第二句")
        page.locator("#say").fill("还没写完的")
        expect(page.locator(".place__line")).to_have_text(words)
        expect(page.locator(".on-the-way .turn")).to_have_count(2)
        # Who comes in meanwhile reads, and sees what they wrote themselves still waiting.
        page.reload()
        expect(page.locator(".on-the-way .turn")).to_have_count(2)
        expect(page.locator("#say")).to_have_value("还没写完的")
        expect(page.locator(".place__line")).to_have_text(words)

    expect(said(other, "第二句")).to_be_visible(timeout=PROMISED_MS)
    expect(said(page, "第二句")).to_be_visible(timeout=PROMISED_MS)
    is_quiet(page)
    assert demo.beside.texts(room) == ["第一句", "第二句"]
    expect(page.locator("#say")).to_have_value("还没写完的")
    expect_as_fresh(page)
    expect_as_fresh(other)


def test_without_scripts_the_form_comes_back_with_the_reason_and_the_words(ailing: Ailing, visit: Visit):
    demo = ailing.demo
    fu = demo.beside.person("阿福")
    room = demo.beside.room(fu)
    page = visit(fu, at=demo, java_script_enabled=False)
    page.goto(f"{demo.house.address}/rooms/{room}/")

    with ailing.machine.being(is_full=True):
        page.locator("#say").fill("别丢了")
        page.locator(".send").click()
        expect(page.locator(".place__wrong")).to_contain_text("磁盘满了")
        expect(page.locator("#say")).to_have_value("别丢了")

    page.locator(".send").click()
    expect(said(page, "别丢了")).to_be_visible()
    assert demo.beside.texts(room) == ["别丢了"]
