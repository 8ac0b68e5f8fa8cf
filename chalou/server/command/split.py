"""The processes of a house that has grown: `chalou web`, `chalou live`, `chalou relay`.

They share a PostgreSQL, a Redis and the key of the house. The relay brings the database up to date; the others wait
for that, so all may be started at once.
"""

import functools
import sys
import time

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from chalou.exchange.whole import unfinished
from chalou.foundation.database import is_postgres
from chalou.server.command.serving import serve
from chalou.server.duties import Duty
from chalou.server.upgrade import bring_up_to_date

PATIENCE_S = 120
PACE_S = 0.5


def run_part(duties: Duty, *, name: str) -> int:
    """Serve one part of the house until SIGINT or SIGTERM; refuses where a house cannot be split."""
    problem = _why_not_split()
    if problem is not None:
        print(f"chalou: {problem}", file=sys.stderr)
        return 1
    if Duty.CHORES in duties:
        bring_up_to_date(say=functools.partial(print, flush=True))
    elif not _waited_for_database(name):
        print(
            f"chalou: the database has not been brought up to date in {PATIENCE_S} seconds."
            " `chalou relay` does that when it starts; is it running?",
            file=sys.stderr,
        )
        return 1
    return serve(duties, name=name)


def _why_not_split() -> str | None:
    if not is_postgres():
        return (
            "a house on SQLite is one process: `chalou open`. To split it, first move it to PostgreSQL:"
            " `chalou move-to DATABASE_URL`, see docs/deploying.md."
        )
    if not settings.CHALOU.redis_url:
        return (
            "several processes need a bus between them: set CHALOU_REDIS_URL to a Redis or Valkey server,"
            " see docs/deploying.md."
        )
    return None


def _waited_for_database(name: str) -> bool:
    until = time.monotonic() + PATIENCE_S
    has_said = False
    while not _is_up_to_date():
        if time.monotonic() > until:
            return False
        if not has_said:
            print(f"{name} waits for `chalou relay` to bring the database up to date", flush=True)
            has_said = True
        time.sleep(PACE_S)
    return True


def _is_up_to_date() -> bool:
    try:
        executor = MigrationExecutor(connection)
        # Half a house, of a restore or a move, may have all its tables.
        return unfinished.notes() is None and not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        # It is just starting, or being restarted; whoever started all of it at once must not have to do it again.
        connection.close()
        return False
