"""Connections that never become a request."""

import asyncio

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from chalou.server import heads
from chalou.server.heads import Heads


async def _app(scope, receive, send):
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize(
    ("sent", "begins"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\nX-Slow: ", b""),
        # A whole request first, then a second one that never ends: each head is waited for anew.
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nX-Slow: ", b"HTTP/1.1 204"),
    ],
)
def test_a_head_that_does_not_come_is_not_waited_for(monkeypatch, sent, begins):
    monkeypatch.setattr(heads, "PATIENCE_S", 0.2)

    async def visit() -> bytes:
        config = Config(_app, log_config=None)
        door = await asyncio.get_running_loop().create_server(
            lambda: Heads(config=config, server_state=ServerState(), app_state={}), "127.0.0.1", 0
        )
        reader, writer = await asyncio.open_connection(*door.sockets[0].getsockname())
        writer.write(sent)
        async with asyncio.timeout(3):
            came = await reader.read()
        writer.close()
        door.close()
        return came

    came = asyncio.run(visit())
    assert came.startswith(begins)
    assert came.count(b"HTTP/1.1") == bool(begins)
