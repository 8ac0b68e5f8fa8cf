"""Newcomers may ask whoever receives them: the one direct talk that they can begin."""

from uuid import uuid4

import pytest
from django.urls import reverse

from chalou.chat import actions, queries
from chalou.chat.models import Membership, Room
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.throttle import the_throttle
from chalou.house.rules.customs import Seat
from chalou.people import actions as people
from chalou.people.models import Door, Person
from chalou.people.rules.receiving import AFTER
from tests import making as make

pytestmark = pytest.mark.django_db


def comes(**more) -> Person:
    return make.person(password=make.PASSWORD, seat=Seat.NEWCOMER, **more)


@pytest.fixture
def two(db):
    """A newcomer who sits nowhere yet, and the elder who receives them."""
    elder = make.person(seat=Seat.ELDER, name="老顾")
    people.receive_newcomers(by=elder, on=True, at=now())
    return comes(name="阿福", sign_in_name="afu"), elder


def talk(by: Person, *others: Person) -> Room:
    the_throttle.forget()
    return Room.objects.get(id=actions.open_talk(by=by, others=[one.id for one in others], at=now()))


def refused_to(by: Person, *others: Person) -> str:
    with pytest.raises(Refused) as refused:
        talk(by, *others)
    return refused.value.why


def test_a_newcomer_asks_whoever_receives_them_and_is_answered(two, happened):
    came, elder = two
    room = talk(came, elder)
    assert happened() == [("TalkOpened", {"room": room.id, "by": came.id, "people": sorted([came.id, elder.id])})]
    for by, text in ((came, "请教一声。"), (elder, "请讲。")):
        the_throttle.forget()
        actions.post(by=by, room_id=room.id, text=text, client_id=ClientId(uuid4()), at=now())
    assert [line.id for line in queries.rooms_for(elder)] == [room.id]


def test_nobody_else_and_nobody_beside_them(two):
    came, elder = two
    room = make.room()
    other = make.person(seat=Seat.ELDER, joins=room)
    for one in (came, elder):
        make.sit(one, room)
    assert [refused_to(came, other), refused_to(came, elder, other)] == ["another_seat", "another_seat"]
    assert not Membership.objects.filter(room__access="direct").exists()


def test_whoever_receives_reaches_no_newcomer_where_they_do_not_meet(two):
    """A newcomer has not asked to be written to; in a room they are met as everybody is."""
    came, elder = two
    assert refused_to(elder, came) == "not_reached"
    assert queries.person_met(elder, came.id).rooms == ()


@pytest.mark.parametrize("change", ["door", "blocked", "unheard", "seat"])
def test_it_ends_where_they_cannot_be_asked_and_is_one_word(two, change):
    came, elder = two
    match change:
        case "door":
            people.set_door(by=elder, door=Door.CLOSED, at=now())
        case "blocked":
            people.block(by=elder, person=came.id, at=now())
        case "unheard":
            people.block(by=came, person=elder.id, at=now())
        case "seat":
            people.set_back(by=make.keeper(), person_id=elder.id, seat=Seat.REGULAR, at=now())
    came.refresh_from_db()
    assert refused_to(came, elder) == "another_seat"
    assert not queries.person_met(came, elder.id).receives_viewer


def test_behind_ones_own_closed_door_one_asks_nobody(two):
    came, elder = two
    people.set_door(by=came, door=Door.CLOSED, at=now())
    assert refused_to(came, elder) == "own_door"


def test_both_find_each_other_though_neither_is_listed_or_sits_anywhere(two):
    came, elder = two
    Person.objects.update(is_listed=False)
    came.refresh_from_db()
    assert queries.person_met(came, elder.id).receives_viewer
    assert queries.person_met(elder, came.id).name == "阿福"
    assert queries.may_meet(came, elder.id)
    stranger = comes(name="旁人", sign_in_name="pangren")
    Person.objects.filter(pk=stranger.pk).update(received_by=None, is_listed=False)
    stranger.refresh_from_db()
    for viewer, person in ((stranger, elder), (came, stranger)):
        with pytest.raises(NotFound):
            queries.person_met(viewer, person.id)


def test_it_is_offered_on_the_walk_the_profile_the_word_and_where_one_looks_for_it(two, client):
    came, elder = two
    client.force_login(came)
    way = f'action="/people/{elder.id}/talk/"'
    people.welcome_people(at=now())
    Person.objects.filter(pk=came.pk).update(joined_at=now() - AFTER)
    people.welcome_people(at=now())
    pages = ["/welcome/4/", f"/people/{elder.id}/", "/notices/", reverse("chat:open_talk")]
    assert [way in client.get(page).content.decode() for page in pages] == [True] * 4
    assert client.get(f"/people/{elder.id}/", headers={"accept": "application/json"}).json()["receives_you"] is True
    people.set_door(by=elder, door=Door.CLOSED, at=now())
    assert [way in client.get(page).content.decode() for page in pages] == [False] * 4
    people.set_door(by=elder, door=Door.SHARED, at=now())
    answer = client.post(f"/people/{elder.id}/talk/")
    assert (answer.status_code, Room.objects.get(access="direct").direct_key) == (302, f"{elder.id},{came.id}")
