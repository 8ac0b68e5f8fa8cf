"""What the entrance tells of the talk: of public rooms, and nothing of newcomers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chalou.chat import actions as chat
from chalou.chat import queries, rules
from chalou.chat.models import Access
from chalou.foundation.clock import now
from chalou.people.models import Person
from tests import making as make


@pytest.fixture
def hall(db):
    make.house()
    room = make.room(access=Access.PUBLIC, name="前厅", purpose="随便坐")
    known = make.person(joins=room)
    Person.objects.update(joined_at=now() - rules.KNOWN_AFTER - timedelta(minutes=1))
    return room, known


def going_on(viewer=None):
    return queries.going_on(viewer, at=now())


def test_a_house_without_open_rooms_shows_nothing(db):
    make.house()
    make.message(by=make.keeper(), room=make.room(access=Access.MEMBERS), text="关起门来讲。")
    assert going_on() == queries.GoingOn((), (), (), None)


def test_rooms_say_how_many_sit_there_and_when_somebody_last_spoke(hall):
    room, known = hall
    assert going_on().rooms == (queries.OpenRoom(room.id, "前厅", "随便坐", seated_count=2, last_at=None),)
    said = make.message(by=known, room=room, text="水开了。")
    assert going_on().rooms[0].last_at == said.posted_at


def test_the_tables_where_somebody_spoke_last_come_first_a_few_of_each_room(hall):
    room, known = hall
    other = make.room(access=Access.PUBLIC, name="岩茶厅")
    make.sit(known, other)
    for number in range(5):
        table = make.thread(by=known, room=room, title=f"第{number}桌")
        make.message(by=known, room=room, text="来了。", thread=table)
    rock = make.thread(by=known, room=other, title="牛栏坑")
    make.message(by=known, room=other, text="先看叶底。", thread=rock)
    make.thread(by=known, room=other, title="还没人讲话")
    shown = going_on().tables
    assert [one.title for one in shown] == ["牛栏坑", "第4桌", "第3桌", "第2桌"]
    assert (shown[0].room, shown[0].room_name, shown[0].id) == (other.id, "岩茶厅", rock)


def test_what_a_newcomer_opened_or_what_was_put_away_is_not_shown(hall):
    room, known = hall
    for who in (make.person(joins=room), known):
        table = make.thread(by=who, room=room, title="加我")
        make.message(by=known, room=room, text="？", thread=table)
    chat.archive_thread(by=make.keeper(), room_id=room.id, thread_id=table, is_archived=True, at=now())
    assert going_on().tables == ()


def test_announcements_stand_there_for_as_long_as_they_are_kept_in_sight(hall):
    room, _ = hall
    host = make.keeper()
    make.message(by=host, room=room, text="礼拜三换井水。", announces=True)
    [told] = going_on().announcements
    assert (told.words, told.name, told.room_name) == ("礼拜三换井水。", host.name, "前厅")
    chat.unpin(by=host, room_id=room.id, seq=told.seq, at=now())
    assert going_on().announcements == ()


def test_an_announcement_that_was_taken_back_is_gone(hall):
    room, _ = hall
    said = make.message(by=make.keeper(), room=room, text="礼拜三换井水。", announces=True)
    chat.take_back(by=make.keeper(), room_id=room.id, seq=said.seq, at=now())
    assert going_on().announcements == ()


def test_somebody_is_told_what_is_new_for_them(hall):
    room, known = hall
    reader = make.person(joins=room)
    assert going_on(reader).news == queries.News(messages=0, rooms=0, is_named=False)
    make.message(by=known, room=room, text=f"@{reader.name} 来一杯？")
    assert going_on(reader).news == queries.News(messages=1, rooms=1, is_named=True)
    assert going_on().news is None


def test_more_rooms_and_tables_take_no_more_questions(hall):
    _, known = hall

    def furnish(rooms: int) -> int:
        for number in range(rooms):
            more = make.room(access=Access.PUBLIC, name=f"厅{number}")
            make.sit(known, more)
            table = make.thread(by=known, room=more, title="一桌")
            make.message(by=known, room=more, text="来了。", thread=table)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            going_on()
        return len(asked)

    assert furnish(2) == furnish(16) == 3
