"""The folder of the house, held by one process: the same lock that `chalou open` takes on SQLite."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from chalou.exchange.whole.refusals import NotDone


@contextmanager
def held_folder() -> Iterator[None]:
    """Hold the folder. `NotDone` while a house is open in it."""
    data = settings.CHALOU.data
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (data / "open.lock").open("a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise NotDone(
                f"a house is already open in {data}. Stop it first, or choose another CHALOU_DATA."
            ) from error
        yield
