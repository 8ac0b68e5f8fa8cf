"""`chalou customs export|import|check [FILE]`: the customs of the house as a file."""

import argparse
import sys
from pathlib import Path

from django.utils import translation

from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.house.actions import change_customs
from chalou.house.queries import newest_version
from chalou.house.refusals import accept_customs
from chalou.house.rules.customs import Customs
from chalou.house.rules.document import MOST_BYTES, read, written
from chalou.server.customs.sentences import changes


def run(arguments: argparse.Namespace) -> int:
    with translation.override("en"):
        try:
            return {"export": _export, "import": _import, "check": _check}[arguments.what](arguments)
        except Refused as refused:
            print(f"chalou: {refused}", file=sys.stderr)
        except NotFound:
            print("chalou: this house is not open yet; set it up first.", file=sys.stderr)
    return 1


def _export(arguments: argparse.Namespace) -> int:
    text = written(newest_version().customs)
    if arguments.file in (None, "-"):
        sys.stdout.write(text)
    else:
        with Path(arguments.file).open("x", encoding="utf-8") as file:
            file.write(text)
    return 0


def _check(arguments: argparse.Namespace) -> int:
    _read(arguments)
    print("This is a good file of customs.")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    customs, before = _read(arguments), newest_version()
    change_customs(customs=customs, instead_of=before.number, by=None, note=arguments.note or "", at=now())
    for one in changes(before.customs, customs):
        print(f"{one.what}: {one.before} -> {one.after}")
    print("It counts from now on.")
    return 0


def _read(arguments: argparse.Namespace) -> Customs:
    if arguments.file in (None, "-"):
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        with Path(arguments.file).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    return accept_customs(lambda: read(data))
