"""Writing to the database: `write()` opens the one transaction of an action.

On SQLite all writers of this process wait in one fair queue (`foundation/sqlite`), so nobody starves and nobody
meets "database is locked"; on PostgreSQL rows are locked where it matters.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def write() -> Iterator[None]:
    """The transaction of one action. What it records is announced after it has been committed."""
    with transaction.atomic():
        yield


def is_postgres() -> bool:
    """Whether the house keeps its rows in PostgreSQL (else in SQLite)."""
    return connection.vendor == "postgresql"


def assert_in_transaction() -> None:
    """Stop an author who records an event outside the transaction of its rows."""
    if not connection.in_atomic_block:
        raise RuntimeError("an event is recorded in the same transaction as its rows: use write()")
