"""A process of the house: pages, live connections and the writer behind one port, or some of them.

Everything that runs is opened at the start and closed at the end of the server. Which duties it has is told; a process
of the split house (docs/deploying.md) opens only what those need.
"""

import asyncio
import contextlib
import gc
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import Error, connections
from whitenoise import WhiteNoise

from chalou.chat import writer
from chalou.chat.live.compare import Comparison
from chalou.chat.live.floor import FloorWatch
from chalou.chat.live.frames import fragment, unquoted
from chalou.chat.live.here import Here
from chalou.chat.live.visits import Visits
from chalou.chat.queries import use_of_house
from chalou.chat.writer import Writer
from chalou.events.chores import run_due
from chalou.foundation.clock import now
from chalou.foundation.counts import the_counts
from chalou.foundation.database import is_postgres
from chalou.foundation.hub.asgi import serve
from chalou.foundation.hub.backplane import Alone, RedisBackplane
from chalou.foundation.hub.frames import Frame
from chalou.foundation.hub.hub import Hub, open_hub
from chalou.foundation.hub.neighbours import Neighbours
from chalou.foundation.mail import the_post
from chalou.foundation.sqlite import base as sqlite
from chalou.foundation.throttle import the_throttle
from chalou.people.sessions import ended_among
from chalou.server import chores, static_tree
from chalou.server.bridge import LARGEST_BODY, Bridge, answer
from chalou.server.doorman import HouseDoorman
from chalou.server.duties import Duty
from chalou.server.front import Front
from chalou.server.middleware import security_headers
from chalou.server.seeing.asgi import Seeing, beat
from chalou.server.uploads import ADDRESSES, Uploads
from chalou.server.views import wrong_request

log = logging.getLogger(__name__)

SESSIONS_PACE_S = 5.0
CHORES_PACE_S = 5.0
GARBAGE_PACE_S = 60.0
MEDIA_PACE_S = 60.0
FLOORS_PACE_S = 2.0
BETWEEN_LOOKS = (2_000, 20, 100_000)
MUCH_IS_WRITTEN = 200  # messages; a few megabytes of log
HASHES_A_PASSWORD = (
    *("/signin/", "/join/", "/setup/", "/link/"),
    *("/me/password/", "/me/new-password/", "/me/again/", "/me/leave/"),
    "/house/hand-over/",
)


