"""One house for the sweep of what is live. Each test leaves everybody where they were."""

from collections.abc import Iterator

import pytest

from tests.sweep.visitors import Visited, visited


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    with visited(tmp_path_factory.mktemp("sweep")) as opened:
        yield opened
