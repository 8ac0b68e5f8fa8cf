"""The cache of a house whose Redis is away: nobody is kept out by a server that only counts."""

import pytest

from chalou.foundation.cache import ForgivingCache
from tests.services import free_port


@pytest.fixture
def cache_without_redis(monkeypatch):
    monkeypatch.setattr(ForgivingCache, "_away_until", 0.0)  # what one finds out is for all, also after this test
    return ForgivingCache(f"redis://127.0.0.1:{free_port()}/0", {"OPTIONS": {"socket_connect_timeout": 1}})


def test_without_redis_it_counts_in_memory(cache_without_redis):
    cache = cache_without_redis
    assert cache.get("tries") is None
    assert cache.add("tries", 1)
    assert not cache.add("tries", 5)
    assert cache.incr("tries") == 2
    cache.set_many({"a": 1, "b": 2})
    assert cache.get_many(["a", "b", "tries"]) == {"a": 1, "b": 2, "tries": 2}
    assert cache.has_key("a")
    assert cache.touch("a", 10)
    assert cache.delete("a")
    cache.delete_many(["b"])
    assert cache.get("b", "none") == "none"
    cache.clear()
    assert cache.get("tries") is None


def test_a_redis_that_did_not_answer_is_not_asked_at_once_again(cache_without_redis, caplog):
    for _ in range(3):
        cache_without_redis.get("tries")
    assert len(caplog.records) == 1


@pytest.mark.postgres
def test_with_redis_it_is_the_same_for_all_processes(settings):
    one, other = (ForgivingCache(settings.CHALOU.redis_url, {}) for _ in range(2))
    one.set("tries-of-a-test", 3)
    try:
        assert other.get("tries-of-a-test") == 3
    finally:
        other.delete("tries-of-a-test")
