"""A second process beside an open house: it makes people and rooms, and writes what the house does not hear of."""

import itertools
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.house import CHECKOUT, OpenedHouse

_number = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the house under test."""

    id: int
    name: str
    sign_in_name: str
    password: str | None = None


class Beside:
    """Verbs of `within.py`, each done when the call returns."""

    def __init__(self, house: OpenedHouse) -> None:
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", sys.executable, "-m", "tests.browser.within"],
            env={**house.environ, "DJANGO_SETTINGS_MODULE": "chalou.server.settings"},
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, verb: str, **given: Any) -> Any:  # what JSON holds
        """Do it there; answers what it answers."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"verb": verb, "with": given}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"{verb} failed beside the house; its words are above"
        return json.loads(answer)

    def person(
        self,
        name: str = "阿明",
        *,
        role: str = "member",
        cup: str = "oolong",
        password: str | None = None,
        seat: str = "regular",
    ) -> Somebody:
        """Somebody new, whose language is that of the browser."""
        sign_in_name = f"somebody{next(_number)}"
        made = self.ask(
            "person", sign_in_name=sign_in_name, name=name, cup=cup, role=role, password=password, seat=seat
        )
        return Somebody(made["id"], name, sign_in_name, password)

    def known(self, sign_in_name: str) -> Somebody:
        """Somebody of the demo house."""
        found = self.ask("number", sign_in_name=sign_in_name)
        return Somebody(found["id"], found["name"], sign_in_name)

    def room(
        self,
        *seated: Somebody,
        name: str = "试茶间",
        purpose: str = "新茶先在这里过一道。",
        access: str = "members",
        host: Somebody | None = None,
    ) -> int:
        """A room; its host is `host`, or else the keeper. Answers its number."""
        host = host or self.known("zhanggui")
        made = self.ask(
            "room", name=name, purpose=purpose, access=access, host=host.id, seated=[one.id for one in seated]
        )
        number: int = made["id"]
        return number

    def key(self, person: Somebody) -> str:
        """A new session of this person: the value of its cookie."""
        key: str = self.ask("sign_in", person=person.id)["key"]
        return key

    def thread(self, person: Somebody, room: int, title: str, tags: str = "") -> int:
        """A table of its own; answers its number."""
        thread: int = self.ask("open_thread", by=person.id, room=room, title=title, tags=tags)["thread"]
        return thread

    def post(self, person: Somebody, room: int, text: str, *, thread: int | None = None) -> int:
        """Post without telling anybody; answers the number of the message in its room."""
        seq: int = self.ask("post", by=person.id, room=room, text=text, thread=thread)["seq"]
        return seq

    def talk(self, people: Iterable[Somebody], room: int, messages: int) -> None:
        """Many messages at once: 第 1 泡, 第 2 泡, …"""
        self.ask("talk", by=[one.id for one in people], room=room, messages=messages)

    def texts(self, room: int) -> list[str]:
        """What the disk of the house holds, in order."""
        found: list[str] = self.ask("texts", room=room)["texts"]
        return found
