"""Newcomers: whoever receives them hears of it, and they hear the next day what was said meanwhile. Once."""

from datetime import timedelta

import pytest

from chalou.desk import actions, queries
from chalou.desk.models import Notice
from chalou.foundation.clock import now
from chalou.house.rules.customs import Seat
from chalou.people import actions as people
from chalou.people.models import Person
from tests import making as make

pytestmark = pytest.mark.django_db

TODAY = now()
DAY = timedelta(days=1)


def test_each_is_told_once():
    elder = make.person(seat=Seat.ELDER)
    people.receive_newcomers(by=elder, on=True, at=TODAY)
    came = make.person(password=make.PASSWORD, seat=Seat.NEWCOMER)
    assert [actions.welcome_people(at=TODAY) for _ in range(2)] == [1, 0]
    told = queries.notices_of(elder)
    assert [(one.act, one.person, one.person_name) for one in told] == [("receive", came.id, came.name)]
    assert Person.objects.get(pk=elder.pk).unread_notices == 1
    assert not queries.notices_of(came)
    assert [actions.welcome_people(at=TODAY + DAY) for _ in range(2)] == [1, 0]
    assert [one.act for one in queries.notices_of(came)] == ["day_after"]


def test_a_house_that_was_closed_for_a_week_tells_nobody_of_yesterday():
    make.person(password=make.PASSWORD, seat=Seat.NEWCOMER)
    assert actions.welcome_people(at=TODAY) == 0
    assert [actions.welcome_people(at=TODAY + 7 * DAY) for _ in range(2)] == [0, 0]
    assert not Notice.objects.exists()


def test_of_those_who_were_there_before_nobody_is_told():
    make.person()
    assert actions.welcome_people(at=TODAY + DAY) == 0
