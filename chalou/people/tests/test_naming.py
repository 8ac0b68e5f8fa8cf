"""Nobody takes a name that is somebody else's, or looks like it; and everybody comes in under some name."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from chalou.foundation.clock import now
from chalou.foundation.refusals import Refused
from chalou.foundation.throttle import the_throttle
from chalou.people import actions
from chalou.people.models import NameHeld, Person, Role
from tests import making as make

pytestmark = pytest.mark.django_db


def join(name, sign_in_name="newcomer", **other):
    given: dict[str, Any] = {"password": make.PASSWORD, "address": "192.0.2.7", "at": now()}
    return actions.join(sign_in_name=sign_in_name, name=name, **given | other)


def rename(person, name, at=None):
    actions.change_profile(by=person, name=name, cup="green", at=at or now())
    the_throttle.forget()


def why(act, *given, **named):
    with pytest.raises(Refused) as refused:
        act(*given, **named)
    assert refused.value.field == "name"
    return refused.value.why


@pytest.fixture
def xiaoman():
    make.house()
    return make.person(name="林小满")


@pytest.mark.parametrize("name", ["林小满", "林小滿", "林 小满", "林小满🍵", "林小满.", "“林小满”"])
def test_nobody_joins_under_a_name_that_passes_for_somebodys(xiaoman, happened, name):
    assert why(join, name) == "name_taken"
    assert not Person.objects.filter(sign_in_name="newcomer").exists()
    assert happened() == []


def test_two_people_of_one_name_find_a_way_in(xiaoman):
    """The refusal names two that are free; each of them lets in."""
    with pytest.raises(Refused) as refused:
        join("林小满")
    assert "林小满·龙井" in str(refused.value)
    join("林小满·龙井")
    with pytest.raises(Refused) as refused:
        join("林小满", sign_in_name="third")
    assert "林小满·龙井" not in str(refused.value)
    assert "林小满·岩茶" in str(refused.value)


def test_who_it_is_that_has_the_name_is_told_to_no_stranger(xiaoman):
    with pytest.raises(Refused) as refused:
        join("林小滿")
    assert "林小满" not in str(refused.value)


def test_a_member_does_not_take_the_name_of_another(xiaoman, happened):
    other = make.person(name="阿福")
    assert why(rename, other, "林小滿") == "name_taken"
    other.refresh_from_db()
    assert other.name == "阿福"
    assert happened() == []
    rename(other, "福伯")
    assert Person.objects.get(pk=other.pk).name == "福伯"


def test_ones_own_name_may_be_written_otherwise(xiaoman):
    rename(xiaoman, "林小滿")
    rename(xiaoman, "林 小滿")
    assert NameHeld.objects.filter(person=xiaoman, until=None).count() == 1


def test_a_name_given_up_is_nobody_elses_for_thirty_days(xiaoman):
    at = now()
    rename(xiaoman, "满姐", at=at)
    assert why(join, "林小满", at=at + timedelta(days=29)) == "name_taken"
    the_throttle.forget()
    rename(xiaoman, "林小满", at=at + timedelta(days=29))
    rename(xiaoman, "满姐", at=at)
    assert join("林小满", at=at + timedelta(days=31)).name == "林小满"


def test_names_given_up_are_forgotten(xiaoman):
    rename(xiaoman, "满姐", at=now() - timedelta(days=31))
    assert NameHeld.objects.filter(person=xiaoman).count() == 2
    actions.forget_what_is_over(at=now())
    assert [held.key for held in NameHeld.objects.filter(person=xiaoman)] == ["满姐"]


def test_who_was_sent_away_keeps_their_name(xiaoman):
    actions.send_away(by=make.keeper(), person_id=xiaoman.id, reason="茶馆不谈这个", at=now())
    assert why(join, "林小满") == "name_taken"


@pytest.mark.parametrize("name", ["管理员", "Adm1n", "王掌柜"])
def test_nobody_speaks_for_the_house(xiaoman, name):
    assert why(join, name) == "name_of_the_house"
    assert why(rename, xiaoman, name) == "name_of_the_house"


def test_who_keeps_order_may_say_so():
    moderator = make.person(role=Role.MODERATOR)
    rename(moderator, "管事阿德")
    assert Person.objects.get(pk=moderator.pk).name == "管事阿德"


def test_nobody_passes_for_one_who_keeps_order():
    make.house()
    moderator = make.person(role=Role.MODERATOR, name="阿德")
    assert why(join, "阿德本人") == "name_like_keeper"
    # And once they are a member like all, it is a name like all.
    actions.give_role(by=make.keeper(), person=moderator, role=Role.MEMBER, at=now())
    assert join("阿德本人").name == "阿德本人"


def test_an_old_name_stays_whatever_it_looks_like(xiaoman):
    """Names that were the same before the house asked, or came from the shell: whoever bears one goes on with it."""
    twin = make.person(name="林小滿")
    actions.change_profile(by=twin, name="林小滿", cup="dark", at=now())
    assert Person.objects.get(pk=twin.pk).cup == "dark"
    # A third is refused, also when the first has another name by now and the days have passed.
    rename(xiaoman, "满姐", at=now() - timedelta(days=40))
    assert why(join, "林小满") == "name_taken"


def test_the_names_of_a_house_are_held_from_its_upgrade_on():
    make.house()
    people = [make.person(name=name) for name in ("林小满", "林小滿", "阿福")]
    NameHeld.objects.all().delete()
    Person.objects.update(read_as="")

    import_module("chalou.people.migrations.0008_names_held_and_profiles").hold(apps, None)

    held = {row.person_id: (row.key, row.is_shared) for row in NameHeld.objects.all()}
    assert [held[one.pk] for one in people] == [("林小满", False), ("林小满", True), ("阿福", False)]
    assert Person.objects.get(pk=people[2].pk).read_as == "afu"
    assert why(join, "林小满") == "name_taken"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_one_name_in_the_same_moment_one_gets_it():
    make.house()
    spellings = ["顾松年", "顧松年", "顾 松年", "顾松年🍵"]

    def come(number):
        try:
            join(spellings[number], sign_in_name=f"guest-{number}", address=f"192.0.2.{number}")
        except Refused as refused:
            return refused.why
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(come, range(4))) == ["in", "name_taken", "name_taken", "name_taken"]
    assert Person.objects.filter(sign_in_name__startswith="guest-").count() == 1


def test_the_form_says_it_beside_the_name(client, xiaoman):
    typed = {"sign_in_name": "newcomer", "name": "林小滿", "password": make.PASSWORD}
    answer = client.post("/join/", typed, headers={"Accept-Language": "zh"})
    assert answer.status_code == 422
    assert "已经有人叫这个名字" in answer.content.decode()
    assert 'id="id_name_error"' in answer.content.decode()
