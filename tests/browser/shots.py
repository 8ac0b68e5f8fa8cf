"""The visual check: `python -m tests.browser.shots [FOLDER] [part of a name …]`, or `make looks`.

Each page on a phone and on a desk, by day and in the evening, in Chinese and in English, and once in Shanghainese; on
the narrowest phone and in large text besides. Takes a picture of every look, writes `index.html` to see them all, and
ends with 1 when something is wrong with one of them: what reaches over the edge or is cut off, a sentence in the other
language, what axe finds, what a thumb misses, what the browser complains of.
"""

import html
import itertools
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.beside import Beside
from tests.browser.catalogue import Shown, pages_of
from tests.browser.conftest import CHROMIUM, DESKTOP, PHONE, complaint
from tests.browser.looks import examined, faults, too_wide
from tests.house import OpenedHouse

NARROWEST = {"width": 360, "height": 740}


@dataclass(frozen=True, slots=True)
class Screen:
    phone: bool
    evening: bool
    language: str

    @property
    def name(self) -> str:
        return f"{'phone' if self.phone else 'desktop'}-{'evening' if self.evening else 'day'}-{self.language[:2]}"


SCREENS = [Screen(*one) for one in itertools.product((True, False), (False, True), ("zh-CN", "en-GB"))]
# Shanghainese is Chinese to the eye; one look finds what is cut off, and what came out in English.
SCREENS.append(Screen(phone=True, evening=False, language="wuu"))


class Lookers:
    """One browser for each reader, with one screen."""

    def __init__(self, browser: Browser, house: OpenedHouse, keys: dict[int, str], screen: Screen) -> None:
        self._house, self._keys, self._screen = house, keys, screen
        self._browser = browser
        self._pages: dict[int, Page] = {}
        self.complaints: list[str] = []

    def look(self, shown: Shown) -> Page:
        """The page, loaded, and what leads to it done."""
        reader = shown.reader.id if shown.reader else 0
        if reader not in self._pages:
            self._pages[reader] = self._new_page(reader)
        page = self._pages[reader]
        self.complaints.clear()
        page.goto(self._house.address + shown.path)
        shown.act(page)
        page.wait_for_load_state("networkidle")
        return page

    def _new_page(self, reader: int) -> Page:
        screen = self._screen
        context = self._browser.new_context(
            locale=screen.language,
            timezone_id="Asia/Shanghai",
            viewport=PHONE if screen.phone else DESKTOP,
            device_scale_factor=1,
            is_mobile=screen.phone,
            has_touch=screen.phone,
            color_scheme="dark" if screen.evening else "light",
            reduced_motion="reduce",
        )
        if reader:
            context.add_cookies([{"name": "chalou_session", "value": self._keys[reader], "url": self._house.address}])
        context.on("console", lambda message: self.complaints.extend(complaint(message)))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        return context.new_page()

    def close(self) -> None:
        for page in self._pages.values():
            page.context.close()


def looked_at(page: Page, screen: Screen) -> Iterator[str]:
    """What is wrong with this look of a page; of the narrowest and of large text only what is too wide."""
    if screen.evening:
        yield from faults(page, only="color-contrast")
    else:
        yield from examined(page, chinese=screen.language.startswith(("zh", "wuu")), phone=screen.phone)
    if screen.phone and not screen.evening:
        page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]  # a plain dict is a ViewportSize
        yield from (f"at 360 px: {line}" for line in too_wide(page))
        page.evaluate("document.documentElement.dataset.text = 'large'")
        yield from (f"in large text: {line}" for line in too_wide(page))
        page.set_viewport_size(PHONE)
    elif not screen.evening:
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        yield from (f"at 200 %: {line}" for line in too_wide(page))


def main(folder: Path, wanted: list[str]) -> int:
    """Open a demo house, look at it, and close it; answers how many looks have something wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, list[str]] = defaultdict(list)
    pictures: dict[str, list[str]] = defaultdict(list)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place, sync_playwright() as playwright:
        house = OpenedHouse(Path(place) / "data")
        house.run("demo")
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        with house:
            beside = Beside(house)
            shown = pages_of(house, beside)
            keys = {page.reader.id: beside.key(page.reader) for page in shown if page.reader}
            for screen in SCREENS:
                lookers = Lookers(browser, house, keys, screen)
                for page in shown:
                    name = f"{page.name}-{screen.name}"
                    if wanted and not any(part in name for part in wanted):
                        continue
                    view = lookers.look(page)
                    view.screenshot(path=folder / f"{name}.png", animations="disabled")
                    pictures[page.name].append(name)
                    found[name] = [*lookers.complaints, *looked_at(view, screen)]
                    print(f"{name}{': ' if found[name] else ''}{'; '.join(found[name][:3])}", flush=True)
                lookers.close()
            beside.close()
        browser.close()
    (folder / "index.html").write_text(sheet(pictures, found), encoding="utf-8")
    wrong = {name: lines for name, lines in found.items() if lines}
    print(f"\n{len(found)} looks, {len(wrong)} with something wrong; {folder / 'index.html'} shows them all.")
    for name, lines in wrong.items():
        for line in lines:
            print(f"{name}: {line}")
    return len(wrong)


def sheet(pictures: dict[str, list[str]], found: dict[str, list[str]]) -> str:
    """All pictures on one page, with what is wrong below each."""
    parts = ["<!doctype html><meta charset=utf-8><title>Looks</title><style>body{font:14px sans-serif}"]
    parts.append("section{display:flex;flex-wrap:wrap;gap:1em}img{height:24em;border:1px solid}li{color:#a00}</style>")
    for page, names in pictures.items():
        parts.append(f"<h2>{html.escape(page)}</h2><section>")
        for name in names:
            wrong = "".join(f"<li>{html.escape(line)}" for line in found[name])
            parts.append(f'<figure><img loading=lazy src="{name}.png" alt="{name}"><figcaption>{name}<ul>{wrong}</ul>')
        parts.append("</section>")
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(min(1, main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"), sys.argv[2:])))
