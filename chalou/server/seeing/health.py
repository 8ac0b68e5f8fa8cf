"""Is this process well? Asked by proxies, by containers, by whoever watches over a house.

Two questions. *Alive:* does this process answer, and do its threads run? That is all a proxy may ask before it sends
somebody here, and all for which a process is worth restarting: without the database the house still shows a page that
says so. *Well:* and does everything answer that it needs? That is for people who are to be woken.
"""

import asyncio
import shutil
import time
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

from chalou.chat.writer import the_writer
from chalou.foundation.hub import hub

PATIENCE_S = 2.0
KEPT_S = 1.0
"""An answer is kept so long: however often somebody asks, the database is asked once a second."""

LEAST_FREE_BYTES = 100 * 1024 * 1024
"""Below it the house is about to refuse messages."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    ok: bool
    ms: int | None = None
    """How long it took to answer, where that tells something."""


class Health:
    """What this process needs, and whether it is there."""

    def __init__(self) -> None:
        # Of its own: pages that all wait for a database that is away must not keep this one waiting too.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="chalou-health")
        self._asked: asyncio.Future[int] | None = None
        self._kept: tuple[float, dict[str, Check]] | None = None

    def alive(self) -> dict[str, Check]:
        """That this is answered at all says that the loop runs."""
        writer = the_writer()
        return {} if writer is None else {"writer": Check(writer.is_alive())}

    async def well(self) -> dict[str, Check]:
        """Everything. Returns within `PATIENCE_S`, whatever hangs."""
        at = time.monotonic()
        if self._kept is None or at - self._kept[0] > KEPT_S:
            checks = {"database": await self._database(), "disk": _disk()}
            if settings.CHALOU.redis_url and hub.the_hub is not None:
                checks["bus"] = Check(hub.the_hub.hears_others)
            self._kept = (at, checks)
        return self.alive() | self._kept[1]

    async def _database(self) -> Check:
        if self._asked is None or self._asked.done():
            self._asked = asyncio.get_running_loop().run_in_executor(self._thread, _ask_database)
        # One that hangs is waited for again next time: threads that hang must not pile up.
        ms = await _within(PATIENCE_S, self._asked)
        return Check(ms is not None, ms)


async def _within(seconds: float, asked: "asyncio.Future[int]") -> int | None:
    waiting: Awaitable[int] = asyncio.shield(asked)
    try:
        return await asyncio.wait_for(waiting, seconds)
    except Exception:  # whatever it is, the database does not answer
        return None


def _ask_database() -> int:
    since = time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        connection.close()
        raise
    return round((time.monotonic() - since) * 1000)


def _disk() -> Check:
    try:
        return Check(shutil.disk_usage(settings.CHALOU.data).free >= LEAST_FREE_BYTES)
    except OSError:
        return Check(False)


def shown(checks: dict[str, Check], *, in_detail: bool, process: str) -> dict[str, Any]:  # JSON
    """What is answered: one word to strangers, all of it to those of this machine."""
    is_ok = all(check.ok for check in checks.values())
    if not in_detail:
        return {"ok": is_ok}
    details = {
        name: {"ok": check.ok} if check.ms is None else {"ok": check.ok, "ms": check.ms}
        for name, check in checks.items()
    }
    return {"ok": is_ok, "process": process, "checks": details}
