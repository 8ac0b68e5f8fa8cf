"""One house for all that is thrown at it. After each test two others must still be able to talk in it."""

from collections.abc import Iterator

import pytest

from tests.sweep.visitors import Visited, visited

FAULTS = ("Traceback", " ERROR ", "CRITICAL")


@pytest.fixture(scope="session")
def _one_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    with visited(tmp_path_factory.mktemp("hostile")) as place:
        yield place


@pytest.fixture
def place(_one_house: Visited) -> Iterator[Visited]:
    """The house; when the test is over it is alive, and nothing in it failed: refusing is no fault."""
    before = len(_one_house.log())
    yield _one_house
    _one_house.two_can_talk()
    wrote = _one_house.log()[before:]
    assert not any(fault in wrote for fault in FAULTS), wrote[-4000:]
