"""Words that mean harm: whatever is written ends as text, in pages, in frames and in a real browser."""

import html
import json
import os
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page, sync_playwright

from chalou.foundation.text.markdown import to_html
from tests.hostile.samples import HOSTILE

ALLOWED = {"p": set(), "br": set(), "em": set(), "strong": set(), "s": set(), "code": set(), "pre": set(),
           "blockquote": set(), "ul": set(), "ol": {"start"}, "li": set(), "a": {"href", "rel"}}  # fmt: skip
VOID = {"br", "meta", "link", "input", "img", "path", "use", "circle", "rect", "hr"}


class Dom(HTMLParser):
    """Elements with their attributes, those of a message's body apart from those of the page around it."""

    def __init__(self, page: str):
        super().__init__(convert_charrefs=True)
        self.inside: list[tuple[str, dict[str, str | None]]] = []
        self.around: list[tuple[str, dict[str, str | None]]] = []
        self.said = ""
        self._depth = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self._depth:
            self.inside.append((tag, given))
            self._depth += tag not in VOID
        else:
            self.around.append((tag, given))
            self._depth = int("turn__said" in (given.get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        if self._depth and tag not in VOID:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.said += data


def assert_inert(page: str, *, own: str = "") -> Dom:
    """Only the few elements of talk, their links lead to the web, and nothing in the page around them runs."""
    dom = Dom(page)
    for tag, given in dom.inside:
        assert tag in ALLOWED, (tag, given)
        assert set(given) <= ALLOWED[tag], (tag, given)
        assert_leads_to_the_web(given.get("href"))
    for tag, given in dom.around:
        assert tag not in ("iframe", "object", "embed", "base", "style", "frame", "applet", "math"), (tag, given)
        assert not any(name.startswith("on") or name == "style" for name in given), (tag, given)
        assert (
            tag != "script"
            or given.get("type") == "application/json"
            or (given.get("src") or "").startswith("/static/")
        )
        for name in ("href", "src", "action", "formaction"):
            if given.get(name):
                assert (given[name] or "").startswith(("/", "#", own or "/")), (tag, given)
                assert not (given[name] or "").startswith("//"), (tag, given)
    return dom


def assert_leads_to_the_web(href: str | None) -> None:
    if href is not None:
        # As a browser reads it: without controls and spaces around, tabs and line ends nowhere.
        read = "".join(c for c in href if c not in "\t\n\r").strip("".join(map(chr, range(33))))
        assert urlsplit(read).scheme.lower() in ("", "http", "https", "mailto"), href
        assert '"' not in href
        assert "<" not in href


@pytest.mark.parametrize("text", HOSTILE)
def test_rendered_it_is_inert(text):
    for written in (
        text, f"茶 {text} 水", f"**{text}**", f"> {text}", f"- {text}", f"[{text}](http://a.example)", text * 3,
        f"`{text}", f"[x]({text})", f"<{text}>", f"http://a.example/{text}", text.upper(), html.escape(text),
    ):  # fmt: skip
        assert_inert(f'<div class="turn__said">{to_html(written)}</div>')


def test_posted_it_is_inert_in_pages_frames_and_forms(place):
    room = place.world.members
    with place.seat("seated", query="?frames=html") as browser, place.seat("host") as program:
        browser.opens(room)
        program.opens(room)
        seqs = {}
        for text in HOSTILE:
            told = browser.posts(room, text)
            assert told["is"] == "ack", (text, told)
            seqs[told["seq"]] = text
        for seq, text in seqs.items():
            frame = program.hears("message", seq=seq)
            assert frame["text"] == text.strip(), "programs get the very words"
            assert "html" not in frame
    web = place.web("seated")
    first = min(seqs)
    for earliest in range(max(seqs) + 1, first, -50):
        listed = web.get(f"/rooms/{room}/before/{earliest}/?frames=html").json["messages"]
        for message in listed:
            assert_inert(message["html"])
    for path in ("", f"?at={first + 20}", f"{first}/", f"{first + 7}/"):
        page = web.get(f"/rooms/{room}/{path}")
        assert page.status == 200
        dom = assert_inert(page.text)
        assert "pwned()" in dom.said or path.endswith("/")
    caught = web.get(f"/rooms/{room}/since/0/?frames=html").text
    assert "<script" not in caught
    assert web.get(f"/rooms/{room}/since/0/").headers["Content-Type"].startswith("application/json")


@pytest.mark.parametrize("text", HOSTILE[::7])
def test_what_was_refused_stands_in_its_form_as_text(place, text):
    """Typed again into the page: a draft that was too long."""
    long = text + "茶" * 9000
    page = place.web("seated").post(f"/rooms/{place.world.public}/post/", {"text": long})
    assert page.status == 409
    assert_inert(page.text)
    assert html.escape(text, quote=False)[:20] in page.text.replace("&#34;", '"').replace("&#39;", "'")


NAMES = (
    "<img src=x onerror=x()>",
    '"><svg onload=x()>',
    "</title><script>x()",
    "{{1234*5}}${1234*5}",
    "a' onfocus='x()",
)


def test_names_and_purposes_are_text(place):
    """Of people, rooms and the house: in pages, in frames, in what one reads before signing in."""
    host, keeper, room = place.web("host"), place.web("keeper"), place.world.public
    person = place.web("house")
    try:
        for text in (
            "<img src=x onerror=x()>"[:24],
            '"><svg onload=x()>',
            "</title><script>x()",
            "{{1234*5}}${1234*5}",
            "a' onfocus='x()",
        ):
            assert person.post("/me/table/", {"name": text, "cup": "green"}).status == 302
            assert (
                host.post(f"/rooms/{room}/settings/", {"name": text, "purpose": text, "access": "public"}).status == 302
            )
            words = {"name": text, "tagline": text, "welcome": text}
            assert keeper.post("/house/words/", words).status == 302
            place.web("house").post(f"/rooms/{room}/join/")
            for web in (place.web(), keeper):
                for path in (
                    "/",
                    "/rooms/",
                    f"/rooms/{room}/",
                    f"/rooms/{room}/people/",
                    "/about/",
                    "/signin/",
                    "/house/people/",
                    "/house/",
                    "/house/words/",
                ):
                    page = web.get(path)
                    assert_inert(page.text, own=place.house.address)
                    assert "6170" not in page.text
    finally:
        words = {"name": "九曲茶楼", "tagline": "", "welcome": ""}
        keeper.post("/house/words/", words)
        host.post(f"/rooms/{room}/settings/", {"name": "大堂", "purpose": "谁都可以读", "access": "public"})
        person.post("/me/table/", {"name": "小满", "cup": "green"})
        person.post(f"/rooms/{room}/leave/")


# Sizes


def test_a_megabyte_is_refused_by_frame_and_by_form_and_nothing_is_lost(place):
    room = place.world.public
    for text in ("茶" * 350_000, "a" * 1024 * 1024, "\U0001f375" * 250_000, "[" * 1024 * 1024):
        with place.seat("seated") as line:
            line.line.send(json.dumps({"do": "post", "room": room, "id": "0" * 32, "text": text}, ensure_ascii=False))
            told = line.hears("refused")
            assert (told["why"], told["room"], told["id"]) == ("too_long", room, "0" * 32)
            assert line.posts(room, "短一点")["is"] == "ack"
    page = place.web("seated").post(f"/rooms/{room}/post/", {"text": "a" * 1024 * 1024})
    assert page.status == 409
    assert "a" * 1024 * 1024 in page.text, "what was typed stands in the form"
    told = place.web("seated").post(f"/rooms/{room}/1/edit/", {"text": "a" * 1024 * 1024}, Accept="application/json")
    assert (told.status, told.json["refused"]) == (409, "too_long")


# Characters

REFUSED = {
    "\x00": "control_characters", "a\x00b": "control_characters",
    "a\x1b[31mb": "control_characters",
    "a\x85b": "control_characters", "a\x9bb": "control_characters", "a\u202eb": "direction_characters",
    "\u2066a\u2069": "direction_characters", "a\ufffdb": "broken_text", "a\uffffb": "broken_text",
    "a\ufdd0b": "broken_text",
    "": "empty", " \n\t ": "empty", "\u200b\u200b": "empty", "\u200d": "empty", "\ufeff": "empty", "\u3164": "empty",
    "\u2800\u2800": "empty", "\u00ad": "empty", "\U000e0041": "empty", "\u0301": "empty",
    "\u3000": "empty", "\u034f": "empty",
}  # fmt: skip
TAKEN = (
    "\u0378",
    "\U0001fadf",
    "\U000f0000",
    "a\u0301",
    "نص",
    "עברית",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "𝕿",
    "ﷺ",
    "กิ่ง",
)


def test_characters_that_are_no_text_are_refused_with_their_reason(place):
    room = place.world.public
    with place.seat("seated") as line:
        for number, (text, why) in enumerate(REFUSED.items()):
            told = line.posts(room, text)
            assert (told["is"], told.get("why")) == ("refused", why), (text.encode("unicode_escape"), told)
            if number % 10 == 0:
                line.posts(room, "好的")
        for text in TAKEN:
            assert line.posts(room, text)["is"] == "ack", text.encode("unicode_escape")
    web = place.web("seated")
    for text, why in REFUSED.items():
        told = web.post(f"/rooms/{room}/post/", {"text": text}, Accept="application/json")
        assert (told.status, told.json["refused"]) == (409, why), text.encode("unicode_escape")


def test_half_a_surrogate_pair_is_refused_however_it_comes(place):
    room = place.world.public
    with place.seat("seated") as line:
        for half in ("\\ud800", "\\udfff", "\\ud800\\ud800", "x\\udc00x"):
            line.line.send('{"do": "post", "room": 1, "id": "%s", "text": "%s"}' % ("0" * 32, half))  # noqa: UP031
            assert line.next()["why"] in ("bad_frame", "broken_text")
        pair = line.posts(room, "\U0001f375")
        assert pair["is"] == "ack"
        line.line.send(json.dumps({"do": "post", "room": room, "id": "1" * 32, "text": "\U0001f375 好"}))
        assert line.hears("ack")


def test_broken_utf_8_in_a_form_is_refused_and_the_rest_is_kept(place):
    web = place.web("seated")
    path = f"/rooms/{place.world.public}/post/"
    for broken in (b"%ff%fe", b"%ED%A0%80", b"%C0%AF", b"%E8%8C"):
        told = web.post(path, b"text=good+" + broken, Accept="application/json")
        assert (told.status, told.json["refused"]) == (409, "broken_text"), broken
        page = web.post(path, b"text=good+" + broken)
        assert page.status == 409
        assert "good" in page.text
    for raw in (b"\xff\xfe", "茶".encode("gb18030"), b"\xed\xa0\x80"):
        told = web.post(path, b"text=good+" + raw, Accept="application/json")
        assert (told.status, told.json["refused"]) == (400, "bad_request"), raw


def test_marks_piled_upon_each_other_stay_few(place):
    """A tower of marks paints over the lines above and below it."""
    room = place.world.public
    with place.seat("seated") as line:
        told = line.posts(room, "a" + "\u0301\u0316\u0489" * 500)
        assert told["is"] == "ack"
        kept = place.web("seated").get(f"/rooms/{room}/{told['seq']}/", Accept="application/json").json["text"]
        assert sum(unicodedata.category(c)[0] == "M" for c in kept) <= 10


def test_a_name_that_imitates_is_not_taken(place):
    """Not with marks that turn the direction, nor with what nobody sees."""
    web = place.web("house")
    for name in (
        "掌\u200b柜\u202e",
        "\u2066掌柜",
        "\u2800",
        "",
        " ",
        "x" * 25,
        "a" + "\u0301" * 9,
        "掌\x00柜",
        "\ufffd",
    ):
        answer = web.post("/me/table/", {"name": name, "cup": "green"})
        assert answer.status == 422, name.encode("unicode_escape")
    assert urlencode({"n": "\u202e"}) not in web.get("/me/").text


# In a real browser


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser.new_page()
        browser.close()


@pytest.mark.browser
def test_nothing_runs_in_a_browser(place, page):
    """The page of a room full of it, fresh and live; `pwned` is defined there and must not be called."""
    room, faults = place.world.members, []
    name, _, value = place.world.cookies["seated"].partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": place.house.address}])
    page.add_init_script("window.calls = 0; window.pwned = () => { window.calls += 1; };")
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    page.on("request", lambda asked: faults.append(asked.url) if "evil.example" in asked.url else None)
    with place.seat("host") as line:
        for text in HOSTILE:
            assert line.posts(room, text)["is"] == "ack"
    page.goto(f"{place.house.address}/rooms/{room}/")
    page.wait_for_selector(".turn")
    with place.seat("host") as line:
        for text in HOSTILE[:60]:
            line.posts(room, f"又来 {text}")
        last = line.posts(room, "都说完了")
    page.wait_for_selector(f"#m{last['seq']}")
    page.evaluate("document.querySelectorAll('.turn__said a, .turn__said *').forEach((one) => { one.focus?.(); })")
    page.mouse.move(300, 300)
    page.wait_for_timeout(300)
    assert page.evaluate("window.calls") == 0
    assert faults == []
    odd = page.evaluate(
        "[...document.querySelectorAll('.turn__said *')].map((one) => one.localName)"
        f".filter((name) => !{json.dumps(sorted(ALLOWED))}.includes(name))"
    )
    assert odd == []
