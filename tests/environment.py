"""Where the tests run, decided before anything reads the settings: pytest loads this first (`-p` in pyproject.toml).

`CHALOU_TEST_ON=sqlite` (the default) or `postgres`: then a PostgreSQL and a Redis of our own are started. Every other
`CHALOU_…` and `PG…` variable of the shell is taken away: no test may touch a house that somebody runs here. So this
module must import neither Django nor anything of the house.
"""

import atexit
import functools
import os
import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.services import Postgres, Redis, new_folder

ON = os.environ.get("CHALOU_TEST_ON", "sqlite")
KILLS = int(os.environ.get("CHALOU_TEST_KILLS", "10"))
"""How often the crash tests kill the house."""
FUZZ = int(os.environ.get("CHALOU_TEST_FUZZ", "250"))
"""How many inputs of its own each test of tests/fuzz makes."""
SHARED = Path(os.environ["CHALOU_TEST_SHARED"]).resolve() if "CHALOU_TEST_SHARED" in os.environ else None
"""A folder of two runs at once, one on each database: what one of them is enough for is done by whichever has time."""

FOLDER = new_folder()
_CHECKOUT = Path(__file__).resolve().parent.parent
# Neither opens a house in a process of its own.
_OPEN_NO_HOUSE = (_CHECKOUT / "chalou", _CHECKOUT / "tests" / "contracts")
POSTGRES: Postgres | None = None
REDIS: Redis | None = None

# Whatever the database of a run, their houses keep their rows in SQLite.
_ONCE = {"browser", "slow"}
_NOT_HERE = {"sqlite": {"postgres"}, "postgres": {"sqlite"} if SHARED else {"sqlite"} | _ONCE}


def _clear() -> None:
    for name in list(os.environ):
        if name.startswith(("CHALOU_", "PG")):
            del os.environ[name]


def _end() -> None:
    for service in (POSTGRES, REDIS):
        if service is not None:
            service.stop()
    shutil.rmtree(FOLDER, ignore_errors=True)


if ON not in _NOT_HERE:
    raise pytest.UsageError(f"CHALOU_TEST_ON is sqlite or postgres, not {ON!r}")
_clear()
# A house in a process of its own would compile all of its source each time: 0.25 s of 1.4, some four hundred times.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
atexit.register(_end)
if ON == "postgres":
    POSTGRES = Postgres(FOLDER)
    POSTGRES.start()
    REDIS = Redis(FOLDER)
    REDIS.start()
    os.environ["CHALOU_DATABASE_URL"] = POSTGRES.url("chalou")
    os.environ["CHALOU_REDIS_URL"] = REDIS.url
os.environ["CHALOU_DATA"] = str(FOLDER / "data")
os.environ["CHALOU_LOG_LEVEL"] = "warning"
# pytest remembers what failed in a folder of this name (pyproject.toml): both databases are tested at the same time.
os.environ["TESTED_ON"] = ON


def pytest_report_header() -> str:
    return f"the house keeps its rows in {ON}"


def _asks_no_database(item: pytest.Item) -> bool:
    """Rules, texts, frames, pictures: pytest-django lets a test reach no database that does not ask for one. What
    stands in tests/ may open houses by itself, in a process of their own; but no house stands without a folder.
    """
    asks = {"db", "transactional_db", "django_db_setup"}
    if not any(item.path.is_relative_to(folder) for folder in _OPEN_NO_HOUSE):
        asks |= {"tmp_path", "tmp_path_factory"}
    is_marked = any(item.get_closest_marker(mark) for mark in ("django_db", "postgres", "both"))
    is_plain = isinstance(item, pytest.Function) and not is_marked
    return (
        is_plain
        and not asks & set(getattr(item, "fixturenames", ()))
        and not hasattr(getattr(item, "cls", None), "setUpTestData")
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to the other database, and what one of the two runs is enough for."""
    here: list[pytest.Item] = []
    elsewhere: list[pytest.Item] = []
    for item in items:
        is_elsewhere = any(item.get_closest_marker(mark) for mark in _NOT_HERE[ON])
        is_done_there = ON == "postgres" and not _is_once(item) and _asks_no_database(item)
        (elsewhere if is_elsewhere or is_done_there else here).append(item)
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = here
    if SHARED:
        # Last, so that a run takes of it what it has time for; the longest first, so that both end at the same moment.
        length = Counter(item.path for item in items)
        items.sort(key=lambda item: (True, -length[item.path], str(item.path)) if _is_once(item) else (False,))


def _is_once(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(mark) for mark in _ONCE)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Pass over a file of what is done once, if the run on the other database has taken it."""
    if SHARED is None or not _is_once(item) or _is_ours(item.path):
        return None
    item.config.hook.pytest_deselected(items=[item])
    # What the test before has left standing for this one goes, unless the next one wants it.
    item.session._setupstate.teardown_exact(nextitem)
    return True


@functools.cache
def _is_ours(path: Path) -> bool:
    """Take this file of tests, if nobody has. What was taken stays so: what fails is tried once more by the same."""
    assert SHARED is not None
    taken = SHARED / "-".join(path.relative_to(_CHECKOUT).parts)
    try:
        with taken.open("x", encoding="ascii") as file:
            file.write(ON)
    except FileExistsError:
        # Whoever made it may not have written its name yet; then it is not ours either.
        return taken.read_text(encoding="ascii") == ON
    return True
