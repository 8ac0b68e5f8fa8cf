"""Who is just writing: seen by those at the same room, of those who may post there, and never a load."""

from collections.abc import Callable, Iterator

import pytest

from chalou.chat import actions
from chalou.chat.live import typing
from chalou.chat.live.typing import AT_ONCE, LEASE_S, MOST_NAMED, MOST_TABLES
from chalou.chat.models import Access, Room
from chalou.chat.tests.table import Guest, Table, Values
from chalou.chat.tests.test_presence import hides
from chalou.chat.tests.two_processes import Two, two_processes
from chalou.foundation.clock import now
from chalou.foundation.throttle import the_throttle
from chalou.people.actions import block, change_profile, set_door
from chalou.people.models import Door, Person
from tests import making as make


def at_table(table: Table, room: Room, name: str | None = None) -> Guest:
    """Somebody who sits in the room and has it open."""
    guest = table.guest(make.person(joins=room, name=name))
    guest.opens(room)
    return guest


def writes(guest: Guest, room: Room, **values: object) -> None:
    guest.do("writing", room=room.id, **values)
    guest.table.settle()


def ticks(table: Table, *, after_s: float = 1.1) -> None:
    """The round that comes every second, so much later."""
    table.on_loop(lambda: table.visits.typing.tick(at=table.loop.time() + after_s))
    table.settle()


def seen(guest: Guest) -> list[str]:
    """Whom this one sees writing, after all that was told."""
    told = guest.of("writing")
    return [one["name"] for one in told[-1]["people"]] if told else []


def test_others_see_it_at_once_with_the_name_and_the_table(table, happened):
    room = make.room()
    reader, writer = at_table(table, room), at_table(table, room, name="秋月")
    thread = make.thread(by=writer.person, room=room)
    writes(writer, room, thread=thread)
    assert reader.of("writing") == [
        {
            "is": "writing",
            "room": room.id,
            "thread": thread,
            "people": [{"person": writer.person.id, "name": "秋月", "lang": "zh-Hans"}],
            "more": False,
        }
    ]
    assert happened() == [], "nothing of it is written down"


def test_it_ends_with_the_message_the_empty_field_and_the_lease(table):
    room = make.room()
    reader, writer = at_table(table, room), at_table(table, room, name="秋月")
    writes(writer, room)
    writer.posts(room, "二道茶")
    ticks(table)
    assert seen(reader) == []
    writes(writer, room)
    ticks(table, after_s=2.2)
    assert seen(reader) == ["秋月"]
    writes(writer, room, on=False)
    ticks(table, after_s=3.3)
    assert seen(reader) == []
    writes(writer, room)
    ticks(table, after_s=4.4)
    assert seen(reader) == ["秋月"]
    ticks(table, after_s=LEASE_S + 0.1)
    assert seen(reader) == []


def test_an_edit_of_an_older_message_does_not_end_it(table):
    room = make.room()
    reader, writer = at_table(table, room), at_table(table, room, name="秋月")
    writer.posts(room, "头道")
    writes(writer, room)
    actions.edit(by=writer.person, room_id=room.id, seq=1, text="头道茶", at=now())
    reader.hears("message", change=2)
    ticks(table)
    assert seen(reader) == ["秋月"]


def leaves(guest: Guest, room: Room) -> None:
    guest.table.on_loop(guest.table.hub.switch.leave, guest.listener)


def closes(guest: Guest, room: Room) -> None:
    guest.do("close", room=room.id)


def is_removed(guest: Guest, room: Room) -> None:
    actions.remove(by=make.keeper(), room_id=room.id, person_id=guest.person.id, at=now())


def begins_to_hide(guest: Guest, room: Room) -> None:
    hides(guest.person)


@pytest.mark.parametrize("goes", [leaves, closes, is_removed, begins_to_hide])
def test_it_ends_when_the_person_goes(table, goes: Callable[[Guest, Room], None]):
    room = make.room(access=Access.PUBLIC)
    reader, writer = at_table(table, room), at_table(table, room, name="秋月")
    writes(writer, room)
    assert seen(reader) == ["秋月"]
    goes(writer, room)
    table.settle()
    ticks(table)
    assert seen(reader) == []


