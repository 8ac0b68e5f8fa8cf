"""/health, /health/alive and /metrics: answered before Django, without a session, for whoever may see them.

Who is near: a connection from this machine (or from `CHALOU_METRICS_FROM`) that nobody passed on. A proxy on the same
machine connects from loopback too, so a request with any header of a proxy is from outside, whatever it says; and so
is one for another name than this machine's own, for a careless proxy passes on the name alone, and a page elsewhere
can make a browser on this machine ask, by a name of its own that leads here.
"""

import asyncio
import ipaddress
import json
import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from chalou.foundation.counts import the_counts
from chalou.server.middleware import security_headers
from chalou.server.seeing import health, metrics
from chalou.server.seeing.logs import process_name

OF_PROXIES = frozenset(
    {
        *(b"forwarded", b"via", b"x-real-ip", b"cf-connecting-ip", b"true-client-ip"),
        *(b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-forwarded-port", b"x-forwarded-server"),
    }
)
OWN_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
BEAT_S = 0.25


class Seeing:
    """The part of the ASGI application that is asked first. `answered` says whether it was for it."""

    def __init__(self) -> None:
        self._health = health.Health()

    async def answered(self, scope: dict[str, Any], send: Any) -> bool:  # ASGI's own shapes
        """Answer what is ours; False leaves it to the pages, where such an address does not exist."""
        _count_the_way(scope)
        match scope["path"]:
            case "/health":
                await self._say(scope, send, await self._health.well())
            case "/health/alive":
                await self._say(scope, send, self._health.alive())
            case "/metrics" if is_near(scope):
                page = await asyncio.get_running_loop().run_in_executor(None, metrics.page)
                await _send(scope, send, 200, metrics.CONTENT_TYPE, page)
            case _:
                return False
        return True

    async def _say(self, scope: dict[str, Any], send: Any, checks: dict[str, health.Check]) -> None:
        said = health.shown(checks, in_detail=is_near(scope), process=process_name())
        await _send(scope, send, 200 if said["ok"] else 503, "application/json", json.dumps(said).encode())


def _count_the_way(scope: Mapping[str, Any]) -> None:
    """Was this passed on, and by somebody who is believed? Then uvicorn has put who is meant in the place of whoever
    connected. A proxy that is not trusted is the most usual mistake of all: every visitor then has its address.
    """
    for name, value in scope["headers"]:
        if name == b"x-forwarded-for":
            client = (scope.get("client") or ("", 0))[0]
            if is_believed(client, value.decode("latin-1")):
                the_counts.through_proxy += 1
            else:
                the_counts.through_stranger += 1
            return


def is_believed(client: str, forwarded_for: str) -> bool:
    """Whether the address that counts as the visitor's is one that a proxy told."""
    return client in (_address(part.strip()) for part in forwarded_for.split(","))


def _address(told: str) -> str:
    """Some proxies add a port."""
    return _name(told) if told.startswith("[") or told.count(":") == 1 else told


def is_near(scope: Mapping[str, Any]) -> bool:
    """Whether this request comes from this machine or a network that may see figures, and through nobody."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    if headers.keys() & OF_PROXIES:
        return False
    try:
        address = ipaddress.ip_address((scope.get("client") or ("", 0))[0])
    except ValueError:
        return False
    if address.is_loopback:
        return _name(headers.get(b"host", "")) in OWN_NAMES
    return any(address in ipaddress.ip_network(network) for network in settings.CHALOU.metrics_from)


def _name(host: str) -> str:
    """Without the port and the brackets of IPv6."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()


async def _send(scope: dict[str, Any], send: Any, status: int, kind: str, body: bytes) -> None:
    always = [(name.lower().encode(), value.encode()) for name, value in security_headers().items()]
    head = [(b"content-type", kind.encode()), (b"cache-control", b"no-store"), *always]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


async def beat() -> None:
    """Look for ever how late the loop is: whatever holds it up holds up everybody who listens."""
    while True:
        due = time.monotonic() + BEAT_S
        await asyncio.sleep(BEAT_S)
        the_counts.loop_lag_s.add(max(0.0, time.monotonic() - due))
