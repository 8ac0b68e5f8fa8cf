"""One house as it stands by itself, for all that looks at it."""

from collections.abc import Iterator

import pytest

from tests.sweep.visitors import Visited, visited


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    with visited(tmp_path_factory.mktemp("seen"), CHALOU_LOG_FORM="json", CHALOU_LOG_LEVEL="info") as opened:
        yield opened
