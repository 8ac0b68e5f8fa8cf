"""The beginning of every connection: a head of an ordinary size, sent in an ordinary time.

uvicorn with httptools takes a request line and headers of any length and waits for them for ever, so one stranger
could fill the memory of the house, or all its connections, without asking for anything. What this file uses of
uvicorn's inside (`transport`, `loop`, `connection_made`, `data_received`, `on_message_begin`, `on_headers_complete`)
is pinned by the lock file and covered by tests/hostile.
"""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 64 * 1024
"""Bytes. Browsers send a few hundred; cookies of other programs on the same host may add some thousand."""

PATIENCE_S = 20.0
"""From the first byte of a connection, or of a further request on it, to the end of the head."""

_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class Heads(HttpToolsProtocol):
    """uvicorn's own protocol with a limit on what comes before it is a request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # uvicorn's signature
        super().__init__(*args, **kwargs)
        self._head_size: int | None = 0  # None: the head is whole
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast(asyncio.Transport, transport))
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._head_size is None:
            self._begin()

    def on_headers_complete(self) -> None:
        self._end()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        before = self._head_size
        super().data_received(data)
        if before is None or self._head_size is None or self.transport.is_closing():
            return
        self._head_size = before + len(data)
        if self._head_size > LARGEST_HEAD:
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def _begin(self) -> None:
        self._head_size = 0
        self._waiting = self.loop.call_later(PATIENCE_S, self._give_up)

    def _end(self) -> None:
        self._head_size = None
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
