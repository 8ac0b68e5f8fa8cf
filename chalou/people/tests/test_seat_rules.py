"""Seats by the thousand: they only rise, two who thank each other never count, and order does not matter."""

from datetime import UTC, date, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chalou.house.rules.customs import Conditions, Customs, Seat, sits_as
from chalou.people.rules.seats import (
    Come,
    NoElder,
    NoThanks,
    Step,
    ahead_of,
    conditions_of,
    counted,
    earned,
    is_another_day,
    why_not_name_elder,
    why_not_thank,
)

CUSTOMS = Customs()
seats = st.sampled_from(Seat)
few = st.integers(0, 20)
comes = st.builds(Come, seat=seats, listened_in=few, days=few, thanked_by=few, is_vouched=st.booleans())
conditions = st.builds(Conditions, listened_in=few, days=few, thanked_by=few, or_vouched=st.booleans())
customs = st.builds(
    lambda ways: Customs(seats=ways),
    st.dictionaries(st.sampled_from([Seat.GUEST, Seat.REGULAR]), conditions),
)
thanks = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=30)


@given(come=comes, by=customs)
def test_a_seat_never_falls(come, by):
    assert earned(come, by).reaches(come.seat)


@given(come=comes, by=customs, more=st.tuples(few, few, few))
def test_more_of_anything_never_makes_a_lesser_seat(come, by, more):
    listened, days, thanked = more
    further = Come(
        seat=come.seat,
        listened_in=come.listened_in + listened,
        days=come.days + days,
        thanked_by=come.thanked_by + thanked,
        is_vouched=come.is_vouched,
    )
    assert earned(further, by).reaches(earned(come, by))


@given(come=comes, by=customs, then=customs)
def test_what_was_earned_is_not_taken_by_other_customs(come, by, then):
    risen = Come(seat=earned(come, by))
    assert earned(risen, then).reaches(risen.seat)


@given(come=comes, by=customs)
def test_nothing_that_is_counted_makes_an_elder(come, by):
    assert (earned(come, by) is Seat.ELDER) == (come.seat is Seat.ELDER)


@given(come=comes, by=customs)
def test_there_is_something_ahead_for_everybody_but_elders(come, by):
    ahead = ahead_of(come, by)
    assert (ahead is None) == (come.seat is Seat.ELDER)
    if ahead is not None and ahead.conditions and earned(come, by) is come.seat:
        assert any(not one.is_met for one in ahead.conditions)


@given(given_=thanks)
def test_two_who_thank_each_other_never_count_for_each_other(given_):
    for one in range(1, 7):
        for other in counted(given_, person=one):
            assert one not in counted(given_, person=other)
            assert (one, other) not in given_


@given(given_=thanks, seed=st.randoms(use_true_random=False))
def test_in_which_order_and_how_often_people_thank_does_not_matter(given_, seed):
    shuffled = given_ * 2
    seed.shuffle(shuffled)
    assert counted(shuffled, person=1) == counted(given_, person=1)


@given(given_=thanks, there=st.sets(st.integers(1, 6)))
def test_only_those_who_are_there_still_count_and_nobody_for_oneself(given_, there):
    found = counted(given_, person=1, there=there)
    assert found <= there - {1}


def test_a_guest_has_listened_in_a_room_or_has_somebodys_word():
    assert earned(Come(seat=Seat.NEWCOMER), CUSTOMS) is Seat.NEWCOMER
    assert earned(Come(seat=Seat.NEWCOMER, listened_in=1), CUSTOMS) is Seat.GUEST
    assert earned(Come(seat=Seat.NEWCOMER, is_vouched=True), CUSTOMS) is Seat.GUEST


def test_a_regular_comes_again_and_again_and_is_thanked_by_several():
    enough = Come(seat=Seat.GUEST, listened_in=1, days=14, thanked_by=3)
    assert earned(enough, CUSTOMS) is Seat.REGULAR
    for less in (Come(seat=Seat.GUEST, listened_in=1, days=13, thanked_by=3), Come(seat=Seat.GUEST, days=99)):
        assert earned(less, CUSTOMS) is Seat.GUEST


def test_what_is_missing_is_named_with_what_is_there():
    come = Come(seat=Seat.GUEST, listened_in=2, days=9, thanked_by=1)
    found = {one.step: (one.wanted, one.there, one.is_met) for one in conditions_of(Seat.REGULAR, come, CUSTOMS)}
    assert found == {Step.LISTENED: (1, 2, True), Step.DAYS: (14, 9, False), Step.THANKED: (3, 1, False)}
    found_ahead = [ahead_of(come, CUSTOMS), ahead_of(Come(seat=Seat.REGULAR), CUSTOMS)]
    assert [one.seat for one in found_ahead if one is not None] == [Seat.REGULAR, Seat.ELDER]


def test_seats_are_in_one_order():
    assert all(better.reaches(lesser) and not lesser.reaches(better) for lesser, better in pairwise(Seat))
    assert sits_as(Seat.NEWCOMER, keeps_order=True) is Seat.ELDER
    assert sits_as(Seat.GUEST, keeps_order=False) is Seat.GUEST


def test_a_day_is_one_where_somebody_lives_and_none_is_gained_by_travelling_back():
    late = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    assert is_another_day(None, at=late, time_zone="UTC")
    assert not is_another_day(date(2026, 3, 4), at=late, time_zone="UTC")
    assert is_another_day(date(2026, 3, 4), at=late, time_zone="Asia/Shanghai")
    assert not is_another_day(date(2026, 3, 5), at=late, time_zone="America/New_York")


def test_one_thanks_another_once_for_something_and_leads_nobody_away():
    fine = {
        "is_oneself": False,
        "hears": True,
        "has_thanked": False,
        "is_for_something": True,
        "has_address": False,
    }
    assert why_not_thank(**fine) is None
    for change, why in (
        ({"is_oneself": True}, NoThanks.ONESELF),
        ({"hears": False}, NoThanks.UNHEARD),
        ({"has_thanked": True}, NoThanks.ALREADY),
        ({"is_for_something": False}, NoThanks.FOR_WHAT),
        ({"has_address": True}, NoThanks.ADDRESS),
    ):
        assert why_not_thank(**(fine | change)) is why


def test_elders_and_the_keeper_name_elders():
    def why(by, seat, *, by_keeper=False, is_keeper=False):
        return why_not_name_elder(by=by, by_keeper=by_keeper, seat=seat, is_keeper=is_keeper)

    assert why(Seat.ELDER, Seat.REGULAR) is None
    assert why(Seat.NEWCOMER, Seat.GUEST, by_keeper=True) is None
    assert why(Seat.REGULAR, Seat.REGULAR) is NoElder.NOT_AN_ELDER
    assert why(Seat.ELDER, Seat.ELDER) is NoElder.IS_ELDER
    assert why(Seat.ELDER, Seat.REGULAR, is_keeper=True) is NoElder.IS_ELDER
