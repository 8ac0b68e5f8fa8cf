"""Which talk may be found by those who search, and what strangers are shown of people."""

from datetime import timedelta

import pytest

from chalou.chat import queries, rules
from chalou.chat.actions import take_back
from chalou.chat.models import Access
from chalou.foundation.clock import now
from chalou.people.models import Person
from tests import making as make

today = now()
WEEK = rules.KNOWN_AFTER + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("is_public", "has_words", "is_part", "names_newcomers", "is_listed"),
    [
        (True, True, False, False, True),
        (False, True, False, False, False),
        (True, False, False, False, False),
        (True, True, True, False, False),
        (True, True, False, True, False),
    ],
)
def test_a_page_of_talk_is_listed_when_all_may_read_it_and_all_on_it_are_known(
    is_public, has_words, is_part, names_newcomers, is_listed
):
    assert is_listed is rules.may_be_listed(
        is_public=is_public, has_words=has_words, is_part=is_part, names_newcomers=names_newcomers
    )


@pytest.fixture
def hall(db):
    """A public room in which somebody spoke who has been here for a week, and a table of theirs."""
    make.house()
    room = make.room(access=Access.PUBLIC)
    known = make.person(joins=room)
    Person.objects.update(joined_at=now() - WEEK)
    make.message(by=known, room=room, text="水开了。")
    table = make.thread(by=known, room=room, title="岩茶怎么存")
    make.message(by=known, room=room, text="放在罐子里。", thread=table)
    return room, known, table


def is_listed(room, thread=None, **more):
    return queries.page_of(None, room.id, thread=thread, now=now(), **more).is_listed


def listed():
    return {(one.room, one.thread) for one in queries.talk_listed(at=now())}


def test_talk_among_people_who_are_known_is_found(hall):
    room, _, table = hall
    assert is_listed(room)
    assert is_listed(room, table)
    assert listed() == {(room.id, None), (room.id, table)}


def test_a_newcomer_gains_nothing_by_writing_here(hall):
    room, _, table = hall
    stranger = make.person(joins=room)
    make.message(by=stranger, room=room, text="好货 https://spam.example", thread=table)
    assert is_listed(room)
    assert not is_listed(room, table)
    assert listed() == {(room.id, None)}
    Person.objects.filter(id=stranger.id).update(joined_at=now() - WEEK)
    assert is_listed(room, table)
    assert (room.id, table) in listed()


def test_what_answers_a_newcomer_shows_their_words_and_waits_too(hall):
    room, known, table = hall
    said = make.message(by=make.person(joins=room), room=room, text="加我")
    make.message(by=known, room=room, text="不谈这个。", thread=table, reply_to=said.seq)
    assert not is_listed(room, table)
    assert listed() == set()


def test_a_table_that_a_newcomer_opened_is_neither_listed_nor_named_to_strangers(hall):
    room, known, table = hall
    fresh = make.thread(by=make.person(joins=room), room=room, title="加微信")
    make.message(by=known, room=room, text="这是什么？", thread=fresh)
    assert not is_listed(room, fresh)
    assert listed() == {(room.id, None), (room.id, table)}
    beside = queries.page_of(None, room.id, now=now()).threads
    assert [one.title for one in beside] == ["岩茶怎么存"]
    assert len(queries.page_of(known, room.id, now=now()).threads) == 2


def test_the_keeper_and_moderators_are_known_from_the_first_day(hall):
    room, _, _ = hall
    make.sit(make.keeper(), room)
    Person.objects.filter(id=make.keeper().id).update(joined_at=now())
    make.message(by=make.keeper(), room=room, text="请坐。")
    assert is_listed(room)
    assert (room.id, None) in listed()


def test_a_host_who_is_new_is_named_beside_the_talk_so_it_waits(hall):
    room, _, _ = hall
    new = make.person(joins=room)
    room.memberships.filter(person=new).update(is_host=True)
    assert not is_listed(room)
    assert listed() == set()


def test_a_part_of_a_talk_and_one_without_words_are_not_found(hall):
    room, known, _ = hall
    empty = make.thread(by=known, room=room, title="还没人讲话")
    assert not is_listed(room, before=2)
    assert not is_listed(room, at_seq=1)
    assert not is_listed(room, empty)
    assert (room.id, empty) not in listed()


@pytest.mark.parametrize("access", [Access.MEMBERS, Access.INVITATION])
def test_no_room_that_is_not_open_to_all_is_listed(hall, access):
    room, _, _ = hall
    other = make.room(access=access)
    make.sit(make.keeper(), other) if access == Access.MEMBERS else None
    make.message(by=make.keeper(), room=other, text="别讲出去。")
    assert {found for found, _ in listed()} == {room.id}


def test_what_was_taken_back_still_names_its_author(hall):
    """Its words are gone, the name is not: it may be what was to be read."""
    room, _, _ = hall
    loud = make.person(joins=room, name="好茶加我")
    said = make.message(by=loud, room=room, text="好货")
    take_back(by=loud, room_id=room.id, seq=said.seq, at=now())
    assert not is_listed(room)
    assert (room.id, None) not in listed()


def test_strangers_are_told_who_are_the_hosts_and_of_others_only_how_many(hall):
    room, known, _ = hall
    for_strangers = queries.page_of(None, room.id, now=now())
    assert known.id not in {one.id for one in for_strangers.seated}
    assert for_strangers.seated == for_strangers.hosts
    assert for_strangers.seated_count == 2
    assert known.id in {one.id for one in queries.page_of(known, room.id, now=now()).seated}
