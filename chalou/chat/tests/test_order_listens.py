"""Whoever keeps order in the house has what an elder has, by every way that asks how far somebody has come."""

import pytest

from chalou.chat import actions, queries
from chalou.chat.models import Hearing
from chalou.chat.queries.tellings import why_not_open_floor
from chalou.chat.tests.test_listening import BEGAN, listening_room, named, say
from chalou.house.rules.customs import Seat
from chalou.people.models import Role
from tests import making as make
from tests.refusing import refuses


@pytest.mark.django_db
def test_who_keeps_order_is_asked_to_listen_nowhere():
    room, _ = listening_room(messages=4, minutes=1)
    moderator = make.person(role=Role.MODERATOR, seat=Seat.NEWCOMER, joins=room)
    page = queries.page_of(moderator, room.id, now=BEGAN)
    assert (page.why_no_place, page.listens) == ("", None)
    assert queries.listening_for(moderator.id, room.id, at=BEGAN) is None
    assert moderator.id not in {one.id for one in queries.listeners_in(room.id)}
    assert queries.writer_at(moderator.id, room.id, None, at=BEGAN) is not None
    with refuses("not_listening"):
        actions.ask_for_seat(by=moderator, room_id=room.id, at=BEGAN)
    actions.open_thread(by=moderator, room_id=room.id, title="秩序", tags="", at=BEGAN)
    actions.listen(by=moderator.id, room_id=room.id, at=BEGAN)
    assert not Hearing.objects.filter(person=moderator).exists()
    ming = make.person(joins=room)
    assert say(moderator, room, text=named(ming)) == ""
    assert say(ming, room) == "", "asked by one who has a place in the talk"


@pytest.mark.django_db
def test_a_telling_asks_those_who_keep_order_for_no_listening_either():
    room, host = listening_room(messages=4, minutes=1)
    moderator = make.person(role=Role.MODERATOR, seat=Seat.NEWCOMER, joins=room)
    assert why_not_open_floor(moderator, queries.room_for(moderator, room.id)) is None
    actions.open_floor(by=host, room_id=room.id, teller=host.id, title="雨天", at=BEGAN)
    actions.raise_hand(by=moderator, room_id=room.id, at=BEGAN)
    ming = make.person(joins=room)
    with refuses("listen_first"):
        actions.raise_hand(by=ming, room_id=room.id, at=BEGAN)
