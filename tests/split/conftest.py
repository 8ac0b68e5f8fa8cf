"""A house of five processes with everybody in it: a relay, two webs, two lives."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.environment import POSTGRES, REDIS
from tests.house import OpenedHouse, SplitHouse
from tests.sweep.visitors import Visited, filled
from tests.sweep.world import World

BURST = 30
"""Posts that one person may send at once here: so few that two processes can be seen to share them."""
POSTS_PER_MINUTE = 6


@dataclass(frozen=True)
class Split:
    """The house, and for each process the same people as its visitors."""

    house: SplitHouse
    world: World

    @property
    def webs(self) -> list[Visited]:
        return [Visited(process, self.world) for process in self.house.webs]

    @property
    def lives(self) -> list[Visited]:
        return [Visited(process, self.world) for process in self.house.lives]


def settings() -> dict[str, str]:
    assert POSTGRES is not None
    assert REDIS is not None
    return {
        "CHALOU_DATABASE_URL": POSTGRES.new_database(f"split_{uuid.uuid4().hex[:12]}"),
        "CHALOU_REDIS_URL": REDIS.url,
        "CHALOU_POSTS_PER_MINUTE": str(POSTS_PER_MINUTE),
        "CHALOU_POST_BURST": str(BURST),
    }


@pytest.fixture(scope="module")
def split(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Split]:
    data, chosen = tmp_path_factory.mktemp("split") / "data", settings()
    world = filled(OpenedHouse(data, chosen))
    with SplitHouse(data, chosen) as house:
        yield Split(house, world)
