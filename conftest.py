"""What every test has at hand: a database of its own, and a look at what happened."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import connections
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed
from hypothesis import HealthCheck, settings

from chalou.events.models import Event
from chalou.foundation.mail import the_post
from chalou.foundation.throttle import the_throttle
from tests import making
from tests.environment import FOLDER, ON
from tools import translations

# How long an example takes says more about what else this machine does than about the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

HASHING = ("time_cost", "memory_cost", "parallelism")
AS_A_HOUSE = {cost: getattr(Argon2PasswordHasher, cost) for cost in HASHING}

OF_DJANGO = {"django_content_type", "auth_permission"}

Happened = Callable[[], list[tuple[str, dict[str, Any]]]]


def pytest_sessionstart() -> None:
    """Pages are tested in Chinese too, and compiled catalogues are not kept in the repository."""
    translations.compile_all()
    # Django has read catalogues already; in a fresh clone there were none.
    translation_file_changed(sender=None, file_path=Path("django.mo"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """On SQLite a file, as a house has it: Django's in-memory test database has other locks."""
    if ON == "sqlite":
        connections["default"].settings_dict["TEST"]["NAME"] = str(FOLDER / "tests.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied_row_by_row() -> Iterator[None]:
    """What a test has written for other threads to see is taken away afterwards, also what refuses to be deleted: the
    audit of the desk. Tables with a few rows, or none: PostgreSQL's TRUNCATE makes every file of each of them anew.
    Django's own kinds and permissions, which it would write again after each test, stay as they are.
    """
    operations = type(connections["default"].ops)
    plain = operations.sql_flush

    def sql_flush(self: Any, style: Any, tables: list[str], **kwargs: Any) -> list[str]:
        emptied = [table for table in tables if table not in OF_DJANGO]
        if ON == "postgres":
            without_guards = "SET LOCAL session_replication_role = replica"
            return [without_guards, *(f"DELETE FROM {self.quote_name(table)}" for table in emptied)]
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            guards = cursor.fetchall()
        deleting: list[str] = plain(self, style, emptied, **kwargs)
        return [f"DROP TRIGGER {name}" for name, _ in guards] + deleting + [sql for _, sql in guards]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", sql_flush)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_: None)
        yield


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database is thrown away with its whole service; dropping it would wait for threads that still read."""
    return True


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_hashed_quickly() -> Iterator[None]:
    """What makes guessing slow would take a minute of the suite, on each database. Houses in processes of their own
    hash as they do everywhere.
    """
    with pytest.MonkeyPatch.context() as patch:
        for cost in HASHING:
            patch.setattr(Argon2PasswordHasher, cost, {"memory_cost": 64}.get(cost, 1))
        yield


@pytest.fixture
def hashed_as_a_house(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of how passwords are kept: as slowly as in earnest. Ask for it before the people are made."""
    for cost, real in AS_A_HOUSE.items():
        monkeypatch.setattr(Argon2PasswordHasher, cost, real)


@pytest.fixture
def no_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of how often somebody may do something: meanwhile no bucket of tries fills again, however busy the
    machine is.
    """
    take = the_throttle.take

    def at_once(key: str, *, per_minute: float, burst: float, at: float) -> float | None:
        return take(key, per_minute=per_minute, burst=burst, at=0.0)

    monkeypatch.setattr(the_throttle, "take", at_once)


@pytest.fixture(autouse=True)
def _a_new_day() -> Iterator[None]:
    """What a process remembers besides the database: tries, caches, the language of the last reader."""
    the_throttle.forget()
    the_post.forget()
    cache.clear()
    making.forget()
    yield
    translation.deactivate()


@pytest.fixture
def happened(db: None) -> Happened:
    """The events recorded since the test began, as (kind, facts), in order; not those of `making`."""
    before = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def events() -> list[tuple[str, dict[str, Any]]]:
        rows = Event.objects.filter(pk__gt=before).order_by("pk").values_list("pk", "kind", "facts")
        return [(kind, facts) for number, kind, facts in rows if not making.was_made(number)]

    return events
