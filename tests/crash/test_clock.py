"""The clock of the machine jumps, by an hour or by a day, forward and back, while people talk: nobody notices."""

import asyncio
import json

import pytest

from tests.crash.conftest import Place
from tests.crash.gathering import assert_kept, talk
from tests.crash.visitor import Visitor

pytestmark = [pytest.mark.crash, pytest.mark.sqlite]  # the clock is the house's own, whatever keeps its records

HOUR_S, DAY_S = 3600, 86_400


def test_the_talk_goes_on_in_order_and_nobody_is_signed_out(place: Place):
    talkers = place.sitting.talkers()
    signed_in = [Visitor(place.sitting.house.address, cookie) for cookie in place.sitting.cookies]

    async def live_through_it() -> None:
        async with talk(talkers) as gathering:
            for clock_s in (HOUR_S, -HOUR_S, DAY_S, 0, -DAY_S, 0):
                place.machine.order(clock_s=clock_s)
                await gathering.talks(0.3, at_least=5)
            # Whoever comes in while the clock is wrong stays when it is right again.
            place.machine.order(clock_s=DAY_S)
            place.sitting.house.kill()
            place.sitting.house.start()
            await asyncio.to_thread(place.sitting.house.wait)
            await gathering.is_seated()
            place.machine.order()
            await gathering.talks(0.3)
            await gathering.falls_silent()

    try:
        asyncio.run(live_through_it())
    finally:
        place.machine.order()
    fresh = talkers[0].whole_room()
    days = {message["at"][:10] for message in fresh}
    assert len(days) > 2, "the clock never jumped: nothing was tested"
    assert not any(talker.refusals for talker in talkers)
    assert_kept(talkers, fresh)
    for visitor in signed_in:
        assert visitor.get("/me/").status == 200
    # What was said tomorrow is read, and what comes later is new again.
    reader, writer = signed_in[:2]
    room = f"/rooms/{talkers[0].room}/"
    for visitor in (reader, writer):
        visitor.get(room)
    assert _unread(reader) == 0
    assert writer.post(f"{room}post/", text="后来的").status == 302
    assert _unread(reader) == 1


def _unread(visitor: Visitor) -> int:
    rooms = json.loads(visitor.get("/rooms/", accept="application/json").text)["rooms"]
    return int(next(room["unread"] for room in rooms if room["is_member"]))


def test_whoever_is_too_fast_waits_by_a_clock_that_only_goes_forward(place: Place):
    hasty, room = Visitor(place.sitting.house.address, place.sitting.cookies[3]), place.sitting.room()
    hasty.get(f"/rooms/{room}/")

    def sit_down() -> int:
        return hasty.post(f"/rooms/{room}/join/").status

    for _ in range(200):
        if sit_down() == 429:
            break
    else:
        pytest.fail("nobody was ever too fast")
    for clock_s in (DAY_S, -DAY_S):
        with place.machine.being(clock_s=clock_s):
            assert sit_down() == 429
