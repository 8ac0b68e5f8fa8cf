"""Too much of everything, from one person. Each flood is answered with a limit, and others do not notice."""

import contextlib
import socket
import time
import uuid

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Opcode

from chalou.chat.live.visits import MOST_STRIKES, QUESTIONS_AT_ONCE
from chalou.foundation.hub.asgi import MOST_LINES
from tests.hostile.lines import masked, until_closed, upgraded
from tests.sweep.visitors import BURST, Frame, seat

QUICKLY_S = 2.0
"""So long two others may take to talk while somebody floods the house; undisturbed it is some milliseconds."""


def test_posts_beyond_the_limit_are_told_when_to_come_again(place):
    room = place.world.members
    with place.seat("seated") as line:
        for n in range(BURST + 50):
            line.say(do="post", room=room, id=str(uuid.uuid4()), text=f"快 {n}")
        answers: list[Frame] = []
        while len(answers) < BURST + 50:
            if (frame := line.next())["is"] in ("ack", "refused"):
                answers.append(frame)
        fast = [frame for frame in answers if frame["is"] == "refused"]
        assert fast
        for frame in fast:
            assert frame["why"] == "too_fast"
            assert 0 < frame["wait_s"] < 60
            assert frame["say"]
        place.two_can_talk()
        # The form says the same, and keeps what was typed.
        web = place.web("seated")
        for _ in range(10):
            # A try comes back every 50 ms, and somebody else's work may lie between.
            for n in range(20):
                line.say(do="post", room=room, id=str(uuid.uuid4()), text=f"再来 {n}")
            page = web.post(f"/rooms/{room}/post/", {"text": "这句别丢"})
            if page.status == 429:
                break
            line.frames_for(0.05)
    assert page.status == 429
    assert "这句别丢" in page.text


def test_sitting_down_and_getting_up_without_end_is_limited(place):
    """Each is a change of the room that all who follow it are told of."""
    web, room = place.web("house"), place.world.public
    statuses = [
        web.post(f"/rooms/{room}/{deed}/", Accept="application/json").status
        for _ in range(20)
        for deed in ("join", "leave")
    ]
    assert set(statuses) == {200, 429}
    assert 25 <= statuses.count(200) < 40


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
                line.say(do="open", room=room)
        began = time.monotonic()
        place.two_can_talk()
        assert time.monotonic() - began < QUICKLY_S
        assert line.ends_with() == 4429


def test_opening_and_closing_without_end_holds_up_nobody(place):
    room = place.world.public
    with place.seat("moderator") as line:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(5000):
                line.say(do="open", room=room, since=0)
                line.say(do="close", room=room)
                line.say(do="ping")
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
    room, web = place.world.public, place.web("seated")
    for n in range(3):
        assert web.post(f"/rooms/{room}/post/", {"text": f"{n}" + "茶" * 7000}).status == 302
    with upgraded(place, "moderator") as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        with contextlib.suppress(OSError):
            # One question a moment, each answered with some 60 KB: far more than may wait and the kernel holds.
            for _ in range(200):
                line.sendall(masked(Opcode.TEXT, b'{"do": "open", "room": %d, "since": 0}' % room))
                time.sleep(0.02)
        began = time.monotonic()
        place.two_can_talk()
        assert time.monotonic() - began < QUICKLY_S
        came = until_closed(line)
        assert len(came) < 8 * 1024 * 1024
        line.settimeout(1)
        assert line.recv(1) == b"", "cut off"


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
