"""One WebSocket connection: uvicorn's own protocol class with a shorter way in and out.

Handshake, parsing, pings and closing stay uvicorn's (`websockets-sansio`). Two things are ours, because both
cost most of the time at a thousand listeners: finished frame bytes are written straight to the transport, and texts
that arrive are handed to a callback instead of a queue and a waiting task.

What this file uses of uvicorn's inside (`conn`, `transport`, `handshake_complete`, `close_sent`, `scope`,
`handle_connect`, `send_receive_event_to_app`) is pinned by the lock file and covered by `tests/test_line.py`.
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
        super().handle_connect(event)
        if self.handshake_initiated and not self.handshake_complete:
            # The task that reads the scope has been created but does not run before this method returns.
            cast(dict[str, Any], self.scope)["chalou.wire"] = self  # a key of ours beside those of ASGI

    def send_receive_event_to_app(self) -> None:
        if self.on_text is None or self.curr_msg_data_type != "text":
            super().send_receive_event_to_app()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if not self.close_sent:
            self.on_text(data)

    def write(self, data: bytes) -> bool:
        """Write finished frames. A raw write knows no back-pressure: what waits is measured each time."""
        transport = self.transport
        # Before the handshake is answered a frame would be taken for the answer.
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
        if not self.handshake_complete or self.close_sent or self.disconnected or self.transport.is_closing():
            return
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.close_timer = asyncio.get_running_loop().call_later(self.close_timeout, self.transport.abort)
