from collections.abc import Iterator

import pytest

from chalou.chat.tests.table import Table, open_table


@pytest.fixture
def table(transactional_db: None) -> Iterator[Table]:
    """The live part of a house, for one test."""
    with open_table() as laid:
        yield laid
