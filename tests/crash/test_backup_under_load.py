"""A backup is one moment of a house in which everybody goes on talking."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.conftest import Sitting
from tests.crash.talker import Talker, until
from tests.environment import POSTGRES
from tests.house import OpenedHouse

pytestmark = [pytest.mark.crash, pytest.mark.timeout(600)]

PEOPLE = 4


def test_what_was_acknowledged_is_in_it_and_the_house_goes_on_from_there(
    sit_down: Callable[[int], Sitting], tmp_path: Path
):
    sitting = sit_down(PEOPLE)
    file = tmp_path / "whole.zip"
    with sitting.house:
        room = sitting.room()
        talkers = [
            # Some two hundred messages in a second: enough for any moment to have one, and the backup gets on as well.
            Talker(sitting.house, cookie, room, f"t{n}", pause_s=0.02)
            for n, cookie in enumerate(sitting.cookies)
        ]
        before = asyncio.run(_talk_during(talkers, lambda: sitting.house.run("backup", str(file))))

    settings = dict(sitting.settings)
    if POSTGRES is not None:
        settings["CHALOU_DATABASE_URL"] = POSTGRES.new_database("restored_under_load")
    restored = OpenedHouse(tmp_path / "restored", settings)
    restored.run("restore", str(file))
    with restored:
        someone = Talker(restored, sitting.cookies[0], room, "later", pause_s=0.05)
        held = {message["seq"]: message["text"] for message in someone.whole_room()}
        assert sorted(held) == list(range(1, len(held) + 1)), "a moment has no gaps"
        for text, seq in before.items():
            assert held[seq] == text
        asyncio.run(_say_a_little(someone))
        assert min(someone.acknowledged.values()) == len(held) + 1


async def _talk_during(talkers: list[Talker], happens: Callable[[], object]) -> dict[str, int]:
    """What was acknowledged before it began. Everybody was heard while it went on."""
    staying = [asyncio.create_task(talker.stay()) for talker in talkers]
    await until(lambda: all(len(talker.acknowledged) >= 50 for talker in talkers), seconds=120)
    before = {text: seq for talker in talkers for text, seq in talker.acknowledged.items()}
    await asyncio.to_thread(happens)
    heard = sum(len(talker.acknowledged) for talker in talkers) - len(before)
    for task in staying:
        task.cancel()
    for ended in await asyncio.gather(*staying, return_exceptions=True):
        assert isinstance(ended, asyncio.CancelledError), ended
    assert heard > 0, "nobody was heard while it went on"
    return before


async def _say_a_little(talker: Talker) -> None:
    staying = asyncio.create_task(talker.stay())
    await until(lambda: len(talker.acknowledged) >= 3, seconds=60)
    staying.cancel()
    await asyncio.gather(staying, return_exceptions=True)
