"""`chalou bundles`: what people want to take along, each into a file. The house does so by itself, in a process of its
own: years of talk take a minute to write down.
"""

import argparse

from chalou.exchange.person.actions import make_bundles
from chalou.foundation.clock import now


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001  # every command has them
    make_bundles(at=now())
    return 0
