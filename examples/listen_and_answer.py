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
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

Frame = dict[str, Any]  # JSON, as the house sends it


class Guest:
    def __init__(self, house: str, login: str, password: str, room: int) -> None:
        self.house, self.login, self.password, self.room = house, login, password, room
        self.have = self.heard = self.seen = -1  # the change and the seq up to which we have all; the largest change seen
        self.unsure: dict[str, str] = {}  # what we wrote and the house has not acknowledged, by id

    def answer(self, message: Frame) -> str:
        return f"在的，{message['name']}。水刚开，您请坐。"

    def come_in(self) -> str:
        """Sign in and sit down in the room, by the forms; the value of the Cookie header that we have then."""
        cookies = CookieJar()
        web = build_opener(HTTPCookieProcessor(cookies))

        def submit(page: str, to: str, **fields: str) -> None:
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', web.open(self.house + page).read().decode())
            form = urlencode({"csrfmiddlewaretoken": token[1] if token else "", **fields})
            web.open(Request(self.house + to, form.encode(), {"Origin": self.house}))

        submit("/signin/", "/signin/", login=self.login, password=self.password)
        if "chalou_session" not in {cookie.name for cookie in cookies}:
            raise SystemExit("The house does not know this name and password.")
        submit("/rooms/", f"/rooms/{self.room}/join/")
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies)

    async def stay(self) -> None:
        """Follow the room; after a lost line come back, each time a little later, and go on where we were."""
        url, cookie, wait_s = self.house.replace("http", "ws", 1) + "/live/", "", 0.5
        while True:
            try:
                cookie = cookie or self.come_in()
                async with connect(url, additional_headers={"Cookie": cookie}, max_size=2**21) as line:
                    self.is_asking = False
                    async for frame in line:
                        await self.take(line, json.loads(frame))
                        wait_s = 0.5
            except HTTPError:
                raise  # a form was refused, and will be again
            except (OSError, InvalidHandshake, ConnectionClosed) as lost:
                if _status(lost) in (401, 4401):
                    cookie = ""  # our session has ended
            await asyncio.sleep(wait_s * random.uniform(0.5, 1.5))
            wait_s = min(15, wait_s * 2)

    async def take(self, line: ClientConnection, frame: Frame) -> None:
        match frame["is"]:
            case "ready":
                self.me, self.name = frame["person"], frame["name"]
                await self.say(line, do="open", **({} if self.have < 0 else {"since": self.have}))
                for mine, text in self.unsure.items():
                    await self.say(line, do="post", id=mine, text=text)
            case "opened" if self.have < 0:
                self.have, self.heard = frame["change"], frame["seq"]
            case "since" | "afresh":  # afresh: so much was said meanwhile that we answer none of it
                self.is_asking, self.have = False, max(self.have, frame["change"])
                for message in frame.get("messages", []):
                    await self.hear(line, message)
            case "message" | "room" | "moved" | "behind":
                self.seen = max(self.seen, frame["change"])
                if frame["change"] == self.have + 1 and frame["is"] != "behind":
                    self.have += 1
                    await self.hear(line, frame)
            case "ack":
                self.unsure.pop(frame["id"], None)
            case "refused" if frame["why"] in ("too_fast", "busy") and frame.get("id") in self.unsure:
                await asyncio.sleep(frame["wait_s"] or 1)
                await self.say(line, do="post", id=frame["id"], text=self.unsure[frame["id"]])
            case "refused":
                print(frame["say"], self.unsure.pop(frame.get("id"), ""), file=sys.stderr)
        if self.seen > self.have >= 0 and not self.is_asking:
            self.is_asking = True
            await asyncio.sleep(0.2)
            await self.say(line, do="since", since=self.have)

    async def hear(self, line: ClientConnection, message: Frame) -> None:
        if message.get("seq", 0) <= self.heard:
            return  # altered, not new; or no message
        self.heard = message["seq"]
        if message["author"] != self.me and message["text"].startswith(self.name):
            mine, text = str(uuid.uuid4()), self.answer(message)
            self.unsure[mine] = text
            await self.say(line, do="post", id=mine, text=text)

    async def say(self, line: ClientConnection, **frame: Any) -> None:
        await line.send(json.dumps({"room": self.room, **frame}))


def _status(lost: Exception) -> int:
    if isinstance(lost, InvalidStatus):
        return lost.response.status_code
    return lost.rcvd.code if isinstance(lost, ConnectionClosed) and lost.rcvd else 0


if __name__ == "__main__":
    asyncio.run(Guest(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])).stay())
