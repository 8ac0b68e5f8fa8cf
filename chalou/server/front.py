"""Pages for strangers, kept ready before Django is asked.

A page that is the same for every stranger of one language is made once and given out until something happens that it
shows: `heard(topic)` is called for everything the hub tells, here or in another process. The bus may lose that word,
so no page is kept for longer than a few seconds in any case; even then a house that many strangers look at makes each
page a few times a minute instead of thousands of times.

What is kept belongs to nobody: who brings a session is never answered from here, and an answer that sets a cookie is
never kept.
"""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import parse_cookie

from chalou.foundation.counts import the_counts
from chalou.people.http import language_asked_for
from chalou.server.bridge import answer
from chalou.server.packing import Made, is_wanted, packed_for_all

KEPT_S = 5.0
MOST_BYTES = 32 * 1024 * 1024

HOUSE = "house"
"""The topic of what every page shows: the house's name, and which rooms there are."""

ENTRANCE = "entrance"
"""The topic of what the entrance and the list of pages show of the talk and of people. Told when something there is
another or gone; not for every message, or a lively house would make its entrance anew at each word. That somebody has
spoken, or announced something, stands there a few seconds later.
"""

HELP = "help"
"""The topic of the house's questions and answers."""

# The pages that strangers read, each with the topic of what it shows beside the house. Without a query: what stands
# there may be anything, and would fill the shelf.
_NUMBER = "[1-9][0-9]{0,15}"
_PAGES = re.compile(
    r"/(?:install/|house-rules/|manifest\.webmanifest|about/(?:software/(?:[a-z0-9-]{1,40}/)?)?|(?P<help>help/)(?:[a-z0-9-]{1,60}/)?"
    r"|(?P<entrance>(?:sitemap\.xml)?)|robots\.txt"
    rf"|rooms/(?:(?P<room>{_NUMBER})/(?:{_NUMBER}/|threads/(?:{_NUMBER}/)?)?)?)"
)

Key = tuple[bytes, str, str, str | None]


@dataclass(slots=True)
class _Making:
    """A page under way. What is made while something happens may show the house as it was, and is not kept."""

    topics: tuple[str, ...]
    is_old: bool = False
    page: "asyncio.Future[_Kept]" = field(init=False)


@dataclass(slots=True)
class _Kept:
    """A finished page, plain and compressed, and until when it may be shown."""

    made: Made
    compressed: Made
    topics: tuple[str, ...]
    until: float
    is_for_all: bool

    @property
    def size(self) -> int:
        return len(self.made[2]) + len(self.compressed[2])


class Front:
    """The shelf of finished pages of one process. Used on the loop's thread only."""

    def __init__(
        self,
        make: Callable[[dict[str, Any], bytes], Awaitable[Made]],
        *,
        clock: Callable[[], float] = time.monotonic,
        most_bytes: int = MOST_BYTES,
    ):
        self._make = make
        self._clock = clock
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._being_made: dict[Key, _Making] = {}
        self._of_topic: dict[str, set[Key]] = {}
        self._size = 0

    def key(self, scope: dict[str, Any]) -> Key | None:
        """What a request asks for, if it is a page that is the same for all strangers."""
        if scope["method"] not in ("GET", "HEAD") or scope["query_string"] or not _PAGES.fullmatch(scope["path"]):
            return None
        cookie = host = languages = b""
        for name, value in scope["headers"]:
            if name == b"cookie":
                cookie += b"; " + value
            elif name == b"host":
                host = value
            elif name == b"accept-language":
                languages = value
            # What the bridge looks at more closely before it believes it; no browser asks for a page with any of these.
            elif name in (b"content-length", b"content-type", b"transfer-encoding") or (
                name == b"accept" and b"application/json" in value
            ):
                return None
        cookies: Mapping[str, str] = parse_cookie(cookie.decode("latin-1")) if cookie else {}
        if settings.SESSION_COOKIE_NAME in cookies:
            return None
        language = language_asked_for(cookies.get(settings.LANGUAGE_COOKIE_NAME, ""), languages.decode("latin-1"))
        return host, scope["scheme"], scope["path"], language

    async def __call__(self, scope: dict[str, Any], send: Any, key: Key) -> None:  # ASGI's own shapes
        kept = self._kept.get(key)
        if kept is None or self._clock() > kept.until:
            kept = await self._fresh(scope, key)
        else:
            the_counts.pages_from_shelf += 1
        await answer(scope, send, kept.compressed if is_wanted(scope["headers"]) else kept.made)

    async def _fresh(self, scope: dict[str, Any], key: Key) -> _Kept:
        """Made now, once for all who ask at this moment."""
        making = self._being_made.get(key)
        if making is not None and not making.is_old:
            kept = await asyncio.shield(making.page)
            # A cookie in it is meant for whoever asked first.
            return kept if kept.is_for_all else await self._made(scope)
        making = self._being_made[key] = _Making(_topics(scope["path"]))
        making.page = asyncio.ensure_future(self._made_for_all(scope, key, making))
        return await asyncio.shield(making.page)

    async def _made_for_all(self, scope: dict[str, Any], key: Key, making: _Making) -> _Kept:
        try:
            kept = await self._made(scope)
        finally:
            # Another may be under way by now, for those who came after something had happened.
            if self._being_made.get(key) is making:
                del self._being_made[key]
        if kept.made[0] == 200 and kept.is_for_all and not making.is_old:
            self._keep(key, kept)
        return kept

    async def _made(self, scope: dict[str, Any]) -> _Kept:
        made = await self._make({**scope, "method": "GET"}, b"")
        compressed = await asyncio.get_running_loop().run_in_executor(None, packed_for_all, made)
        sets_cookie = any(name == b"set-cookie" for name, _ in made[1])
        return _Kept(made, compressed, _topics(scope["path"]), self._clock() + KEPT_S, is_for_all=not sets_cookie)

    def _keep(self, key: Key, kept: _Kept) -> None:
        self._drop(key)
        self._kept[key] = kept
        self._size += kept.size
        for topic in kept.topics:
            self._of_topic.setdefault(topic, set()).add(key)
        while self._size > self._most_bytes:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        kept = self._kept.pop(key, None)
        if kept is None:
            return
        self._size -= kept.size
        for topic in kept.topics:
            keys = self._of_topic[topic]
            keys.discard(key)
            if not keys:
                del self._of_topic[topic]

    def heard(self, topic: str) -> None:
        """Something has happened that pages of this topic show."""
        for key in tuple(self._of_topic.get(topic, ())):
            self._drop(key)
        # One that was old before has left its place to another, and stays old.
        for making in self._being_made.values():
            making.is_old = making.is_old or topic in making.topics


def _topics(path: str) -> tuple[str, ...]:
    found = _PAGES.fullmatch(path)
    if found is None:
        return (HOUSE,)
    if found["room"]:
        return HOUSE, f"room:{found['room']}"
    if found["help"]:
        return HOUSE, HELP
    if found["entrance"] is None:
        return (HOUSE,)
    # The list of pages names those of the help.
    return (HOUSE, ENTRANCE, HELP) if found["entrance"] else (HOUSE, ENTRANCE)
