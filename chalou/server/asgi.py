"""The one process of a small house: pages, live connections and the writer behind one port."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from whitenoise import WhiteNoise

from chalou.chat import writer
from chalou.chat.actions import forget_invitations
from chalou.chat.live.compare import Comparison
from chalou.chat.live.frames import fragment
from chalou.chat.live.visits import Visits
from chalou.chat.writer import Writer
from chalou.events.record import prune
from chalou.foundation.clock import now
from chalou.foundation.database import is_postgres
from chalou.foundation.hub.asgi import serve
from chalou.foundation.hub.backplane import Alone, RedisBackplane
from chalou.foundation.hub.frames import Frame
from chalou.foundation.hub.hub import Hub, open_hub
from chalou.foundation.sqlite import base as sqlite
from chalou.people.actions import forget_what_is_over
from chalou.people.sessions import ended_among
from chalou.server import static_tree
from chalou.server.bridge import Bridge
from chalou.server.doorman import HouseDoorman
from chalou.server.middleware import security_headers
from chalou.server.views import wrong_request

log = logging.getLogger(__name__)

HALF_A_MINUTE_S = 30
HASHES_A_PASSWORD = ("/signin/", "/join/", "/setup/", "/me/password/", "/me/new-password/", "/link/")


class House:
    """The ASGI application. Everything that runs is opened at the start and closed at the end of the server."""

    def __init__(self) -> None:
        folders = [Path(folder) for folder in settings.STATICFILES_DIRS]
        static_tree.finish(folders, settings.STATIC_ROOT)
        self._pages = ThreadPoolExecutor(settings.CHALOU.page_threads, thread_name_prefix="chalou-page")
        # Hashing a password is slow on purpose; it must not keep readers waiting for pages.
        self._sign_in = ThreadPoolExecutor(1, thread_name_prefix="chalou-sign-in")
        self._questions = ThreadPoolExecutor(2, thread_name_prefix="chalou-question")
        # Every version that was ever served here stays: a page that was open before an update finds its modules.
        files = WhiteNoise(
            get_wsgi_application(),
            root=settings.STATIC_ROOT.parent,
            prefix="/static/",
            immutable_file_test=lambda _path, _url: True,
        )
        self._bridge = Bridge(files, threads_for=self._threads_for, wrong=wrong_request, always=security_headers())
        self._running: list[asyncio.Task[None]] = []

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:  # ASGI's own shapes
        match scope["type"]:
            case "http":
                await self._bridge(scope, receive, send)
            case "websocket" if scope["path"] == "/live/":
                await serve(scope, receive, send, hub=self.hub, doorman=self._doorman)
            case "websocket":
                await receive()
                await send({"type": "websocket.close"})
            case "lifespan":
                await self._live(receive, send)

    def _threads_for(self, method: str, path: str) -> Executor:
        is_slow = method == "POST" and path.startswith(HASHES_A_PASSWORD)
        return self._sign_in if is_slow else self._pages

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()  # lifespan.startup
        self._open()
        await send({"type": "lifespan.startup.complete"})
        await receive()  # lifespan.shutdown
        await self._close()
        await send({"type": "lifespan.shutdown.complete"})

    def _open(self) -> None:
        loop = asyncio.get_running_loop()
        self._bus = (
            RedisBackplane(settings.CHALOU.redis_url, channel=f"chalou:hub:{settings.HOUSE_DIGEST}")
            if settings.CHALOU.redis_url
            else None
        )
        self.hub = Hub(loop=loop, backplane=self._bus or Alone())
        Frame.render = staticmethod(fragment)
        self._visits = Visits(hub=self.hub, threads=self._questions)
        self._doorman = HouseDoorman(self._visits)
        self._comparison = Comparison(hub=self.hub, visits=self._visits)
        self._writer = Writer(lambda group: self.hub.call(self._visits.announce, group))
        self._writer.start()
        writer.open_writer(self._writer)
        open_hub(self.hub)
        self._run(self._comparison.run())
        self._run(self._keep_house())
        if self._bus is not None:
            self._run(self._bus.run(heard=self.hub.from_other_process, joined=self._comparison.soon))

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._running.append(asyncio.get_running_loop().create_task(work))

    async def _keep_house(self) -> None:
        """What wants doing now and then, away from the path of any message."""
        rounds = 0
        while True:
            await asyncio.sleep(1)
            rounds += 1
            try:
                if not is_postgres():
                    await self._visits.ask(_checkpoint)
                if rounds % HALF_A_MINUTE_S == 0:
                    await self._end_lost_sessions()
                if rounds % 3600 == 1:
                    await self._visits.ask(_tidy)
            except Exception:
                log.exception("housekeeping failed; it is tried again")

    async def _end_lost_sessions(self) -> None:
        """Sessions that ran out, or whose end was lost on the bus."""
        sessions = {listener.session: listener.person for listener in self.hub.switch.listeners()}
        for session in await self._visits.ask(lambda: ended_among(sessions, at=now())):
            self.hub.hear_expel(sessions[session], None, session)

    async def _close(self) -> None:
        for task in self._running:
            task.cancel()
        for task in self._running:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self._visits.keep_marks()
        await asyncio.get_running_loop().run_in_executor(None, self._writer.stop)
        writer.open_writer(None)
        open_hub(None)
        if self._bus is not None:
            await self._bus.close()
        for threads in (self._pages, self._sign_in, self._questions):
            threads.shutdown(wait=True, cancel_futures=True)
        connections.close_all()


def _tidy() -> None:
    """Events that are old, and sign-ins, links and invitations whose time is over, are kept no longer."""
    prune(now() - timedelta(days=settings.CHALOU.event_days))
    forget_what_is_over(at=now())
    forget_invitations(at=now())


def _checkpoint() -> None:
    wrapper = connections["default"]
    assert isinstance(wrapper, sqlite.DatabaseWrapper)
    sqlite.checkpoint(wrapper)
