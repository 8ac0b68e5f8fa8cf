"""Recording an event and telling those who listen live.

An action calls `record(event)` inside its transaction: the row and the rows it tells of are one. After the commit the
functions marked with `@live(EventClass)` turn it into what listeners hear. Telling may be lost (a process may die
between commit and telling); nobody relies on it alone: listeners compare numbers and catch up.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from django.db import transaction

from chalou.events.models import Event as Row
from chalou.events.vocabulary.base import Event
from chalou.foundation.database import assert_in_transaction

log = logging.getLogger(__name__)

E = TypeVar("E", bound=Event)
_tellers: defaultdict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)


def live(kind: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Call the marked function with each event of this class, after its commit, in the process where it happened."""

    def mark(teller: Callable[[E], None]) -> Callable[[E], None]:
        _tellers[kind].append(teller)
        return teller

    return mark


def record(event: Event) -> None:
    """Write the event's row in the open transaction; announce it once that is committed."""
    assert_in_transaction()
    Row.objects.create(kind=type(event).__name__, facts=event.facts(), at=event.at)
    transaction.on_commit(partial(_tell, event))


def record_many(events: Sequence[Event]) -> None:
    """As `record`, for what happened together, in order."""
    assert_in_transaction()
    Row.objects.bulk_create(Row(kind=type(one).__name__, facts=one.facts(), at=one.at) for one in events)
    for one in events:
        transaction.on_commit(partial(_tell, one))


def tell_unrecorded(event: Event) -> None:
    """Announce an event after the commit, of which no row may tell: what is nobody’s business but of who did it."""
    assert_in_transaction()
    transaction.on_commit(partial(_tell, event))


def _tell(event: Event) -> None:
    for teller in _tellers[type(event)]:
        try:
            teller(event)
        except Exception:
            # The rows are safe and listeners catch up by number; whoever acted must not see this as a failure.
            log.exception("telling %s failed", type(event).__name__)


def kinds_told() -> Iterable[type[Event]]:
    """The classes of events somebody listens to live; for the tests of the wiring."""
    return tuple(_tellers)


def prune(before: datetime) -> int:
    """Delete events older than `before`; answers how many.

    Events are numbered as they happen, so the old ones are the first: no index by time is needed, which every message
    would have to pay for.
    """
    deleted = 0
    while True:
        first = Row.objects.order_by("id").values_list("id", "at")[:1000]
        old = [number for number, at in first if at < before]
        if not old:
            return deleted
        deleted += Row.objects.filter(id__in=old).delete()[0]
