"""Django's SQLite backend with one addition: every write of this process passes through one fair lock.

SQLite has one writer at a time. Left to itself it lets waiting connections poll, so under load some wait for
seconds while others pass. Here a writing connection takes its turn in the order of asking, before `BEGIN IMMEDIATE`,
and gives it up when its transaction ends. Library code (sessions, allauth) writes through the same connections and so
through the same lock.
"""

import threading
from collections import deque
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.base import DatabaseWrapper as StockDatabaseWrapper

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "ALTER", "DROP")


class FairLock:
    """A lock that is handed to waiters in the order in which they asked."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_held = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self) -> None:
        with self._guard:
            if not self._is_held:
                self._is_held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def release(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_held = False


the_writers_turn = FairLock()


class DatabaseWrapper(StockDatabaseWrapper):
    """A connection that holds the lock from its `BEGIN` to its `COMMIT` or `ROLLBACK`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # the signature is Django's
        super().__init__(*args, **kwargs)
        self._has_turn = False

    def _take_turn(self) -> None:
        if not self._has_turn:
            the_writers_turn.acquire()
            self._has_turn = True

    def _give_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            the_writers_turn.release()

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # a private method, not in the stubs
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # as above
        finally:
            if self.connection is None or not self.connection.in_transaction:
                self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # as above
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # as above
        finally:
            self._give_turn()

    def create_cursor(self, name: str | None = None) -> Any:  # a DB-API cursor
        assert self.connection is not None
        cursor = self.connection.cursor(factory=_Cursor)
        cursor.wrapper = self
        return cursor


class _Cursor(base.SQLiteCursorWrapper):
    """Takes the lock around a single write outside any transaction; inside one it is held already."""

    wrapper: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        if self.wrapper._has_turn or not query.lstrip().startswith(_WRITES):
            return super().execute(query, params)
        self.wrapper._take_turn()
        try:
            return super().execute(query, params)
        finally:
            if self.wrapper.connection is None or not self.wrapper.connection.in_transaction:
                self.wrapper._give_turn()

    def executemany(self, query: str, param_list: Any) -> Any:
        if self.wrapper._has_turn:
            return super().executemany(query, param_list)
        self.wrapper._take_turn()
        try:
            return super().executemany(query, param_list)
        finally:
            if self.wrapper.connection is None or not self.wrapper.connection.in_transaction:
                self.wrapper._give_turn()


LARGE_LOG = 1000  # pages; SQLite's own mark for a log that should be moved into the file
PATIENCE_MS = 100


def checkpoint(wrapper: DatabaseWrapper) -> None:
    """Move what is in the write-ahead log into the database file, beside the commits; called every second or so.

    Left to itself SQLite does that inside somebody's commit, which then takes 10 to 20 ms. But while commits go on, a
    log that is only emptied beside them is never begun anew: it grows, and every commit pays for a growing file. So
    when it is large, what little came in meanwhile is moved in a turn of our own, and the next commit begins it anew.
    """
    with wrapper.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        _is_busy, pages, moved = cursor.fetchone()
        # Somebody who reads one moment for long, as a backup does, holds what came since: until they have ended the log
        # cannot be begun anew, and each try would keep the writers for all of our patience (measured: acknowledgements
        # of 111 ms at p99 during a backup, of 11 ms without the tries).
        if pages < LARGE_LOG or pages - moved > LARGE_LOG:
            return
        # A reader in the middle of something must not make the writers wait with us.
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        the_writers_turn.acquire()
        try:
            cursor.execute("PRAGMA wal_checkpoint(RESTART)")
        finally:
            the_writers_turn.release()
            cursor.execute(f"PRAGMA busy_timeout = {int(wrapper.settings_dict['OPTIONS']['timeout'] * 1000)}")
