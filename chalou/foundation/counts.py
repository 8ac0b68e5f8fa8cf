"""What this process has done so far, in numbers: for those who keep an eye on a house (server/seeing shows them).

Plain numbers that only grow, so that counting costs nothing where a thousand listeners are told. A number without a
lock is added to on one thread only (named beside it); what several threads add to is a `Tally` or a `Spread`.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from threading import Lock


class Spread:
    """How values are spread: how many were at most as large as each bound. Added to from one thread, or under a lock.

    Read while it grows it may be a value behind, never wrong by more.
    """

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Iterable[float]):
        self.bounds = tuple(bounds)
        self.counts = [0] * (len(self.bounds) + 1)
        self.total = 0.0

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    def up_to(self) -> list[int]:
        """For each bound, and for no bound at all, how many values were at most that large."""
        reached, counts = 0, []
        for count in self.counts:
            reached += count
            counts.append(reached)
        return counts


class Tally:
    """How often each of a few things happened. From any thread."""

    def __init__(self) -> None:
        self._counts: dict[Hashable, int] = {}
        self._lock = Lock()

    def add(self, what: Hashable) -> None:
        with self._lock:
            self._counts[what] = self._counts.get(what, 0) + 1

    def counts(self) -> dict[Hashable, int]:
        with self._lock:
            return dict(self._counts)


class Spreads:
    """A spread for each of a few things. From any thread."""

    def __init__(self, bounds: Iterable[float]) -> None:
        self._bounds = tuple(bounds)
        self._spreads: dict[Hashable, Spread] = {}
        self._lock = Lock()

    def add(self, what: Hashable, value: float) -> None:
        with self._lock:
            spread = self._spreads.get(what)
            if spread is None:
                spread = self._spreads[what] = Spread(self._bounds)
            spread.add(value)

    def spreads(self) -> list[tuple[Hashable, list[int], float]]:
        """Each thing with its counts (see `Spread.up_to`) and the total of its values."""
        with self._lock:
            return [(what, spread.up_to(), spread.total) for what, spread in self._spreads.items()]


WAITS_S = (0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
GROUPS = (1, 2, 4, 8, 16, 32, 64, 128, 256)


@dataclass(slots=True)
class Counts:
    """All of them."""

    # On the writer's thread
    posts_written: int = 0
    posts_known: int = 0
    posts_refused: Tally = field(default_factory=Tally)  # by reason; some are refused before the writer
    post_wait_s: Spread = field(default_factory=lambda: Spread(WAITS_S))
    group_size: Spread = field(default_factory=lambda: Spread(GROUPS))

    # On the hub's thread
    frames_told: int = 0
    deliveries: int = 0
    bus_published: int = 0
    bus_heard: int = 0
    bus_dropped: int = 0
    bus_lag_s: Spread = field(default_factory=lambda: Spread(WAITS_S))
    loop_lag_s: Spread = field(default_factory=lambda: Spread(WAITS_S))
    comparisons: int = 0
    behind: int = 0
    pages_from_shelf: int = 0
    through_proxy: int = 0
    through_stranger: int = 0
    pages_under_way: int = 0  # goes down again: waiting for a thread, or being made

    # On a thread of the chores, now and then; they go down again. None: not looked at by this process.
    media_bytes: int | None = None
    media_pictures: int | None = None
    media_files: int | None = None

    # On any thread
    pages_s: Spreads = field(default_factory=lambda: Spreads(WAITS_S))  # by (name of the view, class of the status)
    sign_ins: Tally = field(default_factory=Tally)
    letters: Tally = field(default_factory=Tally)  # sent, failed
    database_errors: Tally = field(default_factory=Tally)


the_counts = Counts()
"""Those of this process."""
