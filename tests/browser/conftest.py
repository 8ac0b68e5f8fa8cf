"""A house, a browser, and whoever comes in. The browser lives only as long as these tests: its loop would be in the way
of others in this process."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect, sync_playwright

from tests.browser.beside import Beside, Somebody
from tests.furnished import furnish
from tests.house import OpenedHouse

CHROMIUM = "/usr/bin/chromium"
PATIENCE_MS = 30_000
DESKTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
# What a browser says by itself when the network, the house or its disk is away, or it asks for what is not there.
# And what Playwright says where a test wants no worker: none may answer from what another test has read.
NO_FAULT = re.compile(r"blocked by Playwright|net::ERR_|WebSocket connection to|status of (4\d\d|503)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo house, open, with the two links that it printed."""

    house: OpenedHouse
    beside: Beside
    links: list[str]


@contextmanager
def opened_demo(folder: Path) -> Iterator[Demo]:
    """A demo house of one's own, open as long as it is wanted."""
    house = OpenedHouse(folder / "data", {"CHALOU_POSTS_PER_MINUTE": "6000", "CHALOU_POST_BURST": "600"})
    links = re.findall(r"http://\S+/link/\S+", furnish(house).run("demo"))
    with house:
        beside = Beside(house)
        try:
            yield Demo(house, beside, links)
        finally:
            beside.close()


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with opened_demo(tmp_path_factory.mktemp("demo")) as opened:
        yield opened


@pytest.fixture(scope="package")
def house(demo: Demo) -> OpenedHouse:
    return demo.house


@pytest.fixture(scope="package")
def beside(demo: Demo) -> Beside:
    return demo.beside


Visit = Callable[..., Page]


def new_browser(
    chromium: Browser,
    complaints: list[str],
    *,
    language: str = "zh-CN",
    phone: bool = False,
    evening: bool = False,
    **more: Any,  # options of Playwright's own
) -> BrowserContext:
    """A browser that has been nowhere yet, with this screen. Whatever a page complains of in its console is added to
    `complaints`.
    """
    context = chromium.new_context(
        locale=language,
        timezone_id="Asia/Shanghai",
        viewport=PHONE if phone else DESKTOP,
        has_touch=phone,
        is_mobile=phone,
        color_scheme="dark" if evening else "light",
        reduced_motion="reduce",
        **{"service_workers": "block"} | more,
    )
    context.set_default_timeout(PATIENCE_MS)
    context.on("console", lambda message: complaints.extend(complaint(message)))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    return context


def sign_in(context: BrowserContext, person: Somebody, at: Demo) -> None:
    context.add_cookies([{"name": "chalou_session", "value": at.beside.key(person), "url": at.house.address}])


@pytest.fixture
def visit(chromium: Browser, demo: Demo) -> Iterator[Visit]:
    """Open a browser of one's own: `visit(person)` signed in, `visit()` as a stranger. Whatever a page complains of in
    its console, a breach of the Content-Security-Policy above all, fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_browser(
        person: Somebody | None = None,
        *,
        at: Demo = demo,
        **screen: Any,  # as `new_browser` takes it
    ) -> Page:
        context = new_browser(chromium, complaints, **screen)
        contexts.append(context)
        if person is not None:
            sign_in(context, person, at)
        return context.new_page()

    yield open_browser
    for context in contexts:
        context.close()
    assert complaints == []


def complaint(message: ConsoleMessage) -> list[str]:
    """What a browser says in its console, if it is a complaint about the house: a line, or none."""
    where = urlsplit(message.location.get("url", "")).path
    is_missing_file = where.startswith("/static/") and "status of" in message.text
    is_fault = is_missing_file or not NO_FAULT.search(message.text)
    is_complaint = message.type in ("error", "warning") and is_fault
    return [f"{message.type} at {where}: {message.text}"] if is_complaint else []
