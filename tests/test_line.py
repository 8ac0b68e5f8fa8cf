"""The line to a listener over a real uvicorn: what we use of its inside is there and does what we rely on.

Whoever moves on to another uvicorn runs this first; see docs/decisions/uvicorn.md.
"""

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode

from chalou.foundation.hub.asgi import Visitor, serve
from chalou.foundation.hub.backplane import Alone
from chalou.foundation.hub.frames import encode
from chalou.foundation.hub.hub import Hub
from chalou.foundation.hub.line import MOST_WAITING, Wire
from chalou.foundation.hub.switch import Listener
from chalou.foundation.ids import PersonId

PATIENCE_S = 30


class Door:
    """Lets everybody in who brings a name, and remembers what was heard."""

    def __init__(self) -> None:
        self.heard_of: asyncio.Queue[tuple[Listener, bytes]] = asyncio.Queue()

    def is_own_origin(self, origin: str, host: str) -> bool:
        return origin == f"http://{host}"

    async def who(self, cookies: str, accept_language: str) -> Visitor | None:
        if not cookies:
            return None
        return Visitor(person=PersonId(int(cookies)), name=f"guest {cookies}", session=cookies, language="en")

    def heard(self, listener: Listener, data: bytes) -> None:
        self.heard_of.put_nowait((listener, data))


class Place:
    """A tiny house of one address, in the loop of the test."""

    def __init__(self) -> None:
        self.door = Door()
        self.hub = Hub(loop=asyncio.get_running_loop(), backplane=Alone())
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        config = uvicorn.Config(
            self.app,
            interface="asgi3",
            ws=Wire,
            lifespan="off",
            log_config=None,
            ws_max_size=2**21,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=1,
        )
        self.server = uvicorn.Server(config)

    async def app(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await serve(scope, receive, send, hub=self.hub, doorman=self.door)

    def connect(self, name: int = 1, *, query: str = "", **options: Any) -> Any:  # an awaitable context manager
        headers = {"Cookie": str(name)} if name else {}
        return connect(
            f"ws://127.0.0.1:{self.port}/live/{query}",
            additional_headers={**headers, **options.pop("headers", {})}, compression=None, proxy=None, **options,
        )  # fmt: skip

    async def listener(self, name: int = 1) -> Listener:
        await until(lambda: self.hub.switch.of_person(PersonId(name)))
        return self.hub.switch.of_person(PersonId(name))[0]


async def until(done: Any) -> None:
    """Let the loop run until `done()`."""
    async with asyncio.timeout(PATIENCE_S):
        while not done():
            await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def place() -> AsyncIterator[Place]:
    here = Place()
    serving = asyncio.create_task(here.server.serve(sockets=[here.socket]))
    await until(lambda: here.server.started)
    try:
        yield here
    finally:
        here.server.should_exit = True
        await serving


async def read(line: ClientConnection) -> Any:  # JSON
    return json.loads(await asyncio.wait_for(line.recv(), PATIENCE_S))


def wire_of(listener: Listener) -> Wire:
    assert isinstance(listener.line, Wire)
    return listener.line


def in_a_loop(example):
    """Run an example on a loop of its own, on uvloop as a house does."""

    def run() -> None:
        async def whole() -> None:
            async with asyncio.timeout(100), place() as here:
                await example(here)

        uvloop.run(whole())

    run.__name__, run.__doc__ = example.__name__, example.__doc__
    return run


@in_a_loop
async def test_a_visitor_is_greeted_heard_and_answered(here):
    async with here.connect(7, query="?frames=html") as line:
        assert await read(line) == {"is": "ready", "person": 7, "name": "guest 7"}
        await line.send("水开了。")
        listener, data = await here.door.heard_of.get()
        assert data.decode() == "水开了。"
        assert (listener.person, listener.wants_html) == (7, True)
        assert listener.line.write(encode({"is": "a"}) + encode({"is": "b"}))
        assert [await read(line), await read(line)] == [{"is": "a"}, {"is": "b"}]
    await until(lambda: here.hub.switch.people() == ())


@in_a_loop
async def test_nobody_without_a_session_and_no_page_of_another_house_comes_in(here):
    refused_at: list[tuple[dict[str, Any], int]] = [
        ({"name": 0}, 401),
        ({"headers": {"Origin": "http://evil.example"}}, 403),
        ({"headers": {"Origin": "null"}}, 403),
        ({"name": 0, "headers": {"Origin": "http://evil.example"}}, 403),
    ]
    for options, status in refused_at:
        with pytest.raises(InvalidStatus) as refused:
            async with here.connect(**options):
                pass
        assert refused.value.response.status_code == status
    assert here.hub.switch.people() == ()
    async with here.connect(headers={"Origin": f"http://127.0.0.1:{here.port}"}) as line:
        assert (await read(line))["is"] == "ready"


@in_a_loop
async def test_text_in_pieces_arrives_whole_and_in_order(here):
    async with here.connect() as line:
        await read(line)
        whole = ("一二三" * 1000).encode()
        pieces = [Frame(Opcode.TEXT, whole[:1], fin=False), Frame(Opcode.CONT, whole[1:5], fin=False)]
        pieces += [Frame(Opcode.PING, b"between"), Frame(Opcode.CONT, whole[5:], fin=True)]
        for piece in pieces:
            line.transport.write(piece.serialize(mask=True))
        await line.send("afterwards")
        assert (await here.door.heard_of.get())[1] == whole
        assert (await here.door.heard_of.get())[1] == b"afterwards"


@in_a_loop
async def test_neither_bytes_nor_broken_text_end_a_line(here):
    async with here.connect(1) as line, here.connect(2) as other:
        await read(line)
        await read(other)
        for _ in range(5):
            await line.send(b"\x00\xff")
        await line.send("still here")
        # Bytes are no frame of ours: heard as nothing, which cannot be read.
        assert [(await here.door.heard_of.get())[1] for _ in range(6)] == [b"", b"", b"", b"", b"", b"still here"]
        line.transport.write(Frame(Opcode.TEXT, b"\xff\xfe").serialize(mask=True))
        await line.send("and now")
        # Whether it is text is for the door to say; what cannot be read is a refused frame, not the end of the line.
        assert [(await here.door.heard_of.get())[1] for _ in range(2)] == [b"\xff\xfe", b"and now"]
        await other.send("the others notice nothing")
        assert (await here.door.heard_of.get())[1] == b"the others notice nothing"


@in_a_loop
async def test_a_frame_too_large_ends_its_own_line_only(here):
    async with here.connect(1) as line, here.connect(2) as other:
        await read(line)
        await read(other)
        with contextlib.suppress(ConnectionClosed):
            await line.send("x" * (2**21 + 1))
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(line.recv(), PATIENCE_S)
        assert closed.value.rcvd is None or closed.value.rcvd.code == 1009
        await until(lambda: here.hub.switch.of_person(PersonId(1)) == ())
        await other.send("x" * 2**20)
        assert len((await here.door.heard_of.get())[1]) == 2**20


@in_a_loop
async def test_a_line_is_ended_with_its_code(here):
    async with here.connect() as line:
        await read(line)
        listener = await here.listener()
        listener.line.end(4401, "signed out")
        listener.line.end(4429, "again")
        assert not listener.line.write(encode({"is": "late"})), "nothing after the close frame"
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(line.recv(), PATIENCE_S)
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4401, "signed out")
    await until(lambda: here.hub.switch.people() == ())


