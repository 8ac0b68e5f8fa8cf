"""The repository as a thing of its own: readable in pieces, and speaking of nothing but the project."""

import re

from tests.contracts.source import files, named

LONGEST = 400
WRITTEN = {".py", ".js", ".css", ".html", ".sh", ".toml", ".md", ".txt", ".yml", ".yaml", ".po", ".svg", ".json", ""}

# Written so that no pattern is an example of itself.
NOT_OURS = {
    "a folder of somebody's machine": re.compile(r"(?<![\w.:/}])/(wor[k]|roo[t]|hom[e]|User[s])/\w"),
    "a folder beside the repository": re.compile(r"\.\./share[d]\b"),
    "how the work was organised": re.compile(
        r"\b(issu[e]|sessio[n]) #?\d+\b|\bworktre[e]s?\b|\bsub-?agent[s]?\b", re.IGNORECASE
    ),
    "unfinished business": re.compile(r"\b(TOD[O]|FIXM[E]|XX[X])\b"),
    "a mark of a merge": re.compile(r"^(<{7}|>{7}|={7})( |$)", re.MULTILINE),
}


def test_no_file_is_too_long_to_be_read_at_once():
    found = [
        f"{named(path)}: {lines} lines"
        for path in files()
        if path.suffix in (".py", ".js", ".css", ".html") and "migrations" not in path.parts
        if (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST
    ]
    assert found == []


def test_the_repository_speaks_of_the_project_alone():
    found = [
        f"{named(path)}: {what}: {match.group()!r}"
        for path in files()
        if path.suffix in WRITTEN and path.name not in ("LICENSE", "requirements.lock")
        for what, pattern in NOT_OURS.items()
        for match in pattern.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_nothing_large_or_generated_is_kept():
    found = [
        named(path)
        for path in files()
        if path.stat().st_size > 1024 * 1024 or path.suffix in (".mo", ".pyc", ".sqlite3", ".whl", ".log")
    ]
    assert found == []
