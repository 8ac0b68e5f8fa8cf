"""A house in a process of its own with everybody in it, and those who visit it by HTTP and by WebSocket."""

import http.client
import json
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.environment import POSTGRES, REDIS
from tests.furnished import lay_tables
from tests.house import CHECKOUT, OpenedHouse
from tests.making import PASSWORD
from tests.sweep.world import World

PATIENCE_S = 30
SILENCE_S = 0.6
"""As long as nothing must come when nothing may come; what comes at all comes in a few milliseconds."""

PER_MINUTE, BURST = 240, 400
"""Posts that one person may send at once here; more than in a real house, because the same few try many things."""

Frame = dict[str, Any]  # JSON, as the house sends it


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")

    @property
    def json(self) -> Any:  # JSON
        return json.loads(self.body)

    def cookies(self) -> dict[str, str]:
        made: SimpleCookie = SimpleCookie()
        for line in self.headers.get_all("Set-Cookie") or []:
            made.load(line)
        return {name: morsel.value for name, morsel in made.items()}


class Web:
    """A browser without scripts: keeps cookies, sends the token of the form, follows nothing by itself."""

    def __init__(self, house: OpenedHouse, cookie: str = "", headers: Mapping[str, str] | None = None):
        self.house = house
        self.cookies: dict[str, str] = {}
        if cookie:
            name, _, value = cookie.partition("=")
            self.cookies[name] = value
        self.headers = dict(headers or {})

    def line(self) -> http.client.HTTPConnection:
        """A connection for one request."""
        return http.client.HTTPConnection(self.house.host, self.house.port, timeout=30)

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        line = self.line()
        sent = {"Accept-Language": "en", **self.headers, **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            line.request(method, path, body, sent)
            came = line.getresponse()
            answer = Answer(came.status, came.headers, came.read())
        finally:
            line.close()
        for name, value in answer.cookies().items():
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=_spelled(headers))

    def post(self, path: str, fields: Mapping[str, str] | bytes = b"", **headers: str) -> Answer:
        token = self.token()
        body = fields if isinstance(fields, bytes) else urlencode(fields).encode()
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.house.address, "X-CSRFToken": token}
        return self.ask("POST", path, body, {**sent, **_spelled(headers)})

    def token(self) -> str:
        # Signed in, every page has a form; a stranger's only where there is something to fill in.
        for path in ("/about/", "/signin/"):
            found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path).text)
            if found is not None:
                return found.group(1)
        raise AssertionError("a page without the token of its forms")


