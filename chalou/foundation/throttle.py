"""How often somebody may do something: a bucket of tries that fills again with time.

Kept in the memory of the process, for it is asked on the way of every message. Restarting forgets; that is no loss.
Several processes of a house tell each other what was taken (docs/decisions/throttle.md): somebody who goes from one to
the next may be ahead by what is on its way for a moment, and pays for it afterwards.
"""

import math
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock

_KEPT = 50_000  # buckets; the one unused for longest goes first, and would have been full again anyway


class Throttle:
    """Buckets by key. `at` is in seconds of any clock that only goes forward."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()
        self._is_shared = False
        self._taken: dict[str, tuple[int, float, float]] = {}

    def take(self, key: str, *, per_minute: float, burst: float, at: float) -> float | None:
        """Take one try. Answers None if there was one, else the seconds until there is."""
        per_second = per_minute / 60
        with self._lock:
            left, since = self._buckets.pop(key, (burst, at))
            left = min(burst, left + max(0.0, at - since) * per_second)
            allowed = left > 1 - 1e-6  # sums of fractions of a second fall short of it by a hair
            self._keep(key, left - 1 if allowed else left, at)
            if allowed and self._is_shared:
                self._taken[key] = (self._taken.get(key, (0, 0, 0))[0] + 1, per_minute, burst)
        # To the tenth above: whoever waits as long as they were told must not be a moment too early.
        return None if allowed else math.ceil((1 - left) / per_second * 10) / 10

    def _keep(self, key: str, left: float, at: float) -> None:
        self._buckets[key] = (left, at)
        if len(self._buckets) > _KEPT:
            self._buckets.popitem(last=False)

    # Between processes

    def share(self, *, is_shared: bool = True) -> None:
        """Remember what is taken here, for `taken`."""
        with self._lock:
            self._is_shared, self._taken = is_shared, {}

    def taken(self) -> dict[str, tuple[int, float, float]]:
        """What was taken here since this was last asked: by key how many, per minute, at once."""
        with self._lock:
            taken, self._taken = self._taken, {}
        return taken

    def hear(self, taken: Mapping[str, Sequence[float]], *, at: float) -> None:
        """What was taken in another process is not there any more here either.

        A bucket may owe: who was let in by two processes in the same moment waits for it later. Never more than a
        whole bucket, so that no number that comes over the bus can shut somebody out for long.
        """
        with self._lock:
            for key, (count, per_minute, burst) in taken.items():
                left, since = self._buckets.pop(key, (burst, at))
                left = min(burst, left + max(0.0, at - since) * per_minute / 60)
                self._keep(key, max(left - count, -burst), at)

    def forget(self) -> None:
        """Empty all buckets; for the tests."""
        with self._lock:
            self._buckets.clear()


the_throttle = Throttle()
