"""The keeper's guide as pages of the house: the same text as docs/keepers-guide.md, a chapter to a page.

The text is ours, so it may hold pictures and tables; nothing that somebody typed comes through here. It knows no
Django. The guide stands beside this file where the program was installed from a wheel (hatch_build.py puts it there),
and in docs/ in a checkout: one source, which is also read where the code lives.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt

_HERE = Path(__file__).resolve()
GUIDE = _HERE.parent / "guide_text" if (_HERE.parent / "guide_text").is_dir() else _HERE.parents[2] / "docs"
PICTURES = GUIDE / "pictures"
FILES = {"en": "keepers-guide.md", "zh-hans": "keepers-guide.zh.md"}
FALLBACK = "zh-hans"

_HEAD = re.compile(r"^(##?) (.+)$", re.MULTILINE)
_PICTURE = re.compile(r'^<img src="pictures/([a-z.-]+\.webp)" [^>\n]*?alt="([^"\n]+)">$', re.MULTILINE)
_END_OF_PICTURE = re.compile(r'^<br clear="right">$\n?', re.MULTILINE)
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_HEADING = re.compile(r"^#{3,4} (.+)$", re.MULTILINE)
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page. `slug` is the same in every language; `part` is the name of the part in which it stands."""

    slug: str
    title: str
    part: str
    html: str


@dataclass(frozen=True, slots=True)
class Home:
    """Where a heading stands: its chapter, and the mark in that, none for the chapter itself."""

    chapter: str
    mark: str


@dataclass(frozen=True, slots=True)
class _Written:
    """A chapter as it stands in the file."""

    part: str
    title: str
    body: str


@lru_cache(maxsize=8)
def guide(language: str) -> tuple[Chapter, ...]:
    """The chapters in this language, or in the fallback."""
    # Both have the same chapters (a test compares them), so an English title names each in every language.
    slugs = [anchor(one.title) for one in _written("en")]
    chapters = list(zip(slugs, _written(language), strict=True))
    homes: dict[str, Home] = {}
    for slug, one in chapters:
        homes |= {anchor(heading): Home(slug, f"#{anchor(heading)}") for heading in _HEADING.findall(one.body)}
        homes[anchor(one.title)] = Home(slug, "")
    return tuple(Chapter(slug, _plain(one.title), one.part, _html(one.body, homes)) for slug, one in chapters)


@lru_cache(maxsize=8)
def opening(language: str) -> str:
    """What the guide begins with: for whom it is. The title, and where else it is read, stand around that."""
    paragraphs = _text(language).split("\n\n")[1:]
    return _html(next(one for one in paragraphs if "](keepers-guide" not in one), {})


def picture(name: str) -> bytes | None:
    """A picture of the guide, by its name in the text; None for any other name."""
    shown = {found for code in FILES for found, _ in _PICTURE.findall(_text(code))}
    return (PICTURES / name).read_bytes() if name in shown and (PICTURES / name).is_file() else None


def anchor(heading: str) -> str:
    """How a heading is linked to, by the rule of the places where Markdown is read."""
    kept = [sign for sign in heading.lower() if sign in " -_" or unicodedata.category(sign)[0] in "LNM"]
    return "".join(kept).replace(" ", "-")


@lru_cache(maxsize=8)
def _text(language: str) -> str:
    return (GUIDE / FILES.get(language, FILES[FALLBACK])).read_text(encoding="utf-8")


def _written(language: str) -> list[_Written]:
    found: list[_Written] = []
    part = ""
    # The first is the title of the whole.
    _, _, _, _, *pieces = _HEAD.split(_text(language))
    for mark, title, body in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        if mark == "#":
            part = title
        else:
            found.append(_Written(part, title, body))
    return found


def _plain(title: str) -> str:
    return re.sub(r"[*`]", "", title)


def _html(body: str, homes: dict[str, Home]) -> str:
    pictures: list[str] = []

    def aside(found: re.Match[str]) -> str:
        pictures.append(found[0])
        return f"\n\nPICTURE-{len(pictures) - 1}\n\n"

    body = _PICTURE.sub(aside, _END_OF_PICTURE.sub("", body))
    html = str(_markdown.render(body))
    # A chapter's title is the page's, so what stands below it begins one step lower.
    html = re.sub(r"<(/?)h3>", r"<\1h2>", html)
    html = re.sub(r"<h2>(.*?)</h2>", lambda found: f'<h2 id="{anchor(_untagged(found[1]))}">{found[1]}</h2>', html)
    html = html.replace("<table>", '<div class="guide__table" tabindex="0"><table>').replace(
        "</table>", "</table></div>"
    )
    html = re.sub(r"<pre><code[^>]*>", '<pre tabindex="0"><code>', html)
    html = _LINK.sub(lambda found: _link(found[1], found[2], homes), html)
    return re.sub(r"<p>PICTURE-(\d+)</p>", lambda found: _figure(pictures[int(found[1])]), html)


def _untagged(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def _figure(line: str) -> str:
    ((name, alt),) = _PICTURE.findall(line)
    picture = f'<img src="/help/keeper/pictures/{name}" alt="{escape(alt)}" loading="lazy">'
    return f'<figure class="guide__picture">{picture}</figure>'


def _link(address: str, words: str, homes: dict[str, Home]) -> str:
    """To another chapter; out into the world; or to a page of the documentation, which the house does not have."""
    home = homes.get(unquote(address[1:])) if address.startswith("#") else None
    if home is not None:
        return f'<a href="/help/keeper/{home.chapter}/{home.mark}">{words}</a>'
    if re.match(r"https?:", address):
        return f'<a href="{address}" rel="noopener noreferrer">{words}</a>'
    return f"<cite>{words}</cite>"
