"""The page on reliability names tests: they must exist, and none of the crash tests may be missing there."""

import re

from tests.contracts.source import ROOT, named

PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)


def test_every_test_that_the_page_names_exists():
    assert NAMED
    missing = [
        f"{file}::{test}"
        for file, test in NAMED
        if not (ROOT / file).is_file()
        or (test and not re.search(rf"^def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE))
    ]
    assert missing == []


def test_the_page_names_every_crash_test():
    files = {named(path) for path in (ROOT / "tests" / "crash").glob("test_*.py")}
    assert files - {file for file, _ in NAMED} == set()
