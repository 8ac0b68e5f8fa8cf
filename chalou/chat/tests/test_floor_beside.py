"""A telling opens no door: side tables go on as they are, and who listens, or is to be silent, goes on doing so."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chalou.chat import actions, queries
from chalou.chat.models import Membership, Room
from chalou.chat.writer import Draft, write_group
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId
from chalou.foundation.refusals import Refused
from chalou.house.rules.customs import Mode, Seat
from tests import making as make
from tests.refusing import refuses

pytestmark = pytest.mark.django_db

TODAY = now()


def later(minutes: float):
    return TODAY + timedelta(minutes=minutes)


def say(person, room, *, thread=None, at=TODAY) -> str:
    """Why not; empty: it is said."""
    text = "茶"
    draft = Draft(ClientId(uuid4()), room=room.id, author=person.id, text=text, html=text, at=at, thread=thread)
    outcome = write_group([draft])[0]
    return outcome.why if isinstance(outcome, Refused) else ""


def ask_aside(person, room, *, at=TODAY) -> None:
    client_id = ClientId(uuid4())
    actions.put_aside(by=person, room_id=room.id, text="哪座山？", is_question=True, client_id=client_id, at=at)


class Told:
    """A room that talks in some way, with a side table; its host tells in it. One who is new there sits among them."""

    def __init__(self, mode, *, slow_s=0):
        self.host = make.person()
        self.room = make.room(host=self.host)
        make.message(by=self.host, room=self.room, text="头一泡慢些出。")
        self.table = make.thread(by=self.host, room=self.room)
        Room.objects.filter(id=self.room.id).update(listen_messages=1, listen_minutes=3)
        actions.set_mode(by=self.host, room_id=self.room.id, mode=mode, slow_s=slow_s, at=TODAY)
        self.ming = make.person(joins=self.room)
        self.floor = make.floor(by=self.host, room=self.room, teller=self.host)

    def page(self, person, *, thread=None, at=TODAY):
        return queries.page_of(person, self.room.id, thread=thread, now=at)


@pytest.mark.parametrize(("mode", "why"), [(Mode.LISTENING, "listen_first"), (Mode.QUIET, "quiet")])
class TestWhoHasNoWord:
    def test_has_none_at_a_side_table_either(self, mode, why):
        told = Told(mode)
        assert say(told.ming, told.room, thread=told.table) == why
        assert say(told.host, told.room, thread=told.table) == ""
        with refuses(why):
            actions.open_thread(by=told.ming, room_id=told.room.id, title="我来开一桌", tags="", at=TODAY)
        assert queries.writer_at(told.ming.id, told.room.id, told.table, at=TODAY) is None

    def test_is_told_so_and_is_offered_neither_hand_nor_aside(self, mode, why):
        told = Told(mode)
        page = told.page(told.ming)
        assert page.why_no_place == told.page(told.ming, thread=told.table).why_no_place == mode.value
        assert page.floor is not None
        assert not page.floor.may_ask
        with refuses(why):
            actions.raise_hand(by=told.ming, room_id=told.room.id, at=TODAY)
        with refuses(why):
            ask_aside(told.ming, told.room)

    def test_writes_while_a_host_gives_them_the_floor(self, mode, why):
        told = Told(mode)
        actions.pass_floor(by=told.host, room_id=told.room.id, to=told.ming.id, at=TODAY)
        assert told.page(told.ming).why_no_place == ""
        assert say(told.ming, told.room) == ""
        actions.pass_floor(by=told.host, room_id=told.room.id, to=told.host.id, at=TODAY)
        assert told.page(told.ming).why_no_place == mode.value
        assert say(told.ming, told.room) == "floor_held"

    def test_cannot_be_let_tell_by_one_who_does_not_look_after_the_room(self, mode, why):
        told = Told(mode)
        elder = make.person(joins=told.room, seat=Seat.ELDER)
        actions.end_floor(by=told.host, room_id=told.room.id, at=TODAY)
        expected = "quiet" if mode is Mode.QUIET else "teller_listens"
        with refuses(expected):
            actions.open_floor(by=elder, room_id=told.room.id, teller=told.ming.id, title="茶", at=TODAY)
        assert Room.objects.get(id=told.room.id).mode == mode


class TestListeningToATelling:
    def test_counts_as_listening(self, happened):
        told = Told(Mode.LISTENING)
        actions.listen(by=told.ming.id, room_id=told.room.id, at=TODAY)
        assert say(told.host, told.room) == ""
        before = len(happened())
        actions.mark_read(marks={(told.ming.id, told.room.id, None): 2}, at=later(3))
        assert [kind for kind, _ in happened()[before:]] == ["MemberSettled"]
        assert told.page(told.ming, at=later(3)).why_no_place == ""
        actions.raise_hand(by=told.ming, room_id=told.room.id, at=later(3))

    def test_whoever_came_to_the_end_a_moment_ago_asks_at_once(self):
        told = Told(Mode.LISTENING)
        actions.mark_read(marks={(told.ming.id, told.room.id, None): 1}, at=TODAY)
        with refuses("listen_first"):
            ask_aside(told.ming, told.room, at=later(2))
        ask_aside(told.ming, told.room, at=later(3))
        assert Membership.objects.get(room=told.room, person=told.ming).settled_at == later(3)

    def test_who_listens_is_shown_to_who_lets_in_and_can_be_let_in(self):
        told = Told(Mode.LISTENING)
        actions.ask_for_seat(by=told.ming, room_id=told.room.id, at=TODAY)
        assert [one.id for one in told.page(told.host).waiting] == [told.ming.id]
        assert [one.id for one in queries.listeners_in(told.room.id)] == [told.ming.id]
        actions.let_in(by=told.host, room_id=told.room.id, person_id=told.ming.id, at=TODAY)
        page = told.page(told.ming)
        assert page.floor is not None
        assert (page.why_no_place, page.floor.may_ask) == ("", True)

    def test_to_be_asked_by_name_is_answered_when_it_is_over(self):
        told = Told(Mode.LISTENING)
        make.message(by=told.host, room=told.room, text=f"@{told.ming.name} 你喝的什么？")
        assert told.page(told.ming).why_no_place == "listening"
        assert told.page(told.ming, thread=told.table).why_no_place == ""
        actions.end_floor(by=told.host, room_id=told.room.id, at=TODAY)
        assert told.page(told.ming).why_no_place == ""


def test_side_tables_of_a_slow_room_stay_slow():
    told = Told(Mode.SLOW, slow_s=60)
    ming = make.person(joins=told.room)
    assert [say(ming, told.room, thread=told.table) for _ in range(2)] == ["", "slow"]
    actions.pass_floor(by=told.host, room_id=told.room.id, to=ming.id, at=TODAY)
    assert [say(ming, told.room) for _ in range(2)] == ["", ""], "whoever tells is not slowed down"


def test_an_open_room_has_open_side_tables():
    told = Told(Mode.OPEN)
    assert say(told.ming, told.room, thread=told.table) == ""
    assert told.page(told.ming).why_no_place == ""
