"""PostgreSQL is restarted, killed or hangs under load: people are told, nothing is lost, and the house heals by itself."""

import asyncio
import json
import time
from collections.abc import Callable

import pytest

from tests.crash.conftest import Grown
from tests.crash.gathering import assert_kept, talk
from tests.crash.visitor import Visitor

pytestmark = [pytest.mark.crash, pytest.mark.postgres]

ENGLISH, CHINESE = "The house cannot reach its records at the moment", "茶楼眼下够不着自己的账簿"

FAULTS: dict[str, Callable[[Grown], None]] = {
    "restarted": lambda grown: grown.postgres.stop(),
    "killed": lambda grown: grown.postgres.kill(),
    "hanging": lambda grown: grown.postgres.freeze(),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_people_are_told_and_nothing_is_lost(grown: Grown, fault: str):
    talkers, writers = grown.talkers(f"{fault}-records-"), grown.writers(f"{fault}-records-")
    member = Visitor(grown.house.webs[0].address, grown.cookies[0])
    chinese = Visitor(grown.house.webs[1].address, grown.cookies[1], language="zh-CN")
    stranger = Visitor(grown.house.webs[1].address)
    for visitor in (member, chinese):
        assert visitor.get(f"/rooms/{grown.room}/").status == 200

    async def live_through_it() -> None:
        async with talk(talkers, writers) as gathering:
            await gathering.talks(0.3)
            FAULTS[fault](grown)
            try:
                await gathering.unless_failed(asyncio.to_thread(_are_told, grown, member, chinese, stranger))
            finally:
                if fault == "hanging":
                    grown.postgres.thaw()
                else:
                    grown.postgres.start()
            await gathering.heals()
            await gathering.is_seated()
            await gathering.talks(0.3)
            await gathering.falls_silent()

    asyncio.run(live_through_it())
    assert all(set(one.refusals) <= {"away", "busy"} for one in (*talkers, *writers))
    assert_kept(talkers, talkers[0].whole_room(), writers)


def _are_told(grown: Grown, member: Visitor, chinese: Visitor, stranger: Visitor) -> None:
    page = f"/rooms/{grown.room}/"
    began = time.monotonic()
    for visitor, words in ((member, ENGLISH), (chinese, CHINESE), (stranger, ENGLISH)):
        told = visitor.get(page)
        assert (told.status, words in told.text) == (503, True), told
        assert told.retry_after is not None
    posted = member.post(f"{page}post/", text="别丢了")
    assert (posted.status, ENGLISH in posted.text, "别丢了" in posted.text) == (503, True, True)
    told = member.get("/rooms/", accept="application/json")
    assert (told.status, json.loads(told.text)["refused"]) == (503, "away")
    assert time.monotonic() - began < 60
    for live in grown.house.lives:
        told = Visitor(live.address, grown.cookies[0]).get("/live/", accept="application/json")
        assert (told.status, json.loads(told.text)["refused"]) == (503, "away")
