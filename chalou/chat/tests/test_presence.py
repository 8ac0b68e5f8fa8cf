"""Who is here: in the frames, beside the talk, on the page of people; and not at all for whoever chose so."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client

from chalou.chat.live import here as here_now
from chalou.chat.live.frames import topic_of
from chalou.chat.live.here import Here, here_among, here_beside
from chalou.chat.models import Access, Room
from chalou.chat.tests.table import Guest, Table, Values
from chalou.chat.tests.two_processes import Two, two_processes
from chalou.foundation.clock import now
from chalou.foundation.hub.presence import LEASE_S
from chalou.foundation.throttle import the_throttle
from chalou.people.actions import block, set_shown, sign_in_many
from chalou.people.models import Person
from tests import making as make


def tells(table: Table) -> None:
    """What happens every two seconds."""
    table.on_loop(Here(hub=table.hub).tell)
    table.settle()


def last_here(guest: Guest, room: Room) -> Values:
    told = [frame for frame in guest.of("here") if frame["room"] == room.id]
    assert told, "nothing was told"
    return told[-1]


def hides(person: Person, *, here: bool = False) -> None:
    set_shown(by=person, here=here, at=now())
    the_throttle.forget()


def page(viewer: Person, path: str) -> str:
    client = Client()
    ((_, key),) = sign_in_many([viewer], at=now())
    client.cookies["chalou_session"] = key
    return client.get(path).content.decode()


def marks(html: str) -> int:
    return html.count('class="is-here"')


class TestOneProcess:
    def test_those_who_sit_there_are_named_and_who_looks_on_is_counted(self, table):
        room = make.room(access=Access.PUBLIC)
        ming, fang, looks_on = make.person(joins=room), make.person(joins=room), make.person()
        guests = [table.guest(one) for one in (ming, fang, looks_on)]
        for guest in guests:
            guest.opens(room)
        tells(table)
        for guest in guests:
            assert last_here(guest, room) == {
                "is": "here", "room": room.id, "count": 3, "people": sorted([ming.id, fang.id]),
            }  # fmt: skip

    def test_whoever_sits_down_is_named_from_then_on(self, table):
        room = make.room(access=Access.PUBLIC)
        ming = make.person()
        guest = table.guest(ming)
        guest.opens(room)
        make.sit(ming, room)
        tells(table)
        assert last_here(guest, room)["people"] == [ming.id]

    def test_however_many_come_and_go_there_is_one_word_of_it_a_round(self, table):
        room = make.room()
        guests = [table.guest(make.person(joins=room)) for _ in range(8)]
        teller = Here(hub=table.hub)
        for guest in guests:
            guest.opens(room)
        for guest in guests[4:]:
            table.on_loop(table.hub.switch.leave, guest.listener)
        table.on_loop(teller.tell)
        table.settle()
        assert [len(guest.of("here")) for guest in guests] == [1] * 4 + [0] * 4
        table.on_loop(teller.tell)
        table.settle()
        assert [len(guest.of("here")) for guest in guests[:4]] == [1] * 4, "nothing has changed"

    def test_of_very_many_only_the_number_is_told(self, table, monkeypatch):
        monkeypatch.setattr(here_now, "MOST_NAMED", 2)
        room = make.room()
        guests = [table.guest(make.person(joins=room)) for _ in range(3)]
        for guest in guests:
            guest.opens(room)
        tells(table)
        assert last_here(guests[0], room) == {"is": "here", "room": room.id, "count": 3}
        assert here_beside(room.id) == frozenset()
        assert here_among(room.id) == {guest.person.id for guest in guests}, "the page of people names them still"

    def test_whom_one_does_not_hear_is_not_here_for_one_and_sees_one_as_before(self, table):
        room = make.room()
        ming, loud = make.person(joins=room), make.person(joins=room)
        hearer, blocked = table.guest(ming), table.guest(loud)
        for guest in (hearer, blocked):
            guest.opens(room)
        block(by=ming, person=loud.id, at=now())
        hearer.hears("unheard")
        tells(table)
        assert last_here(hearer, room) == {"is": "here", "room": room.id, "count": 1, "people": [ming.id]}
        assert last_here(blocked, room)["people"] == sorted([ming.id, loud.id])
        assert marks(page(ming, f"/rooms/{room.id}/")) == 1
        assert marks(page(loud, f"/rooms/{room.id}/")) == 2


class TestHiding:
    def test_whoever_hides_is_not_counted_and_not_named_and_sees_the_others(self, table):
        room = make.room()
        ming, fang = make.person(joins=room), make.person(joins=room)
        hides(ming)
        hidden, other = table.guest(ming), table.guest(fang)
        for guest in (hidden, other):
            guest.opens(room)
        tells(table)
        for guest in (hidden, other):
            assert last_here(guest, room) == {"is": "here", "room": room.id, "count": 1, "people": [fang.id]}

    def test_at_once_in_every_room_and_again(self, table):
        room, porch = make.room(), make.room()
        ming = make.person(joins=[room, porch])
        theirs, other = table.guest(ming), table.guest(make.person(joins=[room, porch]))
        for guest in (theirs, other):
            for one in (room, porch):
                guest.opens(one)
        teller = Here(hub=table.hub)
        for is_here, count in ((False, 1), (True, 2)):
            hides(ming, here=is_here)
            table.settle()
            table.on_loop(teller.tell)
            table.settle()
            for one in (room, porch):
                assert last_here(other, one)["count"] == count
                assert (ming.id in last_here(other, one)["people"]) == is_here

    def test_a_choice_of_which_no_word_came_is_found_by_the_comparison(self, table):
        room = make.room()
        ming = make.person(joins=room)
        theirs, other = table.guest(ming), table.guest(make.person(joins=room))
        for guest in (theirs, other):
            guest.opens(room)
        table.compare()
        for is_here in (False, True):
            Person.objects.filter(pk=ming.pk).update(shows_here=is_here)  # the word was lost
            table.compare()
            tells(table)
            assert (ming.id in last_here(other, room)["people"]) == is_here

    def test_in_a_talk_of_two_the_number_does_not_give_one_away(self, table):
        ming, fang = make.person(), make.person()
        room = make.talk_of(ming, fang)
        hides(ming)
        hidden, other = table.guest(ming), table.guest(fang)
        for guest in (hidden, other):
            guest.opens(room)
        tells(table)
        assert last_here(other, room)["count"] == 1


class TestPages:
    def test_beside_the_talk_and_on_the_page_of_people(self, table):
        room = make.room(access=Access.PUBLIC)
        ming, fang = make.person(joins=room), make.person(joins=room)
        table.guest(ming).opens(room)
        assert marks(page(fang, f"/rooms/{room.id}/")) == 1
        assert marks(page(fang, f"/rooms/{room.id}/people/?frames=html")) == 1
        assert "meta is-here" in page(fang, f"/rooms/{room.id}/people/")
        assert marks(Client().get(f"/rooms/{room.id}/").content.decode()) == 0, "strangers are told of nobody"
        hides(ming)
        table.settle()
        assert marks(page(fang, f"/rooms/{room.id}/")) == 0
        assert "meta is-here" not in page(fang, f"/rooms/{room.id}/people/")

    def test_what_one_shows_is_chosen_on_ones_own_page(self, table, happened):
        make.house()
        ming = make.person()
        client = Client()
        client.force_login(ming)
        kept = {"here": True, "reading": "rooms"}
        for given in ({"here": "no"}, {"reading": "everywhere"}, {"here": "yes", "reading": "nowhere"}):
            answer = client.post("/me/shown/", given, headers={"accept": "application/json"})
            kept |= {key: value == "yes" if key == "here" else value for key, value in given.items()}
            assert json.loads(answer.content) == kept
            html = client.get("/me/others/").content.decode()
            assert f'id="here-{"yes" if kept["here"] else "no"}" name="here" value=' in html
            assert html.count(f'value="{kept["reading"]}" checked') == 1
            assert html.count(f'value="{"yes" if kept["here"] else "no"}" checked') == 1
        assert [kind for kind, _ in happened()] == ["ShownSet"] * 3
        for wrong in ({"here": "perhaps"}, {"reading": "here and there"}):
            assert client.post("/me/shown/", wrong).status_code == 404


@pytest.fixture
def two(transactional_db) -> Iterator[Two]:
    with two_processes() as processes:
        yield processes


class TestTwoProcesses:
    def test_everybody_is_named_in_both_and_hiding_in_one_is_hiding_in_both(self, two):
        room = make.room(access=Access.PUBLIC)
        ming, fang, looks_on = make.person(joins=room), make.person(joins=room), make.person()
        near = two.here.guest(fang)
        guests = [near, two.there.guest(ming), two.there.guest(looks_on)]
        for guest in guests:
            guest.opens(room)
        two.tell_each_other()
        for table in (two.here, two.there):
            tells(table)
        assert last_here(near, room) == {
            "is": "here", "room": room.id, "count": 3, "people": sorted([ming.id, fang.id]),
        }  # fmt: skip
        # The page of the process in which nobody of them is connected knows it, too.
        assert here_beside(room.id) == {ming.id, fang.id}
        hides(ming)
        two.settle()
        two.tell_each_other()
        for table in (two.here, two.there):
            tells(table)
        for guest in guests:
            assert last_here(guest, room)["people"] == [fang.id]
            assert last_here(guest, room)["count"] == 2

    def test_the_people_of_a_killed_process_are_gone_after_its_lease(self, two):
        room = make.room()
        near, far = two.here.guest(make.person(joins=room)), two.there.guest(make.person(joins=room))
        for guest in (near, far):
            guest.opens(room)
        two.tell_each_other()
        assert here_beside(room.id) == {near.person.id, far.person.id}
        heard_at = two.here.hub.presence._others["there"].heard_at
        two.here.hub.presence.forget(at=heard_at + LEASE_S + 1)
        tells(two.here)
        assert last_here(near, room)["people"] == [near.person.id]

    def test_whoever_sits_down_in_one_is_named_in_both(self, two):
        room = make.room(access=Access.PUBLIC)
        ming = make.person()
        near, far = two.here.guest(make.person(joins=room)), two.there.guest(ming)
        for guest in (near, far):
            guest.opens(room)
        make.sit(ming, room)
        two.settle()
        two.tell_each_other()
        assert two.there.hub.switch.aside_of(topic_of(room.id)) == frozenset()
        tells(two.here)
        assert ming.id in last_here(near, room)["people"]
