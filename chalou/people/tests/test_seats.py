"""How seats rise, who names elders, and what is kept of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from chalou.foundation.clock import now
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound, Refused
from chalou.house.rules.customs import Seat
from chalou.people import actions, queries
from chalou.people.models import Person, Role, Thanks, Word
from chalou.people.rules.seats import Step
from tests import making as make

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def here(person, at):
    actions.be_here(by=person.id, known_day=None, time_zone=person.time_zone, at=at)
    person.refresh_from_db()


def test_days_are_counted_one_by_one_and_no_other_than_the_last_is_kept():
    ming = make.person(seat=Seat.NEWCOMER)
    for hours in (0, 1, 5, 24, 25, 72):
        here(ming, NOON + timedelta(hours=hours))
    assert (ming.days_here, ming.last_day) == (3, (NOON + timedelta(hours=72)).date())


def test_on_a_day_that_was_counted_nothing_is_asked(django_assert_num_queries):
    ming = make.person()
    here(ming, NOON)
    with django_assert_num_queries(0):
        actions.be_here(by=ming.id, known_day=ming.last_day, time_zone=ming.time_zone, at=NOON)


def test_whoever_has_listened_becomes_a_guest_and_is_told(happened):
    ming = make.person(seat=Seat.NEWCOMER)
    actions.listened(person_id=ming.id, rooms=1, at=NOON)
    ming.refresh_from_db()
    assert (ming.seat, ming.unread_notices) == (Seat.GUEST, 1)
    assert happened() == [("SeatRisen", {"person": ming.id, "seat": "guest"})]
    [word] = queries.words_of(ming)
    assert (word.kind, word.seat, word.is_read) == ("seat", Seat.GUEST, False)


def test_whoever_was_vouched_for_becomes_a_guest(happened):
    ming = make.person(seat=Seat.NEWCOMER)
    for _ in range(2):
        actions.vouched(person_id=ming.id, at=NOON)
    assert Person.objects.get(pk=ming.pk).seat == Seat.GUEST
    assert happened() == [("SeatRisen", {"person": ming.id, "seat": "guest"})]


def test_a_regular_has_been_here_on_many_days_and_was_thanked_by_several(happened):
    ming = make.person(seat=Seat.GUEST)
    Person.objects.filter(pk=ming.pk).update(listened_in=1, days_here=13)
    for _ in range(3):
        actions.thank(by=make.person(), to=ming.id, about=None, words="谢谢你教我看叶底。", at=NOON)
    assert Person.objects.get(pk=ming.pk).seat == Seat.GUEST
    here(ming, NOON)
    assert ming.seat == Seat.REGULAR
    assert [name for name, _ in happened()].count("SeatRisen") == 1


def test_two_who_thank_each_other_do_not_count_nor_does_who_was_sent_out_or_is_not_heard():
    ming = make.person(seat=Seat.GUEST)
    friend, gone, unheard, good = (make.person() for _ in range(4))
    for one in (friend, gone, unheard, good):
        actions.thank(by=one, to=ming.id, about=None, words="多谢。", at=NOON)
    actions.thank(by=ming, to=friend.id, about=None, words="彼此彼此。", at=NOON)
    actions.block(by=ming, person=unheard.id, at=NOON)
    actions.send_away(by=make.keeper(), person_id=gone.id, reason="搅局", at=NOON)
    ahead = queries.seat_page(ming).ahead
    assert ahead is not None
    assert [one.there for one in ahead.conditions if one.step is Step.THANKED] == [1]


def test_a_seat_is_not_lost_with_the_thanks_that_led_to_it():
    ming = make.person(seat=Seat.GUEST)
    Person.objects.filter(pk=ming.pk).update(listened_in=1, days_here=20)
    given = [actions.thank(by=make.person(), to=ming.id, about=None, words="多谢。", at=NOON) for _ in range(3)]
    assert Person.objects.get(pk=ming.pk).seat == Seat.REGULAR
    for one in given:
        actions.take_thanks_back(by=ming, thanks=one, at=NOON)
    actions.reckon_seats(at=NOON)
    assert Person.objects.get(pk=ming.pk).seat == Seat.REGULAR
    assert not Thanks.objects.exists()


def test_the_chore_lets_all_rise_who_have_come_further_and_may_be_done_again():
    ming, qiu = make.person(seat=Seat.NEWCOMER), make.person(seat=Seat.NEWCOMER)
    Person.objects.filter(pk=ming.pk).update(listened_in=2)
    assert actions.reckon_seats(at=NOON) == 1
    assert actions.reckon_seats(at=NOON) == 0
    assert [Person.objects.get(pk=one.pk).seat for one in (ming, qiu)] == [Seat.GUEST, Seat.NEWCOMER]


def test_the_chore_asks_no_more_where_there_are_more_people(django_assert_num_queries):
    for many in (3, 6):
        for _ in range(many):
            actions.thank(by=make.person(), to=make.person(seat=Seat.GUEST).id, about=None, words="多谢。", at=NOON)
        with django_assert_num_queries(4):  # the customs are one
            actions.reckon_seats(at=NOON)


def test_an_elder_names_an_elder_and_both_are_told(happened):
    gu, ming = make.person(seat=Seat.ELDER), make.person()
    actions.name_elder(by=gu, person_id=ming.id, at=NOON)
    assert Person.objects.get(pk=ming.pk).seat == Seat.ELDER
    assert happened() == [("ElderNamed", {"person": ming.id, "by": gu.id})]
    kinds = {one.pk: [(word.kind, word.name) for word in queries.words_of(one)] for one in (gu, ming)}
    assert kinds == {gu.pk: [("named", ming.name)], ming.pk: [("elder", gu.name)]}


def test_the_keeper_counts_as_an_elder():
    keeper, ming = make.keeper(), make.person(seat=Seat.NEWCOMER)
    assert (keeper.seat, queries.seat_page(keeper).ahead) == (Seat.ELDER, None)
    actions.name_elder(by=keeper, person_id=ming.id, at=NOON)
    assert Person.objects.get(pk=ming.pk).seat == Seat.ELDER


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MODERATOR])
def test_nobody_else_names_an_elder(role, happened):
    by, ming = make.person(role=role), make.person()
    with pytest.raises(Refused) as refused:
        actions.name_elder(by=by, person_id=ming.id, at=NOON)
    assert refused.value.why == "not_an_elder"
    assert happened() == []


def test_the_keeper_alone_sets_somebody_back_who_then_begins_anew(happened):
    keeper, ming = make.keeper(), make.person(seat=Seat.GUEST)
    Person.objects.filter(pk=ming.pk).update(listened_in=1, days_here=20)
    helpers = [make.person() for _ in range(3)]
    for one in helpers:
        actions.thank(by=one, to=ming.id, about=None, words="多谢。", at=NOON)
    with pytest.raises(Refused):
        actions.set_back(by=make.person(seat=Seat.ELDER), person_id=ming.id, seat=Seat.NEWCOMER, at=NOON)
    later = NOON + timedelta(days=2)
    actions.set_back(by=keeper, person_id=ming.id, seat=Seat.GUEST, at=later)
    assert happened()[-1] == ("SetBack", {"person": ming.id, "seat": "guest", "by": keeper.id})
    Person.objects.filter(pk=ming.pk).update(listened_in=1, days_here=20)
    assert actions.reckon_seats(at=later) == 0
    for one in helpers:
        actions.thank(by=one, to=ming.id, about=None, words="还是要谢。", at=later + timedelta(hours=1))
    assert Person.objects.get(pk=ming.pk).seat == Seat.REGULAR


@pytest.mark.parametrize("seat", [Seat.REGULAR, Seat.ELDER])
def test_setting_back_gives_an_earlier_seat_and_no_other(seat):
    with pytest.raises(Refused) as refused:
        actions.set_back(by=make.keeper(), person_id=make.person(seat=Seat.REGULAR).id, seat=seat, at=NOON)
    assert refused.value.why == "no_earlier_seat"


def test_thanks_are_told_kept_and_shown(happened):
    ming, gu = make.person(), make.person(seat=Seat.ELDER)
    number = actions.thank(by=gu, to=ming.id, about=None, words="  搬桌子的\n时候搭了把手  ", at=NOON)
    assert happened() == [("Thanked", {"thanks": number, "by": gu.id, "to": ming.id})]
    assert Person.objects.get(pk=ming.pk).unread_notices == 1
    seen = queries.thanks_of(make.person(), ming.id)
    assert (seen.people, seen.elders, [line.words for line in seen.lines]) == (1, 1, ["搬桌子的 时候搭了把手"])


@pytest.mark.parametrize(
    ("words", "why"),
    [("", "thanks_for_what"), ("加我 https://tea.example", "thanks_with_address"), ("茶" * 201, "too_long")],
)
def test_thanks_say_what_for_and_lead_nobody_away(words, why, happened):
    with pytest.raises(Refused) as refused:
        actions.thank(by=make.person(), to=make.person().id, about=None, words=words, at=NOON)
    assert (refused.value.why, happened()) == (why, [])


def test_one_does_not_thank_oneself_nor_whom_one_does_not_hear_nor_nobody():
    ming, qiu = make.person(), make.person()
    actions.block(by=ming, person=qiu.id, at=NOON)
    for to, why in ((ming, "oneself"), (qiu, "unheard")):
        with pytest.raises(Refused) as refused:
            actions.thank(by=Person.objects.get(pk=ming.pk), to=to.id, about=None, words="多谢。", at=NOON)
        assert refused.value.why == why
    with pytest.raises(NotFound):
        actions.thank(by=ming, to=PersonId(10**6), about=None, words="多谢。", at=NOON)


def test_whoever_is_not_heard_learns_nothing_of_it_and_reaches_nobody():
    ming, qiu = make.person(), make.person()
    actions.block(by=ming, person=qiu.id, at=NOON)
    actions.thank(by=qiu, to=ming.id, about=None, words="多谢。", at=NOON)
    ming.refresh_from_db()
    assert (ming.unread_notices, queries.words_of(ming), queries.thanks_of(ming, ming.id).people) == (0, (), 0)
    assert queries.thanks_of(qiu, ming.id).people == 1


def test_for_deeds_one_thanks_somebody_once_a_day():
    ming, qiu = make.person(), make.person()
    actions.thank(by=ming, to=qiu.id, about=None, words="早上的茶。", at=NOON)
    with pytest.raises(Refused) as refused:
        actions.thank(by=ming, to=qiu.id, about=None, words="早上的茶。", at=NOON)
    assert refused.value.why == "thanked_already"
    actions.thank(by=ming, to=qiu.id, about=None, words="今天的茶。", at=NOON + timedelta(days=1))


def test_thanks_are_taken_back_by_the_two_and_by_those_who_keep_order(happened):
    ming, qiu = make.person(), make.person()
    days = iter(range(9))
    for by in (ming, qiu, make.person(role=Role.MODERATOR)):
        at = NOON + timedelta(days=next(days))
        number = actions.thank(by=ming, to=qiu.id, about=None, words="多谢。", at=at)
        with pytest.raises(NotFound):
            actions.take_thanks_back(by=make.person(), thanks=number, at=at)
        actions.take_thanks_back(by=by, thanks=number, at=at)
        assert happened()[-1] == ("ThanksTakenBack", {"thanks": number, "by": by.id})
    assert (Thanks.objects.count(), Word.objects.count()) == (0, 0)
    assert Person.objects.get(pk=qiu.pk).unread_notices == 0


def test_whoever_leaves_takes_their_thanks_along():
    ming, qiu = make.person(), make.person(seat=Seat.ELDER)
    actions.thank(by=ming, to=qiu.id, about=None, words="多谢。", at=NOON)
    actions.thank(by=qiu, to=ming.id, about=None, words="也谢你。", at=NOON)
    actions.name_elder(by=qiu, person_id=ming.id, at=NOON)
    actions.leave(by=ming, at=now())
    assert not Thanks.objects.exists()
    assert [(word.kind, word.name) for word in queries.words_of(qiu)] == [("named", "")]
    assert Person.objects.get(pk=qiu.pk).unread_notices == 1


def test_the_database_itself_keeps_out_thanks_to_oneself_and_the_same_twice():
    ming, gu = make.person(), make.person()
    thanks = {"by": gu, "to": ming, "about_kind": "message", "about_number": 7, "at": NOON}
    Thanks.objects.create(**thanks)
    for wrong in (thanks, {**thanks, "by": ming}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Thanks.objects.create(**wrong)


def test_whoever_is_out_of_the_house_does_not_rise_and_does_when_they_are_back():
    ming = make.person(seat=Seat.NEWCOMER)
    actions.send_away(by=make.keeper(), person_id=ming.id, reason="", at=NOON)
    actions.vouched(person_id=ming.id, at=NOON)
    assert actions.reckon_seats(at=NOON) == 0
    ming.refresh_from_db()
    assert (ming.seat, queries.words_of(ming)) == (Seat.NEWCOMER.value, ())
    actions.let_back(by=make.keeper(), person_id=ming.id, at=NOON)
    assert actions.reckon_seats(at=NOON) == 1
