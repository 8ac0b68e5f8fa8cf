"""A member who talks and listens while the house is killed again and again, by the rules of docs/protocol.md.

It keeps each line until it is acknowledged, sends the same id again after a loss, and follows the room without gaps.
"""

import asyncio
import contextlib
import http.client
import json
import random
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.crash.visitor import Visitor
from tests.house import OpenedHouse

Message = dict[str, Any]  # JSON, as the house sends it

PASSING = frozenset({"busy", "away", "disk_full", "disk_fails"})
"""Refusals that are the trouble of the house and not of the one who asked: ask again."""

AHEAD = 4
"""So many lines of one talker are under way at once: a kill meets some that are committed and not acknowledged. Where
lines are refused and said again, only one at a time stays in order, as in the page.
"""


async def until(done: Callable[[], bool], *, seconds: float) -> None:
    """Let things happen until `done`; `TimeoutError` when it takes longer than so many seconds."""
    async with asyncio.timeout(seconds):
        while not done():  # what is waited for happens in other processes
            await asyncio.sleep(0.01)


class Speaker:
    """Somebody who writes lines and counts the answers."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_silent = False
        self.unacknowledged: dict[str, str] = {}
        self.acknowledged: dict[str, int] = {}
        """The seq that the house promised, by text, in the order written."""
        self.refusals: Counter[str] = Counter()
        """How often this member was told that the house cannot just now, by reason."""

    async def stay(self) -> None:
        """Write until cancelled."""
        raise NotImplementedError  # each in their own way


class Talker(Speaker):
    def __init__(
        self,
        house: OpenedHouse,
        cookie: str,
        room: int,
        name: str,
        *,
        pause_s: float = 0.008,
        ahead: int = AHEAD,
        pages: OpenedHouse | None = None,
    ) -> None:
        """In a split house, `house` is the process that holds the line and `pages` the one that makes pages."""
        super().__init__(name)
        self.house, self.cookie, self.room = house, cookie, room
        self.pages = pages or house
        self._pause_s, self._ahead = pause_s, ahead
        self.held: dict[int, Message] = {}
        """What this member sees, by seq, from the moment of coming in."""
        self.again = 0
        """How often a line that was sent twice had been kept the first time."""
        self.have: int | None = None
        self.came_in_at = 0
        """The seq of the room when this member first followed it."""
        self.is_asking = False
        self._seen = 0
        self._written = 0
        self._later: list[asyncio.Task[None]] = []
        self._is_following = asyncio.Event()

    async def stay(self) -> None:
        """Talk and listen until cancelled."""
        while True:
            with contextlib.suppress(
                OSError, ConnectionClosed, InvalidHandshake, TimeoutError, http.client.HTTPException
            ):
                async with connect(
                    f"ws://{self.house.host}:{self.house.port}/live/",
                    additional_headers={"Cookie": self.cookie},
                    compression=None,
                    max_size=2**21,
                    proxy=None,
                    open_timeout=5,
                    close_timeout=1,
                ) as line:
                    talking = asyncio.create_task(self._talk(line))
                    try:
                        async for frame in line:
                            await self._take(line, json.loads(frame))
                    finally:
                        self._is_following.clear()
                        for task in (talking, *self._later):
                            task.cancel()
                        with contextlib.suppress(asyncio.CancelledError, ConnectionClosed):
                            await talking
                        self._later.clear()
            # The page waits longer; a test need not.
            await asyncio.sleep(random.uniform(0.02, 0.2))

    @property
    def is_missing_some(self) -> bool:
        return self.is_asking or self.have is None or self._seen > self.have

    async def follows(self) -> None:
        """Wait until this member is in the room (again)."""
        await self._is_following.wait()

    async def _talk(self, line: ClientConnection) -> None:
        await self._is_following.wait()
        while True:
            if not self.is_silent and len(self.unacknowledged) < self._ahead:
                mine, text = str(uuid.uuid4()), f"{self.name} {self._written}"
                self._written += 1
                self.unacknowledged[mine] = text
                await self._say(line, do="post", id=mine, text=text)
            await asyncio.sleep(random.uniform(0, 2 * self._pause_s))

    async def _take(self, line: ClientConnection, frame: dict[str, Any]) -> None:
        match frame["is"]:
            case "ready":
                self.is_asking = self.have is not None  # `open` is a question too
                await self._say(line, do="open", **({} if self.have is None else {"since": self.have}))
                for mine, text in list(self.unacknowledged.items()):
                    await self._say(line, do="post", id=mine, text=text)
            case "opened":
                if self.have is None:
                    self.came_in_at = frame["seq"]
                    self.have = frame["change"]
                self._is_following.set()
            case "since":
                self.is_asking = False
                for message in frame["messages"]:
                    self._hold(message)
                self._moves_on(frame["change"])
            case "afresh":
                self.is_asking = False
                for message in await asyncio.to_thread(self.whole_room, self._held_up_to()):
                    self._hold(message)
                self._moves_on(frame["change"])
            case "message" | "room" | "moved" | "behind":
                self._seen = max(self._seen, frame["change"])
                if frame["is"] == "message":
                    self._hold(frame)
                if self.have is not None and frame["is"] != "behind" and frame["change"] == self.have + 1:
                    self.have += 1
            case "ack":
                self.again += bool(frame.get("again"))
                if frame["id"] in self.unacknowledged:
                    self.acknowledged[self.unacknowledged.pop(frame["id"])] = frame["seq"]
            case "refused" if frame["why"] in PASSING:
                self.refusals[frame["why"]] += 1
                self._later.append(asyncio.create_task(self._again(line, frame)))
            case "refused" | "gone":
                raise AssertionError(f"{self.name} was answered {frame}")
        await self._ask_for_what_is_missing(line)

    async def _again(self, line: ClientConnection, refused: dict[str, Any]) -> None:
        """The same once more, after a moment; on another line it is said again anyway."""
        await asyncio.sleep(0.5)
        with contextlib.suppress(ConnectionClosed):
            match refused["about"]:
                case "post" if refused["id"] in self.unacknowledged:
                    mine = refused["id"]
                    await self._say(line, do="post", id=mine, text=self.unacknowledged[mine])
                case "open":
                    await self._say(line, do="open", **({} if self.have is None else {"since": self.have}))
                case "since":
                    await self._say(line, do="since", since=self.have)

    async def _ask_for_what_is_missing(self, line: ClientConnection) -> None:
        # What came while the question was under way may lie beyond its answer: hence after every frame, not once a gap.
        if self.have is not None and self._seen > self.have and not self.is_asking:
            self.is_asking = True
            await asyncio.sleep(0.02)
            await self._say(line, do="since", since=self.have)

    def _hold(self, message: Message) -> None:
        held = self.held.get(message["seq"])
        if held is None or message["change"] > held["change"]:
            self.held[message["seq"]] = {key: value for key, value in message.items() if key != "is"}

    def _moves_on(self, change: int) -> None:
        self.have = max(self.have or 0, change)

    async def _say(self, line: ClientConnection, **frame: object) -> None:
        await line.send(json.dumps({"room": self.room, **frame}))

    def _held_up_to(self) -> int:
        """Up to here nothing is missing. In a room of ten thousand messages one does not read all of them again."""
        seq = self.came_in_at
        while seq + 1 in self.held:
            seq += 1
        return seq

    def whole_room(self, after: int = 0) -> list[Message]:
        """The room from its first message, or the first pages that hold what comes after this one, to its last."""
        newest = self.get(f"/rooms/{self.room}/before/{2**53}/")
        pages = [newest]
        while pages[-1]["has_earlier"] and pages[-1]["messages"][0]["seq"] > after + 1:
            pages.append(self.get(f"/rooms/{self.room}/before/{pages[-1]['messages'][0]['seq']}/"))
        return [
            {key: value for key, value in message.items() if key != "is"}
            for page in reversed(pages)
            for message in page["messages"]
        ]

    def get(self, path: str) -> Any:  # JSON
        asked = Request(self.pages.address + path, headers={"Cookie": self.cookie, "Accept": "application/json"})
        with urlopen(asked, timeout=20) as answer:
            return json.load(answer)


class FormWriter(Speaker):
    """A member without scripts: writes by the form of one process, and sends it again until it is answered."""

    def __init__(self, pages: OpenedHouse, cookie: str, room: int, name: str) -> None:
        super().__init__(name)
        self._visitor, self._room = Visitor(pages.address, cookie), room

    async def stay(self) -> None:
        """Write until cancelled."""
        written = 0
        while True:
            await asyncio.sleep(0.02)
            if self.is_silent:
                continue
            mine, text = str(uuid.uuid4()), f"{self.name} {written}"
            written += 1
            self.unacknowledged[mine] = text
            while mine in self.unacknowledged:
                with contextlib.suppress(OSError, http.client.HTTPException):
                    await asyncio.to_thread(self._send, mine, text)
                if mine in self.unacknowledged:
                    await asyncio.sleep(0.3)

    def _send(self, mine: str, text: str) -> None:
        if not self._visitor.has_token:
            self._visitor.get(f"/rooms/{self._room}/")
            if not self._visitor.has_token:
                return
        answer = self._visitor.post(f"/rooms/{self._room}/post/", accept="application/json", id=mine, text=text)
        said = json.loads(answer.text)
        if answer.status == 200:
            self.acknowledged[text] = said["seq"]
            del self.unacknowledged[mine]
            return
        assert said["refused"] in PASSING, f"{self.name} was answered {answer}"
        self.refusals[said["refused"]] += 1
