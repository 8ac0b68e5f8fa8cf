"""`chalou relay`: one process of a split house: the work that is done once for the whole house."""

import argparse

from chalou.server.command.split import run_part
from chalou.server.duties import Duty


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001  # every command takes them
    return run_part(Duty.CHORES, name="chalou relay")
