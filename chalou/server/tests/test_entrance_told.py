"""The hub is told when the entrance shows something else: then no kept page of it is given out any more."""

import pytest

from chalou.chat import actions as chat
from chalou.chat.models import Access
from chalou.foundation.clock import now
from chalou.foundation.hub import hub
from chalou.house.actions import change_customs
from chalou.house.queries import ready_set
from chalou.people import actions as people
from chalou.people.models import Role
from chalou.server.front import ENTRANCE, HOUSE
from tests import making as make

DEEDS = ("take back", "edit", "pin", "unpin", "open a table", "rename a table", "move", "role", "name", "host")


class Listening:
    """In the place of the hub of a process: what it would be asked to tell, of which topic."""

    def __init__(self) -> None:
        self.topics: list[str] = []

    def call(self, told: object, *said: object) -> None:
        if told == self.tell:
            self.topics.append(str(said[0]))

    def tell(self) -> None: ...

    def __getattr__(self, name: str) -> object:
        return name


@pytest.fixture
def listening(monkeypatch) -> Listening:
    heard = Listening()
    monkeypatch.setattr(hub, "the_hub", heard)
    return heard


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", DEEDS)
def test_what_takes_something_from_the_entrance_is_told(listening, deed):
    make.house()
    room = make.room(access=Access.PUBLIC)
    ming, keeper = make.person(joins=room), make.keeper()
    table = make.thread(by=ming, room=room)
    make.message(by=ming, room=room)
    chat.pin(by=keeper, room_id=room.id, seq=1, at=now())
    listening.topics.clear()
    match deed:
        case "take back":
            chat.take_back(by=ming, room_id=room.id, seq=1, at=now())
        case "edit":
            chat.edit(by=ming, room_id=room.id, seq=1, text="改", at=now())
        case "pin":
            make.message(by=ming, room=room)
            chat.pin(by=keeper, room_id=room.id, seq=2, at=now())
        case "unpin":
            chat.unpin(by=keeper, room_id=room.id, seq=1, at=now())
        case "open a table":
            chat.open_thread(by=ming, room_id=room.id, title="又一桌", tags="", at=now())
        case "rename a table":
            chat.archive_thread(by=ming, room_id=room.id, thread_id=table, is_archived=True, at=now())
        case "move":
            chat.move(by=keeper, room_id=room.id, seqs=[1], thread_id=table, at=now())
        case "role":
            people.give_role(by=keeper, person=ming, role=Role.MODERATOR, at=now())
        case "name":
            people.change_profile(by=ming, name="另一个名字", cup="green", at=now())
        case "host":
            chat.name_host(by=keeper, room_id=room.id, person_id=ming.id, at=now())
    assert ENTRANCE in listening.topics


@pytest.mark.django_db(transaction=True)
def test_other_customs_are_told_as_what_every_page_may_show(listening):
    make.house()
    listening.topics.clear()
    change_customs(customs=ready_set("tea-shop"), instead_of=0, by=None, at=now())
    assert listening.topics == [HOUSE]


@pytest.mark.django_db(transaction=True)
def test_a_word_in_a_room_is_not(listening):
    """Or a lively house would make its entrance anew for each of them."""
    make.house()
    room = make.room(access=Access.PUBLIC)
    ming = make.person(joins=room)
    listening.topics.clear()
    make.message(by=ming, room=room)
    chat.react(by=ming, room_id=room.id, seq=1, kind="cup", on=True, at=now())
    assert listening.topics == [f"room:{room.id}"]
