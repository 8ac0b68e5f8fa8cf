"""Talkers in one room, and what must hold of what they said whatever happened to the house meanwhile."""

import asyncio
import contextlib
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Sequence
from typing import TypeVar

from tests.crash.talker import FormWriter, Message, Speaker, Talker, until

T = TypeVar("T")

PROMISED_S = 5
"""Within this time after the house can again, everybody has everything."""


def promised_s() -> float:
    """As promised; where more wants to run than there are cores, as much longer."""
    cores = os.cpu_count() or 1
    return PROMISED_S * max(1.0, os.getloadavg()[0] / cores)


class Gathering:
    """Everybody talks and listens until the end of `async with talk(…)`."""

    def __init__(self, talkers: Sequence[Talker], writers: Sequence[FormWriter] = ()) -> None:
        self.talkers = talkers
        self.everybody: list[Speaker] = [*talkers, *writers]
        self._staying = [asyncio.create_task(one.stay()) for one in self.everybody]

    @property
    def refusals(self) -> Counter[str]:
        """What the house said that it could not just now, all together."""
        return sum((one.refusals for one in self.everybody), Counter())

    @property
    def under_way(self) -> int:
        return sum(len(one.unacknowledged) for one in self.everybody)

    async def unless_failed(self, work: Awaitable[T], *, seconds: float = 120) -> T:
        """Do the work, but hear of a talker who has failed rather than wait for it."""
        working = asyncio.ensure_future(work)
        await asyncio.wait([working, *self._staying], return_when=asyncio.FIRST_COMPLETED, timeout=seconds)
        for task in self._staying:
            if task.done():
                task.result()
        assert working.done(), "the talkers do not come back into the room"
        return working.result()

    async def is_seated(self) -> None:
        """Wait until everybody follows the room (again)."""
        await self.unless_failed(asyncio.gather(*(talker.follows() for talker in self.talkers)))

    async def talks(self, seconds: float, *, at_least: int = 1) -> None:
        """Let them talk for a while, and until each of them was acknowledged some more lines since now."""
        before = [len(one.acknowledged) for one in self.everybody]
        await self.unless_failed(asyncio.sleep(seconds))
        await self.unless_failed(self._have_said(before, at_least, seconds=30))

    async def heals(self) -> None:
        """From this moment the house can again: within the time promised each member is acknowledged something new."""
        before = [len(one.acknowledged) for one in self.everybody]
        try:
            await self.unless_failed(self._have_said(before, 1, seconds=promised_s()))
        except TimeoutError:
            silent = [
                (one.name, dict(one.unacknowledged), dict(one.refusals))
                for one, had in zip(self.everybody, before, strict=True)
                if len(one.acknowledged) == had
            ]
            raise AssertionError(f"not everybody is healed: {silent}") from None

    async def _have_said(self, before: list[int], more: int, *, seconds: float) -> None:
        await until(
            lambda: all(len(one.acknowledged) >= had + more for one, had in zip(self.everybody, before, strict=True)),
            seconds=seconds,
        )

    async def falls_silent(self) -> None:
        """Nobody says anything new. When all is acknowledged, everybody has everything within the time promised."""
        for one in self.everybody:
            one.is_silent = True
        await self.unless_failed(self._silence())

    async def _silence(self) -> None:
        await until(lambda: not self.under_way, seconds=30)
        last = max(max(one.acknowledged.values()) for one in self.everybody)
        await until(
            lambda: all(last in talker.held and not talker.is_missing_some for talker in self.talkers),
            seconds=promised_s(),
        )

    async def end(self) -> None:
        for task in self._staying:
            task.cancel()
        await asyncio.gather(*self._staying, return_exceptions=True)


@contextlib.asynccontextmanager
async def talk(talkers: Sequence[Talker], writers: Sequence[FormWriter] = ()) -> AsyncIterator[Gathering]:
    gathering = Gathering(talkers, writers)
    try:
        await gathering.is_seated()
        yield gathering
    finally:
        await gathering.end()


def assert_kept(talkers: Sequence[Talker], fresh: list[Message], writers: Sequence[FormWriter] = ()) -> None:
    """What was acknowledged is there, once, in order, and each member sees what a fresh reader sees."""
    assert [message["seq"] for message in fresh] == list(range(1, len(fresh) + 1))
    changes = [message["change"] for message in fresh]
    assert len(set(changes)) == len(changes)
    kept = Counter(message["text"] for message in fresh)
    speakers: list[Speaker] = [*talkers, *writers]
    for one in speakers:
        assert one.acknowledged
        assert _texts_of(one.name, fresh) == sorted(one.acknowledged, key=_number), "per sender: once, in order"
        for text, seq in one.acknowledged.items():
            assert kept[text] == 1
            assert fresh[seq - 1]["text"] == text, "a message stands where its acknowledgement said"
    for talker in talkers:
        seen = [message for seq, message in sorted(talker.held.items()) if seq > talker.came_in_at]
        assert seen == [message for message in fresh if message["seq"] > talker.came_in_at], "live = fresh"


def _texts_of(name: str, messages: list[Message]) -> list[str]:
    return [message["text"] for message in messages if message["text"].startswith(f"{name} ")]


def _number(text: str) -> int:
    return int(text.partition(" ")[2])
