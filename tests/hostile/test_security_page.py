"""The page on security names tests: none of the tests made for it may be missing there."""

from tests.contracts.source import ROOT, named, named_tests

NAMED = named_tests(ROOT / "docs" / "security.md")


def test_the_page_names_every_file_of_the_sweep_and_of_what_is_hostile():
    files = {
        named(path) for folder in ("sweep", "hostile", "fuzz") for path in (ROOT / "tests" / folder).glob("test_*.py")
    }
    assert files - {file for file, _ in NAMED} - {"tests/hostile/test_security_page.py"} == set()
