"""How often somebody may do something."""

import math
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalou.foundation import throttle
from chalou.foundation.throttle import Throttle

per_minute = st.sampled_from([1.0, 6.0, 30.0, 40.0, 600.0])
bursts = st.sampled_from([1.0, 2.0, 12.0])
waits = st.lists(st.floats(min_value=0, max_value=20, allow_nan=False), min_size=1, max_size=80)


@given(per_minute, bursts, waits)
def test_in_no_stretch_of_time_are_there_more_tries_than_the_burst_and_the_rate(rate, burst, pauses):
    bucket, at, taken = Throttle(), 1000.0, []
    for pause in pauses:
        at += pause
        if bucket.take("x", per_minute=rate, burst=burst, at=at) is None:
            taken.append(at)
    for first in range(len(taken)):
        for last in range(first, len(taken)):
            allowed = burst + (taken[last] - taken[first]) * rate / 60
            assert last - first + 1 <= allowed + 1e-6


@given(per_minute, bursts, waits)
def test_whoever_waits_as_long_as_was_said_gets_their_try(rate, burst, pauses):
    bucket, at = Throttle(), 1000.0
    for pause in pauses:
        at += pause
        wait_s = bucket.take("x", per_minute=rate, burst=burst, at=at)
        if wait_s is not None:
            assert 0 < wait_s <= 60 / rate + 0.1
            assert wait_s == round(wait_s, 1), "it is shown with one digit"
            at += wait_s
            assert bucket.take("x", per_minute=rate, burst=burst, at=at) is None


def test_refused_tries_cost_nothing_and_keys_are_apart():
    bucket = Throttle()
    assert bucket.take("a", per_minute=60, burst=1, at=0) is None
    for tenth in range(1, 10):
        assert bucket.take("a", per_minute=60, burst=1, at=tenth / 10) is not None
    assert bucket.take("b", per_minute=60, burst=1, at=0.5) is None
    assert bucket.take("a", per_minute=60, burst=1, at=1.0) is None


def test_a_clock_that_steps_back_gives_nothing_away():
    bucket = Throttle()
    assert bucket.take("a", per_minute=60, burst=1, at=100) is None
    assert bucket.take("a", per_minute=60, burst=1, at=50) is not None


def test_memory_is_bounded_and_the_one_unused_for_longest_is_forgotten(monkeypatch):
    monkeypatch.setattr(throttle, "_KEPT", 3)
    bucket = Throttle()
    for key in "abcad":
        bucket.take(key, per_minute=1, burst=1, at=0)
    assert list(bucket._buckets) == ["c", "a", "d"]


def test_two_threads_share_one_bucket():
    bucket, burst, taken = Throttle(), 500, []

    def many() -> None:
        taken.append(sum(bucket.take("x", per_minute=1e-9, burst=burst, at=0) is None for _ in range(1000)))

    threads = [threading.Thread(target=many) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == burst


@pytest.mark.parametrize("burst", [1, 12])
def test_a_new_key_has_its_whole_burst(burst):
    bucket = Throttle()
    answers = [bucket.take("x", per_minute=1, burst=burst, at=0) for _ in range(burst + 1)]
    assert answers[:-1] == [None] * burst
    assert answers[-1] is not None
    assert math.isclose(answers[-1], 60)


def test_what_is_taken_in_one_process_is_gone_in_the_other_as_soon_as_it_hears():
    here, there = Throttle(), Throttle()
    here.share()
    for _ in range(3):
        assert here.take("post:1", per_minute=60, burst=4, at=0) is None
    there.hear(here.taken(), at=0)
    assert there.take("post:1", per_minute=60, burst=4, at=0) is None
    assert there.take("post:1", per_minute=60, burst=4, at=0) == 1.0
    assert here.taken() == {}, "each try is told once"


def test_whoever_was_faster_than_the_bus_pays_for_it_afterwards():
    one, other = Throttle(), Throttle()
    one.share()
    for bucket in (one, other):
        for _ in range(4):
            assert bucket.take("post:1", per_minute=60, burst=4, at=0) is None
    other.hear(one.taken(), at=0)
    assert other.take("post:1", per_minute=60, burst=4, at=0) == 5.0


@given(st.integers(0, 10**9))
def test_no_number_on_the_bus_shuts_anybody_out_for_longer_than_two_whole_buckets(count):
    bucket = Throttle()
    bucket.hear({"post:1": (count, 60, 4)}, at=0)
    wait_s = bucket.take("post:1", per_minute=60, burst=4, at=0)
    assert wait_s is None or wait_s <= 5.0


def test_a_process_alone_keeps_no_list_of_what_it_would_tell():
    bucket = Throttle()
    bucket.take("post:1", per_minute=60, burst=4, at=0)
    assert bucket.taken() == {}
