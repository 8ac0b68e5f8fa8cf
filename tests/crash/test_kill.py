"""kill -9 under load, again and again: what was acknowledged is there, once, in order, and everybody sees the same."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable

import pytest

from tests.crash.conftest import Sitting
from tests.crash.talker import Message, Talker, until
from tests.environment import KILLS

TALKERS = 8
pytestmark = pytest.mark.crash


@pytest.mark.timeout(60 + 15 * KILLS)
def test_killed_under_load_a_house_loses_doubles_and_reorders_nothing(sit_down: Callable[[int], Sitting]):
    sitting = sit_down(TALKERS)
    with sitting.house:
        room = sitting.room()
        talkers = [
            Talker(sitting.house, cookie, room, f"talker{place}") for place, cookie in enumerate(sitting.cookies)
        ]
        met_under_way = asyncio.run(_talk_through_kills(sitting, talkers))
        fresh = talkers[0].whole_room()

    assert met_under_way, "no kill met a message under way: nothing was tested"
    assert [message["seq"] for message in fresh] == list(range(1, len(fresh) + 1))
    changes = [message["change"] for message in fresh]
    assert len(set(changes)) == len(changes)
    kept = Counter(message["text"] for message in fresh)
    for talker in talkers:
        assert talker.acknowledged
        assert _texts_of(talker, fresh) == sorted(talker.acknowledged, key=_number), "per sender: once, in order"
        for text, seq in talker.acknowledged.items():
            assert kept[text] == 1
            assert fresh[seq - 1]["text"] == text, "a message stands where its acknowledgement said"
        seen = [message for seq, message in sorted(talker.held.items()) if seq > talker.came_in_at]
        assert seen == [message for message in fresh if message["seq"] > talker.came_in_at], "live = fresh"


async def _talk_through_kills(sitting: Sitting, talkers: list[Talker]) -> int:
    """Everybody talks while the house is killed; answers how many lines were under way when it was."""
    house = sitting.house
    met_under_way = 0
    staying = [asyncio.create_task(talker.stay()) for talker in talkers]
    try:
        for _ in range(KILLS):
            await _unless_failed(staying, asyncio.gather(*(talker.follows() for talker in talkers)))
            await asyncio.sleep(random.uniform(0.1, 0.8))
            met_under_way += sum(len(talker.unacknowledged) for talker in talkers)
            house.kill()
            house.start()
            await asyncio.to_thread(house.wait)
        for talker in talkers:
            talker.is_silent = True
        await _unless_failed(staying, _silence(talkers))
    finally:
        for task in staying:
            task.cancel()
        await asyncio.gather(*staying, return_exceptions=True)
    return met_under_way


async def _silence(talkers: list[Talker]) -> None:
    """Wait until all is acknowledged; then everybody must have everything within the five seconds that are promised."""
    await until(lambda: not any(talker.unacknowledged for talker in talkers), seconds=30)
    last = max(max(talker.acknowledged.values()) for talker in talkers)
    await until(lambda: all(last in talker.held and not talker.is_asking for talker in talkers), seconds=5)


async def _unless_failed(staying: list[asyncio.Task[None]], work: object) -> None:
    """Do the work, but hear of a talker who has failed rather than wait for it."""
    working = asyncio.ensure_future(work)  # type: ignore[call-overload]  # a coroutine or a future
    await asyncio.wait([working, *staying], return_when=asyncio.FIRST_COMPLETED, timeout=60)
    for task in staying:
        if task.done():
            task.result()
    assert working.done(), "the talkers do not come back into the room"
    working.result()


def _texts_of(talker: Talker, messages: list[Message]) -> list[str]:
    return [message["text"] for message in messages if message["text"].startswith(f"{talker.name} ")]


def _number(text: str) -> int:
    return int(text.partition(" ")[2])
