"""A tab that slept for a day: the lid was closed, the house was opened anew meanwhile, and much or little was said."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, expect_as_fresh, go, is_quiet, seqs

PROMISED_MS = 5_000


@contextmanager
def asleep_for_a_day(page: Page) -> Iterator[None]:
    """Nothing of the page runs, no timer and no line; then its clock has gone on by a day, as after opening a lid."""
    devtools = page.context.new_cdp_session(page)
    page.context.set_offline(True)
    devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    yield
    devtools.send("Page.setWebLifecycleState", {"state": "active"})
    page.clock.fast_forward("24:00:00")
    page.context.set_offline(False)


@pytest.mark.parametrize("messages", [40, 520])
def test_on_waking_the_page_is_as_a_fresh_one(demo: Demo, visit: Visit, messages: int):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(fu, yulan)
    demo.beside.talk([yulan], room, 3)
    page = visit(fu)
    page.clock.install()
    enter(page, demo.house, room)
    page.locator("#say").fill("睡着前写到一半")

    with asleep_for_a_day(page):
        demo.beside.talk([yulan, fu], room, messages)
        assert demo.beside.ask("take_back", by=yulan.id, room=room, seq=2) is None
        demo.house.kill()
        demo.house.open()
        demo.beside.post(yulan, room, "醒醒，水开了。")

    last = messages + 4
    expect(page.locator(f"#m{last}")).to_be_attached(timeout=PROMISED_MS)
    expect(page.locator("#say")).to_have_value("睡着前写到一半")
    is_quiet(page)
    assert seqs(page)[-1] == last
    expect_as_fresh(page)


def test_whose_sign_in_was_ended_meanwhile_is_told_and_keeps_the_words(demo: Demo, visit: Visit):
    fu = demo.beside.person("阿福")
    room = demo.beside.room(fu)
    page, elsewhere = visit(fu), visit(fu)
    page.clock.install()
    enter(page, demo.house, room)
    page.locator("#say").fill("睡着前写到一半")

    with asleep_for_a_day(page):
        go(elsewhere, demo.house, "/me/sign-ins/")
        elsewhere.locator("form[action*=everywhere] button").click()
        expect(elsewhere).not_to_have_url(f"{demo.house.address}/me/")

    expect(page.locator(".place__line a")).to_have_attribute(
        "href", f"/signin/?next=/rooms/{room}/", timeout=PROMISED_MS
    )
    expect(page.locator("#say")).to_have_value("睡着前写到一半")