def nobody_sits(room: Room) -> Person:
    return make.person()


def muted(room: Room) -> Person:
    ming = make.person(joins=room)
    actions.mute(by=make.keeper(), room_id=room.id, person_id=ming.id, hours=1, reason="先听", at=now())
    return ming


def hidden(room: Room) -> Person:
    ming = make.person(joins=room)
    hides(ming)
    return ming


@pytest.mark.parametrize("who", [nobody_sits, muted, hidden])
def test_whoever_may_not_post_there_or_hides_is_left_alone_silently(table, who: Callable[[Room], Person]):
    room = make.room(access=Access.PUBLIC)
    reader, writer = at_table(table, room), table.guest(who(room))
    writer.opens(room)
    the_throttle.forget()
    writes(writer, room)
    ticks(table)
    assert reader.of("writing") == []
    assert writer.of("refused") == []
    assert writer.listener.strikes == 0


def test_nor_at_a_table_that_was_put_away_or_is_of_another_room_nor_in_a_room_that_is_not_open(table):
    room, other = make.room(), make.room()
    reader, writer = at_table(table, room), at_table(table, room)
    make.sit(writer.person, other)
    reader_there = at_table(table, other)
    archived, elsewhere = make.thread(by=writer.person, room=room), make.thread(by=writer.person, room=other)
    actions.archive_thread(by=writer.person, room_id=room.id, thread_id=archived, is_archived=True, at=now())
    for thread in (archived, elsewhere, 999_999):
        writes(writer, room, thread=thread)
    writes(writer, other)
    ticks(table)
    assert reader.of("writing") == reader_there.of("writing") == []
    assert writer.of("refused") == []


def test_whoever_is_asked_to_listen_while_writing_is_not_believed_any_longer(table):
    room = make.room()
    reader, writer = at_table(table, room), at_table(table, room, name="秋月")
    writes(writer, room)
    assert seen(reader) == ["秋月"]
    actions.mute(by=make.keeper(), room_id=room.id, person_id=writer.person.id, hours=1, reason="先听", at=now())
    table.settle()
    writes(writer, room, on=False)
    writes(writer, room)
    ticks(table)
    assert seen(reader) == []


def test_another_name_shows(table):
    room = make.room()
    reader, writer = at_table(table, room), at_table(table, room, name="秋月")
    writes(writer, room)
    change_profile(by=writer.person, name="雨前", cup="green", at=now())
    table.settle()
    writes(writer, room)
    ticks(table)
    assert seen(reader) == ["雨前"]


def test_in_a_direct_talk_whose_other_door_is_closed_nobody_is_seen_writing(table):
    ming, fang = make.person(), make.person()
    room = make.talk_of(ming, fang)
    writer, reader = table.guest(ming), table.guest(fang)
    for guest in (writer, reader):
        guest.opens(room)
    set_door(by=fang, door=Door.CLOSED, at=now())
    writes(writer, room)
    ticks(table)
    assert reader.of("writing") == []


def test_whom_one_does_not_hear_one_does_not_see_writing(table):
    room = make.room()
    hearer, other, loud = at_table(table, room), at_table(table, room), at_table(table, room, name="大声")
    block(by=hearer.person, person=loud.person.id, at=now())
    hearer.hears("unheard")
    writes(loud, room)
    assert seen(other) == ["大声"]
    assert seen(hearer) == []
    assert "大声" not in str(hearer.of("writing"))


