"""Frames that no client of ours sends. Each gets a clear refusal, nobody's line but the sender's may suffer."""

import json
import socket
import struct
import time
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from tests.hostile.lines import close_code, masked, until_closed, upgraded
from tests.sweep.visitors import Seat, seat

POST = {"do": "post", "room": 1, "id": str(uuid.uuid4()), "text": "你好"}
LONG = 100_000


def refused(line: Seat) -> dict[str, Any]:
    frame = line.hears("refused")
    assert set(frame) <= {"is", "about", "why", "say", "wait_s", "id", "room"}
    assert frame["say"]
    return frame


UNREADABLE = [
    "", " ", "{", "}", "null", "true", "1", '"post"', "[]", "[{}]", "{}", "{'do': 'ping'}", '{"do": "ping",}',
    '{"do": ping}',
    '{"do": NaN}', '{"do": 1e999}', '{"do": "ping"} {"do": "ping"}', '{"do": "\\ud800"}', '{"do": "\\udfff\\ud800"}',
    '{"do": "\\u00"}', '{"do": "\x01"}', "\x00", "\ufeff{}", "[" * LONG, '{"do":' * LONG,
    '{"a":' * 500 + "1" + "}" * 500,
    '{"do": {"do": {"do": "ping"}}}', "[" * 500 + "]" * 500, '{"do": ' + "9" * 5000 + "}", '{"do": -0}',
    "GET / HTTP/1.1\r\n\r\n",
    '{"do": null}', '{"do": ["ping"]}', '{"do": "PING"}', '{"do": "ping "}', '{"DO": "ping"}', '{"do": "__class__"}',
    '{"do": "x", "id": {"a": 1}, "room": [1]}', '{"do": "x", "id": ' + "1" * 400 + "}", '{"do": "' + "x" * LONG + '"}',
    '{"do": "post"}', '{"do": "open"}', '{"do": "read", "room": 1}', '{"do": "since", "room": 1}', '{"do": "close"}',
]  # fmt: skip


def test_what_is_no_frame_is_refused_and_the_line_stands(place):
    with place.seat("seated") as line:
        for number, text in enumerate(UNREADABLE):
            line.line.send(text)
            assert refused(line)["why"] == "bad_frame", text[:80]
            if number % 20 == 0:
                # A good message in between shows a client that means well.
                assert line.posts(place.world.public, f"还在 {number}")["is"] == "ack"
        line.say(do="ping")
        assert line.next() == {"is": "pong"}


WRONG = [
    None,
    True,
    False,
    "",
    "1",
    -1,
    1.5,
    1e300,
    2**53,
    2**63,
    2**64,
    -(2**63),
    [],
    {},
    [1],
    {"a": 1},
    "\u202e",
    "x" * 9999,
]


@pytest.mark.parametrize("frame", [
    POST, {"do": "open", "room": 1, "since": 0}, {"do": "read", "room": 1, "seq": 1},
    {"do": "since", "room": 1, "since": 0}, {"do": "close", "room": 1},
    {"do": "writing", "room": 1}, {"do": "readers", "room": 1},
], ids=lambda frame: frame["do"])  # fmt: skip
def test_a_wrong_value_in_any_place_is_refused(place, frame):
    for key in frame:
        if key == "do":
            continue
        with place.seat("seated") as line:
            for wrong in WRONG:
                if key == "text" and isinstance(wrong, str):
                    continue  # that is a text; test_texts has those
                if key == "since" and wrong is None and frame["do"] == "open":
                    continue  # as good as left out
                line.line.send(json.dumps({**frame, key: wrong}))
                assert refused(line)["why"] == "bad_frame", (key, wrong)
            line.line.send(json.dumps({name: value for name, value in frame.items() if name != key}))
            if not (frame["do"] == "open" and key == "since"):
                assert refused(line)["why"] == "bad_frame", key


def test_of_a_key_given_twice_one_counts_and_rights_are_asked_for_it(place):
    room, hidden = place.world.public, place.world.members
    with place.seat("removed") as line:
        for pair in ((room, hidden), (hidden, room)):
            line.line.send(f'{{"do": "open", "room": {pair[0]}, "do": "open", "room": {pair[1]}}}')
            gone = line.next()
            assert (gone["is"], gone["room"]) == ("gone", pair[1])


@pytest.mark.parametrize("mine", [
    "", "x", "00000000-0000-0000-0000-00000000000", "z" * 32, "{" * 60, "-" * 64, "1" * 33,
    "'; DROP TABLE chat_message; --",
    "\u0661" * 32, "urn:uuid:", "0x" + "1" * 32,
])  # fmt: skip
def test_an_id_that_is_no_uuid_is_refused(place, mine):
    with place.seat("seated") as line:
        line.say(**{**POST, "room": place.world.public, "id": mine, "text": "不该留下"})
        frame = line.next()
        assert (frame["is"], frame.get("why")) == ("refused", "bad_frame") or frame["is"] == "ack"
        assert frame["id"] == mine


