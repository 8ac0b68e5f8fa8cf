"""The last message before a silence arrives, although whoever wrote it died between commit and publication."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.crash.conftest import Sitting
from tests.crash.gathering import promised_s
from tests.crash.talker import Talker, until
from tests.house import CHECKOUT, OpenedHouse

pytestmark = pytest.mark.crash


LAST = "这是最后一句。"


def test_a_message_committed_by_a_process_that_died_before_telling_arrives(sit_down: Callable[[int], Sitting]):
    sitting = sit_down(2)
    with sitting.house:
        room = sitting.room()
        listener = Talker(sitting.house, sitting.cookies[0], room, "listener")
        listener.is_silent = True

        async def dies_after_commit() -> None:
            died = await asyncio.to_thread(
                subprocess.run,
                [sys.executable, "-m", "tests.crash.post_and_die", str(room), LAST],
                env=sitting.house.environ | {"DJANGO_SETTINGS_MODULE": "chalou.server.settings"},
                cwd=CHECKOUT,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert died.returncode == -signal.SIGKILL, died.stderr

        asyncio.run(_hears_the_last(listener, dies_after_commit))


@pytest.mark.postgres
def test_a_message_of_another_house_process_that_nobody_published_arrives(sit_down: Callable[[int], Sitting], tmp_path):
    """Two processes on one database. The second has no bus, so nothing it says is published; then it is killed too."""
    sitting = sit_down(2)
    key = {"CHALOU_SECRET_KEY": (sitting.house.data / "secret-key").read_text(encoding="ascii")}
    alone = {name: value for name, value in sitting.settings.items() if name != "CHALOU_REDIS_URL"}
    second = OpenedHouse(tmp_path / "second", alone | key)
    with sitting.house, second:
        room = sitting.room()
        listener = Talker(sitting.house, sitting.cookies[0], room, "listener")
        listener.is_silent = True
        speaker = Talker(second, sitting.cookies[1], room, LAST)

        async def speaks_and_dies() -> None:
            speaking = asyncio.create_task(speaker.stay())
            await until(lambda: bool(speaker.acknowledged), seconds=10)
            os.kill(second.pid, signal.SIGKILL)
            speaking.cancel()
            await asyncio.gather(speaking, return_exceptions=True)

        asyncio.run(_hears_the_last(listener, speaks_and_dies))
        assert set(speaker.acknowledged) <= {message["text"] for message in listener.held.values()}


async def _hears_the_last(listener: Talker, happens: Callable[[], object]) -> None:
    staying = asyncio.create_task(listener.stay())
    async with asyncio.timeout(10):
        await listener.follows()
    await happens()  # type: ignore[misc]  # an async function
    try:
        await until(
            lambda: any(message["text"].startswith(LAST) for message in listener.held.values()), seconds=promised_s()
        )
    finally:
        staying.cancel()
        await asyncio.gather(staying, return_exceptions=True)
