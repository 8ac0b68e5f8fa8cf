"""The live connection as an ASGI application: lets people in, hands over what they send, notices when they go."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from chalou.foundation.hub.frames import encode
from chalou.foundation.hub.hub import Hub
from chalou.foundation.hub.line import Wire
from chalou.foundation.hub.switch import Listener
from chalou.foundation.ids import PersonId

log = logging.getLogger(__name__)

MOST_LINES = 50
"""Connections one person may hold at once, in all processes; a browser has one for each open page."""

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the other end of a new connection."""

    person: PersonId
    name: str
    session: str
    language: str
    unheard: frozenset[PersonId] = frozenset()
    """The people whom they do not hear."""


class NotNow(Exception):
    """Whether somebody may come in cannot be found out at the moment."""


class Doorman(Protocol):
    """What the application above the hub decides."""

    def is_own_origin(self, origin: str, host: str) -> bool:
        """Whether a page of this house opened the connection."""

    async def who(self, cookies: str, accept_language: str) -> Visitor | None:
        """Who this is, by the session in the cookies; None for nobody. Raises `NotNow`."""

    def heard(self, listener: Listener, data: bytes) -> None:
        """A text came in. Must return quickly."""


async def serve(scope: Scope, receive: Receive, send: Send, *, hub: Hub, doorman: Doorman) -> None:
    """One connection from handshake to end."""
    await receive()  # websocket.connect
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    origin = headers.get(b"origin")
    # Browsers always say where the page came from; without this check any page on the web could listen with the
    # visitor's cookie. Programs say nothing and have no cookie but their own.
    if origin is not None and not doorman.is_own_origin(origin, headers.get(b"host", "")):
        await _refuse(send, 403, "wrong_origin")
        return
    try:
        visitor = await doorman.who(headers.get(b"cookie", ""), headers.get(b"accept-language", ""))
    except NotNow:
        await _refuse(send, 503, "away")
        return
    if visitor is None:
        await _refuse(send, 401, "signed_out")
        return
    lines = len(hub.switch.of_person(visitor.person)) + hub.presence.lines_elsewhere(visitor.person)
    if lines >= MOST_LINES:
        await _refuse(send, 429, "too_many")
        return
    wire: Wire = scope["chalou.wire"]
    listener = Listener(
        person=visitor.person,
        session=visitor.session,
        line=wire,
        wants_html=b"frames=html" in scope["query_string"],
        language=visitor.language,
        unheard=visitor.unheard,
    )
    hub.switch.enter(listener)
    try:
        # Asked again now that the hub knows this line: a session that ended in between was told to nobody here. And one
        # that ends while we ask is let go by the hub, which cannot close what is not open yet.
        # Asked until nothing was told meanwhile of whom they do not hear.
        hearing = -1
        while hearing != hub.switch.hearing(visitor.person):
            hearing = hub.switch.hearing(visitor.person)
            still = await doorman.who(headers.get(b"cookie", ""), headers.get(b"accept-language", ""))
            if still is None or listener not in hub.switch.of_person(visitor.person):
                await _refuse(send, 401, "signed_out")
                return
            listener.unheard = still.unheard
        wire.on_text = partial(doorman.heard, listener)
        await send({"type": "websocket.accept"})
        wire.write(encode({"is": "ready", "person": visitor.person, "name": visitor.name}))
        while (await receive())["type"] != "websocket.disconnect":
            pass  # texts go to on_text; nothing else has a meaning here
    except NotNow:
        await _refuse(send, 503, "away")
    finally:
        hub.switch.leave(listener)


async def _refuse(send: Send, status: int, why: str) -> None:
    await send(
        {
            "type": "websocket.http.response.start",
            "status": status,
            "headers": [
                (b"content-type", b"application/json"),
                (b"cache-control", b"no-store"),
                (b"x-content-type-options", b"nosniff"),
            ],
        }
    )
    await send({"type": "websocket.http.response.body", "body": b'{"refused": "%s"}' % why.encode()})
