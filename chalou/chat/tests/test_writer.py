"""The writer: groups that are judged one by one, written at once, and answered in order."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chalou.chat import actions, writer
from chalou.chat.models import Message, Room
from chalou.chat.writer import Draft, Outcome, Posted, Writer, write_group
from chalou.foundation.ids import ClientId, PersonId, RoomId
from chalou.people.models import Person, Tea
from tests import making as make

TODAY = datetime(2026, 11, 22, 11, 42, tzinfo=UTC)
PATIENCE_S = 60
NOBODY, NOWHERE = PersonId(10**9), RoomId(10**9)


def draft(by: Any, room: Any, text: str = "茶", client_id: ClientId | None = None) -> Draft:
    author, place = getattr(by, "id", by), getattr(room, "id", room)
    return Draft(client_id or ClientId(uuid4()), room=place, author=author, text=text, html=f"<p>{text}</p>", at=TODAY)


def said(outcome: Outcome) -> str:
    return outcome.message.text if isinstance(outcome, Posted) else outcome.why


@pytest.mark.django_db
class TestGroups:
    def test_good_and_bad_drafts_are_answered_each_in_its_place(self, happened):
        one, other = make.room(), make.room()
        ming, guest = make.person(joins=[one, other]), make.person(joins=one)
        removed = make.person(joins=other)
        actions.remove(by=make.keeper(), room_id=other.id, person_id=removed.id, at=TODAY)
        mine = ClientId(uuid4())
        outcomes = write_group(
            [
                draft(ming, one, "一"),
                draft(guest, other, "x"),
                draft(ming, other, "二"),
                draft(removed, other, "x"),
                draft(ming, NOWHERE, "x"),
                draft(ming, one, "三", mine),
                draft(ming, one, "四", mine),
                draft(ming, other, "x", mine),
                draft(NOBODY, one, "x"),
                draft(guest, one, "五", mine),
            ]
        )
        assert [said(outcome) for outcome in outcomes] == [
            *("一", "not_a_member", "二", "removed", "not_found", "三", "三", "bad_id", "not_a_member", "五")
        ]
        again = [outcome.again for outcome in outcomes if isinstance(outcome, Posted)]
        assert again == [False, False, False, True, False]
        assert [kind for kind, _ in happened()] == ["MembershipEnded", *["MessagePosted"] * 4]

    def test_each_room_counts_for_itself_without_gaps(self):
        rooms = [make.room() for _ in range(3)]
        ming = make.person(joins=rooms)
        write_group([draft(ming, rooms[number % 3]) for number in range(30)])
        write_group([draft(ming, rooms[0]), draft(NOBODY, rooms[0]), draft(ming, rooms[0])])
        for room, count in zip(rooms, (12, 10, 10), strict=True):
            rows = Message.objects.filter(room=room).order_by("seq").values_list("seq", "change")
            assert list(rows) == [(number, number) for number in range(1, count + 1)]
            assert Room.objects.values_list("seq", "change").get(pk=room.pk) == (count, count)

    def test_what_is_answered_is_what_is_on_disk(self):
        room = make.room()
        ming = make.person(joins=room, name="阿明", cup=Tea.GREEN)
        [posted] = write_group([draft(ming, room, "<b>")])
        assert isinstance(posted, Posted)
        row = Message.objects.select_related("author").get()
        for name in ("id", "seq", "change", "posted_at", "html", "text"):
            assert getattr(posted.message, name) == getattr(row, name)
        assert (posted.message.name, posted.message.cup) == ("阿明", "green")
        assert (posted.message.thread, posted.client_id) == (row.thread_id, row.client_id)

    def test_a_retry_after_the_commit_gets_the_first_answer_even_after_leaving(self):
        room = make.room()
        ming = make.person(joins=room)
        mine = draft(ming, room)
        [first], [again] = write_group([mine]), write_group([mine])
        assert isinstance(first, Posted)
        assert isinstance(again, Posted)
        assert (first.again, again.again) == (False, True)
        assert again.message == first.message
        actions.leave(by=ming, room_id=room.id, at=TODAY)
        [later] = write_group([mine])
        assert isinstance(later, Posted)
        assert later.again
        assert Message.objects.count() == 1

    def test_a_group_costs_the_same_number_of_queries_whatever_its_size(self):
        room = make.room()
        ming = make.person(joins=room)
        counted = []
        for size in (10, 20):
            with CaptureQueriesContext(connection) as queries:
                write_group([draft(ming, room) for _ in range(size)])
            counted.append(len(queries))
        assert counted[0] == counted[1]


@pytest.mark.django_db(transaction=True)
class TestPoison:
    """Something in a draft that the database will not take, although the door let it pass."""

    @pytest.mark.parametrize(
        "poison",
        [
            pytest.param({"text": "a\0b"}, marks=pytest.mark.postgres, id="NUL"),
            pytest.param({"text": "a\ud800b"}, id="half a pair"),
            pytest.param({"html": None}, id="nothing"),
            pytest.param({"text": object()}, id="no text"),
            pytest.param({"author": []}, id="no author"),
        ],
    )
    def test_it_takes_nobody_else_down(self, poison):
        room = make.room()
        ming, fang = make.person(joins=room), make.person(joins=room)
        group = [draft(ming, room, "一"), replace(draft(fang, room), **poison), draft(ming, room, "二")]
        assert [said(outcome) for outcome in write_group(group)] == ["一", "busy", "二"]
        assert list(Message.objects.order_by("seq").values_list("seq", "text")) == [(1, "一"), (2, "二")]
        assert [said(outcome) for outcome in write_group([draft(fang, room, "三")])] == ["三"]

    @pytest.mark.postgres
    def test_a_broken_connection_is_replaced(self):
        room = make.room()
        group = [draft(make.keeper(), room, "一"), draft(make.keeper(), room, "二")]
        connection.ensure_connection()
        assert connection.connection
        connection.connection.close()
        assert [said(outcome) for outcome in write_group(group)] == ["一", "二"]


class AnyGroups(TestCase):
    """Groups of any shape against the simplest account of what must come of them."""

    rooms: list[Room]
    people: list[Person]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.rooms = [make.room() for _ in range(2)]
        cls.people = [make.person(joins=cls.rooms), make.person(joins=cls.rooms[:1])]

    @settings(max_examples=40)
    @given(
        st.lists(
            st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 5)), min_size=1, max_size=8),
            max_size=5,
        )
    )
    def test_every_message_once_in_order(self, groups):
        rooms, people = self.rooms, self.people
        ids = [ClientId(uuid4()) for _ in range(6)]
        kept: dict[tuple[int, int], int] = {}
        talk: dict[int, list[str]] = {0: [], 1: []}
        for number, group in enumerate(groups):
            expected, drafts = [], []
            for place, (room, person, mine) in enumerate(group):
                text = f"{number}/{place}"
                drafts.append(
                    draft(
                        people[person] if person < 2 else NOBODY,
                        rooms[room] if room < 2 else NOWHERE,
                        text,
                        ids[mine],
                    )
                )
                key = (person, mine)
                if key in kept:
                    expected.append("again" if kept[key] == room else "bad_id")
                elif room == 2:
                    expected.append("not_found")
                elif person == 2 or (person == 1 and room == 1):
                    expected.append("not_a_member")
                else:
                    kept[key] = room
                    talk[room].append(text)
                    expected.append(text)
            outcomes = write_group(drafts)
            answers = [
                "again" if isinstance(outcome, Posted) and outcome.again else said(outcome) for outcome in outcomes
            ]
            assert answers == expected
        for place, room in enumerate(rooms):
            rows = Message.objects.filter(room=room).order_by("seq").values_list("seq", "text")
            assert list(rows) == list(enumerate(talk[place], start=1))


@pytest.mark.django_db
def test_without_a_writer_the_caller_writes_and_with_one_the_writer(monkeypatch):
    room = make.room()
    answers: list[Outcome] = []
    writer.submit(draft(make.keeper(), room), answers.append)
    assert len(answers) == 1
    waiting = Writer(announce=lambda group: None)
    writer.open_writer(waiting)
    try:
        writer.submit(draft(make.keeper(), room), answers.append)
        assert len(answers) == 1
        assert waiting._waiting.qsize() == 1
    finally:
        writer.open_writer(None)
