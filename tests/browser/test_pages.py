"""Every page: for everybody to use, in either language, by day and in the evening, on a phone and on a desk."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.beside import Somebody
from tests.browser.catalogue import Shown, pages_of
from tests.browser.conftest import Demo, Visit, new_browser, opened_demo, sign_in
from tests.browser.looks import AXE, cut_off, examined, faults, in_another_language, too_small, too_wide
from tests.browser.pages import enter, go, menu, said
from tests.furnished import lay_tables
from tests.house import OpenedHouse

NARROWEST = 360
# All pages at once would be longer than any test may take; a part is an eighth of them.
PARTS = range(8)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Pages are looked at in a house of their own: what other tests have said and named would stand on them."""
    with opened_demo(tmp_path_factory.mktemp("pages")) as opened:
        yield opened


@pytest.fixture(scope="module")
def catalogue(demo: Demo) -> list[Shown]:
    return pages_of(demo.house, demo.beside)


@pytest.fixture(scope="module")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedHouse]:
    """A house that nobody has set up."""
    with lay_tables(OpenedHouse(tmp_path_factory.mktemp("empty") / "data")) as house:
        yield house


SCREENS = {
    "zh phone day": {"language": "zh-CN", "phone": True, "evening": False},
    "zh desktop evening": {"language": "zh-CN", "phone": False, "evening": True},
    "en desktop day": {"language": "en-GB", "phone": False, "evening": False},
    "en phone evening": {"language": "en-GB", "phone": True, "evening": True},
}


class Looker:
    """A browser with one screen, lent to one reader after the other. What it fetched it keeps, which spares it a third
    of the work; a reader finds neither the session nor the tab of the one before.
    """

    def __init__(self, chromium: Browser, demo: Demo, **screen: Any) -> None:
        self._demo = demo
        self.complaints: list[str] = []
        self._browser = new_browser(chromium, self.complaints, **screen)
        self._browser.add_init_script(AXE.axe_script)
        self._page = self._browser.new_page()
        self._reader: Somebody | None = None

    def look(self, shown: Shown) -> Page:
        if shown.reader != self._reader:
            self._lend(shown.reader)
        answer = self._page.goto(self._demo.house.address + shown.path)
        assert answer is not None
        assert answer.status == shown.status, shown
        shown.act(self._page)
        return self._page

    def _lend(self, reader: Somebody | None) -> None:
        self._page.close()
        self._browser.clear_cookies()
        if reader is not None:
            sign_in(self._browser, reader, self._demo)
        self._page = self._browser.new_page()
        self._reader = reader

    def close(self) -> None:
        self._browser.close()


Looking = Callable[[str], Looker]


@pytest.fixture(scope="module")
def looking(chromium: Browser, demo: Demo) -> Iterator[Looking]:
    """The one browser with the screen of this name."""
    lookers: dict[str, Looker] = {}

    def looker(screen: str) -> Looker:
        if screen not in lookers:
            lookers[screen] = Looker(chromium, demo, **SCREENS[screen])
        lookers[screen].complaints.clear()
        return lookers[screen]

    yield looker
    for one in lookers.values():
        one.close()


def told(found: dict[str, list[str]]) -> str:
    """The first few faults of each page."""
    return "\n".join(f"{name}: {line}" for name, lines in found.items() for line in lines[:4])


def reader_of(shown: Shown) -> int:
    return shown.reader.id if shown.reader else 0


def part_of(catalogue: list[Shown], part: int) -> list[Shown]:
    """The pages of one reader stand together, so that the browser is lent a dozen times and not a hundred."""
    by_reader = sorted(catalogue, key=reader_of)
    each = math.ceil(len(by_reader) / len(PARTS))
    return by_reader[part * each : (part + 1) * each]


# Loading every page once more for its evening would take a minute; nothing but colours differs there.
@pytest.mark.parametrize("part", PARTS)
def test_every_page_is_for_everybody_on_a_phone(looking: Looking, catalogue: list[Shown], part: int):
    """Nothing for axe to find, every sentence in Chinese, everything within reach of a thumb; no scrolling sideways on
    the narrowest phone, with large letters neither.
    """
    looker = looking("zh phone day")
    found = {}
    for shown in part_of(catalogue, part):
        page = looker.look(shown)
        size = page.viewport_size
        assert size is not None
        found[shown.name] = examined(page, chinese=True, phone=True)
        page.set_viewport_size({"width": NARROWEST, "height": 740})
        found[f"{shown.name} on a narrow phone"] = too_wide(page)
        page.evaluate("document.documentElement.dataset.text = 'large'")
        found[f"{shown.name} on a narrow phone in large letters"] = too_wide(page)
        page.set_viewport_size(size)
    assert told(found) == ""
    assert looker.complaints == []