# Forged ids


def test_an_id_of_somebody_else_is_their_own_business(place):
    """The same UUID by another author is another message: it neither answers nor changes theirs."""
    room, mine = place.world.public, str(uuid.uuid4())
    with place.seat("seated") as one, place.seat("host") as other:
        one.say(do="post", room=room, id=mine, text="我的话")
        first = one.hears("ack", id=mine)
        other.say(do="post", room=room, id=mine, text="别人的话")
        second = other.hears("ack", id=mine)
        assert second["seq"] > first["seq"]
        assert "again" not in second
        one.say(do="post", room=room, id=mine, text="我的话，改了")
        again = one.hears("ack", id=mine)
        assert (again["again"], again["seq"]) == (True, first["seq"])
        one.say(do="post", room=place.world.members, id=mine, text="别的厅")
        assert one.hears("refused", id=mine)["why"] == "bad_id"
    kept = place.web("seated").get(f"/rooms/{room}/{first['seq']}/", Accept="application/json").json
    assert kept["text"] == "我的话"


def test_nobody_posts_where_they_do_not_sit(place):
    world = place.world
    gets = {
        ("house", world.public): "not_a_member", ("house", world.members): "not_a_member",
        ("house", 999_999): "not_found",
        ("removed", world.public): "removed", ("removed", world.members): "removed", ("removed", 0): "not_found",
        ("keeper", world.members): "not_a_member", ("removed", 2**53 - 1): "not_found",
    }  # fmt: skip
    for (who, room), why in gets.items():
        with place.seat(who) as line:
            assert line.posts(room, "不该留下")["why"] == why, (who, room)
    assert "不该留下" not in place.web("keeper").get(f"/rooms/{world.members}/").text


def test_nobody_alters_what_is_not_theirs_by_a_forged_number(place):
    """A message of another room, of another author, of nobody."""
    world = place.world
    seated, house = place.web("seated"), place.web("house")
    words = {"text": "改成我的"}
    assert house.post(f"/rooms/{world.public}/1/edit/", words, Accept="application/json").json["refused"] == "not_yours"
    # The second message is of `removed`.
    for web in (seated, house):
        told = web.post(f"/rooms/{world.members}/2/edit/", words, Accept="application/json")
        assert told.json["refused"] == "not_yours"
        told = web.post(f"/rooms/{world.members}/2/take-back/", Accept="application/json")
        assert told.json["refused"] == "not_yours"
    for seq in (0, 10**6, 2**53, 2**63, 10**30):
        assert seated.post(f"/rooms/{world.members}/{seq}/edit/", words).status == 404, seq
        assert seated.post(f"/rooms/{world.members}/{seq}/take-back/").status == 404, seq
    shown = seated.get(f"/rooms/{world.members}/before/3/").json["messages"]
    assert [message["gone"] for message in shown] == [False, False]
    assert "改成我的" not in str(shown)


def test_a_read_mark_reaches_neither_a_hidden_room_nor_beyond_the_last_message(place):
    world = place.world
    with place.seat("removed") as line:
        line.say(do="read", room=world.members, seq=1)
        line.say(do="read", room=999_999, seq=1)
        line.say(do="ping")
        assert line.hears("pong")
    with place.seat("moderator") as line:
        line.opens(world.members)
        line.say(do="read", room=world.members, seq=2**53 - 1)
        time.sleep(2.5)  # marks are written down every two seconds
    with place.seat("seated") as line:
        assert line.posts(world.members, "标记之后")["is"] == "ack"
    told = place.web("moderator").post(f"/rooms/{world.members}/read/", {"seq": "1"}, Accept="application/json")
    assert told.json["unread"] == 1


# Under the frames


