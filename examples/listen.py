"""Listen to a room without gaps, in fifty lines: each message is printed once, also after a lost line.

    python examples/listen.py http://127.0.0.1:8000 'chalou_session=…' 1

The second word is the value of a Cookie header (docs/protocol.md says how to sign in); `websockets` must be installed.
`listen_and_answer.py` beside this file also signs in by itself and writes.
"""

import json
import sys
import time
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

house, cookie, room = sys.argv[1], sys.argv[2], int(sys.argv[3])
have = None  # the change up to which we have everything
printed = 0  # the seq up to which we have printed


def ask(line: ClientConnection, do: str) -> None:
    line.send(json.dumps({"do": do, "room": room, **({} if have is None else {"since": have})}))


def show(message: dict[str, Any]) -> None:
    global printed
    if message["seq"] > printed and not message["gone"]:
        printed = message["seq"]
        print(f"{message['name']}: {message['text']}", flush=True)


while True:
    try:
        with connect(house.replace("http", "ws", 1) + "/live/", additional_headers={"Cookie": cookie}) as line:
            ask(line, "open")
            for frame in map(json.loads, line):
                if frame["is"] == "opened" and have is None:
                    have, printed = frame["change"], frame["seq"]
                elif frame["is"] in ("since", "afresh"):
                    for message in frame.get("messages", []):
                        show(message)
                    have = max(have or 0, frame["change"])
                elif frame["is"] == "gone":
                    sys.exit(f"This room is not for us: {frame['why']}")
                elif have is not None and frame.get("change", 0) > have and frame["is"] != "ack":
                    if frame["is"] == "behind" or frame["change"] > have + 1:
                        ask(line, "since")  # something is missing, or overtook: the answer brings all of it
                        continue
                    have += 1
                    if frame["is"] == "message":
                        show(frame)
    except (OSError, ConnectionClosed):
        time.sleep(1)
