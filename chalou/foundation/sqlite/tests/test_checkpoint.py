"""The write-ahead log is moved into the file beside the commits, and begun anew when it is large."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connections

from chalou.foundation.sqlite import base

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def wrapper():
    wrapper = connections["default"]
    assert isinstance(wrapper, base.DatabaseWrapper)
    with wrapper.cursor() as cursor:
        cursor.execute("CREATE TABLE leaves (words TEXT)")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    yield wrapper
    with wrapper.cursor() as cursor:
        cursor.execute("DROP TABLE leaves")


def grow(wrapper, pages: int) -> None:
    with wrapper.cursor() as cursor:
        for _ in range(pages // 100):
            cursor.execute("INSERT INTO leaves (words) VALUES (%s)", ["茶" * 130_000])


def size_of_log(wrapper) -> int:
    return Path(f"{wrapper.settings_dict['NAME']}-wal").stat().st_size


def test_a_large_log_is_begun_anew(wrapper):
    grow(wrapper, 3 * base.LARGE_LOG)
    base.checkpoint(wrapper)
    before = size_of_log(wrapper)
    for _ in range(5):
        grow(wrapper, base.LARGE_LOG)
        base.checkpoint(wrapper)
    assert size_of_log(wrapper) == before


def test_what_a_log_grew_to_while_somebody_read_for_long_is_given_back(wrapper):
    with wrapper.cursor() as cursor:
        cursor.execute("PRAGMA journal_size_limit")
        kept = cursor.fetchone()[0]
    with closing(sqlite3.connect(wrapper.settings_dict["NAME"], isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM leaves").fetchone()
        grow(wrapper, 22_000)
        base.checkpoint(wrapper)
    assert size_of_log(wrapper) > kept
    for _ in range(3):
        base.checkpoint(wrapper)
        grow(wrapper, 100)
    assert size_of_log(wrapper) <= kept


def test_the_writers_are_not_kept_while_somebody_reads_for_long(wrapper):
    """A backup reads one moment; meanwhile the log grows, and nobody tries in vain to begin it anew."""
    with closing(sqlite3.connect(wrapper.settings_dict["NAME"], isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM leaves").fetchone()
        grow(wrapper, 3 * base.LARGE_LOG)
        base.the_writers_turn.acquire()
        try:
            keeping = threading.Thread(target=_checkpoint_elsewhere)
            keeping.start()
            keeping.join(timeout=10)
            assert not keeping.is_alive(), "it wants the turn of the writers"
        finally:
            base.the_writers_turn.release()
    keeping.join(timeout=10)
    before = size_of_log(wrapper)
    base.checkpoint(wrapper)
    grow(wrapper, base.LARGE_LOG)
    assert size_of_log(wrapper) == before, "afterwards it is begun anew"


def _checkpoint_elsewhere() -> None:
    wrapper = connections["default"]
    assert isinstance(wrapper, base.DatabaseWrapper)
    base.checkpoint(wrapper)
    wrapper.close()


def test_the_writers_get_their_turn_back_and_patience_is_as_before(wrapper):
    grow(wrapper, 2 * base.LARGE_LOG)
    base.checkpoint(wrapper)
    with wrapper.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone()[0] == 20_000

    def take_and_give() -> None:
        base.the_writers_turn.acquire()
        base.the_writers_turn.release()

    taken = threading.Thread(target=take_and_give)
    taken.start()
    taken.join(timeout=10)
    assert not taken.is_alive()
