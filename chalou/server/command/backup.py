"""`chalou backup [FILE]`: the whole house into one file, while it is open."""

import argparse
from pathlib import Path

from django.conf import settings

from chalou.exchange.whole.backup import DAILY, back_up, make_backup, sweep
from chalou.foundation.clock import now
from chalou.foundation.web.figures import file_size


def run(arguments: argparse.Namespace) -> int:
    at = now()
    folder = settings.CHALOU.data / "backups"
    if arguments.daily:
        make_backup(folder, at=at, say=_say, mark=DAILY)
        sweep(folder, keep=settings.CHALOU.backups_kept)
        return 0
    if arguments.file is None:
        made = make_backup(folder, at=at, say=_say, mark="")
    else:
        made = back_up(Path(arguments.file).absolute(), at=at, say=_say)
    print(
        f"{made} holds the whole house ({file_size(made.stat().st_size)}).\nWhoever has it has the house: keep it safe,"
        f" and a copy of it on another machine.\nTo go back, into an empty folder: chalou restore {made}"
    )
    return 0


def _say(words: str) -> None:
    print(words, flush=True)
