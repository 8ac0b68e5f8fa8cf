"""Work that is done again and again, once for the whole house, and that nobody waits for.

Each chore has a row that says when it is due. A process claims it by moving that moment (one conditional UPDATE: of
two processes one finds the row), does it, and writes down how it went. What fails is tried again, each time after a
longer pause, and stands in `standing()` until it succeeds: on the keeper's page and in `chalou doctor`. A process that
is killed half way leaves a claim that runs out, so a chore may be done twice and must not mind.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalou.events.models import Chore as Row
from chalou.foundation.clock import now
from chalou.foundation.database import write

log = logging.getLogger(__name__)

CLAIM = timedelta(hours=2)
"""Longer than any chore takes; after it, a chore whose process died is due again."""

FIRST_PAUSE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Chore:
    """`work(at)` is repeatable; it raises what went wrong, in words that hold nothing private."""

    name: str
    every: timedelta
    work: Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a chore stands: `said` is what went wrong at the last try, empty when it went well. `begun_at`: it is being
    done at this moment, or its process died in the midst of it.
    """

    name: str
    due_at: datetime
    begun_at: datetime | None
    done_at: datetime | None
    failed_at: datetime | None
    failures: int
    said: str


def run_due(chores: Sequence[Chore], *, at: datetime) -> None:
    """Do what is due and nobody else is doing. A failure is written down, never raised."""
    for chore in chores:
        if _claimed(chore, at=at):
            _try(chore, at=at)


def hurry(name: str, *, at: datetime) -> bool:
    """Let this chore be due now, inside the transaction of who wants it; some process does it within seconds. False
    where it is being done already.
    """
    row = Row.objects.select_for_update(no_key=True).filter(name=name).first()
    if row is None:
        Row.objects.create(name=name, due_at=at)
        return True
    if row.begun_at is not None and at < row.begun_at + CLAIM:
        return False
    row.due_at = at
    row.save(update_fields=["due_at"])
    return True


def standing() -> list[Standing]:
    """All chores that were ever due, by name."""
    rows = Row.objects.order_by("name").values_list(
        *("name", "due_at", "begun_at", "done_at", "failed_at", "failures", "said")
    )
    return [Standing(*row) for row in rows]


def pause_after(failures: int, *, every: timedelta) -> timedelta:
    """Until the next try: a minute, two, four …, and never longer than until it would be due anyway."""
    return min(every, FIRST_PAUSE * float(2 ** min(failures - 1, 20)))


def _claimed(chore: Chore, *, at: datetime) -> bool:
    due = Row.objects.filter(name=chore.name, due_at__lte=at)
    # Looked at before anything is written: twice a minute it is not due.
    if not due.exists():
        if not Row.objects.filter(name=chore.name).exists():
            with write():
                Row.objects.get_or_create(name=chore.name, defaults={"due_at": at + FIRST_PAUSE})
        return False
    with write():
        return bool(due.update(due_at=at + CLAIM, begun_at=at))


def _try(chore: Chore, *, at: datetime) -> None:
    try:
        chore.work(at)
    except Exception as error:
        log.exception("%s failed; it will be tried again", chore.name)
        said = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"[:200]
        with write():
            row = Row.objects.select_for_update().get(name=chore.name)
            row.failures += 1
            row.said, row.failed_at, row.begun_at = said, now(), None
            row.due_at = now() + pause_after(row.failures, every=chore.every)
            row.save(update_fields=["failures", "said", "failed_at", "begun_at", "due_at"])
        return
    with write():
        Row.objects.filter(name=chore.name).update(
            begun_at=None, done_at=now(), due_at=at + chore.every, failures=0, said=""
        )
