"""The wire format: JSON objects in, finished WebSocket bytes out. Pure functions over bytes.

A frame is encoded once and its bytes are written to every listener. One frame may have two spellings: with values only,
for programs, and with an HTML fragment, for browsers; each is made when the first listener wants it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, ClassVar

import msgspec

from chalou.foundation.ids import PersonId

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
    unquote: ClassVar[Callable[["Frame"], "Frame"]]
    """Makes of a frame that quotes somebody what those get who do not hear them."""

    def __init__(
        self,
        values: Mapping[str, Any],
        *,
        text: str | None = None,
        body: str | None = None,
        of: PersonId | None = None,
        quotes: PersonId | None = None,
    ):
        self.values = values
        self.of = of  # whose it is: listeners who do not hear them get `counted` in its place
        self.quotes = quotes  # somebody else whose words stand in it: those are left out for who does not hear them
        self.text = text
        self.body = body
        self.named = _named(values)  # listeners who do not hear some of them get it without these

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

    @cached_property
    def counted(self) -> bytes:
        """What is left of it for those who do not hear whose it is: that there was a change. So none is missing."""
        left = {key: self.values[key] for key in ("room", "change") if key in self.values}
        return encode({"is": "moved", **left}) if "change" in left else b""

    @cached_property
    def unquoted(self) -> "Frame":
        return Frame.unquote(self)

    def packed(self) -> dict[str, Any]:
        """The frame as it travels between processes."""
        return {"values": self.values, "text": self.text, "body": self.body, "of": self.of, "quotes": self.quotes}

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any]) -> "Frame":
        return cls(
            packed["values"], text=packed["text"], body=packed["body"], of=packed.get("of"), quotes=packed.get("quotes")
        )


def without(frames: Sequence[Frame], unheard: Collection[PersonId], *, html: bool) -> bytes:
    """These frames for a listener who does not hear some people."""
    spelled = attrgetter("for_browsers" if html else "for_programs")
    heard = (frame.unquoted if frame.quotes in unheard else frame for frame in frames)
    few = (frame if frame.named.isdisjoint(unheard) else Frame(_but(frame.values, unheard)) for frame in heard)
    return b"".join(frame.counted if frame.of in unheard else spelled(frame) for frame in few)


_NOBODY: frozenset[PersonId] = frozenset()


def _named(values: Mapping[str, Any]) -> frozenset[PersonId]:
    """The people that a frame tells of under `people`, by number or each with more."""
    people = values.get("people")
    return frozenset(_number(one) for one in people) if people else _NOBODY


def _number(one: Any) -> PersonId:  # as JSON spells it
    return PersonId(one["person"] if isinstance(one, dict) else one)


def _but(values: Mapping[str, Any], unheard: Collection[PersonId]) -> dict[str, Any]:
    """A frame without these of its people; where it also says how many there are, without them in that too."""
    people = [one for one in values["people"] if _number(one) not in unheard]
    left = {**values, "people": people}
    if "count" in left:
        left["count"] -= len(values["people"]) - len(people)
    return left


def encode(values: Mapping[str, Any]) -> bytes:
    """A frame for a single listener, ready to be written."""
    return websocket_text(_encoder.encode(values))
