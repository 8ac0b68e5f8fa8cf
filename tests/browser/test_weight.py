"""What a first visit brings along."""

from playwright.sync_api import Page

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter

HEADS = 900
"""About what an answer has besides its body, in bytes. A browser does not tell."""
LOADED = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .map((one) => [new URL(one.name).pathname, one.encodedBodySize])"""
NAMED = """() => [...document.querySelectorAll("link[rel=modulepreload], script[src]")]
  .map((one) => new URL(one.href || one.src).pathname)"""
LATER = {"gallery.js", "heard.js", "mentions.js", "named.js", "pictures.js", "ruby.js"}


def loaded(page: Page) -> dict[str, int]:
    return dict(page.evaluate(LOADED))


def test_a_room_brings_what_it_needs_at_once_and_the_rest_when_it_is_wanted(demo: Demo, visit: Visit):
    fu = demo.beside.person("阿福")
    room = demo.beside.room(fu)
    demo.beside.talk([fu], room, 50)
    page = enter(visit(fu), demo.house, room)
    everything = loaded(page)
    scripts = {path: size for path, size in everything.items() if path.endswith(".js")}
    # All of them are named in the head, so that none has to be waited for until another has been read.
    assert set(scripts) == set(page.evaluate(NAMED))
    assert not LATER & {path.rpartition("/")[2] for path in scripts}
    assert sum(scripts.values()) + HEADS * len(scripts) <= 60_000
    # How much the page itself is, the rooms of the house and what was said decide (benchmarks.weight measures that).
    beside = {path: size for path, size in everything.items() if path.startswith("/static/")}
    assert len(beside) == len(everything) - 1
    assert sum(beside.values()) + HEADS * len(beside) <= 100_000
    # Near its place the part that brings pictures comes, before one has been chosen.
    with page.expect_response(lambda answer: answer.url.endswith("/pictures.js")):
        page.locator("#files").focus()
