"""WebSocket connections byte by byte, for what no library would send."""

import base64
import os
import socket

from websockets.frames import Frame, Opcode

from tests.sweep.visitors import Visited


def upgraded(place: Visited, who: str = "seated", *extra: bytes, path: bytes = b"/live/") -> socket.socket:
    """A connection of our own, past the handshake."""
    line = socket.create_connection((place.house.host, place.house.port), timeout=5)
    key = base64.b64encode(os.urandom(16))
    line.sendall(
        b"\r\n".join([
            b"GET " + path + b" HTTP/1.1", b"Host: 127.0.0.1", b"Upgrade: websocket", b"Connection: Upgrade",
            b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Key: " + key,
            b"Cookie: " + place.world.cookies.get(who, "").encode(), *extra, b"", b"",
        ])
    )  # fmt: skip
    return line


def until_closed(line: socket.socket) -> bytes:
    came = b""
    try:
        while part := line.recv(65536):
            came += part
    except (TimeoutError, ConnectionError):
        pass
    return came


def masked(opcode: Opcode, data: bytes, *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin=fin).serialize(mask=True)


def close_code(came: bytes) -> int | None:
    """The code in the first close frame of a server, whose frames are neither masked nor, these, longer than 64 KiB."""
    frames = came.partition(b"\r\n\r\n")[2]
    while len(frames) >= 2:
        size, start = frames[1], 2
        if size == 126:
            size, start = int.from_bytes(frames[2:4], "big"), 4
        if frames[0] == 0x88:
            return int.from_bytes(frames[start : start + 2], "big")
        frames = frames[start + size :]
    return None
