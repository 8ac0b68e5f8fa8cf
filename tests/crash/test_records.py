"""PostgreSQL is restarted, killed or hangs under load: people are told, nothing is lost, the house heals by itself."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.crash.conftest import Grown
from tests.crash.gathering import assert_kept, talk
from tests.crash.talker import until
from tests.crash.visitor import Visitor
from tests.house import CHECKOUT

pytestmark = [pytest.mark.crash, pytest.mark.postgres]

ENGLISH, CHINESE = "The house cannot reach its records at the moment", "茶楼眼下够不着自己的账簿"

FAULTS: dict[str, Callable[[Grown], None]] = {
    "restarted": lambda grown: grown.postgres.stop(),
    "killed": lambda grown: grown.postgres.kill(),
    "hanging": lambda grown: grown.postgres.freeze(),
}


@dataclass(frozen=True)
class Visitors:
    """Two members and a stranger at the two processes that make pages."""

    member: Visitor
    chinese: Visitor
    stranger: Visitor


@pytest.fixture
def visitors(grown: Grown) -> Visitors:
    member = Visitor(grown.house.webs[0].address, grown.cookies[0])
    chinese = Visitor(grown.house.webs[1].address, grown.cookies[1], language="zh-CN")
    for visitor in (member, chinese):
        assert visitor.get(f"/rooms/{grown.room}/").status == 200
    return Visitors(member, chinese, Visitor(grown.house.webs[1].address))


@pytest.mark.parametrize("fault", FAULTS)
def test_people_are_told_and_nothing_is_lost(grown: Grown, visitors: Visitors, fault: str):
    talkers, writers = grown.talkers(f"{fault}-records-"), grown.writers(f"{fault}-records-")

    async def live_through_it() -> None:
        async with talk(talkers, writers) as gathering:
            await gathering.talks(0.3)
            FAULTS[fault](grown)
            try:
                await gathering.unless_failed(_reading_is_told_why(grown, visitors))
                if fault != "hanging":
                    await gathering.unless_failed(asyncio.to_thread(_writing_is_told_why, grown, visitors.member))
                    await gathering.unless_failed(
                        until(lambda: all(one.refusals["away"] > 1 for one in gathering.everybody), seconds=20)
                    )
            finally:
                if fault == "hanging":
                    grown.postgres.thaw()
                else:
                    grown.postgres.start()
            await gathering.heals()
            await gathering.is_seated()
            await gathering.talks(0.3)
            await gathering.falls_silent()
            assert set(gathering.refusals) <= {"away", "busy"}

    asyncio.run(live_through_it())
    assert_kept(talkers, talkers[0].whole_room(), writers)


def test_when_its_disk_is_full_people_read_on_and_are_told(grown: Grown, visitors: Visitors):
    """Tables cannot grow. What PostgreSQL can still put into pages that it has is kept, the rest refused."""
    talkers, writers = grown.talkers("full-records-"), grown.writers("full-records-")

    async def live_through_it() -> None:
        async with talk(talkers, writers) as gathering:
            await gathering.talks(0.3)
            with grown.machine.being(cannot_grow=True):
                await gathering.unless_failed(
                    until(lambda: all(one.refusals["disk_full"] > 1 for one in gathering.everybody), seconds=30)
                )
                page = f"/rooms/{grown.room}/"
                assert (await asyncio.to_thread(visitors.member.get, page)).status == 200
                # Larger than what a page that is there has room for, and nothing that could be packed small.
                text = f"别丢了 {os.urandom(3500).hex()}"
                posted = await asyncio.to_thread(visitors.chinese.post, f"{page}post/", text=text)
                assert (posted.status, "茶楼的磁盘满了" in posted.text, "别丢了" in posted.text) == (503, True, True)
            await gathering.heals()
            grown.postgres.kill()
            grown.postgres.start()
            await gathering.heals()
            await gathering.falls_silent()
            assert set(gathering.refusals) <= {"disk_full", "away", "busy"}

    asyncio.run(live_through_it())
    assert_kept(talkers, talkers[0].whole_room(), writers)


def test_on_a_slow_disk_everything_takes_its_time_and_nothing_else(grown: Grown):
    talkers, writers = grown.talkers("slow-records-"), grown.writers("slow-records-")

    async def live_through_it() -> None:
        async with talk(talkers, writers) as gathering:
            with grown.machine.being(slow_ms=100):
                await gathering.talks(1)
            await gathering.heals()
            await gathering.falls_silent()
            assert not gathering.refusals

    asyncio.run(live_through_it())
    assert_kept(talkers, talkers[0].whole_room(), writers)


def test_a_process_that_hangs_in_the_midst_of_writing_does_not_hold_the_room_for_long(grown: Grown):
    talkers = grown.talkers("held-")
    hanging = subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", sys.executable, "-m", "tests.crash.hold_and_hang", str(grown.room)],
        env=grown.house.relay.environ | {"DJANGO_SETTINGS_MODULE": "chalou.server.settings"},
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
    )
    assert hanging.stdout is not None

    async def live_through_it() -> None:
        async with talk(talkers) as gathering:
            await asyncio.to_thread(hanging.stdout.readline)  # type: ignore[union-attr]  # it is a pipe
            await gathering.unless_failed(asyncio.sleep(0.3))  # answers that are under way arrive
            before = sum(len(one.acknowledged) for one in talkers)
            await gathering.unless_failed(asyncio.sleep(1))
            assert sum(len(one.acknowledged) for one in talkers) == before, "nothing was held: nothing was tested"
            await gathering.talks(0.1)
            await gathering.falls_silent()

    try:
        asyncio.run(live_through_it())
    finally:
        hanging.kill()
        hanging.communicate()
    assert_kept(talkers, talkers[0].whole_room())


async def _reading_is_told_why(grown: Grown, visitors: Visitors) -> None:
    page = f"/rooms/{grown.room}/"
    answers = await asyncio.gather(
        asyncio.to_thread(visitors.member.get, page),
        asyncio.to_thread(visitors.chinese.get, page),
        asyncio.to_thread(visitors.stranger.get, page),
        *(
            asyncio.to_thread(Visitor(live.address, grown.cookies[0]).get, "/live/", accept="application/json")
            for live in grown.house.lives
        ),
    )
    for answer, words in zip(answers, (ENGLISH, CHINESE, ENGLISH, ENGLISH, ENGLISH), strict=True):
        assert (answer.status, words in answer.text) == (503, True), answer
        assert answer.retry_after is not None


def _writing_is_told_why(grown: Grown, member: Visitor) -> None:
    page = f"/rooms/{grown.room}/"
    posted = member.post(f"{page}post/", text="别丢了")
    assert (posted.status, ENGLISH in posted.text, "别丢了" in posted.text) == (503, True, True)
    told = member.post(f"{page}post/", accept="application/json", text="别丢了")
    assert (told.status, json.loads(told.text)["refused"]) == (503, "away")
