"""What every test has at hand: a database of its own, and a look at what happened."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from chalou.events.models import Event
from tests import making
from tests.environment import FOLDER, ON

Happened = Callable[[], list[tuple[str, dict[str, Any]]]]


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """On SQLite a file, as a house has it: Django's in-memory test database has other locks."""
    if ON == "sqlite":
        connections["default"].settings_dict["TEST"]["NAME"] = str(FOLDER / "tests.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database is thrown away with its whole service; dropping it would wait for threads that still read."""
    return True


@pytest.fixture
def happened(db: None) -> Happened:
    """The events recorded since the test began, as (kind, facts), in order; not those of `making`."""
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    making.forget()

    def events() -> list[tuple[str, dict[str, Any]]]:
        rows = Event.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "kind", "facts")
        return [(kind, facts) for pk, kind, facts in rows if not making.made(pk)]

    return events
