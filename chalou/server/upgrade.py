"""The database is brought to what this version of Chalou expects: first a backup, then the steps."""

from collections.abc import Callable
from contextlib import nullcontext

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from chalou.exchange.whole import unfinished
from chalou.exchange.whole.alone import alone
from chalou.exchange.whole.backup import BEFORE_UPGRADE, make_backup, sweep
from chalou.exchange.whole.migrating import bring_tables_up_to_date
from chalou.exchange.whole.refusals import NotDone
from chalou.foundation.clock import now
from chalou.foundation.database import is_postgres
from chalou.server.folder import held_folder

Say = Callable[[str], None]


def bring_up_to_date(*, say: Say, is_held: bool = False) -> None:
    """Make the tables of a new house, or bring those of an older version up to date after a backup of all of it.

    Where nothing waits, nothing is done. Of several processes that come at once on PostgreSQL one does it and the
    others wait; on SQLite the folder is held meanwhile (`is_held`: the caller holds it already). `NotDone` where the
    backup fails, where half a house is in the database, and where a newer Chalou has been here: nothing is touched.
    """
    if _waiting():
        with nullcontext() if is_held or is_postgres() else held_folder(), alone():
            if _waiting():  # else somebody was faster
                _upgrade(say)


def _waiting() -> list[str]:
    """The steps between this database and this version."""
    unfinished.refuse_half_a_house()
    executor = MigrationExecutor(connection)
    unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations))
    if unknown:
        raise NotDone(
            f"this house was opened by a newer Chalou ({'.'.join(unknown[0])}). Install that one again; an older one"
            " would spoil it."
        )
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, _backwards in plan]


def _upgrade(say: Say) -> None:
    if MigrationExecutor(connection).loader.applied_migrations:
        folder = settings.CHALOU.data / "backups"
        say(f"The house is of an earlier version. It is backed up to {folder} before it is brought up to date.")
        try:
            kept = make_backup(folder, at=now(), say=say, mark=BEFORE_UPGRADE)
        except (NotDone, OSError) as error:
            raise NotDone(f"without a backup nothing is upgraded, and none could be made: {error}") from error
        say(f"Backed up to {kept}. Bringing the database up to date: {', '.join(_waiting())}.")
        sweep(folder, keep=settings.CHALOU.backups_kept)
    bring_tables_up_to_date()
