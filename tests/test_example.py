"""The example is run as its reader runs it, against a real house: if docs/protocol.md changes, this must notice."""

import json
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.furnished import furnish
from tests.house import CHECKOUT, OpenedHouse

EXAMPLE = CHECKOUT / "examples" / "listen_and_answer.py"
LISTENER = CHECKOUT / "examples" / "listen.py"
NAME, LOGIN, PASSWORD = "跑堂的", "paotang", "a kettle that sings"
PATIENCE_S = 60


def join(house: OpenedHouse) -> None:
    """Become a member of the house, as one does in a browser."""
    web = build_opener(HTTPCookieProcessor(CookieJar()))
    page = web.open(f"{house.address}/join/", timeout=20).read().decode()
    fields = {
        "csrfmiddlewaretoken": re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0],
        "sign_in_name": LOGIN,
        "name": NAME,
        "password": PASSWORD,
    }
    joined = web.open(Request(f"{house.address}/join/", urlencode(fields).encode(), {"Origin": house.address}))
    assert not joined.url.endswith("/join/"), "the form was shown again"


@contextmanager
def running(*words: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        program = subprocess.Popen([sys.executable, *words], cwd=CHECKOUT, stdout=output, stderr=output)
        try:
            yield program
        finally:
            program.kill()
            program.wait()


def says(line: ClientConnection, room: int, text: str) -> None:
    line.send(json.dumps({"do": "post", "room": room, "id": str(uuid.uuid4()), "text": text}))


def hears(line: ClientConnection, text: str) -> dict[str, Any] | None:
    """The next message of the guest with this text; None when it stays away."""
    last = time.monotonic() + PATIENCE_S
    try:
        while (wait_s := last - time.monotonic()) > 0:
            frame = json.loads(line.recv(timeout=wait_s))
            if frame["is"] == "message" and frame["name"] == NAME and text in frame["text"]:
                return dict(frame)
    except TimeoutError:
        pass
    return None


@contextmanager
def seat(house: OpenedHouse, cookie: str, room: int) -> Iterator[ClientConnection]:
    with connect(f"ws://127.0.0.1:{house.port}/live/", additional_headers={"Cookie": cookie}, proxy=None) as line:
        line.send(json.dumps({"do": "open", "room": room}))
        while json.loads(line.recv(timeout=PATIENCE_S))["is"] != "opened":
            pass
        yield line


@pytest.mark.timeout(600)
def test_the_guest_answers_whoever_calls_it_and_comes_back_after_a_restart(tmp_path):
    house = OpenedHouse(tmp_path / "data", {"CHALOU_POSTS_PER_MINUTE": "1000", "CHALOU_POST_BURST": "100"})
    furnish(house).run("demo", "--members", "1", "--sessions", str(tmp_path / "sessions"))
    cookie = json.loads((tmp_path / "sessions").read_text(encoding="utf-8"))["cookie"]
    log = tmp_path / "guest.log"
    with house:
        join(house)
        room = first_room(house, cookie)
        with running(str(EXAMPLE), house.address, LOGIN, PASSWORD, str(room), log=log) as guest:
            with seat(house, cookie, room) as line:
                wait_until_it_listens(log)
                says(line, room, "今天的水真好。")
                says(line, room, f"{NAME}，在吗？")
                answer = hears(line, "在")
                assert answer, log.read_text(encoding="utf-8")
                assert answer["seq"] > 0
            house.kill()
            house.open()
            with seat(house, cookie, room) as line:
                # Written while the guest may still be on its way back: it asks for what it missed.
                says(line, room, f"{NAME}，再来一壶！")
                assert hears(line, "在"), log.read_text(encoding="utf-8")
            assert guest.poll() is None
        assert answers_in(house, cookie, room) == 2, "each call is answered once, other talk not at all"


@pytest.mark.timeout(600)
def test_the_listener_prints_each_message_once_also_those_said_while_the_house_was_away(tmp_path):
    house = OpenedHouse(tmp_path / "data", {"CHALOU_POSTS_PER_MINUTE": "1000", "CHALOU_POST_BURST": "100"})
    furnish(house).run("demo", "--members", "1", "--sessions", str(tmp_path / "sessions"))
    cookie = json.loads((tmp_path / "sessions").read_text(encoding="utf-8"))["cookie"]
    log = tmp_path / "listener.log"
    with house:
        room = first_room(house, cookie)
        with running(str(LISTENER), house.address, cookie, str(room), log=log) as listener:
            said: list[str] = []
            with seat(house, cookie, room) as line:
                while not printed(log):  # until it listens; what was said before that is not for it
                    said.append(f"第 {len(said)} 句")
                    says(line, room, said[-1])
                    time.sleep(0.2)
            house.kill()
            house.open()
            with seat(house, cookie, room) as line:
                said.append("回来了")
                says(line, room, said[-1])
                last = time.monotonic() + PATIENCE_S
                while said[-1] not in printed(log):
                    assert time.monotonic() < last, log.read_text(encoding="utf-8")
                    time.sleep(0.05)
            assert listener.poll() is None
        heard = printed(log)
        assert heard == said[said.index(heard[0]) :]


def printed(log: Path) -> list[str]:
    return [line.partition(": ")[2] for line in log.read_text(encoding="utf-8").splitlines()]


def get(house: OpenedHouse, path: str, cookie: str) -> Any:  # JSON
    asked = Request(house.address + path, headers={"Cookie": cookie, "Accept": "application/json"})
    with build_opener().open(asked, timeout=20) as answer:
        return json.load(answer)


def first_room(house: OpenedHouse, cookie: str) -> int:
    return int(next(room["room"] for room in get(house, "/rooms/", cookie)["rooms"] if room["is_member"]))


def wait_until_it_listens(log: Path) -> None:
    """Whoever calls before the guest follows the room is not heard."""
    last = time.monotonic() + PATIENCE_S
    while "listening" not in (said := log.read_text(encoding="utf-8")):
        assert time.monotonic() < last, said
        time.sleep(0.05)


def answers_in(house: OpenedHouse, cookie: str, room: int) -> int:
    messages = get(house, f"/rooms/{room}/before/{2**53}/", cookie)["messages"]
    return sum(message["name"] == NAME for message in messages)
