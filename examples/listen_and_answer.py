"""A guest that follows a room without gaps and answers whoever begins a message with its name.

    python examples/listen_and_answer.py http://127.0.0.1:8000 xiaoer 'a password of its own' 1

All it knows stands in docs/protocol.md. It needs Python 3.11 and the package `websockets`.
"""

import asyncio
import json
import random
import re
import sys
import uuid
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

Frame = dict[str, Any]  # JSON, as the house sends it
ANSWER = "在的。水刚开，您请坐。"


def come_in(house: str, login: str, password: str, room: int) -> str:
    """Sign in and sit down in the room, by the forms; answers the value of our Cookie header."""
    cookies = CookieJar()
    web = build_opener(HTTPCookieProcessor(cookies))

    def submit(page: str, to: str, **fields: str) -> None:
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', web.open(house + page).read().decode())
        form = urlencode({"csrfmiddlewaretoken": token[0], **fields})
        web.open(Request(house + to, form.encode(), {"Origin": house}))

    submit("/signin/", "/signin/", login=login, password=password)
    submit("/rooms/", f"/rooms/{room}/join/")
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies)


class Guest:
    def __init__(self, room: int) -> None:
        self.room = room
        self.have = self.heard = self.seen = -1  # change and seq up to which we have everything; largest change met
        self.unsure: dict[str, str] = {}  # what we wrote and the house has not acknowledged, by id

    async def stay(self, house: str, cookie: str) -> None:
        """Follow the room; after a lost line come back, a little later each time, and go on where we were."""
        live, wait_s = house.replace("http", "ws", 1) + "/live/", 0.5
        while True:
            try:
                async with connect(live, additional_headers={"Cookie": cookie}, max_size=2**21) as line:
                    async for frame in line:
                        await self.take(line, json.loads(frame))
                        wait_s = 0.5
            except OSError:
                pass  # nobody is there at the moment
            except (InvalidHandshake, ConnectionClosed) as lost:
                if "401" in str(lost):  # the status 401 or the close code 4401: our session has ended
                    raise
            await asyncio.sleep(wait_s * random.uniform(0.5, 1.5))
            wait_s = min(15, wait_s * 2)

    async def take(self, line: ClientConnection, frame: Frame) -> None:
        match frame["is"]:
            case "ready":
                self.me, self.name = frame["person"], frame["name"]
                self.is_asking = True  # `open` is a question too
                await self.say(line, do="open", **({} if self.have < 0 else {"since": self.have}))
                for mine, text in self.unsure.items():
                    await self.say(line, do="post", id=mine, text=text)
            case "opened" if self.have < 0:
                self.have, self.heard, self.is_asking = frame["change"], frame["seq"], False
                print(f"{self.name} is listening.", flush=True)
            case "since" | "afresh":  # afresh: so much was said meanwhile that we answer none of it
                self.is_asking, self.have = False, max(self.have, frame["change"])
                for message in frame.get("messages", []):
                    await self.hear(line, message)
            case "message" | "room" | "person" | "moved" | "behind":
                self.seen = max(self.seen, frame["change"])
                if frame["change"] == self.have + 1 and frame["is"] != "behind":
                    self.have += 1
                    await self.hear(line, frame)
            case "ack":
                self.unsure.pop(frame["id"], None)
            case "refused" if frame["why"] in ("too_fast", "busy") and frame.get("id") in self.unsure:
                await asyncio.sleep(frame["wait_s"] or 1)
                await self.say(line, do="post", id=frame["id"], text=self.unsure[frame["id"]])
            case "gone":
                raise SystemExit(f"This room is not for us: {frame['why']}")
            case "refused":
                print(frame["say"], self.unsure.pop(frame.get("id", ""), ""), file=sys.stderr)
                if frame.get("about") != "post":
                    await line.close()  # and begin anew, a little later
        if self.seen > self.have >= 0 and not self.is_asking:
            self.is_asking = True
            await asyncio.sleep(0.2)
            await self.say(line, do="since", since=self.have)

    async def hear(self, line: ClientConnection, frame: Frame) -> None:
        if frame["is"] == "message" and frame["seq"] > self.heard:
            self.heard = frame["seq"]
            if frame["author"] != self.me and frame["text"].startswith(self.name):
                mine = str(uuid.uuid4())
                self.unsure[mine] = ANSWER
                await self.say(line, do="post", id=mine, text=ANSWER)

    async def say(self, line: ClientConnection, **frame: Any) -> None:
        await line.send(json.dumps({"room": self.room, **frame}))


if __name__ == "__main__":
    house, login, password, room = sys.argv[1:5]
    asyncio.run(Guest(int(room)).stay(house, come_in(house, login, password, int(room))))
