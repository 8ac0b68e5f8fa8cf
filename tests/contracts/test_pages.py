"""Documentation is tested: what exists is written down, and what is generated is up to date."""

import re
import tomllib
from pathlib import Path

from chalou.server.command import COMMANDS
from chalou.server.configuration import TABLE
from tests.contracts.source import ROOT, documentation, named_tests
from tools import events_page, settings_page

AGAIN = "type: make pages"


def test_the_page_of_settings_is_what_the_table_says():
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_page.page(), AGAIN


def test_the_page_of_events_is_what_the_vocabulary_says():
    assert (ROOT / "docs" / "events.md").read_text(encoding="utf-8") == events_page.page(), AGAIN


def test_every_setting_is_written_down():
    page = documentation()
    assert [setting.name for setting in TABLE if f"`{setting.name}`" not in page] == []


def test_every_setting_that_is_spoken_of_exists():
    known = {setting.name for setting in TABLE} | {f"{setting.name}_FILE" for setting in TABLE if setting.secret}
    for_tests = {"CHALOU_TEST_ON", "CHALOU_TEST_KILLS"}
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    spoken_of = {name for page in pages for name in re.findall(r"\bCHALOU_[A-Z_]*[A-Z]\b", page.read_text("utf-8"))}
    assert spoken_of - known - for_tests == set()


def test_every_event_is_written_down():
    page = documentation()
    kinds = [kind.__name__ for area in events_page.areas() for kind in events_page.events(area)]
    assert kinds
    assert [name for name in kinds if f"`{name}`" not in page] == []


def test_every_command_is_written_down():
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"| `chalou {name}" not in page] == []
    source = (ROOT / "chalou" / "server" / "command" / "__init__.py").read_text(encoding="utf-8")
    options = set(re.findall(r'add_argument\("(--[a-z-]+)"', source)) - {"--version"}
    assert options
    assert [option for option in sorted(options) if option not in page] == []


def test_every_dependency_is_accounted_for():
    page = (ROOT / "docs" / "decisions" / "dependencies.md").read_text(encoding="utf-8").lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = [match.group().lower() for line in asked if (match := re.match(r"[\w-]+", line))]
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}\b", page)] == []


def test_everything_locked_is_locked_with_a_hash_and_without_an_address():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"^[^#\n]*(://|file:|--(extra-)?index-url|--find-links)", lock, flags=re.MULTILINE)
    requirements = re.findall(r"^([\w.-]+)==\S+ \\\n    --hash=", lock, flags=re.MULTILINE)
    assert len(requirements) == len(re.findall(r"^[\w.-]+", lock, flags=re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {match.group().lower() for line in asked if (match := re.match(r"[\w-]+", line))}
    assert names - set(requirements) == set(), "type: make lock"


def test_links_between_pages_lead_somewhere():
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists()
    ]
    assert broken == []


def is_there(file: Path, test: str) -> bool:
    if not (file.is_file() and test):
        return file.is_file()
    return re.search(rf"^(async )?def {test}\(", file.read_text(encoding="utf-8"), re.MULTILINE) is not None


def test_every_test_that_a_page_names_exists():
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    said = [(page.name, file, test) for page in pages for file, test in named_tests(page)]
    assert {"reliability.md", "security.md"} <= {page for page, _, _ in said}
    assert [spoken for spoken in said if not is_there(ROOT / spoken[1], spoken[2])] == []
