"""How often somebody may do something: a bucket of tries that fills again with time.

Kept in the memory of the process, for it is asked on the way of every message. Restarting forgets; that is no loss.
"""

import math
from collections import OrderedDict
from threading import Lock

_KEPT = 50_000  # buckets; the one unused for longest goes first, and would have been full again anyway


class Throttle:
    """Buckets by key. `at` is in seconds of any clock that only goes forward."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: str, *, per_minute: float, burst: float, at: float) -> float | None:
        """Take one try. Answers None if there was one, else the seconds until there is."""
        per_second = per_minute / 60
        with self._lock:
            left, since = self._buckets.pop(key, (burst, at))
            left = min(burst, left + max(0.0, at - since) * per_second)
            allowed = left > 1 - 1e-6  # sums of fractions of a second fall short of it by a hair
            self._buckets[key] = (left - 1 if allowed else left, at)
            if len(self._buckets) > _KEPT:
                self._buckets.popitem(last=False)
        # To the tenth above: whoever waits as long as they were told must not be a moment too early.
        return None if allowed else math.ceil((1 - left) / per_second * 10) / 10

    def forget(self) -> None:
        """Empty all buckets; for the tests."""
        with self._lock:
            self._buckets.clear()


the_throttle = Throttle()
