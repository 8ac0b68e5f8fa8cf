"""The page on reliability names tests: none of the crash tests may be missing there."""

from tests.contracts.source import ROOT, named, named_tests

NAMED = named_tests(ROOT / "docs" / "reliability.md")


def test_the_page_names_every_crash_test():
    files = {named(path) for path in (ROOT / "tests" / "crash").glob("test_*.py")}
    assert files - {file for file, _ in NAMED} == set()
