"""A telling over the line, over a restart, and where several act at the same moment."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from chalou.chat import actions, queries
from chalou.chat.live.floor import FloorWatch
from chalou.chat.models import Floor, Hand, Message, Room
from chalou.chat.tests.table import PATIENCE_S, open_table
from chalou.chat.tests.test_writer import draft
from chalou.chat.writer import Posted, write_group
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId
from chalou.foundation.refusals import Refused
from chalou.people.actions import block
from tests import making as make

TODAY = now()


def told_evening(*listeners):
    host = make.person()
    room = make.room(host=host)
    teller = make.person(joins=room)
    people = [make.person(joins=room) for _ in range(listeners[0] if listeners else 2)]
    return host, room, teller, people


def places(frame) -> dict[int, int]:
    return {one["person"]: one["place"] for one in frame["people"]}


class TestOverTheLine:
    def test_everybody_hears_who_tells_and_who_waits(self, table):
        host, room, teller, [ming, fu] = told_evening()
        one = table.guest(ming)
        have = one.opens(room)["change"]
        floor = actions.open_floor(by=host, room_id=room.id, teller=teller.id, title="斗茶", at=TODAY)
        told = one.hears("floor", floor=floor.pk, change=have + 1)
        assert (told["title"], places(told)) == ("斗茶", {teller.id: 0})
        for person in (fu, ming):
            actions.raise_hand(by=person, room_id=room.id, at=TODAY)
        assert places(one.hears("floor", change=have + 3)) == {teller.id: 0, fu.id: 1, ming.id: 2}
        actions.end_floor(by=host, room_id=room.id, at=TODAY)
        assert one.hears("floor", change=have + 4)["told"] == floor.pk
        table.compare()
        assert one.of("behind") == [], "all of it was told"

    def test_who_was_away_finds_it_as_it_is(self, table):
        host, room, teller, [ming, fu] = told_evening()
        have = Room.objects.get(id=room.id).change
        make.floor(by=host, room=room, teller=teller, title="斗茶")
        make.hand(by=fu, room=room)
        one = table.guest(ming)
        one.opens(room, since=have)
        floor = one.hears("since")["floor"]
        assert (floor["title"], places(floor)) == ("斗茶", {teller.id: 0, fu.id: 1})
        actions.end_floor(by=host, room_id=room.id, at=TODAY)
        one.forgets()
        one.do("since", room=room.id, since=have)
        assert one.hears("since")["floor"] is None

    def test_whom_one_does_not_hear_is_not_named(self, table):
        host, room, teller, [ming, fu] = told_evening()
        block(by=ming, person=fu.id, at=TODAY)
        ming.refresh_from_db()
        make.floor(by=host, room=room, teller=teller)
        one = table.guest(ming)
        one.listener.unheard = frozenset({fu.id})
        have = one.opens(room)["change"]
        actions.raise_hand(by=fu, room_id=room.id, at=TODAY)
        assert places(one.hears("floor", change=have + 1)) == {teller.id: 0}
        one.do("since", room=room.id, since=have)
        assert places(one.hears("since")["floor"]) == {teller.id: 0}
        shown = queries.floor_of(ming, queries.room_for(ming, room.id))
        assert shown is not None
        assert [hand.name for hand in shown.hands] == [""]

    def test_what_is_put_aside_is_hinted_to_who_collects_it(self, table):
        host, room, teller, [ming, fu] = told_evening()
        make.floor(by=host, room=room, teller=teller)
        guests = {person.id: table.guest(person) for person in (host, teller, ming, fu)}
        for guest in guests.values():
            guest.opens(room)
        client_id = ClientId(uuid4())
        actions.put_aside(by=ming, room_id=room.id, text="哪座山？", is_question=True, client_id=client_id, at=TODAY)
        for person in (host, teller, ming):
            assert guests[person.id].hears("asides") == {"is": "asides", "room": room.id}
        table.settle()
        assert guests[fu.id].of("asides") == []
        assert "哪座山" not in str(guests[fu.id].frames)

    def test_a_program_that_knows_of_no_floor_is_told_so(self, table):
        host, room, teller, [ming, _] = told_evening()
        make.floor(by=host, room=room, teller=teller)
        one = table.guest(ming)
        mine = str(uuid4())
        one.do("post", room=room.id, id=mine, text="我说一句")
        assert one.hears("refused", id=mine)["why"] == "floor_held"
        assert table.guest(teller).posts(room, "从前")["seq"] == 1


def looks(table, at, monkeypatch):
    """One look of a process, at a moment."""
    monkeypatch.setattr("chalou.chat.live.floor.now", lambda: at)
    watch = FloorWatch(hub=table.hub)
    connected = table.on_loop(watch.connected)
    watch.look(connected)


@pytest.mark.django_db(transaction=True)
def test_floor_and_queue_stand_over_a_restart(monkeypatch):
    """Each process knows nothing of the one before."""
    host, room, teller, [ming, fu] = told_evening()
    make.floor(by=host, room=room, teller=teller)
    for person in (ming, fu):
        make.hand(by=person, room=room)

    def stands():
        up = Hand.objects.filter(expired_at=None).order_by("place")
        return Floor.objects.get(room=room).holder_id, list(up.values_list("person", flat=True))

    with open_table() as table:
        for person in (teller, ming, fu):
            table.guest(person)
        looks(table, TODAY, monkeypatch)
    with open_table() as table:
        # Nobody is back yet.
        looks(table, TODAY + timedelta(seconds=10), monkeypatch)
        looks(table, TODAY + timedelta(seconds=100), monkeypatch)
        assert stands() == (teller.id, [ming.id, fu.id])
        for person in (teller, fu):
            table.guest(person)
        looks(table, TODAY + timedelta(seconds=105), monkeypatch)
    with open_table() as table:
        for person in (teller, fu):
            table.guest(person)
        looks(table, TODAY + timedelta(seconds=140), monkeypatch)
        assert stands() == (teller.id, [fu.id]), "who did not come back in time has lost their place, and nobody else"


def at_once(*works):
    """Everybody does it at the same moment; answers what came of each: None, or why not."""
    start = threading.Barrier(len(works))
    came: list[str | None] = [None] * len(works)

    def run(number, work):
        try:
            start.wait(PATIENCE_S)
            work()
        except Refused as refusal:
            came[number] = refusal.why
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(works)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(PATIENCE_S)
    return came


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def test_two_pass_the_floor_and_it_has_one_holder(self):
        host, room, teller, [ming, fu] = told_evening()
        make.floor(by=host, room=room, teller=teller)
        for person in (ming, fu):
            make.hand(by=person, room=room)
        came = at_once(
            lambda: actions.pass_floor(by=teller, room_id=room.id, to=ming.id, at=TODAY),
            lambda: actions.pass_floor(by=host, room_id=room.id, to=fu.id, at=TODAY),
        )
        holder = Floor.objects.get(room=room).holder_id
        left = set(Hand.objects.values_list("person", flat=True))
        # The host's hand goes through in either order; the teller's only if it was first.
        assert came[1] is None
        assert came[0] in (None, "floor_not_yours")
        assert holder == fu.id
        assert left == (set() if came[0] is None else {ming.id})

    def test_many_raise_their_hands_and_stand_in_one_order(self):
        host, room, teller, people = told_evening(6)
        make.floor(by=host, room=room, teller=teller)
        began = Room.objects.get(id=room.id).change
        works = [
            (lambda person=person: actions.raise_hand(by=person, room_id=room.id, at=TODAY))
            for person in (*people, *people)
        ]
        assert at_once(*works) == [None] * len(works)
        hands = list(Hand.objects.order_by("place").values_list("person", "place"))
        assert sorted(person for person, _ in hands) == sorted(one.id for one in people)
        assert [place for _, place in hands] == list(range(1, 7))
        assert Room.objects.get(id=room.id).change == began + 6, "each raising counts once"

    def test_a_post_races_an_end(self):
        """Whatever comes first: what was accepted stands in the talk, and what was refused does not."""
        host, room, teller, [ming, _] = told_evening()
        make.floor(by=host, room=room, teller=teller)
        began = Room.objects.get(id=room.id).change
        outcomes = []

        def says():
            outcomes.extend(write_group([draft(ming, room, "抢一句"), draft(teller, room, "讲一句")]))

        at_once(says, lambda: actions.end_floor(by=host, room_id=room.id, at=TODAY))
        his, tellers = outcomes
        assert isinstance(tellers, Posted)
        assert isinstance(his, Posted) or his.why == "floor_held"
        said = list(Message.objects.filter(room=room).order_by("seq").values_list("author", flat=True))
        assert said == ([ming.id, teller.id] if isinstance(his, Posted) else [teller.id])
        numbers = Room.objects.values_list("seq", "change", "mode").get(id=room.id)
        assert numbers == (len(said), began + 1 + len(said), "open")
