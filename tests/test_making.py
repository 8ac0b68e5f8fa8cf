"""What tests stand on stands itself: things are made with the real verbs, and `happened` tells the rest."""

import threading

import pytest
from django.db import connection, connections

from chalou.chat import actions
from chalou.chat.models import Access, Membership, Message
from chalou.events.models import Event
from chalou.foundation.clock import now
from chalou.people.models import Role
from tests import making as make
from tests.environment import ON

pytestmark = pytest.mark.django_db


def test_what_is_made_has_not_happened(happened):
    house = make.house()
    host = make.person(name="老顾")
    room = make.room(host=host)
    ming = make.person(joins=room)
    make.message(by=ming, room=room)
    assert house.name == "九曲茶楼"
    assert happened() == []
    assert Event.objects.exists()
    actions.leave(by=ming, room_id=room.id, at=now())
    ((kind, facts),) = happened()
    assert kind == "MembershipEnded"
    assert facts["person"] == ming.id


def test_a_room_has_the_host_that_was_asked_for():
    host = make.person()
    room = make.room(host=host, access=Access.PUBLIC)
    assert list(Membership.objects.filter(room=room).values_list("person", "is_host")) == [(host.id, True)]
    assert room.access == Access.PUBLIC


def test_people_have_their_roles():
    assert make.person(role=Role.MODERATOR).keeps_order
    assert make.person(role=Role.KEEPER) == make.keeper()
    assert make.person(password=make.PASSWORD).check_password(make.PASSWORD)


def test_much_is_said_at_once_if_a_test_wants_it():
    room = make.room()
    make.talk(by=make.keeper(), room=room, messages=120)
    assert Message.objects.filter(room=room).count() == 120


@pytest.mark.django_db(transaction=True)
def test_threads_share_the_database():
    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[ON]
    room = make.room()
    ming = make.person(joins=room)

    def speak() -> None:
        make.message(by=ming, room=room)
        connections.close_all()

    threads = [threading.Thread(target=speak) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Message.objects.values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
