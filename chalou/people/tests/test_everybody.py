"""The list of everybody in the house."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chalou.foundation.clock import now
from chalou.people import actions, queries
from chalou.people.models import Person, Role
from tests import making as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ming():
    make.house()
    return make.person(name="阿明")


def names(people):
    return [one.name for one in people]


def test_those_who_keep_order_come_first_and_then_the_alphabet_as_it_is_read(ming):
    for name in ("Zoe", "林小满", "benno", "顾松年", "🍵"):
        make.person(name=name)
    make.person(name="阿德", role=Role.MODERATOR)
    listed = queries.everybody(ming)
    assert names(listed.of_order) == ["掌柜", "阿德"]
    assert names(listed.people)[:5] == ["阿明", "benno", "顾松年", "林小满", "Zoe"]
    assert [one.letter for one in listed.people] == ["A", "B", "G", "L", "Z", ""]


@pytest.mark.parametrize("words", ["小满", "linxiaoman", "xiaoman", "LXM", "林 小满", "林"])
def test_somebody_is_sought_by_name_pinyin_and_initials(ming, words):
    make.person(name="林 小满")
    make.person(name="阿福")
    assert names(queries.everybody(ming, words=words).people) == ["林 小满"]


def test_a_moderator_is_found_too(ming):
    make.person(name="阿德", role=Role.MODERATOR)
    assert names(queries.everybody(ming, words="ade").people) == ["阿德"]


def test_who_does_not_wish_to_be_listed_is_not(ming):
    shy = make.person(name="阿福")
    actions.set_profile(by=shy, words="", reads=[], is_listed=False, at=now())
    assert "阿福" not in names(queries.everybody(ming).people)
    assert names(queries.everybody(ming, words="阿福").people) == []
    assert "阿福" not in names(queries.newcomers(ming, at=now()))


def test_who_was_sent_away_is_not_listed(ming):
    gone = make.person(name="阿福")
    actions.send_away(by=make.keeper(), person_id=gone.id, reason="", at=now())
    assert "阿福" not in names(queries.everybody(ming).people)


def test_whom_one_does_not_hear_is_marked_and_no_newcomer(ming):
    loud = make.person(name="阿福")
    actions.block(by=ming, person=loud.id, at=now())
    ming.refresh_from_db()
    assert [one.is_unheard for one in queries.everybody(ming).people] == [True, False]
    assert names(queries.newcomers(ming, at=now())) == ["掌柜"]


def test_newcomers_are_those_of_a_week(ming):
    first, second = make.person(name="阿福"), make.person(name="小满")
    Person.objects.filter(pk=first.pk).update(joined_at=now() - timedelta(days=8))
    assert names(queries.newcomers(ming, at=now())) == ["小满", "掌柜"]
    assert second.name == "小满"


def test_a_large_house_is_paged_by_key_and_shows_everybody_once(ming):
    actions.join_many([(f"guest-{n}", f"茶友 {n % 7}") for n in range(120)], at=now())
    seen, after = [], None
    while True:
        with CaptureQueriesContext(connection) as asked:
            listed = queries.everybody(ming, after=after)
        assert len(asked) <= 3
        seen += [one.id for one in listed.people]
        after = listed.after
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 121


def test_the_page_says_nothing_of_how_to_reach_anybody(client, ming):
    make.person(name="阿福", sign_in_name="afu-at-the-door")
    client.force_login(ming)
    text = client.get("/people/").content.decode()
    assert "阿福" in text
    assert "afu-at-the-door" not in text
    values = client.get("/people/", headers={"Accept": "application/json"}).json()
    assert set(values["people"][0]) == {"person", "name", "cup", "role", "unheard"}


@pytest.mark.parametrize("odd", ["x", "-1", "9" * 30, "²", str(10**9)])
def test_an_odd_place_in_the_list_is_its_beginning(client, ming, odd):
    client.force_login(ming)
    assert client.get("/people/", {"after": odd}).status_code == 200


def test_strangers_are_shown_the_door(client):
    make.house()
    assert client.get("/people/").headers["Location"] == "/signin/?next=/people/"
