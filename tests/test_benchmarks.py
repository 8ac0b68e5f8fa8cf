"""The load client reads frames as the RFC has them, and still knows how to measure."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from benchmarks import frames, limit, measures, report
from benchmarks.crowd import Crowd
from benchmarks.pages import Pages
from tests.house import CHECKOUT
from tests.services import free_port

payloads = st.one_of(st.binary(max_size=300), st.sampled_from([125, 126, 65535, 65536]).map(lambda size: b"x" * size))


def by_another_make(payload: bytes, *, opcode: Opcode = Opcode.TEXT, masked: bool = False) -> bytes:
    return Frame(opcode, payload).serialize(mask=masked)


@given(st.lists(payloads, max_size=6), st.integers(min_value=0, max_value=12))
def test_whole_frames_are_counted_and_the_cut_one_is_left(sent, cut):
    data = b"".join(by_another_make(payload) for payload in sent)
    kept = bytearray(data[: max(0, len(data) - cut)])
    whole, texts, has_control = frames.whole_frames(kept, len(kept))
    assert not has_control
    assert frames.split(kept, whole) == [(frames.TEXT, payload) for payload in sent[:texts]]
    if not cut:
        assert (whole, texts) == (len(data), len(sent))


def test_a_ping_among_texts_is_noticed():
    data = bytearray(by_another_make(b"a") + by_another_make(b"?", opcode=Opcode.PING) + by_another_make(b"b"))
    assert frames.whole_frames(data, len(data)) == (len(data), 2, True)


@given(payloads)
def test_what_it_sends_is_what_others_send(payload):
    assert frames.server_frame(payload) == by_another_make(payload)
    masked = bytearray(by_another_make(payload, masked=True) + b"more")
    assert frames.take_client_frame(masked) == (frames.TEXT, payload)
    assert masked == b"more"
    own = bytearray(frames.client_frame(payload))
    assert frames.take_client_frame(own[:-1]) is None
    assert frames.take_client_frame(own) == (frames.TEXT, payload)


def test_the_measures_run_against_the_limit():
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "benchmarks.limit", "--port", str(port)], cwd=CHECKOUT)
    try:
        limit.wait_for("127.0.0.1", port)
        with Crowd("127.0.0.1", port, ["none=needed"] * 60, senders=10, room=1) as crowd:
            assert measures.deliveries(crowd, in_flight=8, seconds=0.2) > 0
            assert measures.delivery_latency(crowd, posts_per_second=50, seconds=0.2).p50 > 0
            crowd.leave(10)
            rate, acks = measures.durable_posts(crowd, seconds=0.2)
            assert rate > 0
            assert 0 < acks.p50 <= acks.p99 <= acks.most
    finally:
        server.kill()
        server.wait()


@contextmanager
def hanging_up(*, after: bytes) -> Iterator[tuple[int, threading.Event]]:
    """A server on this port that answers one request of each connection with these bytes and hangs up, as it says."""
    hung_up = threading.Event()

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:  # the test is over
                return
            with line:
                line.recv(4096)
                line.sendall(after)
                line.shutdown(socket.SHUT_WR)
                hung_up.set()
                line.recv(4096)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = threading.Thread(target=serve, args=(listener,))
        serving.start()
        yield listener.getsockname()[1], hung_up
        listener.shutdown(socket.SHUT_RDWR)
        serving.join()


def test_pages_open_a_connection_again_that_was_closed_while_it_was_idle():
    with hanging_up(after=b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntea") as (port, hung_up):
        pages = Pages("127.0.0.1", port, "/", connections=1)
        for _ in range(3):
            assert len(pages.at_a_pace(per_second=1000, seconds=0.001)) == 1
            assert hung_up.wait(20)
            hung_up.clear()
        pages.close()


def test_pages_do_not_ask_again_on_a_connection_that_was_closed_while_it_waited():
    with hanging_up(after=b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nt") as (port, _):
        pages = Pages("127.0.0.1", port, "/", connections=1)
        with pytest.raises(frames.Unexpected, match="closed a connection"):
            pages.at_a_pace(per_second=1000, seconds=0.001)
        pages.close()


def test_a_missed_bar_is_said():
    table = report.table([{"posts": 1999, "deliveries_1": 59}], [{"posts": 9000, "deliveries_1": 100}])
    assert table.count("**missed**") == 2
    assert "0.59" in table


@pytest.mark.parametrize("data", [b"\x01\x01a", b"\xc1\x01a"])
def test_what_was_not_agreed_is_an_error(data):
    with pytest.raises(frames.Unexpected):
        frames.split(data, len(data))