@pytest.mark.parametrize(("sent", "codes"), [
    (masked(Opcode.TEXT, b"\xff\xfe{}") + masked(Opcode.CLOSE, b"\x03\xe8"), {1000, 1007}),
    (masked(Opcode.TEXT, b'{"do": "\xed\xa0\x80"}') + masked(Opcode.CLOSE, b"\x03\xe8"), {1000, 1007}),
    (masked(Opcode.TEXT, b'{"do": "\xc0\xaf', fin=False) + masked(Opcode.CONT, b'"}')
     + masked(Opcode.CLOSE, b"\x03\xe8"), {1000, 1007}),
    (masked(Opcode.BINARY, b'{"do": "ping"}') + masked(Opcode.CLOSE, b"\x03\xe8"), {1000, 1003}),
    (Frame(Opcode.TEXT, b"{}").serialize(mask=False), {1002}),
    (b"\xf1\x80\x00\x00\x00\x00", {1002}),
    (b"\x83\x80\x00\x00\x00\x00", {1002}),
    (masked(Opcode.CONT, b"{}"), {1002}),
    (masked(Opcode.TEXT, b"{", fin=False) + masked(Opcode.TEXT, b"}"), {1002}),
    (b"\x89\xfe\x00\x80" + b"\x00" * 132, {1002}),
    (masked(Opcode.CLOSE, b"\x00\x01"), {1002}),
    (masked(Opcode.CLOSE, b"\x03\xe8\xff\xfe"), {1002, 1007}),
    (b"\x81\xff" + b"\x7f" + b"\xff" * 7 + b"\x00" * 4, {1009, 1002}),
    (b"\x81\xff" + (3 * 1024 * 1024).to_bytes(8, "big") + b"\x00" * 4, {1009}),
])  # fmt: skip
def test_what_breaks_the_rules_of_the_line_closes_this_line_only(place, sent, codes):
    with upgraded(place) as line:
        came = line.recv(4096)
        while b'"ready"' not in came:
            came += line.recv(4096)
        line.sendall(sent)
        came += until_closed(line)
        assert came.startswith(b"HTTP/1.1 101")
        assert close_code(came) in codes, came[-80:]


@pytest.mark.parametrize(("extra", "path"), [
    ([b"Sec-WebSocket-Version: 99"], b"/live/"), ([b"Sec-WebSocket-Key: short"], b"/live/"), ([], b"/live/\xff"),
    ([b"X: " + b"a" * 20_000], b"/live/"), ([b"X: a"] * 300, b"/live/"), ([], b"/elsewhere/"),
    ([b"Origin: \xff\xfe"], b"/live/"),
    ([b"Content-Length: 5"], b"/live/"), ([b"Transfer-Encoding: chunked"], b"/live/"),
])  # fmt: skip
def test_a_handshake_that_is_none_is_refused(place, extra, path):
    with upgraded(place, "seated", *extra, path=path) as line:
        line.settimeout(1)
        came = until_closed(line)
        assert not came.startswith(b"HTTP/1.1 5"), came
        assert b"101" not in came[:20] or (extra and extra[0].startswith((b"Content", b"Transfer"))), came[:80]


def test_words_before_being_let_in_are_not_heard(place):
    words = masked(Opcode.TEXT, json.dumps({**POST, "room": place.world.public, "text": "太早了"}).encode())
    with upgraded(place, "seated") as line:
        line.sendall(words + masked(Opcode.TEXT, b"\xff\xff"))
        line.settimeout(1)
        until_closed(line)
    with upgraded(place, "stranger") as line:
        line.sendall(words * 50)
        line.settimeout(1)
        assert b" 401 " in until_closed(line)[:40]


def test_a_line_that_vanishes_in_the_middle_of_everything_is_forgotten(place):
    for _ in range(20):
        with upgraded(place) as line:
            line.sendall(masked(Opcode.TEXT, b'{"do": "open", "room": 1}') * 20 + b"\x81\xfe\xff\xff")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


# Anything at all

NUMBERS = st.one_of(st.integers(), st.sampled_from([0, 1, 2, 3, 2**31, 2**53, 2**63, 2**64, -1, 10**40]), st.floats())
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(), st.characters(),
              st.sampled_from([str(uuid.uuid4()), "\ud800", "\x00"])),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=12,
)  # fmt: skip
VERBS = ("post", "open", "close", "read", "since", "ping", "digest", "writing", "readers")
FRAMES = st.fixed_dictionaries(
    {"do": st.one_of(st.sampled_from(VERBS), VALUES)},
    optional=dict.fromkeys(("room", "thread", "id", "text", "seq", "since", "on", "is"), VALUES),
)


def test_any_value_in_any_place_is_answered_and_the_line_lives(place):
    """The line is asked for a sign of life after each frame; the fixture looks for faults in the log afterwards."""
    lines: list[Seat] = []

    with seat(place.house, place.world.cookies["house"]) as first:
        lines.append(first)

        @settings(
            max_examples=250, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
        )
        @given(FRAMES)
        def thrown(frame):
            line = lines[-1]
            line.line.send(json.dumps(frame))
            # A post that is good clears the strikes: hypothesis throws more than one client may.
            if len(thrown_so_far) % 30 == 0:
                assert line.posts(place.world.public, f"第 {len(thrown_so_far)} 次")["is"] in ("ack", "refused")
            thrown_so_far.append(frame)
            line.say(do="ping")
            line.hears("pong")

        thrown_so_far: list[object] = []
        place.web("house").post(f"/rooms/{place.world.public}/join/")
        try:
            thrown()
        finally:
            place.web("house").post(f"/rooms/{place.world.public}/leave/")
        assert len(thrown_so_far) >= 250