@pytest.mark.parametrize("part", PARTS)
def test_every_page_is_for_everybody_at_a_desk(looking: Looking, catalogue: list[Shown], part: int):
    """Every sentence in English, no colour too faint in the evening, no scrolling sideways at twice the size."""
    looker = looking("en desktop day")
    found = {}
    for shown in part_of(catalogue, part):
        page = looker.look(shown)
        found[shown.name] = examined(page, chinese=False, phone=False)
        page.emulate_media(color_scheme="dark")
        found[f"{shown.name} in the evening"] = faults(page, only="color-contrast")
        page.emulate_media(color_scheme="light")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        found[f"{shown.name} at twice the size"] = too_wide(page)
    assert told(found) == ""
    assert looker.complaints == []


def test_axe_finds_what_is_wrong(visit: Visit):
    """The tests above would also be quiet if it did not run."""
    page = visit()
    page.set_content(
        "<html lang=zh><title>x</title><main><h1>x</h1><img src='data:,'><p style='color:#ccc'>太淡的字</p></main>"
    )
    assert {line.split(":")[0] for line in faults(page)} == {"image-alt", "color-contrast"}


BROKEN = """<html lang="zh-Hans"><title>x</title><style>body{margin:0;font:17px sans-serif}</style><main><h1>一页</h1>
<p>Nobody translated this sentence</p><p lang="en">This one says what it is</p><p class="unseen">heard</p>
<p style="width:40px;height:20px;overflow:hidden;white-space:nowrap">这一句话放不下，后面的看不见</p>
<div style="width:2000px">太宽</div><button style="width:30px;height:20px">小</button>
<button style="width:60px;height:60px">大</button>
<textarea placeholder="Say something kind here"></textarea></main>"""


def test_each_look_finds_what_is_wrong(visit: Visit):
    """A look that never finds anything is worth nothing."""
    page = visit(phone=True)
    page.set_content(BROKEN)
    found = in_another_language(page, chinese=True)
    assert [line.partition(": ")[2] for line in found] == [
        "Nobody translated this sentence",
        'placeholder="Say something kind here"',
    ]
    assert {line.partition(": ")[0] for line in too_wide(page)} == {"reaches over the edge"}
    (cut,) = cut_off(page)
    assert cut.startswith("cut off: p.")
    assert "too small for a thumb (30 × 20): button." in too_small(page)
    assert "too small for a thumb (60 × 60): button." not in too_small(page)
    page.set_content(
        "<html lang=en><title>x</title><main><h1>A page</h1><p>这一句没有翻译。</p><p>顾松年</p>"
        "<p lang=zh-Hans>这一句说了是什么</p></main>"
    )
    assert in_another_language(page, chinese=False) == ["not in the page's language: 这一句没有翻译。"]


@pytest.mark.parametrize("screen", SCREENS)
def test_the_pages_of_a_house_that_is_not_set_up(empty_house: OpenedHouse, visit: Visit, screen: str):
    page = visit(**SCREENS[screen])
    found = {}
    for path in ("/", "/setup/"):
        go(page, empty_house, path)
        found[path] = faults(page) + too_wide(page)
    page.locator("main form .btn--main").click()
    found["refused"] = faults(page)
    assert told(found) == ""


@pytest.mark.parametrize("screen", ["zh phone day", "en desktop day", "zh desktop evening"])
def test_what_opens_in_a_room_is_for_everybody(demo: Demo, visit: Visit, screen: str):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(fu, yulan, host=fu)
    for person, text in ((yulan, "坐呀。"), (fu, "谢谢。")):
        demo.beside.post(person, room, text)
    page = enter(visit(fu, **SCREENS[screen]), demo.house, room)
    found = {}
    menu(page, "谢谢。")
    found["menu"] = faults(page)
    page.locator(".turn__menu [data-act=edit]").click()
    expect(page.locator(".mend textarea")).to_be_focused()
    found["mend"] = faults(page)
    page.keyboard.press("Escape")
    menu(page, "谢谢。").locator("button").last.click()
    expect(page.locator("dialog")).to_be_visible()
    found["dialog"] = faults(page)
    page.keyboard.press("Escape")
    page.locator("#say").press_sequentially("@")
    expect(page.locator(".picker [role=option]")).not_to_have_count(0)
    found["picker"] = faults(page)
    menu(page, "谢谢。").locator("[data-kind=cup]").click()
    page.locator("#m2 .reaction").click()
    expect(page.locator(".reacted")).to_be_visible()
    found["cups"] = faults(page)
    page.keyboard.press("Escape")
    page.context.set_offline(True)
    page.locator("#say").fill("没有网了")
    page.locator(".send").click()
    expect(page.locator(".place__line")).not_to_have_text("")
    found["offline"] = faults(page)
    page.context.set_offline(False)
    expect(said(page, "没有网了")).to_be_visible()
    if page.locator(".to-rooms").is_visible():
        page.locator(".to-rooms").click()
        expect(page.locator("#rooms")).to_be_visible()
        found["rooms"] = faults(page)
    assert told(found) == ""


