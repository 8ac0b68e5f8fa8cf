"""Houses that do not begin with nothing: what the first start makes, and the demo, is made once for a run by the real
command, and copied.

The tables of a new house cost four seconds of a processor, the demo three more; a copy costs next to nothing. A house
of `furnish` is a demo house to every command: `chalou demo` adds members to it and prints links, and makes nothing
anew. Each copy makes a key of its own, so that two of them on one Redis are two houses. Whoever tests the first start
itself begins with an empty folder (test_commands, test_wheel, tests/whole, test_bad_disk).
"""

import contextlib
import functools
import shutil
import sqlite3
import tempfile
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.environment import FOLDER, ON, POSTGRES
from tests.house import DoesNotOpen, OpenedHouse

_SQLITE = "house.sqlite3"


def lay_tables(house: OpenedHouse) -> OpenedHouse:
    """Put into this empty folder and database the tables of a house that nobody has set up."""
    return _put(house, "tables")


def furnish(house: OpenedHouse) -> OpenedHouse:
    """Put the demo house into this empty folder and database."""
    return _put(house, "demo")


def _put(house: OpenedHouse, kind: str) -> OpenedHouse:
    url = house.environ.get("CHALOU_DATABASE_URL")
    made = _made(kind, "postgres" if url else "sqlite")
    house.data.mkdir(mode=0o700, exist_ok=True)
    if url:
        assert POSTGRES is not None
        POSTGRES.make_like(_database(url), _database(made.environ["CHALOU_DATABASE_URL"]))
    else:
        shutil.copyfile(made.data / _SQLITE, house.data / _SQLITE)
    if (made.data / "media").exists():
        shutil.copytree(made.data / "media", house.data / "media")
    return house


def _database(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


@functools.cache
def _made(kind: str, on: str) -> OpenedHouse:
    """What is copied; nobody opens it."""
    settings = {}
    if on == "postgres":
        assert POSTGRES is not None, f"the tests run on {ON}"
        settings["CHALOU_DATABASE_URL"] = POSTGRES.new_database(f"like_{kind}_{uuid.uuid4().hex[:8]}")
    # Another folder and database each time: one that was not finished is not taken up again.
    house = OpenedHouse(Path(tempfile.mkdtemp(prefix=f"like-{kind}-", dir=FOLDER)) / "data", settings)
    if kind == "demo":
        lay_tables(house).run("demo")
    else:
        # It makes the tables first, and then finds nobody to answer its questions.
        with pytest.raises(DoesNotOpen, match="nobody is there to answer"):
            house.run("setup")
    if on == "sqlite":
        # All of it in the one file, nothing beside it.
        with contextlib.closing(sqlite3.connect(house.data / _SQLITE)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return house
