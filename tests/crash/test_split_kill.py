"""kill -9 of one process of a split house after another, each started again at once, as a service manager does."""

import asyncio
import random

import pytest

from tests.crash.conftest import Grown
from tests.crash.gathering import assert_kept, talk
from tests.environment import KILLS

pytestmark = [pytest.mark.crash, pytest.mark.postgres]


@pytest.mark.timeout(120 + 15 * KILLS)
def test_whichever_process_is_killed_nothing_is_lost_doubled_or_reordered(
    grown: Grown, capsys: pytest.CaptureFixture[str]
):
    talkers, writers = grown.talkers("kill", ahead=4), grown.writers("kill")

    async def live_through_it() -> int:
        met_under_way = 0
        async with talk(talkers, writers) as gathering:
            for _ in range(KILLS):
                await gathering.is_seated()
                await gathering.talks(random.uniform(0.1, 0.8), at_least=0)
                process = random.choice(grown.house.processes)
                met_under_way += gathering.under_way
                process.kill()
                process.start()
                await asyncio.to_thread(process.wait)
            await gathering.is_seated()
            await gathering.heals()
            await gathering.falls_silent()
            assert not gathering.refusals
        return met_under_way

    met_under_way = asyncio.run(live_through_it())
    assert met_under_way, "no kill met a message under way: nothing was tested"
    fresh = talkers[0].whole_room()
    assert_kept(talkers, fresh, writers)
    with capsys.disabled():
        print(f" {KILLS} kills, {len(fresh):,} messages, {met_under_way} under way when it happened ", end="")