class TestNeverALoad:
    def test_a_flood_of_one_person_reaches_others_as_two_words_a_second(self, table):
        room = make.room()
        reader, writer = at_table(table, room), at_table(table, room)
        for n in range(500):
            writer.do("writing", room=room.id, on=n % 2 == 0)
        table.settle()
        ticks(table)
        assert 1 <= len(reader.of("writing")) <= 3
        assert writer.of("refused") == []
        assert len(table.visits.typing._asking) == 0

    def test_a_crowd_that_writes_is_one_word_a_second_with_a_few_names(self, table):
        room = make.room()
        reader, *crowd = [at_table(table, room) for _ in range(12)]
        for guest in crowd:
            guest.do("writing", room=room.id)
        table.settle()
        ticks(table)
        told = reader.of("writing")
        assert len(told) == 2
        assert len(told[-1]["people"]) == MOST_NAMED
        assert told[-1]["more"]

    def test_so_many_tables_and_no_more(self, table):
        room = make.room()
        reader, *crowd = [at_table(table, room) for _ in range(MOST_TABLES + 3)]
        for guest in crowd:
            writes(guest, room, thread=make.thread(by=guest.person, room=room))
        ticks(table)
        assert len({told["thread"] for told in reader.of("writing") if told["people"]}) == MOST_TABLES

    def test_where_very_many_listen_nobody_is_told(self, table, monkeypatch):
        monkeypatch.setattr(typing, "MOST_LISTENERS", 2)
        room, small = make.room(), make.room()
        reader, writer, _ = (at_table(table, room) for _ in range(3))
        make.sit(writer.person, small)
        writer.opens(small)
        writes(writer, room)
        writes(writer, small)
        ticks(table)
        assert reader.of("writing") == []
        assert len(writer.of("writing")) == 1

    def test_different_numbers_of_tables_ask_no_more_than_the_pace_allows(self, table):
        room = make.room()
        writer = at_table(table, room)
        for n in range(300):
            writer.do("writing", room=room.id, thread=n + 1)
        table.settle()
        assert sum(len(rights) for rights in table.visits.typing._rights.values()) <= AT_ONCE + 2

    def test_nothing_stays_behind(self, table):
        room = make.room()
        _, writer = at_table(table, room), at_table(table, room)
        writes(writer, room)
        ticks(table, after_s=LEASE_S + 1)
        ticks(table, after_s=LEASE_S + 3)
        ticks(table, after_s=typing.RIGHTS_S + 10)
        kept = table.visits.typing
        assert (kept._leases, kept._told, kept._told_at, kept._rights) == ({}, {}, {}, {})


@pytest.mark.parametrize("values", [{"on": "yes"}, {"on": None}, {"thread": "x"}, {"room": None}])
def test_a_frame_that_cannot_be_read_is_refused(table, values: Values):
    room = make.room()
    guest = at_table(table, room)
    guest.do("writing", **{"room": room.id, **values})
    assert guest.hears("refused")["why"] == "bad_frame"


@pytest.fixture
def two(transactional_db) -> Iterator[Two]:
    with two_processes() as processes:
        yield processes


class TestTwoProcesses:
    def test_it_is_seen_in_both_and_ends_in_both(self, two):
        room = make.room()
        near, far = at_table(two.here, room), at_table(two.there, room, name="秋月")
        beside = at_table(two.there, room)
        writes(far, room)
        two.settle()
        assert seen(near) == seen(beside) == ["秋月"]
        writes(far, room, on=False)
        two.settle()
        for table in (two.here, two.there):
            ticks(table)
        assert seen(near) == seen(beside) == []

    def test_who_writes_in_a_killed_process_is_seen_until_the_lease_is_over(self, two):
        room = make.room()
        near, far = at_table(two.here, room), at_table(two.there, room, name="秋月")
        writes(far, room)
        two.settle()
        two.bus_there.is_cut = True  # not a word comes from there any more
        ticks(two.here, after_s=LEASE_S - 1)
        assert seen(near) == ["秋月"]
        ticks(two.here, after_s=LEASE_S + 1)
        assert seen(near) == []

    def test_hiding_in_one_ends_it_in_the_other(self, two):
        room = make.room()
        near, far = at_table(two.here, room), at_table(two.there, room, name="秋月")
        writes(far, room)
        two.settle()
        hides(far.person)
        two.settle()
        ticks(two.there)
        two.settle()
        ticks(two.here)
        assert seen(near) == []
        writes(far, room)
        two.settle()
        ticks(two.here, after_s=2.5)
        assert seen(near) == []
