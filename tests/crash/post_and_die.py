"""A process of the house that commits one message and is gone before anybody is told.

python -m tests.crash.post_and_die ROOM TEXT
"""

import os
import signal
import sys
import uuid

import django

django.setup()  # before anything that knows a model

from chalou.chat import writer  # noqa: E402
from chalou.chat.models import Membership  # noqa: E402
from chalou.foundation.clock import now  # noqa: E402
from chalou.foundation.ids import ClientId, PersonId, RoomId  # noqa: E402


def main() -> None:
    room, text = RoomId(int(sys.argv[1])), sys.argv[2]
    author = PersonId(Membership.objects.filter(room_id=room).order_by("id").values_list("person_id", flat=True)[0])
    [outcome] = writer.write_group(
        [writer.Draft(ClientId(uuid.uuid4()), room=room, author=author, text=text, html=f"<p>{text}</p>", at=now())]
    )
    assert isinstance(outcome, writer.Posted), outcome
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
