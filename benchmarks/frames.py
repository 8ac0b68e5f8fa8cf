"""Just enough of RFC 6455 for a load client that must stay cheaper than the server it measures.

Bytes in, values out; no sockets here. What a server never sends to us (fragments, binary frames, compression) is an
error, not a case.
"""

import base64
import hashlib
import struct

TEXT = 0x1
CLOSE = 0x8
PING = 0x9
PONG = 0xA

_WHOLE = 0x80
_MASKED = 0x80
# The key of a mask must be unpredictable in a browser, where a page chooses the payload. Here we choose it ourselves,
# and with the key 0 the masked payload is the payload: the server does its full work, the client none.
_KEY = b"\0\0\0\0"
_ACCEPT = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # from RFC 6455, section 1.3


class Unexpected(Exception):
    """The other side sent what this client does not understand or was not promised."""


def accept_key(key: bytes) -> bytes:
    """What a server answers to `Sec-WebSocket-Key`."""
    return base64.b64encode(hashlib.sha1(key + _ACCEPT, usedforsecurity=False).digest())


def _header(opcode: int, length: int, mask: int) -> bytes:
    if length < 126:
        return struct.pack("!BB", _WHOLE | opcode, mask | length)
    if length < 65536:
        return struct.pack("!BBH", _WHOLE | opcode, mask | 126, length)
    return struct.pack("!BBQ", _WHOLE | opcode, mask | 127, length)


def client_frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """A frame as a client sends it."""
    return _header(opcode, len(payload), _MASKED) + _KEY + payload


def server_frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """A frame as a server sends it."""
    return _header(opcode, len(payload), 0) + payload


def whole_frames(buffer: bytearray, end: int) -> tuple[int, int, bool]:
    """How far whole frames from a server reach in `buffer[:end]`, how many are text, and whether any is not.

    Only headers are looked at: this is what lets one core count far more frames than the server can send.
    """
    at = texts = 0
    has_control = False
    while end - at >= 2:
        length = buffer[at + 1]
        if length < 126:
            after = at + 2 + length
        elif length == 126:
            if end - at < 4:
                break
            after = at + 4 + (buffer[at + 2] << 8) + buffer[at + 3]
        elif length == 127:
            if end - at < 10:
                break
            after = at + 10 + int.from_bytes(buffer[at + 2 : at + 10], "big")
        else:
            raise Unexpected("a server's frame with a mask")
        if after > end:
            break
        if buffer[at] == 0x81:
            texts += 1
        else:
            has_control = True
        at = after
    return at, texts, has_control


def split(data: bytes | bytearray, end: int) -> list[tuple[int, bytes]]:
    """The frames (opcode, payload) of `data[:end]`, which `whole_frames` found to be whole."""
    frames = []
    at = 0
    while at < end:
        first, length = data[at], data[at + 1]
        if not first & _WHOLE or first & 0x70:
            raise Unexpected(f"a frame that begins with {first:#x}: fragments and extensions were not agreed")
        at += 2
        if length == 126:
            length = int.from_bytes(data[at : at + 2], "big")
            at += 2
        elif length == 127:
            length = int.from_bytes(data[at : at + 8], "big")
            at += 8
        frames.append((first & 0x0F, bytes(data[at : at + length])))
        at += length
    return frames


def take_client_frame(data: bytearray) -> tuple[int, bytes] | None:
    """Take the first whole frame of a client from `data`; None while it is not all there."""
    if len(data) < 6:
        return None
    length, at = data[1] & 0x7F, 2
    if length == 126:
        length, at = int.from_bytes(data[2:4], "big"), 4
    elif length == 127:
        length, at = int.from_bytes(data[2:10], "big"), 10
    if len(data) < at + 4 + length:
        return None
    key = bytes(data[at : at + 4])
    payload = bytes(data[at + 4 : at + 4 + length])
    if key != _KEY:
        payload = bytes(byte ^ key[place % 4] for place, byte in enumerate(payload))
    opcode = data[0] & 0x0F
    del data[: at + 4 + length]
    return opcode, payload
