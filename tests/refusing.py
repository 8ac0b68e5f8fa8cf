"""What the house says no to: `with refuses("not_a_host"): …`."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from chalou.foundation.refusals import Refused


@contextmanager
def refuses(why: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """The act is refused for this reason."""
    with pytest.raises(Refused) as refused:
        yield refused
    assert refused.value.why == why