def _spelled(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


class Seat:
    """A live connection."""

    def __init__(self, line: ClientConnection):
        self.line = line

    def say(self, **frame: Any) -> None:
        self.line.send(json.dumps(frame))

    def next(self, *, within_s: float = PATIENCE_S) -> Frame:
        frame: Frame = json.loads(self.line.recv(timeout=within_s))
        return frame

    def hears(self, what: str, *, within_s: float = PATIENCE_S, **values: object) -> Frame:
        """The next frame of this kind with these values; what comes before it is let pass."""
        last = time.monotonic() + within_s
        passed: list[str] = []
        while (left_s := last - time.monotonic()) > 0:
            try:
                frame = self.next(within_s=left_s)
            except TimeoutError:
                break
            if frame["is"] == what and values.items() <= frame.items():
                return frame
            passed.append(str(frame)[:200])
        raise AssertionError(f"no {what!r} with {values} came, only {passed}")

    def frames_for(self, seconds: float = SILENCE_S) -> list[Frame]:
        """Everything that comes in this time."""
        last, came = time.monotonic() + seconds, []
        while (left_s := last - time.monotonic()) > 0:
            try:
                came.append(self.next(within_s=left_s))
            except TimeoutError:
                break
        return came

    def opens(self, room: int) -> "Seat":
        self.say(do="open", room=room)
        self.hears("opened", room=room)
        return self

    def posts(self, room: int, text: str) -> Frame:
        """Post and wait for the acknowledgement, or for whatever the answer is."""
        mine = str(uuid.uuid4())
        self.say(do="post", room=room, id=mine, text=text)
        while (frame := self.next()).get("id") != mine or frame["is"] not in ("ack", "refused"):
            pass
        return frame

    def ends_with(self, *, within_s: float = PATIENCE_S) -> int | None:
        """The code with which the house closes this line."""
        last = time.monotonic() + within_s
        try:
            while (left_s := last - time.monotonic()) > 0:
                self.line.recv(timeout=left_s)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None
        except TimeoutError:
            pass
        raise AssertionError("the line stands open")


@contextmanager
def seat(house: OpenedHouse, cookie: str, *, query: str = "", **headers: str) -> Iterator[Seat]:
    """Sit down at a live connection, with the session of this cookie."""
    sent = {**({"Cookie": cookie} if cookie else {}), **_spelled(headers)}
    with connect(
        f"ws://{house.host}:{house.port}/live/{query}",
        additional_headers=sent,
        compression=None,
        max_size=2**23,
        proxy=None,
        close_timeout=1,
    ) as line:
        taken = Seat(line)
        assert taken.next()["is"] == "ready"
        yield taken


class Visited:
    """A house that is open, with everybody in it."""

    def __init__(self, house: OpenedHouse, world: World):
        self.house = house
        self.world = world

    def web(self, who: str = "stranger", **headers: str) -> Web:
        return Web(self.house, self.world.cookies.get(who, ""), _spelled(headers))

    def seat(self, who: str, *, query: str = "", **headers: str) -> AbstractContextManager[Seat]:
        return seat(self.house, self.world.cookies.get(who, ""), query=query, **headers)

    def tried(self, login: str, password: str, *, web: Web | None = None) -> Answer:
        """The answer to a try at signing in."""
        return (web or Web(self.house)).post("/signin/", {"login": login, "password": password})

    def signed_in(self, login: str) -> str:
        """Sign in with the password, in a browser of its own; answers the value of a Cookie header."""
        web = Web(self.house)
        answer = self.tried(login, PASSWORD, web=web)
        assert answer.status == 302, answer.text
        return f"chalou_session={web.cookies['chalou_session']}"

    def log(self) -> str:
        return self.house.log.read_text(encoding="utf-8", errors="replace")

    def two_can_talk(self) -> None:
        """The house is alive: two others sit down, one speaks, the other hears it."""
        # In turns: what is thrown at the house must not look as if these two were too fast.
        self.world.guest_cookies.reverse()
        room, (one, other) = self.world.public, self.world.guest_cookies
        with seat(self.house, one) as speaker, seat(self.house, other) as listener:
            listener.opens(room)
            text = f"听得见吗 {uuid.uuid4().hex[:8]}"
            assert speaker.posts(room, text)["is"] == "ack"
            listener.hears("message", text=text)


def filled(house: OpenedHouse) -> World:
    """Put everybody into the house of this folder and database, which is not open yet."""
    lay_tables(house)
    done = subprocess.run(
        [sys.executable, "-m", "tests.sweep.world"],
        env=house.environ,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return World(**json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def visited(folder: Path, **settings: str) -> Iterator[Visited]:
    """Open a house with everybody in it, on the database that is tested."""
    folder.mkdir(exist_ok=True)
    chosen = {"CHALOU_POSTS_PER_MINUTE": str(PER_MINUTE), "CHALOU_POST_BURST": str(BURST), **settings}
    if POSTGRES is not None and REDIS is not None:
        chosen["CHALOU_DATABASE_URL"] = POSTGRES.new_database(f"visited_{uuid.uuid4().hex[:12]}")
        chosen["CHALOU_REDIS_URL"] = REDIS.url
    house = OpenedHouse(folder / "data", chosen)
    world = filled(house)
    with house:
        yield Visited(house, world)
