"""The disk of the house is slow, full, read-only or broken for a while.

Nothing acknowledged is lost, what cannot be done is refused with a word that says why, reading goes on, and when the
disk is well again nobody has to do anything.
"""

import asyncio
import json
from urllib.parse import urlsplit

import pytest

from tests.crash.conftest import Place
from tests.crash.gathering import Gathering, assert_kept, talk
from tests.crash.machine import BadMachine
from tests.crash.talker import until
from tests.crash.visitor import Visitor
from tests.house import DoesNotOpen, OpenedHouse

# PostgreSQL has a disk of its own (test_records.py); what the house itself keeps in its folder is the same on both.
pytestmark = [pytest.mark.crash, pytest.mark.sqlite]

FULL = ({"is_full": True}, "disk_full", "The house’s disk is full", "茶楼的磁盘满了")
READ_ONLY = ({"is_read_only": True}, "disk_fails", "cannot write to its disk", "写不了磁盘")
BROKEN = ({"sync_fails": True}, "disk_fails", "cannot write to its disk", "写不了磁盘")


@pytest.mark.parametrize("fault", [FULL, READ_ONLY, BROKEN], ids=["full", "read-only", "broken"])
def test_what_cannot_be_written_is_refused_and_kept_and_all_is_well_afterwards(place: Place, fault):
    bad, why, _, _ = fault
    talkers = place.sitting.talkers(f"{why}-{next(iter(bad))}-")

    async def live_through_it() -> None:
        async with talk(talkers) as gathering:
            await gathering.talks(0.3)
            with place.machine.being(**bad):
                await gathering.unless_failed(
                    until(lambda: all(talker.refusals[why] >= 2 for talker in talkers), seconds=20)
                )
            await gathering.heals()
            await gathering.talks(0.2)
            await _killed(place, gathering)

    asyncio.run(live_through_it())
    assert all(set(talker.refusals) <= {why} for talker in talkers)
    assert_kept(talkers, talkers[0].whole_room())


def test_on_a_slow_disk_everything_takes_its_time_and_nothing_else(place: Place):
    talkers = place.sitting.talkers("slow-")

    async def live_through_it() -> None:
        async with talk(talkers) as gathering:
            with place.machine.being(slow_ms=100):
                await gathering.talks(2)
                reader = Visitor(place.sitting.house.address, place.sitting.cookies[0])
                page = await asyncio.to_thread(reader.get, f"/rooms/{talkers[0].room}/")
                assert page.status == 200
            await gathering.heals()
            await _killed(place, gathering)

    asyncio.run(live_through_it())
    assert not any(talker.refusals for talker in talkers)
    assert_kept(talkers, talkers[0].whole_room())


async def _killed(place: Place, gathering: Gathering) -> None:
    """What the house said was kept is on disk, and not only in its memory."""
    place.sitting.house.kill()
    place.sitting.house.start()
    await asyncio.to_thread(place.sitting.house.wait)
    await gathering.is_seated()
    await gathering.falls_silent()


@pytest.mark.parametrize("fault", [FULL, READ_ONLY, BROKEN], ids=["full", "read-only", "broken"])
def test_pages_are_read_and_forms_are_answered_with_the_reason(place: Place, fault):
    bad, why, english, chinese = fault
    house, room = place.sitting.house, place.sitting.room()
    link = urlsplit(house.run("signin-link", "afu").split()[-1]).path
    reader = Visitor(house.address, place.sitting.cookies[0])
    chinese_reader = Visitor(house.address, place.sitting.cookies[1], language="zh-CN")
    guest = Visitor(house.address)
    writer = Visitor(house.address, place.sitting.cookies[2])
    for visitor in (reader, chinese_reader, writer):
        assert visitor.get(f"/rooms/{room}/").status == 200
    assert guest.get(link).status == 200
    # Something that nobody has read: the page would like to remember that it was.
    assert writer.post(f"/rooms/{room}/post/", text="水刚开。").status == 302

    with place.machine.being(**bad):
        page = reader.get(f"/rooms/{room}/")
        assert (page.status, "水刚开。" in page.text) == (200, True)
        for path in ("/", "/rooms/", "/me/", f"/rooms/{room}/people/"):
            assert reader.get(path).status == 200, path
        assert Visitor(house.address).get("/signin/").status == 200
        for visitor, words in ((reader, english), (chinese_reader, chinese)):
            refused = visitor.post(f"/rooms/{room}/post/", text="这句话要留着")
            assert refused.status == 503
            assert words in refused.text
            assert "这句话要留着" in refused.text
        told = json.loads(reader.post(f"/rooms/{room}/post/", accept="application/json", text="一").text)
        assert (told["refused"], english in told["say"]) == (why, True)
        signing_in = guest.post(link)
        assert (signing_in.status, english in signing_in.text) == (503, True)
        assert signing_in.retry_after == "2"
        leaving = reader.post(f"/rooms/{room}/leave/")
        assert (leaving.status, english in leaving.text) == (503, True)

    assert guest.post(link).status == 302
    assert reader.post(f"/rooms/{room}/post/", text="好了").status == 302


def test_a_house_that_cannot_be_begun_says_so(tmp_path):
    """A new house on a bad disk: one line, no traceback. Later it opens as if nothing had been."""
    machine = BadMachine(tmp_path / "new")
    house = OpenedHouse(tmp_path / "new", machine.environ)
    for (bad, *_), words in ((FULL, "No space left on device"), (READ_ONLY, "Read-only file system")):
        with machine.being(**bad), pytest.raises(DoesNotOpen) as failed:
            house.open()
        assert words in str(failed.value)
        assert "Traceback" not in str(failed.value)
        house.log.unlink()
    house.open()
    house.stop()


@pytest.mark.parametrize("fault", [FULL, READ_ONLY], ids=["full", "read-only"])
def test_a_house_that_cannot_be_opened_again_says_so(place: Place, fault):
    house = place.sitting.house
    house.stop()
    before = house.log.stat().st_size
    with place.machine.being(**fault[0]):
        try:
            house.open()
        except DoesNotOpen:
            wrote = house.log.read_text(encoding="utf-8")[before:]
            assert "Traceback" not in wrote
            assert "disk" in wrote or "Read-only" in wrote or "No space" in wrote
        else:
            # What is there can still be read.
            assert Visitor(house.address).get("/").status == 200
            house.stop()
    house.open()
