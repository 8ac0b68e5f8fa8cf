"""One house as it stands in a network at home: plain http, no proxy. For all that looks at it."""

from collections.abc import Iterator

import pytest

from tests.services import free_port
from tests.sweep.visitors import Visited, visited


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    port = free_port()
    at_home = {"CHALOU_HOST": "0.0.0.0", "CHALOU_PORT": str(port), "CHALOU_URL": f"http://127.0.0.1:{port}"}
    with visited(
        tmp_path_factory.mktemp("at_home"), CHALOU_LOG_FORM="json", CHALOU_LOG_LEVEL="info", **at_home
    ) as opened:
        yield opened
