"""Parts of pages that are kept for all readers (foundation/web/kept) show nothing that follows one of them."""

import re

import pytest

from tests.contracts.source import PACKAGE

TEMPLATES = {
    str(file.relative_to(folder)): file.read_text(encoding="utf-8")
    for folder in PACKAGE.rglob("templates")
    for file in folder.rglob("*.html")
}
KEPT = {name for source in TEMPLATES.values() for name in re.findall(r'\bkept\(\s*"([^"]+)"', source)}


def drawn_with(name: str) -> set[str]:
    """A template and all that it takes from others."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += re.findall(r'{%-?\s*(?:from|import|include|extends)\s+"([^"]+)"', TEMPLATES[one])
    return found


def test_there_are_such_parts():
    assert "web/_top.html" in KEPT


@pytest.mark.parametrize("name", sorted(KEPT))
def test_a_kept_part_shows_no_time_for_that_follows_the_zone_of_its_reader(name):
    for one in drawn_with(name):
        assert not re.search(r"\|\s*local\b", TEMPLATES[one]), f"{name} shows a time, by {one}"


@pytest.mark.parametrize("name", sorted(KEPT))
def test_a_kept_part_says_so(name):
    """Whoever changes it must know."""
    assert "Kept for all" in TEMPLATES[name].partition("#}")[0]
