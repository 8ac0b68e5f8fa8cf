"""A line that the hub speaks to before its handshake is answered."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from chalou.foundation.hub.asgi import Visitor, serve
from chalou.foundation.hub.backplane import Alone
from chalou.foundation.hub.hub import Hub
from chalou.foundation.hub.line import Wire
from chalou.foundation.hub.switch import Listener
from chalou.foundation.ids import PersonId

FU = PersonId(7)


class Doorman:
    """Lets everybody in as one person, and does something while the second look at the session is under way."""

    def __init__(self, meanwhile: Callable[[], None]):
        self._meanwhile = meanwhile
        self._asked = 0

    def is_own_origin(self, origin: str, host: str) -> bool:
        return True

    async def who(self, cookies: str, accept_language: str) -> Visitor | None:
        self._asked += 1
        if self._asked == 2:
            self._meanwhile()
        return Visitor(person=FU, name="阿福", session="s", language="zh-hans")

    def heard(self, listener: Listener, data: bytes) -> None: ...


@contextlib.asynccontextmanager
async def opened(meanwhile: Callable[[Hub], None]) -> AsyncIterator[str]:
    """A server of one hub; answers its address."""
    hub = Hub(loop=asyncio.get_running_loop(), backplane=Alone())
    doorman = Doorman(lambda: meanwhile(hub))

    async def application(
        scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        await serve(scope, receive, send, hub=hub, doorman=doorman)

    server = uvicorn.Server(uvicorn.Config(application, port=0, ws=Wire, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(10):
            while not server.started:
                await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"ws://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        await serving


def test_hears_nothing_before_it_is_let_in():
    def meanwhile(hub: Hub) -> None:
        for listener in hub.switch.of_person(FU):
            hub.say(listener, {"is": "digest", "rooms": []})

    async def visit() -> None:
        async with opened(meanwhile) as address, connect(address) as line:
            assert '"ready"' in str(await line.recv())

    asyncio.run(visit())


def test_is_refused_when_its_session_ended_meanwhile():
    async def visit() -> int:
        async with opened(lambda hub: hub.expel(FU, kept=None, ended=None)) as address:
            with pytest.raises(InvalidStatus) as refused:
                await connect(address)
            return refused.value.response.status_code

    assert asyncio.run(visit()) == 401
