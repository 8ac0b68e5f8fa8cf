"""One process at a time changes what a database is: builds, fills or upgrades it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from chalou.exchange.whole.refusals import NotDone

# Any number will do, as long as nobody else who uses the database takes the same one: the letters of "chalou".
_NUMBER = 0x6368616C6F75


@contextmanager
def alone(busy: str | None = None) -> Iterator[None]:
    """Nobody else is inside, in any process on this database. Where somebody is: wait, or `NotDone(busy)` if given.

    On PostgreSQL a lock of the connection, given back when the process dies. On SQLite the folder of the house is held
    by whoever calls.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        if busy is None:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_NUMBER])
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_NUMBER])
            if not cursor.fetchone()[0]:
                raise NotDone(busy)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_NUMBER])


def refuse_company() -> None:
    """`NotDone` where other processes are connected to this PostgreSQL database: a house may be open on it."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        others = cursor.fetchone()[0]
    if others:
        raise NotDone(f"{others} others are connected to this database. Close the house, and whatever else reads it.")
