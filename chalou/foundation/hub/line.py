"""One WebSocket connection: uvicorn's own protocol class with a shorter way in and out.

Handshake, parsing, pings and closing stay uvicorn's (`websockets-sansio`). Two things are ours, because both
cost most of the time at a thousand listeners: finished frame bytes are written straight to the transport, and texts
that arrive are handed to a callback instead of a queue and a waiting task.

What this file uses of uvicorn's inside (`conn`, `transport`, `close_sent`, `scope`, `handle_connect`,
`send_receive_event_to_app`, `send`) is pinned by the lock file and covered by `tests/test_line.py`.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

log = logging.getLogger(__name__)

MOST_WAITING = 1024 * 1024
"""Bytes that may wait for a slow reader before the line is cut, so that one sleeping phone costs no memory."""


class Wire(WebSocketsSansIOProtocol):
    """A connection that the live application can write to directly. It finds itself in the scope as `chalou.wire`."""

    on_text: Callable[[bytes], None] | None = None
    was_cut = False
    cut_count = 0

    def handle_connect(self, event: Request) -> None:
        if not event.path.isascii():
            # Bytes that belong in no address; uvicorn would stumble over them, and log it for every stranger.
            self.transport.close()
            return
        super().handle_connect(event)
        if self.handshake_initiated and not self.handshake_complete:
            # The task that reads the scope has been created but does not run before this method returns.
            cast(dict[str, Any], self.scope)["chalou.wire"] = self  # a key of ours beside those of ASGI

    def send_receive_event_to_app(self) -> None:
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        # Whoever speaks before being let in is not heard.
        if self.on_text is not None and not self.close_sent:
            self.on_text(data if self.curr_msg_data_type == "text" else b"")

    async def send(self, message: Any) -> None:  # ASGI's own shape
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            # uvicorn forgets that a refusal ends the handshake, and would log each one as a fault of ours.
            self.handshake_complete = True

    def write(self, data: bytes) -> bool:
        """Write finished frames. A raw write knows no back-pressure: what waits is measured each time."""
        transport = self.transport
        # The hub knows a line before its handshake is answered; a frame now would stand where the answer belongs.
        if not self.handshake_complete or self.close_sent or self.disconnected or transport.is_closing():
            return False
        if transport.get_write_buffer_size() > MOST_WAITING:
            Wire.cut_count += 1
            self.was_cut = True
            log.info("cut a reader with more than %d bytes waiting", MOST_WAITING)
            transport.abort()
            return False
        transport.write(data)
        return True

    def end(self, code: int, reason: str) -> None:
        """Close politely, and for good after uvicorn's close time-out, also if the other side reads nothing."""
        # Before its handshake is answered there is nothing to close: whoever answers it sees that the hub let it go.
        if not self.handshake_complete or self.close_sent or self.disconnected or self.transport.is_closing():
            return
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.close_timer = asyncio.get_running_loop().call_later(self.close_timeout, self.transport.abort)
