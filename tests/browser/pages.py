"""What one sees and does on the pages: short names for the tests."""

import difflib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.house import OpenedHouse

_AS_SEEN = Path(__file__).with_name("as_seen.js").read_text(encoding="utf-8")
PATIENCE_S = 30


def go(page: Page, house: OpenedHouse, path: str) -> Page:
    """Load a page of the house and wait until its scripts have run."""
    page.goto(house.address + path)
    return page


def enter(page: Page, house: OpenedHouse, room: int, query: str = "") -> Page:
    """Go into a room and wait until the page is alive: it has been told so by the house."""
    with following(page):
        go(page, house, f"/rooms/{room}/{query}")
    return page


@contextmanager
def following(page: Page) -> Iterator[None]:
    """Leave the block when the house has told the page that it follows its room: perhaps before it has loaded."""
    heard: list[str] = []
    page.once("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    yield
    patience = time.monotonic() + PATIENCE_S
    while not any('"opened"' in frame for frame in heard):
        assert time.monotonic() < patience, "the house does not let this page follow"
        page.wait_for_timeout(20)


def said(page: Page, text: str) -> Locator:
    """The message with these words, once it stands in the talk itself (not merely on its way)."""
    return page.locator(".talk__list .turn", has_text=text)


def say(page: Page, text: str) -> None:
    """Type into the composer and press Enter."""
    page.locator("#say").fill(text)
    page.locator("#say").press("Enter")


def seqs(page: Page) -> list[int]:
    """The numbers of the messages that stand in the talk, from the top."""
    numbers: list[int] = page.locator(".talk__list .turn").evaluate_all(
        "all => all.map(one => Number(one.dataset.seq))"
    )
    return numbers


def menu(page: Page, text: str) -> Locator:
    """Open the menu of the message with these words."""
    turn = said(page, text)
    turn.hover()
    turn.locator(".turn__more").click()
    return turn.locator(".turn__menu")


def as_seen(page: Page) -> dict[str, Any]:
    """What a room's page shows, without what only concerns the browser it is shown in."""
    seen: dict[str, Any] = page.evaluate(_AS_SEEN)
    return seen


def expect_as_fresh(page: Page, *, but: tuple[str, ...] = ()) -> None:
    """The open page shows what the same person sees who has just come: live = fresh.

    Tried again for a while: the house writes down once a second how far one has read, and tells of other rooms every
    two seconds.
    """
    fresh = page.context.new_page()
    for tries in range(8):
        with following(fresh):
            fresh.goto(page.url.partition("#")[0])
        differences = _differences(as_seen(page), as_seen(fresh), but)
        if not differences:
            break
        page.wait_for_timeout(250 * tries)
    fresh.close()
    assert not differences, "\n".join(["the open page (-) is not a fresh one (+):", *differences[:12]])


def _differences(shown: dict[str, Any], expected: dict[str, Any], but: tuple[str, ...]) -> list[str]:
    def lines(seen: dict[str, Any]) -> list[str]:
        return [
            f"{part}: {line}"
            for part, lines in seen.items()
            if part not in but
            for line in ([lines] if isinstance(lines, str) else lines)
        ]

    return [line for line in difflib.ndiff(lines(shown), lines(expected)) if line[0] in "+-"]


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


def is_quiet(page: Page) -> None:
    """Nothing is on its way and nothing is said about the line."""
    expect(page.locator(".on-the-way .turn")).to_have_count(0)
    expect(page.locator(".place__line")).to_have_text("")
