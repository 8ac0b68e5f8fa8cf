"""Frames are what every other WebSocket program reads, and whatever comes in is an object or refused."""

import contextlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.frames import Frame as Theirs
from websockets.frames import Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from chalou.foundation.hub.frames import Frame, Unreadable, decode, encode, moment, websocket_text

payloads = st.one_of(
    st.binary(max_size=400), st.sampled_from([0, 125, 126, 65535, 65536, 70000]).map(lambda size: b"x" * size)
)
values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.text(st.characters(exclude_categories=["Cs"]))
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text("abc"), inner, max_size=4)),
    max_leaves=12,
)


def as_a_client_reads(data: bytes) -> list[bytes]:
    """The texts in a stream, by the parser of `websockets`."""
    client = ClientProtocol(parse_uri("ws://house/live/"), state=State.OPEN, max_size=None)
    client.receive_data(data)
    events = client.events_received()
    assert client.parser_exc is None
    assert all(isinstance(event, Theirs) and event.opcode is Opcode.TEXT and event.fin for event in events)
    return [bytes(event.data) for event in events if isinstance(event, Theirs)]


@given(st.lists(payloads, max_size=5))
def test_others_read_what_we_write(sent):
    assert as_a_client_reads(b"".join(websocket_text(payload) for payload in sent)) == sent


@pytest.mark.parametrize("length", [0, 125, 126, 65535, 65536])
def test_each_way_to_write_a_length(length):
    payload = b"x" * length
    assert as_a_client_reads(websocket_text(payload)) == [payload]
    assert websocket_text(payload) == Theirs(Opcode.TEXT, payload).serialize(mask=False)


@given(st.dictionaries(st.text("abcdef"), values))
def test_an_object_comes_back_as_it_was(sent):
    (payload,) = as_a_client_reads(encode(sent))
    assert decode(payload) == sent == json.loads(payload)


@given(
    st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "surrogatepass")), values.map(json.dumps))
)
def test_whatever_comes_in_is_an_object_or_refused(data):
    with contextlib.suppress(Unreadable):
        assert isinstance(decode(data), dict)


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"[]", b"null", b"1", b'"x"', b"{", b'{"a": 1}{', b'{"a": NaN}', b'{"a": 1e999}'),
        *(b'{"a": "\xff"}', b'{"a": "\\ud800"}', b'{"a": ' * 5000, b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    ],
)
def test_what_is_no_object_is_refused(data):
    with pytest.raises(Unreadable):
        decode(data)


def test_a_number_too_large_for_anything_can_be_answered():
    """A refusal says again what it is about."""
    assert as_a_client_reads(encode(decode(b'{"room": 123456789012345678901234567890}')))


def test_a_moment_is_written_in_utc():
    shanghai = timezone(timedelta(hours=8))
    assert moment(datetime(2026, 11, 22, 19, 42, 7, 5, tzinfo=shanghai)) == "2026-11-22T11:42:07.000005Z"
    assert moment(datetime(2026, 11, 22, tzinfo=UTC)) == "2026-11-22T00:00:00.000000Z"


def test_a_frame_is_made_once_for_each_kind_of_listener(monkeypatch):
    made = []

    def render(frame: Frame) -> str:
        made.append(frame)
        return f"<p>{frame.body}</p>"

    monkeypatch.setattr(Frame, "render", staticmethod(render), raising=False)
    frame = Frame({"is": "message", "change": 1}, text="茶", body="<i>茶</i>")
    assert not made, "rendering waits for the first browser"
    (program,), (browser,) = as_a_client_reads(frame.for_programs), as_a_client_reads(frame.for_browsers)
    assert json.loads(program) == {"is": "message", "change": 1, "text": "茶"}
    assert json.loads(browser) == {"is": "message", "change": 1, "html": "<p><i>茶</i></p>"}
    assert frame.for_browsers is frame.for_browsers
    assert len(made) == 1
    assert Frame.unpacked(frame.packed()).for_programs == frame.for_programs


def test_a_frame_without_words_is_the_same_for_all():
    frame = Frame({"is": "moved", "room": 1, "change": 2})
    assert frame.for_browsers == frame.for_programs
