"""Too much of everything, from one person. Each flood is answered with a limit, and others do not notice."""

import contextlib
import socket
import time
import uuid

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from chalou.chat.live.visits import MOST_STRIKES, QUESTIONS_AT_ONCE
from chalou.foundation.hub.asgi import MOST_LINES
from tests.sweep.visitors import seat

QUICKLY_S = 2.0
"""So long two others may take to talk while somebody floods the house; undisturbed it is some milliseconds."""


def test_posts_beyond_the_limit_are_told_when_to_come_again(place):
    room = place.world.members
    with place.seat("seated") as line:
        ids = [str(uuid.uuid4()) for _ in range(260)]
        for n, mine in enumerate(ids):
            line.say(do="post", room=room, id=mine, text=f"快 {n}")
        answers = {}
        try:
            while len(answers) < len(ids):
                frame = line.next()
                if frame["is"] in ("ack", "refused"):
                    answers[frame["id"]] = frame
        except ConnectionClosed as closed:
            # Whoever goes on in spite of being told is sent away.
            assert closed.rcvd is not None
            assert closed.rcvd.code == 4429
        fast = [frame for frame in answers.values() if frame["is"] == "refused"]
        assert fast
        assert all(frame["why"] == "too_fast" and 0 < frame["wait_s"] < 60 and frame["say"] for frame in fast)
        place.two_can_talk()
    # The form says the same, and keeps what was typed.
    page = place.web("seated").post(f"/rooms/{room}/post/", {"text": "这句别丢"})
    told = place.web("seated").post(f"/rooms/{room}/post/", {"text": "这句别丢"}, Accept="application/json")
    if page.status == 429:
        assert "这句别丢" in page.text
        assert (told.status, told.json["refused"]) == (429, "too_fast")
        assert int(told.headers["Retry-After"]) >= 1
    time.sleep(3)


def test_a_client_that_writes_nothing_legible_is_sent_away(place):
    with place.seat("house") as line:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(MOST_STRIKES + 5):
                line.line.send("rubbish")
        assert line.ends_with() == 4429


def test_questions_about_room_after_room_are_limited_and_hold_up_nobody(place):
    """Few threads ask the database for everybody; a flood of questions must not stand before all others."""
    with place.seat("house") as line:
        with contextlib.suppress(ConnectionClosed):
            for room in range(100_000, 100_000 + 20 * QUESTIONS_AT_ONCE):
                line.line.send('{"do": "open", "room": %d}' % room)
        began = time.monotonic()
        place.two_can_talk()
        assert time.monotonic() - began < QUICKLY_S
        assert line.ends_with() == 4429


def test_opening_and_closing_without_end_holds_up_nobody(place):
    room = place.world.public
    with place.seat("moderator") as line:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(5000):
                line.line.send('{"do": "open", "room": %d, "since": 0}{"do"' % room)
                line.line.send('{"do": "close", "room": %d}' % room)
                line.line.send('{"do": "ping"}')
        began = time.monotonic()
        place.two_can_talk()
        assert time.monotonic() - began < QUICKLY_S


def test_one_person_has_only_so_many_connections(place):
    with contextlib.ExitStack() as held:
        cookie = place.world.cookies["house"]
        for _ in range(MOST_LINES):
            held.enter_context(seat(place.house, cookie))
        with pytest.raises(InvalidStatus) as refused, seat(place.house, cookie):
            pass
        assert refused.value.response.status_code == 429
        assert refused.value.response.body == b'{"refused": "too_many"}'
        with place.seat("host"):
            pass
    with place.seat("house"):
        pass


def test_a_reader_who_never_reads_is_cut_off(place):
    """Somebody asks for answers and does not take them: what waits for them is bounded."""
    room = place.world.public
    with place.seat("keeper") as line:
        raw = line.line.socket
        line.line.recv_events_thread.daemon = True
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        with contextlib.suppress(ConnectionClosed, OSError):
            for _ in range(200):
                line.line.send('{"do": "open", "room": %d, "since": 0}' % room)
        began = time.monotonic()
        place.two_can_talk()
        assert time.monotonic() - began < QUICKLY_S


def test_many_idle_connections_of_strangers_hold_up_nobody(place):
    idle = [socket.create_connection((place.house.host, place.house.port)) for _ in range(300)]
    try:
        for line in idle[:150]:
            line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        began = time.monotonic()
        place.two_can_talk()
        assert place.web().get("/about/").status == 200
        assert time.monotonic() - began < QUICKLY_S
    finally:
        for line in idle:
            line.close()


def test_guessing_passwords_is_slowed_down(place):
    answers = [place.tried("host-person", f"wrong guess {n}").status for n in range(8)]
    assert answers[0] == 200
    assert answers[-1] == 429
    # Who is signed in is not shut out by it, nor is anybody else.
    assert place.web("host").get("/live/").status == 200
    assert place.tried("seated-person", "a wrong guess too").status == 200
