"""`chalou open`: bring the database up to date, then serve until stopped: the whole house in one process."""

import argparse
import functools
from collections.abc import Callable
from contextlib import nullcontext

from chalou.foundation.database import is_postgres
from chalou.server.command.serving import serve as serve_duties
from chalou.server.duties import Duty
from chalou.server.folder import held_folder
from chalou.server.upgrade import bring_up_to_date


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001  # every command takes them
    return serve(before_serving=lambda _address: None)


def serve(*, before_serving: Callable[[str], None]) -> int:
    """Open the house and serve until SIGINT or SIGTERM. `before_serving(address)` prints what else is to be said."""
    # On SQLite exactly one process writes; a second would not know of its numbers.
    with nullcontext() if is_postgres() else held_folder():
        bring_up_to_date(say=functools.partial(print, flush=True), is_held=True)
        return serve_duties(Duty.EVERYTHING, name="Chalou", before_serving=before_serving)
