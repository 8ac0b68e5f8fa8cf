"""A demo house of its own for each of these tests, in processes that may be killed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.crash.talker import Talker
from tests.environment import POSTGRES, REDIS
from tests.house import OpenedHouse

# People do not write like these; everything else stays as an installation has it.
LIMITS = {"CHALOU_POSTS_PER_MINUTE": "1000000", "CHALOU_POST_BURST": "100000"}


@dataclass(frozen=True)
class Sitting:
    """A house with people who sit in one room."""

    house: OpenedHouse
    cookies: list[str]
    settings: dict[str, str]

    def talkers(self, name: str = "talker", *, ahead: int = 1, pause_s: float = 0.008) -> list[Talker]:
        """Everybody, ready to talk in the room. The house must be open."""
        room = self.room()
        return [
            Talker(self.house, cookie, room, f"{name}{place}", ahead=ahead, pause_s=pause_s)
            for place, cookie in enumerate(self.cookies)
        ]

    def room(self) -> int:
        """The room they sit in. The house must be open."""
        asked = Request(
            f"{self.house.address}/rooms/", headers={"Cookie": self.cookies[0], "Accept": "application/json"}
        )
        with urlopen(asked, timeout=20) as answer:
            return int(next(room["room"] for room in json.load(answer)["rooms"] if room["is_member"]))


def sit_down_in(folder: Path, people: int, **more: str) -> Sitting:
    """Make a demo house with so many people in this folder, with these settings besides. Whoever asks closes it."""
    settings = LIMITS | more
    if POSTGRES is not None and REDIS is not None:
        settings["CHALOU_DATABASE_URL"] = POSTGRES.new_database(f"house_{folder.name}".replace("-", "_"))
        settings["CHALOU_REDIS_URL"] = REDIS.url.removesuffix("/0") + "/1"
    house = OpenedHouse(folder / "data", settings)
    sessions = folder / "sessions.jsonl"
    house.run("demo", "--members", str(people), "--sessions", str(sessions))
    lines = sessions.read_text(encoding="utf-8").splitlines()
    return Sitting(house, [json.loads(line)["cookie"] for line in lines], settings)


@pytest.fixture
def sit_down(tmp_path: Path) -> Iterator[Callable[..., Sitting]]:
    """Make a demo house with so many people, and these settings besides. It is closed after the test."""
    made: list[Sitting] = []

    def make(people: int, **more: str) -> Sitting:
        made.append(sit_down_in(tmp_path, people, **more))
        return made[-1]

    yield make
    for sitting in made:
        sitting.house.stop()
