"""Our own words: the sections, questions and answers that every house begins with, one file for each language.

A file is Markdown: `# A section {#slug}`, below it `## A question {#slug}` and its answer. Slugs and their order are
the same in all languages (a test compares them), are part of addresses, and are never given to another question.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chalou.foundation.languages import FALLBACK, LANGUAGES
from chalou.foundation.text.markdown import to_html

TEXTS = Path(__file__).parent / "texts"

_HEAD = re.compile(r"^(?P<marks>##?) (?P<title>.+?) \{#(?P<slug>[a-z][a-z-]*)\}$", re.MULTILINE)


class BadText(Exception):
    """A file that does not follow the form above."""


@dataclass(frozen=True, slots=True)
class Ours:
    """A section (without a text) or a question, as we say it."""

    slug: str
    section: str
    title: str
    text: str
    html: str

    @property
    def digest(self) -> str:
        """Which wording this is: another after an update that changed it."""
        return hashlib.sha256(f"{self.title}\n{self.text}".encode()).hexdigest()[:16]


@lru_cache
def languages() -> tuple[str, ...]:
    """Those of the interface in which we have written it."""
    return tuple(code for code, _name in LANGUAGES if (TEXTS / f"{code}.md").is_file())


@lru_cache(maxsize=8)
def first(language: str) -> dict[str, Ours]:
    """By slug, in our order: each section before its questions. A language without a file gets the fallback's."""
    file = TEXTS / f"{language if language in languages() else FALLBACK}.md"
    return {one.slug: one for one in read(file.read_text(encoding="utf-8"))}


def read(text: str) -> list[Ours]:
    """What a file says."""
    heads = list(_HEAD.finditer(text))
    if text.count("\n#") + text.startswith("#") != len(heads) or not heads or heads[0].start() != 0:
        raise BadText("each heading is “# A title {#slug}”, and the first is that of a section")
    found: list[Ours] = []
    section = ""
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        answer = text[head.end() : following.start() if following else len(text)].strip()
        is_section = head["marks"] == "#"
        if is_section == bool(answer) or not (is_section or section):
            raise BadText(
                f"{head['slug']}: a section has no text of its own, a question has one and stands in a section"
            )
        section = head["slug"] if is_section else section
        found.append(Ours(head["slug"], "" if is_section else section, head["title"], answer, to_html(answer)))
    if len({one.slug for one in found}) != len(found):
        raise BadText("a slug stands there twice")
    return found
