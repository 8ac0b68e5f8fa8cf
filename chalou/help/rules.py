"""What help may look like, where its entries stand, and what is found in it. Values in, verdict out."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from chalou.foundation.text.lines import BadLine, why_not_line

TITLE_LENGTH = 120
TEXT_LENGTH = 6000
MOST_OWN = 200
"""Entries of the house's own: more than anybody reads, and few enough to be read at once for each page."""
WORDINGS_KEPT = 20
"""Earlier wordings of one entry in one language; the oldest go."""
LONGEST_SEARCH = 60

OWN = "house-"
"""What the slugs of the house's own entries begin with; none of ours does."""


def why_not_title(title: str) -> BadLine | None:
    """What is wrong with a tidied question or name of a section."""
    return why_not_line(title, longest=TITLE_LENGTH)


def may_change(*, is_keeper: bool, keeps_order: bool, by_moderators: bool) -> bool:
    return is_keeper or (keeps_order and by_moderators)


def in_order(ours: Sequence[str], placed: Mapping[str, int]) -> list[str]:
    """Where everything stands: first what the house has put into an order, then each of ours that it has not (because
    it came with an update) behind the one that it follows in our own.
    """
    standing = sorted(placed, key=lambda slug: (placed[slug], slug))
    before: str | None = None
    for slug in ours:
        if slug not in placed:
            standing.insert(standing.index(before) + 1 if before is not None else 0, slug)
        before = slug
    return standing


def moved(standing: Sequence[str], slug: str, *, up: bool) -> list[str]:
    """The same with this one a place further up or down; at the end of the way it stays."""
    at = standing.index(slug)
    to = at - 1 if up else at + 1
    anew = list(standing)
    if 0 <= to < len(anew):
        anew[at], anew[to] = anew[to], anew[at]
    return anew


def sought(typed: str) -> tuple[str, ...]:
    """The words that somebody looks for."""
    return tuple(_plain(typed[:LONGEST_SEARCH]).split())


def finds(words: Sequence[str], *texts: str) -> bool:
    """Whether all of the words stand in these texts, in whatever script of width or case."""
    whole = _plain(" ".join(texts))
    return all(word in whole for word in words)


def _plain(text: str) -> str:
    return re.sub(r"[，。？！、；：“”（）?!,;:()*`\"']+", " ", unicodedata.normalize("NFKC", text).casefold())
