"""The door: what passes, what does not, and what is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import Refused
from chalou.foundation.text.characters import cleaned
from chalou.foundation.throttle import the_throttle
from chalou.screening.admit import _SAYS, admit, admit_deed, limit_of, pace_of
from chalou.screening.rules import Act, Deed, Objection, objection_to


@given(st.text(max_size=60), st.integers(min_value=1, max_value=50))
def test_a_text_passes_if_and_only_if_it_is_short_enough_and_legible(text, longest):
    text = cleaned(text)
    objection = objection_to(text, longest=longest)
    assert (objection is Objection.TOO_LONG) == (len(text) > longest)
    if objection is None:
        assert text.strip()


@pytest.mark.parametrize("act", Act)
def test_every_act_has_a_limit_of_length_and_of_pace(act):
    limit = limit_of(act)
    the_throttle.forget()
    assert admit(act=act, by="somebody", text="茶" * limit.longest) == "茶" * limit.longest
    with pytest.raises(Refused) as too_long:
        admit(act=act, by="somebody", text="茶" * (limit.longest + 1))
    assert too_long.value.why == "too_long"
    for _ in range(int(limit.burst) - 1):
        admit(act=act, by="somebody", text="茶")
    with pytest.raises(Refused) as too_fast:
        admit(act=act, by="somebody", text="茶")
    assert too_fast.value.why == "too_fast"
    assert too_fast.value.wait_s is not None
    assert 0 < too_fast.value.wait_s <= 60 / limit.per_minute + 0.1
    admit(act=act, by="somebody else", text="茶")


@pytest.mark.parametrize("deed", Deed)
def test_every_deed_has_a_pace(deed):
    _, burst = pace_of(deed)
    for _ in range(int(burst)):
        admit_deed(deed=deed, by=PersonId(1))
    with pytest.raises(Refused) as too_fast:
        admit_deed(deed=deed, by=PersonId(1))
    assert too_fast.value.why == "too_fast"
    admit_deed(deed=deed, by=PersonId(2))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("\u200b", "empty"),
        ("a\0b", "control_characters"),
        ("a\u202eb", "direction_characters"),
        ("a\ud800b", "broken_text"),
        ("x" * 8001, "too_long"),
        ("x" * 1_000_000, "too_long"),
    ],
)
def test_why_a_text_is_turned_away(text, why):
    with pytest.raises(Refused) as refused:
        admit(act=Act.POST, by="somebody", text=text)
    assert refused.value.why == why
    assert str(refused.value).strip()


def test_what_is_turned_away_costs_no_try():
    for _ in range(100):
        with pytest.raises(Refused):
            admit(act=Act.POST, by="somebody", text=" ")
    assert admit(act=Act.POST, by="somebody", text="茶") == "茶"


def test_a_text_comes_out_as_it_is_kept():
    assert admit(act=Act.POST, by="somebody", text=" cafe\u0301\r\n\u200b茶 ") == "café\n茶"


def test_every_objection_is_said_in_words():
    assert set(_SAYS) == set(Objection)