@in_a_loop
async def test_after_the_end_nothing_more_is_heard(here):
    async with here.connect() as line:
        await read(line)
        (await here.listener()).line.end(4401, "signed out")
        line.transport.write(Frame(Opcode.TEXT, b'{"do": "post"}').serialize(mask=True))
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(line.recv(), PATIENCE_S)
    await until(lambda: here.hub.switch.people() == ())
    assert here.door.heard_of.empty()


async def raw(here: Place, name: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection of somebody who reads only when told to, through a small window."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", here.port))
    reader, writer = await asyncio.open_connection(sock=connection, limit=4096)
    writer.write(
        (
            f"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1:{here.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\nCookie: {name}\r\n\r\n"
        ).encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


@in_a_loop
async def test_a_slow_reader_is_cut_and_holds_nobody_up(here):
    _, slow_writer = await raw(here, 1)
    async with here.connect(2) as quick:
        await read(quick)
        slow, fast = await here.listener(1), await here.listener(2)
        frame, cut_before, heard = encode({"is": "x", "text": "茶" * 10_000}), Wire.cut_count, 0
        while slow.line.write(frame):
            assert wire_of(slow).transport.get_write_buffer_size() <= MOST_WAITING + len(frame)
            assert fast.line.write(frame)
            assert (await read(quick))["is"] == "x"
            heard += 1
            assert heard < 2000, "somebody who reads nothing is never cut"
        assert heard * len(frame) > MOST_WAITING, "a short wait is forgiven"
        assert wire_of(slow).was_cut
        assert Wire.cut_count == cut_before + 1
        await until(lambda: here.hub.switch.of_person(PersonId(1)) == ())
        assert fast.line.write(frame)
        assert (await read(quick))["is"] == "x"
    slow_writer.close()


@in_a_loop
async def test_whoever_reads_nothing_is_ended_for_good_all_the_same(here):
    _, writer = await raw(here, 1)
    listener = await here.listener(1)
    wire = wire_of(listener)
    wire.close_timeout = 0.05
    while wire.transport.get_write_buffer_size() < MOST_WAITING // 2:
        assert wire.write(encode({"is": "x", "text": "茶" * 10_000}))
    wire.end(4401, "signed out")
    await until(lambda: wire.disconnected)
    writer.close()


@in_a_loop
async def test_a_line_that_vanishes_is_noticed(here):
    _, writer = await raw(here, 1)
    wire = wire_of(await here.listener(1))
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    await until(lambda: here.hub.switch.people() == ())
    assert not wire.write(encode({"is": "late"}))
    wire.end(4401, "late")


@in_a_loop
async def test_when_the_house_restarts_every_line_is_told_so(here):
    async with here.connect() as line:
        await read(line)
        here.server.should_exit = True
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(line.recv(), PATIENCE_S)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
