"""Django's cache in Redis, or in the memory of the process while Redis does not answer.

What is kept there is how often somebody guessed a password. While Redis is away each process counts for itself; nobody
is kept from signing in by a server that only counts.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


NOT_AGAIN_S = 5.0
"""So long a Redis that did not answer is not asked again: one that hangs costs whoever signs in a second each time."""


class ForgivingCache(RedisCache):
    _away_until: ClassVar[float] = 0.0
    """For all threads of the process."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:  # Django's own shapes
        super().__init__(server, params)
        self._meanwhile = LocMemCache("while-redis-is-away", {})

    def _either(self, name: str, asked: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            if time.monotonic() >= self._away_until:
                return asked(*args, **kwargs)
        except (RedisError, OSError) as error:
            ForgivingCache._away_until = time.monotonic() + NOT_AGAIN_S
            log.warning("Redis does not answer, counting in memory: %s", type(error).__name__)
        return getattr(self._meanwhile, name)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("add", super().add, *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("get", super().get, *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._either("set", super().set, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("touch", super().touch, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("delete", super().delete, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("get_many", super().get_many, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("has_key", super().has_key, *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("incr", super().incr, *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("set_many", super().set_many, *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._either("delete_many", super().delete_many, *args, **kwargs)

    def clear(self) -> Any:
        return self._either("clear", super().clear)
