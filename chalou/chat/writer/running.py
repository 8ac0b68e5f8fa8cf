"""The thread that writes, while a house is served; and where there is none, the caller's own."""

import logging
import queue
import threading
import time
from collections.abc import Callable

from django.db import connection

from chalou.chat.writer.group import write_group
from chalou.chat.writer.values import Draft, Outcome, Posted, Reply
from chalou.foundation.counts import the_counts

log = logging.getLogger(__name__)

MOST_IN_A_GROUP = 256


class Writer(threading.Thread):
    """The thread that writes. It takes what is waiting; while one group is on its way to disk, the next one gathers."""

    def __init__(self, announce: Callable[[list[tuple[Reply, Outcome]]], None]):
        super().__init__(name="chalou-writer", daemon=True)
        self._waiting: queue.SimpleQueue[tuple[Draft, Reply, float] | None] = queue.SimpleQueue()
        self._announce = announce

    def submit(self, draft: Draft, reply: Reply) -> None:
        """Take a draft; `reply` is called with its outcome after the commit. From any thread; does not wait."""
        self._waiting.put((draft, reply, time.monotonic()))

    def stop(self) -> None:
        """Write what is waiting, then end."""
        self._waiting.put(None)
        self.join(timeout=30)

    def run(self) -> None:
        is_open = True
        while is_open:
            item = self._waiting.get()
            group: list[tuple[Draft, Reply, float]] = []
            while item is not None:
                group.append(item)
                if len(group) == MOST_IN_A_GROUP or self._waiting.empty():
                    break
                item = self._waiting.get()
            is_open = item is not None
            if group:
                outcomes = write_group([draft for draft, _, _ in group])
                self._count(outcomes, [since for _, _, since in group])
                try:
                    self._announce([(reply, outcome) for (_, reply, _), outcome in zip(group, outcomes, strict=True)])
                except Exception:
                    log.exception("a group of %d messages is written, but nobody was told", len(group))
        connection.close()

    def _count(self, outcomes: list[Outcome], since: list[float]) -> None:
        counts, at = the_counts, time.monotonic()
        counts.group_size.add(len(outcomes))
        for moment in since:
            counts.post_wait_s.add(at - moment)
        written = sum(isinstance(one, Posted) for one in outcomes)
        known = sum(isinstance(one, Posted) and one.again for one in outcomes)
        counts.posts_written += written - known
        counts.posts_known += known

    def waiting(self) -> int:
        """How many drafts wait for the next group."""
        return self._waiting.qsize()


_the_writer: Writer | None = None


def open_writer(writer: Writer | None) -> None:
    """Make this the writer of the process while it serves; None says that there is none any more."""
    global _the_writer  # noqa: PLW0603  # one process, one writer, as one database has one
    _the_writer = writer


def the_writer() -> Writer | None:
    """The writer of this process; None where nothing is served."""
    return _the_writer


def submit(draft: Draft, reply: Reply) -> None:
    """Have a draft written. Where no writer runs (commands, tests) the caller's own thread writes, at once."""
    if _the_writer is not None:
        _the_writer.submit(draft, reply)
    else:
        reply(write_group([draft])[0])
