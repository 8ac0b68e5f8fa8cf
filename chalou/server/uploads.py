"""Bodies larger than any form: pictures and files on their way in.

Only at the addresses made for them, only from somebody who brings a session along, only as long as they say beforehand
how long they are, and only a few at a time. They are written aside as they come, so that they take no memory, and a
line on which nothing comes any more gives its place back.
"""

import asyncio
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

from django.conf import settings
from django.http import parse_cookie

ADDRESSES = re.compile(r"/rooms/[0-9]+/attachments/|/me/profile/picture/|/house/sign/")

IN_ONE_FORM = 3
"""A form without scripts brings several at once: so many of the largest, or more that are smaller."""

AT_ONCE, AT_ONCE_FROM_ONE = 8, 3

SILENCE_S, ALTOGETHER_S = 30.0, 600.0
"""So long one waits for the next piece, and for all of them: 36 MB on a poor line in the country."""

_IN_MEMORY = 1024 * 1024


class TooBusy(Exception):
    """All places are taken."""


class Cut(Exception):
    """The rest will not come."""


class Uploads:
    """Who may send how much at once. Used on the loop's thread only."""

    def __init__(self, *, ordinary: int):
        """`ordinary`: bytes of a body that needs no leave."""
        self._ordinary = ordinary
        self._largest = ordinary + IN_ONE_FORM * settings.CHALOU.upload_mb * 1_000_000
        self._from: Counter[str] = Counter()

    def length_of(self, scope: Mapping[str, Any], head: Mapping[bytes, bytes]) -> int | None:
        """How many bytes this upload announces; None where it is no upload that may be larger than others."""
        announced = head.get(b"content-length", b"")
        if scope["method"] != "POST" or not ADDRESSES.fullmatch(scope["path"]) or not announced.isdigit():
            return None
        if len(announced) > 12 or not self._ordinary < int(announced) <= self._largest:
            return None
        # Whether the session is any good is asked later, by the page; a stranger without any has nothing to bring.
        cookies = parse_cookie(head.get(b"cookie", b"").decode("latin-1"))
        return int(announced) if settings.SESSION_COOKIE_NAME in cookies else None

    @contextmanager
    def place(self, scope: Mapping[str, Any]) -> Iterator[None]:
        """One of the few places, for as long as the block lasts."""
        address = (scope.get("client") or ("",))[0]
        if self._from.total() >= AT_ONCE or self._from[address] >= AT_ONCE_FROM_ONE:
            raise TooBusy
        self._from[address] += 1
        try:
            yield
        finally:
            self._from[address] -= 1
            if not self._from[address]:
                del self._from[address]


async def taken_in(receive: Any, length: int) -> IO[bytes]:  # ASGI's own shape
    """The body as a file, from its beginning. `Cut` where it ends early, comes too slowly or is not as long as said."""
    into = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # whoever asked closes it
    try:
        async with asyncio.timeout(ALTOGETHER_S):
            while True:
                async with asyncio.timeout(SILENCE_S):
                    message = await receive()
                if message["type"] == "http.disconnect":
                    raise Cut
                into.write(message.get("body", b""))
                if into.tell() > length:
                    raise Cut
                if not message.get("more_body", False):
                    break
    except TimeoutError:
        into.close()
        raise Cut from None
    except BaseException:
        into.close()
        raise
    if into.tell() != length:
        into.close()
        raise Cut
    into.seek(0)
    return into
