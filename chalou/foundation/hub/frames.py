"""The wire format: JSON objects in, finished WebSocket bytes out. Pure functions over bytes.

A frame is encoded once and its bytes are written to every listener. One frame may have two spellings: with values only,
for programs, and with an HTML fragment, for browsers; each is made when the first listener wants it.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, ClassVar

import msgspec

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(dict[str, Any])


class Unreadable(Exception):
    """What came in is no JSON object."""


def decode(text: str | bytes) -> dict[str, Any]:
    """A frame that came in; raises `Unreadable`."""
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Unreadable from error


def moment(at: datetime) -> str:
    """A moment as the protocol writes it: UTC, six digits of a second, Z."""
    return f"{at.astimezone(UTC).isoformat(timespec='microseconds')[:-6]}Z"


def websocket_text(payload: bytes) -> bytes:
    """An unmasked, unfragmented text frame of a server (RFC 6455, section 5.2)."""
    length = len(payload)
    if length < 126:
        return bytes((0x81, length)) + payload
    if length < 65536:
        return b"\x81\x7e" + length.to_bytes(2, "big") + payload
    return b"\x81\x7f" + length.to_bytes(8, "big") + payload


class Frame:
    """One frame for many listeners: `values` are the words of the protocol.

    A frame about something written also has `text`, its source, for programs, and `body`, the same as safe HTML;
    browsers get the fragment that `render` makes of it, the very one their pages are made of.
    """

    render: ClassVar[Callable[["Frame"], str]]

    def __init__(self, values: Mapping[str, Any], *, text: str | None = None, body: str | None = None):
        self.values = values
        self.text = text
        self.body = body

    def spelled(self, *, html: bool) -> Mapping[str, Any]:
        """The frame as one kind of listener reads it."""
        if self.text is None or self.body is None:
            return self.values
        if html:
            return {**self.values, "html": Frame.render(self)}
        return {**self.values, "text": self.text}

    @cached_property
    def for_programs(self) -> bytes:
        return encode(self.spelled(html=False))

    @cached_property
    def for_browsers(self) -> bytes:
        return encode(self.spelled(html=True))

    def packed(self) -> dict[str, Any]:
        """The frame as it travels between processes."""
        return {"values": self.values, "text": self.text, "body": self.body}

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any]) -> "Frame":
        return cls(packed["values"], text=packed["text"], body=packed["body"])


def encode(values: Mapping[str, Any]) -> bytes:
    """A frame for a single listener, ready to be written."""
    return websocket_text(_encoder.encode(values))
