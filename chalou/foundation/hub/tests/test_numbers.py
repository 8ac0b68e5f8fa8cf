"""Numbers told of a topic: whatever was lost is noticed, whatever the order."""

from hypothesis import given
from hypothesis import strategies as st

from chalou.foundation.hub.numbers import Told

START = 100
numbers = st.lists(st.integers(min_value=START - 5, max_value=START + 40), max_size=80)


def is_lacking(told: set[int], start: int, number: int) -> bool:
    return any(one not in told for one in range(start + 1, number + 1))


@given(numbers, st.integers(min_value=START - 10, max_value=START + 60))
def test_it_is_behind_if_and_only_if_something_was_not_told(sent, number):
    told = Told(START)
    for one in sent:
        told.tell(one)
    assert told.is_behind(number) == is_lacking(set(sent), START, number)


@given(st.lists(st.tuples(st.sampled_from(["tell", "skip"]), st.integers(min_value=START, max_value=START + 30))))
def test_what_followers_were_sent_to_fetch_counts_as_told(steps):
    told, known = Told(START), set[int]()
    for step, number in steps:
        if step == "tell":
            told.tell(number)
            known.add(number)
        else:
            told.skip_to(number)
            known.update(range(START, number + 1))
        for asked in range(START, START + 35):
            assert told.is_behind(asked) == is_lacking(known, START, asked)


@given(st.permutations(range(START + 1, START + 30)))
def test_nothing_is_remembered_once_all_came(order):
    told = Told(START)
    for number in [*order, *order]:
        told.tell(number)
    assert told.up_to == START + 29
    assert not told._beyond
