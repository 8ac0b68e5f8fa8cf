"""Who has read: in small rooms that asked for it, between those who show it, taken from the read marks alone."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chalou.chat import actions, queries, rules
from chalou.chat.models import Access, ReadMark, Room
from chalou.chat.rules import MOST_SEATS, Refusal
from chalou.chat.tests.table import Guest, Table
from chalou.chat.tests.two_processes import Two, two_processes
from chalou.foundation.clock import now
from chalou.foundation.refusals import Refused
from chalou.foundation.throttle import the_throttle
from chalou.people.actions import block, set_shown
from chalou.people.models import Person, Reading
from tests import making as make


@given(st.booleans(), st.booleans(), st.integers(0, 3 * MOST_SEATS))
def test_few_people_who_were_asked_or_talk_directly(is_direct, is_asked_for, seats):
    shown = rules.shows_readers(is_direct=is_direct, is_asked_for=is_asked_for, seats=seats)
    assert shown == ((is_direct or is_asked_for) and seats <= MOST_SEATS)


@pytest.mark.parametrize(
    ("reading", "room", "direct"),
    [(Reading.NOWHERE, False, False), (Reading.ROOMS, True, False), (Reading.EVERYWHERE, True, True)],
)
def test_what_somebody_chose(reading, room, direct):
    for is_direct, expected in ((False, room), (True, direct)):
        assert (
            rules.shows_own(
                is_direct=is_direct,
                in_rooms=reading == Reading.ROOMS,
                everywhere=reading == Reading.EVERYWHERE,
            )
            == expected
        )


@given(st.booleans(), st.integers(0, 3 * MOST_SEATS))
def test_hosts_ask_for_it_while_the_room_is_small(was_asked_for, seats):
    refusal = rules.why_not_ask_readers(was_asked_for=was_asked_for, seats=seats)
    assert (refusal is Refusal.TOO_MANY_SEATS) == (not was_asked_for and seats > MOST_SEATS)


def asks(room: Room, *, readers: bool = True) -> None:
    """Its host asks that it be shown, or no longer."""
    room.refresh_from_db()
    actions.change_room(
        by=make.keeper(),
        room_id=room.id,
        name=room.name,
        purpose=room.purpose,
        access=Access(room.access),
        at=now(),
        shows_readers=readers,
    )
    the_throttle.forget()


def shows(person: Person, reading: Reading) -> None:
    set_shown(by=person, reading=reading, at=now())
    the_throttle.forget()


def read(person: Person, room: Room, seq: int) -> None:
    actions.mark_read(marks={(person.id, room.id, None): seq}, at=now())


def readers(viewer: Person, room: Room) -> dict[int, int] | None:
    """How far others have read, as the page of the room tells this viewer."""
    shown = queries.page_of(viewer, room.id).readers
    return None if shown is None else {one.person: one.seq for one in shown.people if one.person != viewer.id}


@pytest.fixture
def two_in_a_room(db):
    room = make.room()
    ming, fang = make.person(name="阿明", joins=room), make.person(name="芳芳", joins=room)
    make.talk(by=ming, room=room, messages=3)
    return room, ming, fang


class TestReading:
    def test_off_until_a_host_asks(self, two_in_a_room):
        room, ming, fang = two_in_a_room
        read(fang, room, 2)
        assert readers(ming, room) is None
        asks(room)
        assert readers(ming, room) == {make.keeper().id: 0, fang.id: 2}
        asks(room, readers=False)
        assert readers(ming, room) is None

    def test_only_of_those_and_for_those_who_show_it(self, two_in_a_room):
        room, ming, fang = two_in_a_room
        asks(room)
        looks_on = make.person()
        shows(make.keeper(), Reading.NOWHERE)
        assert readers(ming, room) == {fang.id: 0}
        assert readers(make.keeper(), room) is None, "not even for the keeper, who is host here"
        assert readers(looks_on, room) is None
        shows(ming, Reading.NOWHERE)
        assert readers(ming, room) is None
        assert readers(fang, room) == {}

    def test_when_the_room_grows_it_ends_by_itself_and_comes_back(self, two_in_a_room):
        room, ming, _ = two_in_a_room
        asks(room)
        for _ in range(MOST_SEATS - 3):
            make.sit(make.person(), room)
        last = make.person()
        assert len(readers(ming, room) or {}) == MOST_SEATS - 1
        make.sit(last, room)
        assert readers(ming, room) is None
        asks(room)  # saved as it was, with other words
        actions.leave(by=last, room_id=room.id, at=now())
        assert readers(ming, room) is not None

    def test_a_room_that_is_larger_is_refused(self, two_in_a_room):
        room, *_ = two_in_a_room
        for _ in range(MOST_SEATS):
            make.sit(make.person(), room)
        with pytest.raises(Refused) as refused:
            asks(room)
        assert refused.value.why == "too_many_seats"
        assert not Room.objects.get(pk=room.pk).shows_readers

    def test_in_direct_talk_between_those_who_both_chose_so(self, db):
        ming, fang = make.person(), make.person()
        talk = make.talk_of(ming, fang)
        make.message(by=ming, room=talk)
        assert readers(ming, talk) is None
        shows(ming, Reading.EVERYWHERE)
        assert readers(ming, talk) == {}
        assert readers(fang, talk) is None
        shows(fang, Reading.EVERYWHERE)
        read(fang, talk, 1)
        assert readers(ming, talk) == {fang.id: 1}

    def test_whom_one_does_not_hear_is_left_out_and_sees_one_as_before(self, two_in_a_room):
        room, ming, fang = two_in_a_room
        asks(room)
        block(by=ming, person=fang.id, at=now())
        assert fang.id not in (readers(ming, room) or {})
        assert ming.id in (readers(fang, room) or {})

    def test_the_page_of_ones_own_message_names_them_without_scripts(self, two_in_a_room):
        room, ming, fang = two_in_a_room
        asks(room)
        read(fang, room, 2)
        client = Client()
        client.force_login(ming)
        pages = [client.get(f"/rooms/{room.id}/{seq}/").content.decode() for seq in (2, 3)]
        assert ["芳芳" in page for page in pages] == [True, False]
        client.force_login(fang)
        assert "阿明</span></p>" not in client.get(f"/rooms/{room.id}/2/").content.decode(), "it is not her message"

    def test_the_settings_say_it_and_a_program_that_does_not_changes_nothing(self, two_in_a_room):
        room, *_ = two_in_a_room
        client = Client()
        client.force_login(make.keeper())
        words = {"name": "大堂", "purpose": "", "access": "members"}
        for said, expected in (({"readers": "yes"}, True), ({}, True), ({"readers": "no"}, False)):
            assert client.post(f"/rooms/{room.id}/settings/", words | said).status_code == 302
            assert Room.objects.get(pk=room.pk).shows_readers == expected
            the_throttle.forget()


def opened(table: Table, person: Person, room: Room) -> Guest:
    guest = table.guest(person)
    guest.opens(room)
    return guest


def keeps_marks(table: Table) -> None:
    """What happens every two seconds."""
    table.wait(table.visits.keep_marks())
    table.settle()


def told(guest: Guest) -> dict[int, int] | None:
    """What this one was told last of others: None, that it is not shown."""
    frames = [frame for frame in guest.of("readers") if "people" in frame]
    people = frames[-1]["people"] if frames else None
    return None if people is None else {one["person"]: one["seq"] for one in people if one["person"] != guest.person.id}


class TestLive:
    def test_those_who_show_it_hear_it_with_the_marks_and_nobody_else(self, table):
        room = make.room(access=Access.PUBLIC)
        ming, fang, hides = (make.person(joins=room) for _ in range(3))
        shows(hides, Reading.NOWHERE)
        asks(room)
        guests = [opened(table, one, room) for one in (ming, fang, hides, make.person())]
        author, reader, *others = guests
        author.posts(room, "一")
        reader.hears("message")
        for guest in (reader, *others):
            guest.do("read", room=room.id, seq=1)
        keeps_marks(table)
        assert told(author) == {make.keeper().id: 0, fang.id: 1}
        assert told(reader) == {make.keeper().id: 0, ming.id: 0}
        assert [guest.of("readers") for guest in others] == [[], []]

    def test_one_word_for_all_that_was_read_in_a_round(self, table):
        room = make.room()
        guests = [opened(table, make.person(joins=room), room) for _ in range(4)]
        asks(room)
        for n in range(3):
            guests[0].posts(room, f"第 {n} 泡")
        guests[3].hears("message", seq=3)
        for guest, seq in itertools.product(guests, (1, 2, 3)):
            guest.do("read", room=room.id, seq=seq)
        keeps_marks(table)
        assert [len(guest.of("readers")) for guest in guests] == [1] * 4

    def test_asked_for_it_is_told_and_where_it_is_not_shown_that(self, table):
        room = make.room()
        ming, fang = make.person(joins=room), make.person(joins=room)
        guest = opened(table, ming, room)
        guest.do("readers", room=room.id)
        assert guest.hears("readers") == {"is": "readers", "room": room.id, "thread": None, "people": None}
        asks(room)
        assert guest.hears("room")["readers"]
        guest.do("readers", room=room.id, thread=make.main(room))
        guest.hears("readers", thread=make.main(room))
        assert told(guest) == {make.keeper().id: 0, fang.id: 0}
        stranger = table.guest(make.person())
        stranger.do("readers", room=room.id)
        assert stranger.hears("refused")["why"] == "not_found"

    def test_whoever_chooses_otherwise_is_asked_for_anew(self, table):
        room = make.room()
        ming, fang = make.person(joins=room), make.person(joins=room)
        asks(room)
        guest = opened(table, ming, room)
        shows(fang, Reading.NOWHERE)
        hint = guest.hears("readers")
        assert hint == {"is": "readers", "room": room.id}
        guest.do("readers", room=room.id, thread=make.main(room))
        guest.hears("readers", thread=make.main(room))
        assert told(guest) == {make.keeper().id: 0}

    def test_reading_by_a_page_and_making_it_new_again_is_told_too(self, table):
        room = make.room()
        ming, fang = make.person(joins=room), make.person(joins=room)
        make.talk(by=ming, room=room, messages=2)
        asks(room)
        guest = opened(table, ming, room)
        client = Client()
        client.force_login(fang)
        for path, form, seq in (
            (f"/rooms/{room.id}/", None, 2),
            (f"/rooms/{room.id}/2/unread/", {}, 1),
            (f"/rooms/{room.id}/read/", {"seq": "2"}, 2),
        ):
            client.get(path) if form is None else client.post(path, form)
            table.settle()
            assert (told(guest) or {})[fang.id] == seq

    def test_whom_one_does_not_hear_is_left_out_live(self, table):
        room = make.room()
        ming, loud = make.person(joins=room), make.person(joins=room)
        asks(room)
        guest, other = opened(table, ming, room), opened(table, loud, room)
        block(by=ming, person=loud.id, at=now())
        guest.hears("unheard")
        other.posts(room, "哎")
        other.do("read", room=room.id, seq=1)
        keeps_marks(table)
        assert told(guest) == {make.keeper().id: 0}
        guest.do("readers", room=room.id)
        table.settle()
        assert told(guest) == {make.keeper().id: 0}
        assert ming.id in (told(other) or {})


@pytest.fixture
def two(transactional_db) -> Iterator[Two]:
    with two_processes() as processes:
        yield processes


def test_what_is_read_in_one_process_is_told_in_the_other(two):
    room = make.room()
    asks(room)
    near, far = (opened(table, make.person(joins=room), room) for table in (two.here, two.there))
    near.posts(room, "一")
    two.settle()
    far.do("read", room=room.id, seq=1)
    keeps_marks(two.there)
    two.settle()
    assert (told(near) or {})[far.person.id] == 1


PEOPLE, TABLES = 3, 2
deeds = st.lists(
    st.tuples(
        st.sampled_from(["post", "read", "unread", "move"]),
        st.integers(0, PEOPLE - 1),
        st.integers(0, TABLES - 1),
        st.integers(1, 8),
    ),
    max_size=14,
)


class WhateverIsRead(TestCase):
    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(deeds)
    def test_it_is_what_the_marks_say(self, deeds: list[tuple[str, int, int, int]]) -> None:
        room = make.room()
        people = [make.person(joins=room) for _ in range(PEOPLE)]
        tables = [make.main(room), make.thread(by=people[0], room=room)]
        asks(room)
        for deed, who, which, seq in deeds:
            self.done(deed, room, people[who], tables[which], seq)
            the_throttle.forget()
        everybody = {make.keeper().id, *(one.id for one in people)}
        for viewer, thread in itertools.product(people, tables):
            found = queries.readers_for(viewer.id, room.id, thread)
            assert found is not None
            kept: dict[Any, int] = dict(ReadMark.objects.filter(thread=thread).values_list("person_id", "seq"))
            assert {one.person: one.seq for one in found.people} == {one: max(0, kept.get(one, 0)) for one in everybody}

    def done(self, deed: str, room: Room, person: Person, thread: Any, seq: int) -> None:
        room.refresh_from_db()
        if deed == "post":
            make.message(by=person, room=room, thread=thread)
        elif deed == "read":
            actions.mark_read(marks={(person.id, room.id, thread): seq}, at=now())
        elif seq > room.seq:
            return
        elif deed == "unread":
            actions.mark_unread(by=person, room_id=room.id, seq=seq, at=now())
        else:
            actions.move(by=make.keeper(), room_id=room.id, seqs=[seq], thread_id=thread, at=now())
