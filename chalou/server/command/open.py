"""`chalou open`: bring the database up to date, then serve until stopped: the whole house in one process."""

import argparse
import sys
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError

from chalou.server.command.serving import only_one
from chalou.server.command.serving import serve as serve_duties
from chalou.server.duties import Duty


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001  # every command takes them
    return serve(before_serving=lambda _address: None)


def serve(*, before_serving: Callable[[str], None]) -> int:
    """Open the house and serve until SIGINT or SIGTERM. `before_serving(address)` prints what else is to be said."""
    lock = only_one(settings.CHALOU.data)
    if lock is None:
        print(
            f"chalou: a house is already open in {settings.CHALOU.data}. Stop it first, or choose another CHALOU_DATA.",
            file=sys.stderr,
        )
        return 1
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        print(f"chalou: the database cannot be used: {error}\n`chalou doctor` says more.", file=sys.stderr)
        return 1
    return serve_duties(Duty.EVERYTHING, name="Chalou", before_serving=before_serving)
