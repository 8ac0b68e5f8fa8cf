"""The page on security names tests: they must exist, and none of the tests made for it may be missing there."""

import re

from tests.contracts.source import ROOT, named

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`((?:tests|chalou)/[\w/]+\.py)(?:::(\w+))?`", PAGE)


def test_every_test_that_the_page_names_exists():
    assert NAMED
    missing = [
        f"{file}::{test}"
        for file, test in NAMED
        if not (ROOT / file).is_file()
        or (test and not re.search(rf"^(async )?def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE))
    ]
    assert missing == []


def test_the_page_names_every_file_of_the_sweep_and_of_what_is_hostile():
    files = {
        named(path) for folder in ("sweep", "hostile", "fuzz") for path in (ROOT / "tests" / folder).glob("test_*.py")
    }
    assert files - {file for file, _ in NAMED} - {"tests/hostile/test_security_page.py"} == set()
