"""Two processes of a house on one Redis: what happens in one is heard in the other, also after the bus was away."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
import redis as redis_client

from chalou.chat import actions
from chalou.chat.models import Access
from chalou.chat.tests.table import PATIENCE_S, Table, open_table
from chalou.chat.tests.test_writer import TODAY
from chalou.foundation.hub import backplane
from chalou.foundation.hub.backplane import RedisBackplane
from chalou.foundation.throttle import the_throttle
from chalou.people import actions as people
from tests import making as make
from tests.environment import FOLDER
from tests.services import Redis

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    """One of our own, for it is stopped and started."""
    service = Redis(FOLDER)
    service.start()
    yield service
    service.stop()


@contextmanager
def on_the_bus(table: Table, bus: RedisBackplane) -> Iterator[threading.Semaphore]:
    """Let a table hear the bus; answers what counts how often it has joined."""
    joined = threading.Semaphore(0)
    running = asyncio.run_coroutine_threadsafe(
        bus.run(heard=table.hub.from_other_process, joined=[joined.release]), table.loop
    )
    try:
        assert joined.acquire(timeout=PATIENCE_S)
        yield joined
    finally:
        running.cancel()
        table.wait(bus.close())


@pytest.fixture
def house(redis, transactional_db) -> Iterator[tuple[Table, Table, list[threading.Semaphore]]]:
    """Two processes: one in which people act, and another."""
    with ExitStack() as stack:
        buses = [RedisBackplane(redis.url, channel="nine-bends") for _ in range(2)]
        here = stack.enter_context(open_table(buses[0]))
        there = Table(buses[1])
        stack.callback(there.close)
        yield (
            here,
            there,
            [stack.enter_context(on_the_bus(table, bus)) for table, bus in zip((here, there), buses, strict=True)],
        )


def test_what_is_said_in_one_is_heard_in_both_once_and_in_the_same_bytes(house):
    here, there, _ = house
    room = make.room()
    near, far = here.guest(make.person(joins=room), html=True), there.guest(make.person(joins=room), html=True)
    for guest in (near, far):
        guest.opens(room)
        guest.line.data = b""
    near.posts(room, "**一**")
    actions.edit(by=near.person, room_id=room.id, seq=1, text="二", at=TODAY)
    actions.take_back(by=near.person, room_id=room.id, seq=1, at=TODAY)
    for guest in (near, far):
        guest.hears("message", gone=True)
    here.settle()
    there.settle()
    assert [frame["change"] for frame in far.of("message")] == [1, 2, 3]
    assert len(near.of("message")) == 3
    program = there.guest(make.person())
    program.opens(room)
    near.posts(room, "三")
    assert program.hears("message")["text"] == "三"
    there.compare()
    assert not far.of("behind"), "all of it was told"


def test_lost_rights_are_lost_in_both(house):
    _here, there, _ = house
    room = make.room()
    ming = make.person(joins=room)
    ((_, key),) = people.sign_in_many([ming], at=TODAY)
    far, other = there.guest(ming, session=key), there.guest(make.person())
    for guest in (far, other):
        guest.opens(room)
    actions.remove(by=make.keeper(), room_id=room.id, person_id=ming.id, at=TODAY)
    assert far.hears("gone")["why"] == "removed"
    other.hears("moved")
    assert far.listener.following == set()
    people.end_sessions(by=ming, at=TODAY)
    with far.line.news:
        assert far.line.news.wait_for(far.ended, PATIENCE_S)
    assert far.ended() == 4401
    assert other.ended() is None


def test_a_room_that_is_closed_is_closed_in_both(house):
    """Also where nobody follows it in the process in which it is closed."""
    _here, there, _ = house
    room = make.room(access=Access.PUBLIC)
    stays, outside = there.guest(make.person(joins=room)), there.guest(make.person())
    for guest in (stays, outside):
        guest.opens(room)
    actions.change_room(by=make.keeper(), room_id=room.id, name="密室", purpose="", access=Access.INVITATION, at=TODAY)
    assert outside.hears("gone") == {"is": "gone", "room": room.id, "why": "not_found"}
    assert stays.hears("room")["name"] == "密室"
    make.message(by=make.keeper(), room=room)
    stays.hears("message")
    there.settle()
    assert outside.of("room", "message", "moved", "behind") == []
    assert outside.listener.following == set()
    assert stays.of("gone") == []


def test_after_the_bus_was_away_what_was_missed_is_found_and_talk_goes_on(house, redis):
    here, there, (_, joined) = house
    room = make.room()
    near, far = here.guest(make.person(joins=room)), there.guest(make.person(joins=room))
    near.opens(room)
    have = far.opens(room)["change"]
    redis.stop()
    near.posts(room, "没人听见")
    near.hears("message")
    redis.start()
    assert joined.acquire(timeout=PATIENCE_S), "it does not come back by itself"
    there.compare()  # `joined` asks for this at once in a house
    assert have + 1 <= max(frame["change"] for frame in far.of("behind", "message"))
    for number in range(50):  # what is said while the sender itself is on its way back may be lost
        near.posts(room, f"又有人听见了 {number}")
        with far.line.news:
            if far.line.news.wait_for(lambda: far.of("message"), 0.5):
                break
        the_throttle.forget()
    assert far.of("message")


def test_neighbours_on_the_same_server_hear_nothing_of_each_other(redis, transactional_db):
    buses = [RedisBackplane(redis.url, channel=name) for name in ("nine-bends", "eight-bends")]
    with open_table(buses[0]) as ours:
        theirs = Table(buses[1])
        try:
            with on_the_bus(ours, buses[0]), on_the_bus(theirs, buses[1]):
                room = make.room()
                listener = theirs.guest(make.person())
                listener.opens(room)
                ours.guest(make.person(joins=room)).posts(room)
                # A word of their own comes after whatever else was on the way.
                theirs.wait(heard_something(theirs, redis))
                theirs.settle()
                assert not listener.of("message")
        finally:
            theirs.close()


async def heard_something(table: Table, redis: Redis) -> None:
    heard = asyncio.Event()
    real, table.hub.hear_expel = table.hub.hear_expel, lambda *_: heard.set()  # type: ignore[method-assign]
    with redis_client.Redis.from_url(redis.url) as client:
        client.publish("eight-bends", b'{"expel": 0, "kept": null, "ended": null}')
    await asyncio.wait_for(heard.wait(), PATIENCE_S)
    table.hub.hear_expel = real  # type: ignore[method-assign]


def test_strange_words_on_the_bus_stop_nobody_from_listening(house, redis):
    here, there, _ = house
    room = make.room()
    far = there.guest(make.person())
    far.opens(room)
    with redis_client.Redis.from_url(redis.url) as client:
        for strange in (b"", b"\xff", b"[]", b"{}", b'{"tell": "room:1"}', b'{"revoke": 1}', b'{"expel": []}'):
            client.publish("nine-bends", strange)
    here.guest(make.person(joins=room)).posts(room)
    far.hears("message")


def test_a_bus_that_is_away_holds_nobody_up(monkeypatch, caplog):
    monkeypatch.setattr(backplane, "MOST_WAITING", 3)
    bus = RedisBackplane("redis://127.0.0.1:1/0", channel="x")
    for number in range(5):
        bus.publish({"tell": "room:1", "frames": [number]})
    assert bus._waiting.qsize() == 3
    assert "catch up by number" in caplog.text


def test_whom_one_does_not_hear_falls_silent_in_both(house):
    here, there, _ = house
    room = make.room()
    ming, loud = make.person(joins=room), make.person(joins=room)
    near, far, speaker = here.guest(ming), there.guest(ming), there.guest(loud)
    for guest in (near, far, speaker):
        guest.opens(room)
    people.block(by=ming, person=loud.id, at=TODAY)
    for guest in (near, far):
        guest.hears("unheard", person=loud.id, unheard=True)
    make.message(by=loud, room=room)
    speaker.hears("message")
    for guest in (near, far):
        guest.hears("moved", change=1)
        assert guest.of("message") == []
