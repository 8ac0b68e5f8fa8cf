"""Where the tests run, decided before anything reads the settings: pytest loads this first (`-p` in pyproject.toml).

`CHALOU_TEST_ON=sqlite` (the default) or `postgres`: then a PostgreSQL and a Redis of our own are started. Every other
`CHALOU_…` and `PG…` variable of the shell is taken away: no test may touch a house that somebody runs here. So this
module must import neither Django nor anything of the house.
"""

import atexit
import os
import shutil
from pathlib import Path

import pytest

from tests.services import Postgres, Redis, new_folder

ON = os.environ.get("CHALOU_TEST_ON", "sqlite")
KILLS = int(os.environ.get("CHALOU_TEST_KILLS", "10"))
"""How often the crash tests kill the house."""
FUZZ = int(os.environ.get("CHALOU_TEST_FUZZ", "250"))
"""How many inputs of its own each test of tests/fuzz makes."""

FOLDER = new_folder()
_CHECKOUT = Path(__file__).resolve().parent.parent
_PLAIN_HERE = (_CHECKOUT / "chalou", _CHECKOUT / "tests" / "contracts")
POSTGRES: Postgres | None = None
REDIS: Redis | None = None

_NOT_HERE = {"sqlite": {"postgres"}, "postgres": {"sqlite", "browser", "slow"}}


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
    """Rules, texts, frames, pictures: pytest-django lets a test reach no database that does not ask for one. Those
    beside the code and about it; what else stands in tests/ may open houses by itself.
    """
    asks = {"db", "transactional_db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    is_marked = item.get_closest_marker("django_db") or item.get_closest_marker("postgres")
    is_plain = isinstance(item, pytest.Function) and not is_marked
    if not is_plain or asks or hasattr(getattr(item, "cls", None), "setUpTestData"):
        return False
    return any(item.path.is_relative_to(folder) for folder in _PLAIN_HERE)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to the other database, and what one of the two runs is enough for."""
    elsewhere = [
        item
        for item in items
        if any(item.get_closest_marker(mark) for mark in _NOT_HERE[ON])
        or (ON == "postgres" and _asks_no_database(item))
    ]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]
