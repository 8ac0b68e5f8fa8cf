"""Writing to the database: `write()` opens the one transaction of an action.

On SQLite all writers of this process wait in one fair queue (`foundation/sqlite`), so nobody starves and nobody
meets "database is locked"; on PostgreSQL rows are locked where it matters.
"""

from collections.abc import Iterator, Sized
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from weakref import WeakSet

from django.db import Error, InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from chalou.foundation.refusals import Unable

TRY_AGAIN_S = 2.0

LONGEST_SILENCE_MS = 5000
"""In the midst of a transaction that writes. A process that hangs there, or whose machine has vanished, would hold the
rows that it locked for hours, and with a room's row its whole talk.
"""

_limited: WeakSet[Any] = WeakSet()

# SQLite's own names; after the first word they say in which call it was.
_SQLITE_FAILS = ("SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")
# PostgreSQL's states: no room on its disk; reading only, its disk fails; not to be reached (08), ended or not yet begun
# (57P), no memory or place for one more connection (53). Without any state the connection itself is gone.
_POSTGRES_FULL = "53100"
_POSTGRES_FAILS = ("25006", "58")
_POSTGRES_AWAY = ("08", "57P", "53")


@contextmanager
def write() -> Iterator[None]:
    """The transaction of one action. What it records is announced after it has been committed."""
    if is_postgres() and not connection.in_atomic_block:
        _limit_silence()
    with transaction.atomic():
        yield


def _limit_silence() -> None:
    """Once for each connection; reading a snapshot for a backup has one of its own, and may take its time."""
    connection.ensure_connection()
    driver = connection.connection
    if driver not in _limited:
        with connection.wrap_database_errors:
            driver.execute(f"SET idle_in_transaction_session_timeout = {LONGEST_SILENCE_MS}")
        _limited.add(driver)


def why_unable(error: BaseException | None) -> Unable | None:
    """What keeps the house from its records, in words for people, if that is why something failed; None where the
    fault is another, above all our own.
    """
    if not isinstance(error, Error):
        return None
    sqlite: str = getattr(error.__cause__, "sqlite_errorname", "")
    state: str | None = getattr(error.__cause__, "sqlstate", None)
    if sqlite == "SQLITE_FULL" or state == _POSTGRES_FULL:
        say = _("The house’s disk is full; the keeper has to make room. What you typed is kept.")
        return Unable("disk_full", say, wait_s=TRY_AGAIN_S)
    if sqlite.startswith(_SQLITE_FAILS) or (state or "").startswith(_POSTGRES_FAILS):
        say = _("The house cannot write to its disk just now; the keeper has to look after it. What you typed is kept.")
        return Unable("disk_fails", say, wait_s=TRY_AGAIN_S)
    is_cut_off = isinstance(error, InterfaceError) or (isinstance(error, OperationalError) and state is None)
    if is_postgres() and (is_cut_off or (state or "").startswith(_POSTGRES_AWAY)):
        return away()
    return None


def away() -> Unable:
    """The records cannot be reached, or do not answer in time."""
    say = _("The house cannot reach its records at the moment. It tries again by itself; what you typed is kept.")
    return Unable("away", say, wait_s=TRY_AGAIN_S)


def is_postgres() -> bool:
    """Whether the house keeps its rows in PostgreSQL (else in SQLite)."""
    return connection.vendor == "postgresql"


def marks(values: Sized) -> str:
    """As many placeholders as there are values, for an `IN (…)` written by hand. The values stay parameters."""
    return ", ".join(["%s"] * len(values))


def as_moment(kept: datetime | None) -> datetime | None:
    """A moment as a query written by hand gets it (SQLite keeps it in UTC and does not say so), as the ORM would give
    it; None stays None.
    """
    return kept.replace(tzinfo=UTC) if kept is not None and kept.tzinfo is None else kept


def assert_in_transaction() -> None:
    """Stop an author who records an event outside the transaction of its rows."""
    if not connection.in_atomic_block:
        raise RuntimeError("an event is recorded in the same transaction as its rows: use write()")
