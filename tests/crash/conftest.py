"""A demo house of its own for each of these tests, in processes that may be killed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.crash.lying_redis import LyingRedis
from tests.crash.machine import BadMachine
from tests.crash.talker import FormWriter, Talker
from tests.environment import FOLDER, POSTGRES, REDIS
from tests.furnished import furnish
from tests.house import OpenedHouse, SplitHouse
from tests.services import Postgres, Redis

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
    return _demo(furnish(OpenedHouse(folder / "data", settings)), folder, people, settings)


def _demo(house: OpenedHouse, folder: Path, people: int, settings: dict[str, str]) -> Sitting:
    sessions = folder / "sessions.jsonl"
    house.run("demo", "--members", str(people), "--sessions", str(sessions))
    lines = sessions.read_text(encoding="utf-8").splitlines()
    return Sitting(house, [json.loads(line)["cookie"] for line in lines], settings)


@dataclass(frozen=True)
class Place:
    """A house on a machine whose disk and clock are bad on demand."""

    sitting: Sitting
    machine: BadMachine


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("place")
    machine = BadMachine(folder / "data")
    sitting = sit_down_in(folder, 4, **machine.environ)
    with sitting.house:
        yield Place(sitting, machine)


@dataclass(frozen=True)
class Grown:
    """A split house, two of each kind, with a PostgreSQL and a Redis of its own that may be killed."""

    house: SplitHouse
    postgres: Postgres
    redis: Redis
    bus: LyingRedis
    machine: BadMachine
    """The one PostgreSQL runs on."""
    cookies: list[str]
    room: int

    def talkers(self, name: str, *, ahead: int = 1) -> list[Talker]:
        """Half of them hang on each of the two processes that hold lines."""
        return [
            Talker(
                self.house.lives[place % 2],
                cookie,
                self.room,
                f"{name}{place}-",
                ahead=ahead,
                pages=self.house.webs[place % 2],
            )
            for place, cookie in enumerate(self.cookies[:-2])
        ]

    def writers(self, name: str) -> list[FormWriter]:
        """One for the forms of each process that makes pages."""
        return [
            FormWriter(web, cookie, self.room, f"{name}-form{place}-")
            for place, (web, cookie) in enumerate(zip(self.house.webs, self.cookies[-2:], strict=True))
        ]


@pytest.fixture(scope="session")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grown]:
    folder = tmp_path_factory.mktemp("grown")
    services = FOLDER / "grown"
    services.mkdir()
    services.chmod(0o755)
    machine = BadMachine(services)
    postgres, redis = Postgres(services, machine.environ), Redis(services)
    postgres.start()
    redis.start()
    bus = LyingRedis(redis.port, seed=20261122)
    settings = LIMITS | {"CHALOU_DATABASE_URL": postgres.new_database("house"), "CHALOU_REDIS_URL": bus.url}
    sitting = _demo(OpenedHouse(folder / "data", settings), folder, 8, settings)
    try:
        with SplitHouse(folder / "data", settings) as house:
            room = replace(sitting, house=house.webs[0]).room()
            yield Grown(house, postgres, redis, bus, machine, sitting.cookies, room)
    finally:
        bus.close()
        redis.stop()
        postgres.stop()


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
