"""Who receives newcomers: who may, in which turn, and what is known of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from chalou.foundation.clock import now
from chalou.house.rules.customs import Seat
from chalou.people import actions
from chalou.people.actions.receiving import go_on
from chalou.people.models import Door, Person, Welcome, Word
from chalou.people.queries import words_of
from chalou.people.queries.receiving import newcomers_of, receiver_of, to_welcome
from chalou.people.rules.receiving import AFTER, UNTIL, is_day_after, is_too_late, may_receive
from tests import making as make
from tests.refusing import refuses

pytestmark = pytest.mark.django_db

TODAY = now()
DAY = timedelta(days=1)


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
    assert [name for _, name, _ in newcomers_of(first)] == [come[2].name, come[0].name]


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
    actions.welcome_people(at=TODAY)
    moment = Person.objects.get(pk=came.pk).joined_at
    assert to_welcome(at=moment + AFTER - timedelta(seconds=1)) == ()
    assert [one.id for one in to_welcome(at=moment + AFTER)] == [came.id]


def test_when_it_is_the_day_after():
    assert [is_day_after(joined_at=TODAY, at=TODAY + after) for after in (AFTER - DAY / 99, AFTER)] == [False, True]
    assert [is_too_late(joined_at=TODAY, at=TODAY + after) for after in (UNTIL, UNTIL + DAY / 99)] == [False, True]


def test_each_is_told_once():
    """Whoever receives somebody hears of it, and they hear the next day what was said meanwhile."""
    elder = receives()
    came = comes(1)
    assert [actions.welcome_people(at=TODAY) for _ in range(2)] == [1, 0]
    assert [(one.kind, one.other, one.name) for one in words_of(elder)] == [("receive", came.id, came.name)]
    assert Person.objects.get(pk=elder.pk).unread_notices == 1
    assert not words_of(came)
    assert [actions.welcome_people(at=TODAY + DAY) for _ in range(2)] == [1, 0]
    assert [one.kind for one in words_of(came)] == ["day_after"]
    assert Person.objects.get(pk=came.pk).unread_notices == 1


def test_of_whoever_is_sent_out_while_it_is_told_nothing_is_told():
    elder, came = receives(), comes(1)
    [found] = to_welcome(at=TODAY)
    actions.send_away(by=make.keeper(), person_id=came.id, reason="", at=TODAY)
    assert not go_on(found, at=TODAY)
    assert words_of(elder) == ()


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_that_tell_at_once_one_does():
    elder = receives()
    comes(1)
    moment = Barrier(2)

    def tell():
        # Both have read who is to be told before either tells.
        found = to_welcome(at=TODAY)
        moment.wait(10)
        try:
            return sum(go_on(one, at=TODAY) for one in found)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(one.result() for one in [threads.submit(tell) for _ in range(2)]) == [0, 1]
    assert [one.kind for one in words_of(elder)] == ["receive"]


def test_a_house_that_was_closed_for_a_week_tells_nobody_of_yesterday():
    comes(1)
    assert actions.welcome_people(at=TODAY) == 0
    assert [actions.welcome_people(at=TODAY + 7 * DAY) for _ in range(2)] == [0, 0]
    assert not Word.objects.exists()


def test_of_those_who_were_there_before_nobody_is_told():
    make.person()
    assert actions.welcome_people(at=TODAY + DAY) == 0


def test_whoever_was_sent_out_meanwhile_is_told_nothing_and_is_no_news():
    elder, sent, stays = receives(), comes(1), comes(2)
    for one in (sent, elder):
        actions.send_away(by=make.keeper(), person_id=one.id, reason="", at=TODAY)
    actions.welcome_people(at=TODAY)
    actions.welcome_people(at=TODAY + DAY)
    assert [(word.person_id, word.kind) for word in Word.objects.all()] == [(stays.pk, "day_after")]


def test_nobody_is_given_to_a_closed_door():
    elder, other = receives(), receives()
    actions.set_door(by=elder, door=Door.CLOSED, at=TODAY)
    assert [comes(number).received_by_id for number in range(2)] == [other.id, other.id]
    actions.set_door(by=other, door=Door.CLOSED, at=TODAY)
    assert comes(2).received_by_id is None


@pytest.mark.parametrize("change", ["door", "seat", "sent", "blocked", "unheard"])
def test_whoever_cannot_be_asked_any_more_is_not_named(change):
    elder, came = receives(), comes(1)
    assert receiver_of(came.id) is not None
    match change:
        case "door":
            actions.set_door(by=elder, door=Door.CLOSED, at=TODAY)
        case "seat":
            actions.set_back(by=make.keeper(), person_id=elder.id, seat=Seat.GUEST, at=TODAY)
        case "sent":
            actions.send_away(by=make.keeper(), person_id=elder.id, reason="", at=TODAY)
        case "blocked":
            actions.block(by=elder, person=came.id, at=TODAY)
        case "unheard":
            actions.block(by=came, person=elder.id, at=TODAY)
    assert receiver_of(came.id) is None
    elder.refresh_from_db()
    assert bool(newcomers_of(elder)) is (change != "blocked")
