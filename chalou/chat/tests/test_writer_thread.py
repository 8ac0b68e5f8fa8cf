"""The writer's thread and its own connection: durable, fair to others, and not to be killed by a bad group."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections

from chalou.chat import actions
from chalou.chat.models import Access, Message, ReadMark, Room
from chalou.chat.tests.test_writer import PATIENCE_S, TODAY, draft, said
from chalou.chat.writer import MOST_IN_A_GROUP, Outcome, Posted, Reply, Writer
from chalou.events.models import Event
from chalou.foundation.ids import ClientId, PersonId, RoomId, ThreadId
from chalou.foundation.throttle import the_throttle
from tests import making as make

pytestmark = pytest.mark.django_db(transaction=True)

Group = list[tuple[Reply, Outcome]]


class Desk:
    """A writer of a process of its own, and what it announced."""

    def __init__(self, announce: Callable[[Group], None] | None = None):
        self.groups: list[list[Outcome]] = []
        self._also = announce
        self.writer = Writer(self._announced)

    def _announced(self, group: Group) -> None:
        self.groups.append([outcome for _, outcome in group])
        if self._also:
            self._also(group)
        for reply, outcome in group:
            reply(outcome)


@contextmanager
def at_work(desk: Desk) -> Iterator[Desk]:
    desk.writer.start()
    try:
        yield desk
    finally:
        desk.writer.stop()
        assert not desk.writer.is_alive()


def asked(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def on_the_writers_connection(*statements: str) -> list[Any]:
    """What the database says about the connection on which the writer has just committed."""
    found: list[Any] = []
    desk = Desk(lambda group: found.extend(asked(statement) for statement in statements))
    room = make.room()
    with at_work(desk):
        desk.writer.submit(draft(make.keeper(), room), lambda outcome: None)
    assert Message.objects.count() == 1
    return found


@pytest.mark.sqlite
def test_on_sqlite_a_commit_is_on_the_disk_before_it_is_acknowledged():
    assert on_the_writers_connection("PRAGMA synchronous", "PRAGMA journal_mode", "PRAGMA foreign_keys") == [
        2,
        "wal",
        1,
    ]


@pytest.mark.postgres
def test_on_postgres_a_commit_is_on_the_disk_before_it_is_acknowledged():
    assert on_the_writers_connection("SHOW synchronous_commit", "SHOW fsync") == ["on", "on"]


def test_what_waits_is_written_in_one_group_and_in_order():
    room, desk = make.room(), Desk()
    answers: list[Outcome] = []
    for number in range(MOST_IN_A_GROUP + 10):
        desk.writer.submit(draft(make.keeper(), room, str(number)), answers.append)
    with at_work(desk):
        pass  # `stop` writes what waits
    assert [len(group) for group in desk.groups] == [MOST_IN_A_GROUP, 10]
    assert [said(answer) for answer in answers] == [str(number) for number in range(MOST_IN_A_GROUP + 10)]
    assert Message.objects.count() == MOST_IN_A_GROUP + 10


def test_it_is_told_only_after_the_commit():
    room, seen = make.room(), []

    def look(group: Group) -> None:
        def count() -> None:
            seen.append(Message.objects.count())
            connections.close_all()

        other = threading.Thread(target=count)
        other.start()
        other.join(PATIENCE_S)

    desk = Desk(look)
    for _ in range(3):
        desk.writer.submit(draft(make.keeper(), room), lambda outcome: None)
    with at_work(desk):
        pass
    assert seen == [3], "another connection sees the messages when the authors are answered"


@pytest.mark.parametrize("what", ["removed", "left", "switched off"])
def test_whoever_lost_their_place_while_the_message_waited_is_refused(what):
    room, desk = make.room(access=Access.PUBLIC), Desk()
    ming = make.person(joins=room)
    answers: list[Outcome] = []
    desk.writer.submit(draft(ming, room), answers.append)
    if what == "removed":
        actions.remove(by=make.keeper(), room_id=room.id, person_id=ming.id, at=TODAY)
    elif what == "left":
        actions.leave(by=ming, room_id=room.id, at=TODAY)
    else:
        type(ming).objects.filter(pk=ming.pk).update(is_active=False)
    with at_work(desk):
        pass
    assert [said(answer) for answer in answers] == ["removed" if what == "removed" else "not_a_member"]
    assert not Message.objects.exists()


def test_the_thread_survives_whatever_a_group_or_its_announcement_throws():
    room = make.room()
    failures = iter([True, False, False])

    def fails_once(group: Group) -> None:
        if next(failures):
            raise ZeroDivisionError

    desk = Desk(fails_once)
    keeper, done = make.keeper(), threading.Event()
    answers: list[Outcome] = []

    def answered(outcome: Outcome) -> None:
        answers.append(outcome)
        done.set()

    with at_work(desk):
        bad: list[Any] = [{"author": []}, {"author": []}]
        for poison in bad:
            first = replace(draft(keeper, room), **poison)
            desk.writer.submit(first, answered)
            while len(desk.groups) < bad.index(poison) + 1 and desk.writer.is_alive():
                done.wait(0.01)
        done.clear()
        desk.writer.submit(draft(keeper, room, "还在"), answered)
        assert done.wait(PATIENCE_S)
    assert said(answers[-1]) == "还在"


def test_two_writers_and_everybody_else_at_once_number_without_gaps(caplog):
    """Two processes on PostgreSQL, two threads on SQLite: the same rooms, with removals, edits and marks between."""
    caplog.set_level(logging.WARNING)
    rooms = [make.room(access=Access.PUBLIC, name=f"厅{number}") for number in range(3)]
    talkers = [make.person(joins=rooms) for _ in range(4)]
    restless = make.person(joins=rooms)
    keeper, desks = make.keeper(), [Desk(), Desk()]
    failures: list[Exception] = []
    start = threading.Barrier(5)

    def in_a_thread(work: Callable[[], None]) -> threading.Thread:
        def run() -> None:
            try:
                start.wait(PATIENCE_S)
                work()
            except Exception as error:
                failures.append(error)
            finally:
                connections.close_all()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def talk(desk: Desk, people: list[Any]) -> None:
        for number in range(60):
            for room in rooms if number % 2 else reversed(rooms):
                desk.writer.submit(draft(people[number % 2], room, f"{number}"), lambda outcome: None)

    def come_and_go() -> None:
        for _ in range(10):
            for room in reversed(rooms):
                actions.remove(by=keeper, room_id=room.id, person_id=restless.id, at=TODAY)
                actions.lift(by=keeper, room_id=room.id, person_id=restless.id, at=TODAY)
                actions.join(by=restless, room_id=room.id, at=TODAY)

    def edit() -> None:
        the_throttle.forget()
        for number in range(10):
            for room in rooms:
                mine = actions.post(by=keeper, room_id=room.id, text="x", client_id=ClientId(uuid4()), at=TODAY).message
                actions.edit(by=keeper, room_id=room.id, seq=mine.seq, text=f"y{number}", at=TODAY)
                if number % 2:
                    actions.take_back(by=keeper, room_id=room.id, seq=mine.seq, at=TODAY)
                the_throttle.forget()

    def read() -> None:
        for number in range(30):
            marks: dict[tuple[PersonId, RoomId, ThreadId | None], int] = {
                (PersonId(person.id), room.id, None): number for person in talkers for room in rooms
            }
            actions.mark_read(marks=marks, at=TODAY)

    for desk in desks:
        desk.writer.start()
    threads = [in_a_thread(partial(talk, desks[0], talkers[:2])), in_a_thread(partial(talk, desks[1], talkers[2:]))]
    threads += [in_a_thread(come_and_go), in_a_thread(edit), in_a_thread(read)]
    for thread in threads:
        thread.join(PATIENCE_S)
    for desk in desks:
        desk.writer.stop()
    assert failures == []
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    assert [record.getMessage() for record in caplog.records] == [], "a group had to be tried again"
    outcomes = [outcome for desk in desks for group in desk.groups for outcome in group]
    assert all(isinstance(outcome, Posted) and not outcome.again for outcome in outcomes)
    for room in rooms:
        seq, change = Room.objects.values_list("seq", "change").get(pk=room.pk)
        assert seq == 120 + 10
        assert list(Message.objects.filter(room=room).order_by("seq").values_list("seq", flat=True)) == [
            *range(1, seq + 1)
        ]
        changes = Event.objects.filter(facts__room=room.id, facts__change__isnull=False)
        assert sorted(changes.values_list("facts__change", flat=True)) == list(range(1, change + 1))
        assert change == 120 + 10 + 10 + 5 + 10
    assert ReadMark.objects.filter(seq=29).count() == len(talkers) * len(rooms)
