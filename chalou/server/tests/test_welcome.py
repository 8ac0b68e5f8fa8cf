"""The walk through the house as a newcomer takes it."""

import pytest

from chalou.chat.models import Access
from chalou.foundation.clock import now
from chalou.house.rules.customs import Seat
from chalou.people import actions as people
from chalou.people.models import Person
from tests import making as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(client):
    make.house()
    elder = make.person(seat=Seat.ELDER, name="老顾")
    people.receive_newcomers(by=elder, on=True, at=now())
    hall = make.room(name="大堂", access=Access.PUBLIC, purpose="进来坐坐")
    make.sit(elder, hall)
    inner = make.room(name="里间", access=Access.INVITATION)
    typed = {"sign_in_name": "afu", "name": "阿福", "password": make.PASSWORD}
    answer = client.post("/join/", typed)
    assert answer.headers["Location"] == "/welcome/1/"
    return Person.objects.get(sign_in_name="afu"), hall, inner, elder


def test_whoever_comes_in_is_led_through_it(client, newcomer):
    _, hall, inner, elder = newcomer
    pages = [client.get(f"/welcome/{step}/").content.decode() for step in range(1, 5)]
    for number, shown in enumerate(pages[:-1], start=1):
        assert f'href="/welcome/{number + 1}/"' in shown
        assert 'href="/rooms/"' in shown, "one may always look around by oneself"
    assert f'href="/rooms/{hall.id}/"' in pages[1]
    assert inner.name not in pages[1]
    assert f'href="/people/{elder.id}/"' in pages[3]
    assert f'href="/rooms/{hall.id}/"' in pages[3]
    assert [client.get(f"/welcome/{step}/").status_code for step in (0, 5)] == [404, 404]


def test_an_invitation_to_a_room_still_leads_there(client):
    make.house()
    room = make.room()
    typed = {"sign_in_name": "afu", "name": "阿福", "password": make.PASSWORD, "next": f"/rooms/{room.id}/"}
    assert client.post("/join/", typed).headers["Location"] == f"/rooms/{room.id}/"


def test_what_was_missed_is_what_one_may_read(client, newcomer):
    _, hall, inner, elder = newcomer
    keeper = make.keeper()
    make.thread(by=elder, room=hall, title="岩茶怎么存")
    make.thread(by=keeper, room=inner, title="只在里间说")
    shown = client.get("/welcome/since/").content.decode()
    assert "岩茶怎么存" in shown
    assert "只在里间说" not in shown
    assert inner.name not in shown


def test_tables_of_people_one_does_not_hear_are_left_out(client, newcomer):
    person, hall, _, elder = newcomer
    make.thread(by=elder, room=hall, title="岩茶怎么存")
    people.block(by=person, person=elder.id, at=now())
    assert "岩茶怎么存" not in client.get("/welcome/since/").content.decode()
