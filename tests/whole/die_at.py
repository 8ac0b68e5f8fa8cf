"""Restore or move the house of the environment, and die by `kill -9` at a word:
`python -m tests.whole.die_at WORD restore FILE` or `… WORD move URL`.
"""

import os
import signal
import sys
from pathlib import Path

import django


def main(word: str, what: str, where: str) -> None:
    django.setup()
    # The house's own modules need the settings first.
    from chalou.exchange.whole.move import move  # noqa: PLC0415
    from chalou.exchange.whole.restore import restore  # noqa: PLC0415
    from chalou.server.settings import CHALOU, database  # noqa: PLC0415

    def say(words: str) -> None:
        if word in words:
            os.kill(os.getpid(), signal.SIGKILL)

    if what == "restore":
        restore(Path(where), say=say)
    else:
        move(database(where, CHALOU.data), say=say)


if __name__ == "__main__":
    main(*sys.argv[1:])
