"""A process of the house that has begun to write in a room and then hangs, as one whose machine has vanished.

python -m tests.crash.hold_and_hang ROOM
"""

import os
import signal
import sys

import django

django.setup()  # before anything that knows a model

from chalou.chat.models import Room  # noqa: E402
from chalou.foundation.database import write  # noqa: E402


def main() -> None:
    with write():
        Room.objects.select_for_update(no_key=True).get(id=int(sys.argv[1]))
        print("holds it", flush=True)
        os.kill(os.getpid(), signal.SIGSTOP)


if __name__ == "__main__":
    main()
