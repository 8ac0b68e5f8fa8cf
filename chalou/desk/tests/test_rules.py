"""What the desk decides by: pure."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalou.chat.rules import MUTE_HOURS
from chalou.desk import rules
from chalou.desk.forms import ACTS, HOURS
from chalou.desk.rules import KEPT_FOR, Refusal

MOMENTS = st.timedeltas(timedelta(), timedelta(days=9000)).map(lambda later: datetime(2020, 1, 1, tzinfo=UTC) + later)
CASES = st.fixed_dictionaries(
    {name: st.booleans() for name in ("is_decided", "is_words", "is_hidden", "has_room", "has_person")}
).map(lambda case: {**case, "is_hidden": case["is_hidden"] and case["is_words"]})


@given(st.integers(), st.integers())
def test_one_reports_everything_but_oneself(reporter, person):
    refusal = rules.why_not_report(reporter=reporter, person=person)
    assert (refusal is Refusal.OWN) == (reporter == person)


@given(st.booleans(), st.integers(), st.none() | st.integers())
def test_nobody_decides_in_their_own_case(keeps_order, viewer, person):
    may = rules.may_decide(keeps_order=keeps_order, viewer=viewer, person=person)
    assert may == (keeps_order and viewer != person)


@given(CASES)
def test_the_acts_that_are_offered_are_those_that_fit(case):
    offered = rules.acts_for(**case)
    assert [act for act in ACTS if rules.why_not_act(act=act, **case) is None] == list(offered)
    assert ("dismiss" in offered) == (not case["is_decided"])
    assert ("settle" in offered) == (not case["is_decided"])
    assert ("show" in offered) == case["is_hidden"]
    assert ("hide" in offered) == (case["is_words"] and not case["is_hidden"])
    assert ("take_back" in offered) == case["is_words"]
    assert ("warn" in offered) == ("send_away" in offered) == case["has_person"]
    assert ("mute" in offered) == ("send_out" in offered) == (case["has_person"] and case["has_room"])


@given(st.none() | MOMENTS, MOMENTS)
def test_an_open_case_is_kept_and_a_decided_one_for_a_while(decided_at, at):
    assert rules.is_over(decided_at=decided_at, at=at) == (decided_at is not None and at - decided_at >= KEPT_FOR)
    assert not rules.is_over(decided_at=at, at=at + KEPT_FOR - timedelta(microseconds=1))


def test_the_hours_are_those_of_the_room():
    assert tuple(HOURS) == tuple(MUTE_HOURS)
