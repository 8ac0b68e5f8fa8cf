"""kill -9 under load, again and again: what was acknowledged is there, once, in order, and everybody sees the same."""

import asyncio
import random
from collections.abc import Callable

import pytest

from tests.crash.conftest import Sitting
from tests.crash.gathering import assert_kept, talk
from tests.crash.talker import Talker
from tests.environment import KILLS

TALKERS = 8
# On PostgreSQL whichever process of a split house is killed (test_split_kill.py).
pytestmark = [pytest.mark.crash, pytest.mark.sqlite]


@pytest.mark.timeout(60 + 15 * KILLS)
def test_killed_under_load_a_house_loses_doubles_and_reorders_nothing(
    sit_down: Callable[[int], Sitting], capsys: pytest.CaptureFixture[str]
):
    sitting = sit_down(TALKERS)
    with sitting.house:
        talkers = sitting.talkers(ahead=4)
        met_under_way = asyncio.run(_talk_through_kills(sitting, talkers))
        fresh = talkers[0].whole_room()

    assert met_under_way, "no kill met a message under way: nothing was tested"
    assert not any(talker.refusals for talker in talkers)
    assert_kept(talkers, fresh)
    with capsys.disabled():
        print(f" {KILLS} kills, {len(fresh):,} messages, {met_under_way} under way when it happened ", end="")


async def _talk_through_kills(sitting: Sitting, talkers: list[Talker]) -> int:
    """Everybody talks while the house is killed; answers how many lines were under way when it was."""
    house = sitting.house
    met_under_way = 0
    async with talk(talkers) as gathering:
        for _ in range(KILLS):
            await gathering.is_seated()
            await asyncio.sleep(random.uniform(0.1, 0.8))
            met_under_way += gathering.under_way
            house.kill()
            house.start()
            await asyncio.to_thread(house.wait)
        await gathering.falls_silent()
    return met_under_way
