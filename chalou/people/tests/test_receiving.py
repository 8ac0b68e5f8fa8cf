"""Who receives newcomers: who may, in which turn, and what is known of it."""

from datetime import timedelta

import pytest

from chalou.foundation.clock import now
from chalou.house.rules.customs import Seat
from chalou.people import actions
from chalou.people.models import Person, Welcome
from chalou.people.queries.receiving import AFTER, newcomers_of, receiver_of, to_welcome
from chalou.people.rules import may_receive
from tests import making as make
from tests.refusing import refuses

pytestmark = pytest.mark.django_db

TODAY = now()


def comes(number: int) -> Person:
    """Somebody by the door of the house."""
    return make.person(password=make.PASSWORD, sign_in_name=f"newcomer{number}", seat=Seat.NEWCOMER)


def receives(*, seat: Seat = Seat.ELDER) -> Person:
    elder = make.person(seat=seat)
    actions.receive_newcomers(by=elder, on=True, at=TODAY)
    return elder


@pytest.mark.parametrize("seat", Seat)
def test_elders_receive_and_those_who_keep_the_house(seat):
    assert may_receive(seat=seat, keeps_order=False) is (seat is Seat.ELDER)
    assert may_receive(seat=seat, keeps_order=True)


def test_one_says_so_oneself_and_may_stop(happened):
    elder, regular = make.person(seat=Seat.ELDER), make.person()
    actions.receive_newcomers(by=elder, on=True, at=TODAY)
    actions.receive_newcomers(by=elder, on=True, at=TODAY)
    actions.receive_newcomers(by=elder, on=False, at=TODAY)
    assert happened() == [
        ("NewcomersReceived", {"person": elder.id, "on": True}),
        ("NewcomersReceived", {"person": elder.id, "on": False}),
    ]
    with refuses("not_an_elder"):
        actions.receive_newcomers(by=regular, on=True, at=TODAY)


def test_they_take_turns():
    first, second = receives(), receives()
    come = [comes(number) for number in range(4)]
    assert [one.received_by_id for one in come] == [first.id, second.id, first.id, second.id]
    assert [name for _, name, _ in newcomers_of(first.id)] == [come[2].name, come[0].name]


def test_where_nobody_receives_one_comes_in_all_the_same():
    came = comes(1)
    assert came.received_by_id is None
    assert receiver_of(came.id) is None
    assert came.welcome == Welcome.COME


def test_whoever_was_sent_out_of_the_house_receives_nobody():
    elder = receives()
    came = comes(1)
    found = receiver_of(came.id)
    assert found is not None
    assert found.name == elder.name
    actions.send_away(by=make.keeper(), person_id=elder.id, reason="", at=TODAY)
    assert receiver_of(came.id) is None
    assert comes(2).received_by_id is None


def test_whoever_lost_what_it_takes_receives_nobody():
    elder = receives()
    Person.objects.filter(pk=elder.pk).update(seat=Seat.REGULAR)
    assert comes(1).received_by_id is None


def test_the_day_after_is_not_before_it():
    came = comes(1)
    assert [one.id for one in to_welcome(at=TODAY)] == [came.id]
    assert actions.go_on_with_welcome(came.id, was=Welcome.COME, now_is=Welcome.RECEIVED)
    assert not actions.go_on_with_welcome(came.id, was=Welcome.COME, now_is=Welcome.RECEIVED)
    moment = Person.objects.get(pk=came.pk).joined_at
    assert to_welcome(at=moment + AFTER - timedelta(seconds=1)) == ()
    assert [one.id for one in to_welcome(at=moment + AFTER)] == [came.id]