@pytest.mark.parametrize("screen", ["zh phone day", "en desktop day"])
def test_a_form_that_was_not_accepted_is_for_everybody(demo: Demo, visit: Visit, screen: str):
    page = visit(**SCREENS[screen])
    found = {}
    for path, fields in (
        ("/signin/", {"login": "nobody", "password": "nothing at all"}),
        ("/join/", {"name": "阿福", "sign_in_name": "a b c", "password": "short"}),
    ):
        go(page, demo.house, path)
        for name, text in fields.items():
            page.locator(f"[name={name}]").fill(text)
        page.locator("main form .btn--main").click()
        expect(page.locator(".wrong, .notice--grave").first).to_be_visible()
        found[path] = faults(page) + too_wide(page)
    assert told(found) == ""


# The ways in and out, the keeper's room, people, help, leaving: a page of each kind.
BY_KEYBOARD = (
    *("me", "looks", "others", "about-me", "sign-ins", "passkeys", "two-steps-chosen", "leave", "leave-for-good"),
    *("everybody", "person", "people-host", "help", "help-edit", "install-member", "keeper", "keeper-people"),
    *("keeper-invitations", "keeper-words", "keeper-way-in", "keeper-backups", "keeper-storage", "asking-desk"),
)
# Of the choices of one question the keyboard comes to one, and goes on from there by its arrows. Each stop is looked at
# when it is made.
LOOK_ALONG = """() => {
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const chosen = new Set();
  const isStop = (one) => one.type !== "radio" || one.checked
    || (!document.querySelector(`[name="${one.name}"]:checked`) && !chosen.has(one.name) && chosen.add(one.name));
  const missing = new Set([...document.querySelectorAll(controls)]
    .filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0 && isStop(one)));
  const told = (one) => one.outerHTML.slice(0, 120);
  const walk = window.walk = { stops: missing.size, first: null, wrong: [], missing: () => [...missing].map(told) };
  const isOutlined = (one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && outlineWidth !== "0px";
  };
  document.addEventListener("focusin", ({ target }) => {
    walk.first ??= target.className;
    missing.delete(target);
    const box = target.getBoundingClientRect();
    const isSeen = isOutlined(target) || isOutlined(target.closest("label, .btn") ?? target);
    if (!isSeen) walk.wrong.push(`unseen: ${told(target)}`);
    if (box.bottom < 0 || box.top > innerHeight) walk.wrong.push(`out of sight: ${told(target)}`);
  });
  return missing.size;
}"""


def walked(page: Page) -> list[str]:
    """What is wrong when one goes through the whole page by Tab alone."""
    for _ in range(page.evaluate(LOOK_ALONG) + 1):
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    walk = page.evaluate("({ ...window.walk, missing: window.walk.missing() })")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    return [
        *walk["wrong"],
        *(f"Tab never comes to {one}" for one in walk["missing"]),
        *([] if walk["first"] == "skip" else [f"the first stop is {walk['first']}, not the way past all that"]),
        *([] if page.evaluate("document.activeElement.id") == "main" else ["the way past all that leads nowhere"]),
    ]


def test_one_comes_to_everything_by_keyboard_alone_and_sees_where_one_is(looking: Looking, catalogue: list[Shown]):
    looker = looking("zh desktop evening")
    shown_by_name = {shown.name: shown for shown in catalogue}
    by_reader = sorted(BY_KEYBOARD, key=lambda name: reader_of(shown_by_name[name]))
    assert told({name: walked(looker.look(shown_by_name[name])) for name in by_reader}) == ""
    assert looker.complaints == []
