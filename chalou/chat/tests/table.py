"""A table at which tests sit: hub, writer and visits as a house has them, with lines that remember what they carried.

Only the lines are not real. The loop runs in a thread of its own, so that a test may use the database as it pleases.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import uuid4

from django.db import connections
from websockets.client import ClientProtocol
from websockets.frames import Frame as WebSocketFrame
from websockets.protocol import State
from websockets.uri import parse_uri

from chalou.chat import writer
from chalou.chat.live.compare import Comparison
from chalou.chat.live.frames import fragment, unquoted
from chalou.chat.live.visits import Visits
from chalou.chat.models import Room
from chalou.chat.writer import Writer
from chalou.foundation.hub.backplane import Alone, Backplane
from chalou.foundation.hub.frames import Frame
from chalou.foundation.hub.hub import Hub, open_hub
from chalou.foundation.hub.switch import Listener
from chalou.people.models import Person
from chalou.people.sessions import digest

PATIENCE_S = 30
T = TypeVar("T")
Values = dict[str, Any]  # JSON, as it went over the line


class RecordingLine:
    """The writing end of a connection: what is written is read as a client reads it."""

    def __init__(self) -> None:
        self.data = b""
        self.frames: list[Values] = []
        self.ended: tuple[int, str] | None = None
        self.is_cut = False
        self.news = threading.Condition()
        self._client = ClientProtocol(parse_uri("ws://house/live/"), state=State.OPEN, max_size=None)

    def write(self, data: bytes) -> bool:
        if self.ended or self.is_cut:
            return False
        with self.news:
            self.data += data
            self._client.receive_data(data)
            events = self._client.events_received()
            self.frames += [json.loads(bytes(event.data)) for event in events if isinstance(event, WebSocketFrame)]
            self.news.notify_all()
        return True

    def end(self, code: int, reason: str) -> None:
        with self.news:
            self.ended = (code, reason)
            self.news.notify_all()


class Guest:
    """Somebody with a connection."""

    def __init__(self, table: "Table", person: Person, *, html: bool, language: str, session: str):
        self.table, self.person, self.line = table, person, RecordingLine()
        self.listener = Listener(
            person=person.id, session=digest(session), line=self.line, wants_html=html, language=language
        )

    @property
    def frames(self) -> list[Values]:
        return self.line.frames

    def ended(self) -> int | None:
        """With which code the house has closed the line, if it has."""
        return self.line.ended[0] if self.line.ended else None

    def of(self, *kinds: str) -> list[Values]:
        return [frame for frame in self.frames if frame["is"] in kinds]

    def sends(self, data: bytes) -> None:
        self.table.on_loop(self.table.visits.heard, self.listener, data)

    def do(self, what: str, **values: object) -> None:
        self.sends(json.dumps({"do": what, **values}).encode())

    def hears(self, kind: str, **values: object) -> Values:
        """The first frame of this kind with these values; waits for it."""

        def found() -> Values | None:
            for frame in self.frames:
                if frame["is"] == kind and all(frame.get(key) == value for key, value in values.items()):
                    return frame
            return None

        with self.line.news:
            assert self.line.news.wait_for(found, PATIENCE_S), f"no {kind} {values} in {self.frames}"
        frame = found()
        assert frame is not None
        return frame

    def opens(self, room: Room, **values: object) -> Values:
        self.do("open", room=room.id, **values)
        return self.hears("opened", room=room.id)

    def posts(self, room: Room, text: str = "水开了。", **values: object) -> Values:
        """Says something and waits for the acknowledgement."""
        mine = str(values.pop("id", uuid4()))
        self.do("post", room=room.id, id=mine, text=text, **values)
        return self.hears("ack", id=mine)

    def forgets(self) -> None:
        """What was heard so far is of no interest."""
        self.table.settle()
        self.line.frames.clear()


class Table:
    def __init__(self, backplane: Backplane | None = None) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._questions = ThreadPoolExecutor(2)
        self.hub = Hub(loop=self.loop, backplane=backplane or Alone())
        self.visits = Visits(hub=self.hub, threads=self._questions)
        self.comparison = Comparison(hub=self.hub, visits=self.visits)
        self.writer = Writer(lambda group: self.hub.call(self.visits.announce, group))

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something on the loop, to its end."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE_S)

    def on_loop(self, function: Callable[..., T], *args: object) -> T:
        async def called() -> T:
            return function(*args)

        return self.wait(called())

    def guest(
        self, person: Person, *, html: bool = False, language: str = "en", session: str = "a", enter: bool = True
    ) -> Guest:
        guest = Guest(self, person, html=html, language=language, session=session)
        if enter:
            self.on_loop(self.hub.switch.enter, guest.listener)
        return guest

    def settle(self) -> None:
        """Until everything that is under way has been done. Then silence means that nothing will come."""

        async def done() -> None:
            while self.hub._tasks:
                await asyncio.gather(*self.hub._tasks, return_exceptions=True)
            await asyncio.sleep(0)

        self.wait(done())

    def compare(self) -> None:
        """One round of what happens every two seconds."""
        self.wait(self.comparison.look())
        self.settle()

    def close(self) -> None:
        if self.writer.is_alive():
            self.writer.stop()
        self.settle()
        closed = [self._questions.submit(connections.close_all) for _ in range(8)]
        for one in closed:
            one.result(PATIENCE_S)
        self._questions.shutdown()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(PATIENCE_S)
        self.loop.close()


@contextmanager
def open_table(backplane: Backplane | None = None) -> Iterator[Table]:
    """A table that is the hub and the writer of this process."""
    table = Table(backplane)
    Frame.render = staticmethod(fragment)
    Frame.unquote = staticmethod(unquoted)
    table.writer.start()
    writer.open_writer(table.writer)
    open_hub(table.hub)
    try:
        yield table
    finally:
        writer.open_writer(None)
        open_hub(None)
        table.close()
