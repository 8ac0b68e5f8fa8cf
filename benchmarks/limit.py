"""The limit: what a server that does nothing but write bytes reaches on this machine.

It accepts the same handshake and speaks just enough of docs/protocol.md for the load client (`ready`, `opened`, `ack`,
`message`), has no rights, no rooms and no disk, builds each message's frame once and writes it to every socket, one
write each. A plain `GET` is answered with a finished page. Chalou's figures are given as a share of these.

    python -m benchmarks.limit --port 8999
"""

import argparse
import asyncio
import json
import os
import socket
import time
from typing import cast

import uvloop

from benchmarks import frames

_PAGE = b"<!doctype html><title>limit</title>" + b"<p>" + b"tea " * 5000
_FINISHED_PAGE = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: " + str(len(_PAGE)).encode() + b"\r\n\r\n" + _PAGE
)


class Room:
    """The one room there is: every socket that opened something, and the last number given."""

    def __init__(self) -> None:
        self.sockets: set[asyncio.Transport] = set()
        self.seq = 0


class Line(asyncio.Protocol):
    """One connection."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.received = bytearray()
        self.is_upgraded = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's transports derive from nothing of asyncio's

    def connection_lost(self, exc: Exception | None) -> None:  # asyncio's own word
        self.room.sockets.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        self.received += data
        while not self.is_upgraded:
            head, end, rest = self.received.partition(b"\r\n\r\n")
            if not end:
                return
            self.received = rest
            self._answer_request(head)
        while frame := frames.take_client_frame(self.received):
            self._answer_frame(*frame)

    def _answer_request(self, head: bytearray) -> None:
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"sec-websocket-key":
                self.is_upgraded = True
                self.transport.write(
                    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    b"Sec-WebSocket-Accept: "
                    + frames.accept_key(bytes(value.strip()))
                    + b"\r\n\r\n"
                    + frames.server_frame(b'{"is":"ready","person":1,"name":"limit"}')
                )
                return
        self.transport.write(_FINISHED_PAGE)

    def _answer_frame(self, opcode: int, payload: bytes) -> None:
        if opcode == frames.CLOSE:
            self.transport.close()
        if opcode != frames.TEXT:
            return
        asked = json.loads(payload)
        if asked["do"] == "open":
            self.room.sockets.add(self.transport)
            self._say({"is": "opened", "room": asked["room"], "seq": self.room.seq, "change": self.room.seq})
        elif asked["do"] == "post":
            self._post(asked)

    def _post(self, asked: dict[str, str]) -> None:
        room = self.room
        room.seq += 1
        place = {"message": room.seq, "seq": room.seq, "change": room.seq, "at": "2026-11-22T11:42:07.123456Z"}
        self._say({"is": "ack", "room": asked["room"], "id": asked["id"], **place})
        message = {
            "is": "message",
            "room": asked["room"],
            "thread": 1,
            **place,
            "author": 1,
            "name": "阿福",
            "cup": "black",
            "edited": None,
            "gone": False,
            "text": asked["text"],
        }
        ready = frames.server_frame(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode())
        for transport in room.sockets:
            transport.write(ready)

    def _say(self, values: dict[str, object]) -> None:
        self.transport.write(frames.server_frame(json.dumps(values, separators=(",", ":")).encode()))


def wait_for(host: str, port: int, seconds: float = 10) -> None:
    """Return when somebody listens there."""
    last = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            if time.monotonic() > last:
                raise
            time.sleep(0.05)
        else:
            return


async def serve(port: int) -> None:
    room = Room()
    server = await asyncio.get_running_loop().create_server(lambda: Line(room), "127.0.0.1", port, backlog=2048)
    async with server:
        await server.serve_forever()


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.limit", description=__doc__.split("\n")[0])
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--core", type=int, help="run on this core only")
    given = arguments.parse_args()
    if given.core is not None:
        os.sched_setaffinity(0, {given.core})
    uvloop.run(serve(given.port))


if __name__ == "__main__":
    main()