class House:
    """The ASGI application."""

    def __init__(self, duties: Duty = Duty.EVERYTHING) -> None:
        self._duties = duties
        folders = [Path(folder) for folder in settings.STATICFILES_DIRS]
        static_tree.finish(folders, settings.STATIC_ROOT)
        self._pages = ThreadPoolExecutor(settings.CHALOU.page_threads, thread_name_prefix="chalou-page")
        # Hashing a password is slow on purpose; it must not keep readers waiting for pages.
        self._sign_in = ThreadPoolExecutor(1, thread_name_prefix="chalou-sign-in")
        # Making pictures anew takes a second; two at a time wait for the disk, one for the processor.
        self._uploads = ThreadPoolExecutor(2, thread_name_prefix="chalou-upload")
        self._questions = ThreadPoolExecutor(2, thread_name_prefix="chalou-question")
        # One thing after the other: nobody waits for it.
        self._chores = ThreadPoolExecutor(1, thread_name_prefix="chalou-chore")
        # Every version that was ever served here stays: a page that was open before an update finds its modules.
        files = WhiteNoise(
            get_wsgi_application(),
            root=settings.STATIC_ROOT.parent,
            prefix="/static/",
            immutable_file_test=lambda _path, _url: True,
        )
        self._bridge = Bridge(
            files,
            threads_for=self._threads_for,
            wrong=wrong_request,
            always=security_headers(),
            uploads=Uploads(ordinary=LARGEST_BODY),
        )
        self._seeing = Seeing()
        self._front = Front(self._bridge.made)
        self._running: list[asyncio.Task[None]] = []
        self._seconds = self._moved_at = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:  # ASGI's own shapes
        match scope["type"]:
            case "http":
                await self._asked(scope, receive, send)
            case "websocket" if scope["path"] == "/live/" and Duty.LIVE in self._duties:
                await serve(scope, receive, send, hub=self.hub, doorman=self._doorman)
            case "websocket":
                await receive()
                await send({"type": "websocket.close"})
            case "lifespan":
                await self._live(receive, send)

    async def _asked(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if await self._seeing.answered(scope, send):
            return
        # What /live/ says to those who come without a WebSocket belongs to whoever answers those who come with one.
        if Duty.PAGES not in self._duties and not (scope["path"] == "/live/" and Duty.LIVE in self._duties):
            await answer(scope, send, await self._bridge.refused(scope, 404))
            return
        key = self._front.key(scope)
        if key is not None:
            await self._front(scope, send, key)
        else:
            await self._bridge(scope, receive, send)

    def _threads_for(self, method: str, path: str) -> Executor:
        is_slow = method == "POST" and path.startswith(HASHES_A_PASSWORD)
        if method == "POST" and ADDRESSES.fullmatch(path):
            return self._uploads
        return self._sign_in if is_slow else self._pages

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()  # lifespan.startup
        self._open()
        _set_aside_what_stays()
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
        self.hub.heard_of.append(lambda topic, _: self._front.heard(topic))
        Frame.render = staticmethod(fragment)
        Frame.unquote = staticmethod(unquoted)
        self._visits = Visits(hub=self.hub, threads=self._questions)
        self._writer = Writer(lambda group: self.hub.call(self._visits.announce, group))
        self._writer.start()
        writer.open_writer(self._writer)
        open_hub(self.hub)
        self._run(beat())
        joined: list[Callable[[], None]] = []
        if Duty.LIVE in self._duties:
            self._doorman = HouseDoorman(self._visits)
            comparison = Comparison(hub=self.hub, visits=self._visits)
            joined.append(comparison.soon)
            self._run(comparison.run())
            self._run(Here(hub=self.hub).run())
            self._run(self._visits.typing.run())
            self._run(self._every(SESSIONS_PACE_S, self._end_lost_sessions))
        if Duty.PAGES in self._duties:
            the_post.open()
        if Duty.CHORES in self._duties:
            self._run(self._every(CHORES_PACE_S, self._do_chores))
            self._run(self._every(MEDIA_PACE_S, self._look_at_media))
            self._floors = FloorWatch(hub=self.hub)
            self._run(self._every(FLOORS_PACE_S, self._look_at_floors))
        self._run(self._every(GARBAGE_PACE_S, _look_for_garbage))
        if not is_postgres():
            self._run(self._every(1, self._checkpoint))
        if self._bus is not None:
            the_throttle.share()
            neighbours = Neighbours(hub=self.hub, bus=self._bus, throttle=the_throttle)
            joined.append(neighbours.joined)
            self._run(neighbours.run())
            self._run(self._bus.run(heard=neighbours.heard, joined=joined))

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._running.append(asyncio.get_running_loop().create_task(work))

    async def _every(self, pace_s: float, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """What wants doing now and then, away from the path of any message."""
        while True:
            await asyncio.sleep(pace_s)
            try:
                await work()
            except Error as error:
                # A line, no traceback, each time: a full disk must not be filled further.
                log.warning("housekeeping failed; it is tried again: %s", str(error).partition("\n")[0])
            except Exception:
                log.exception("housekeeping failed; it is tried again")

    async def _checkpoint(self) -> None:
        """Once a second while much is written, else every ten. Moving the log waits for the disk, and a message that
        wants the disk at the same moment waits for both.
        """
        self._seconds += 1
        written = the_counts.posts_written
        if written - self._moved_at < MUCH_IS_WRITTEN and self._seconds % 10:
            return
        self._moved_at = written
        await self._visits.ask(_checkpoint)

    async def _do_chores(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._chores, lambda: run_due(chores.CHORES, at=now()))

    async def _look_at_floors(self) -> None:
        """Who tells a story and who waits for the floor: silence, and lines that stay away."""
        # While the other processes cannot be heard, everybody would seem to be away.
        if self.hub.hears_others:
            connected = self._floors.connected()
            await self._visits.ask(lambda: self._floors.look(connected))

    async def _look_at_media(self) -> None:
        await self._visits.ask(_look_at_media)

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
        the_throttle.share(is_shared=False)
        if self._bus is not None:
            await self._bus.close()
        chores.stop()
        the_post.close()
        for threads in (self._pages, self._sign_in, self._uploads, self._questions, self._chores):
            threads.shutdown(wait=True, cancel_futures=True)


def _set_aside_what_stays() -> None:
    """What the program itself is made of is never garbage. Looking through it again took 42 ms each time, now and then,
    in which no message went anywhere; set aside, it takes nothing.
    """
    gc.collect()
    gc.freeze()
    # Nor are a thousand connections, most of the time: what has lasted is looked through once a minute
    # (`_look_for_garbage`) instead of whenever a quarter has come along.
    gc.set_threshold(*BETWEEN_LOOKS)


async def _look_for_garbage() -> None:
    gc.collect()


def _look_at_media() -> None:
    use = use_of_house()
    the_counts.media_bytes, the_counts.media_pictures, the_counts.media_files = use.bytes, use.pictures, use.files


def _checkpoint() -> None:
    wrapper = connections["default"]
    assert isinstance(wrapper, sqlite.DatabaseWrapper)
    sqlite.checkpoint(wrapper)
