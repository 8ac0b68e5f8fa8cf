"""The page of those whom one has let in: who comes to it, and what stands there for whom it is nothing yet."""

from dataclasses import replace

import pytest

from chalou.chat import actions
from chalou.foundation.clock import now
from chalou.house import queries as house
from chalou.house.actions import change_customs
from chalou.house.rules.customs import Mode, Right, Seat
from chalou.people.models import Role
from tests import making as make

pytestmark = pytest.mark.django_db
PAGE, EMPTY, LATER = "/me/let-in/", 'class="empty"', 'href="/seats/"'


def shown(client, person, page=PAGE) -> str:
    client.force_login(person)
    answer = client.get(page)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_whoever_lets_in_has_their_list_and_everybody_else_is_told_how_it_comes(client):
    room = make.room()
    host = make.person(seat=Seat.GUEST, joins=room)
    actions.name_host(by=make.keeper(), room_id=room.id, person_id=host.id, at=now())
    able = [host, make.person(seat=Seat.ELDER), make.person(role=Role.MODERATOR), make.keeper()]
    found = [(EMPTY in page, LATER in page) for page in (shown(client, one) for one in able)]
    assert found == [(True, False)] * len(able)
    others = [make.person(seat=seat) for seat in (Seat.NEWCOMER, Seat.GUEST, Seat.REGULAR)]
    found = [(EMPTY in page, LATER in page) for page in (shown(client, one) for one in others)]
    assert found == [(False, True)] * len(others)


def test_a_house_in_which_regulars_vouch_leads_them_there(client):
    make.house()
    regular = make.person(seat=Seat.REGULAR)
    assert PAGE not in shown(client, regular, "/me/")
    customs = house.the_customs()
    change_customs(
        customs=replace(customs, rights={**customs.rights, Right.VOUCH: Seat.REGULAR}),
        instead_of=house.newest_version().number,
        by=make.keeper().id,
        note="",
        at=now(),
    )
    assert PAGE in shown(client, regular, "/me/")
    assert EMPTY in shown(client, regular)


def test_whom_one_let_in_stays_there_though_one_lets_nobody_in_any_more(client):
    room = make.room()
    host, new = make.person(joins=room), make.person(seat=Seat.NEWCOMER, name="阿福")
    actions.name_host(by=make.keeper(), room_id=room.id, person_id=host.id, at=now())
    actions.set_mode(by=host, room_id=room.id, mode=Mode.LISTENING, at=now())
    make.sit(new, room)
    actions.let_in(by=host, room_id=room.id, person_id=new.id, at=now())
    assert PAGE in shown(client, host, f"/rooms/{room.id}/people/")
    actions.leave(by=host, room_id=room.id, at=now())
    page = shown(client, host)
    assert "阿福" in page
    assert LATER not in page
    assert PAGE in shown(client, host, "/me/seat/")
