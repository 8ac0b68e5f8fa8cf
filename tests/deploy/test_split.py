"""A house of several processes behind the Caddy of deploy/split, as its units start it: two that make pages, two that
hold the live connections, one that does the chores.
"""

import http.client
import json
import os
import signal
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.deploy.caddy import Behind, Caddy
from tests.environment import POSTGRES, REDIS
from tests.house import CHECKOUT, OpenedHouse
from tests.services import PATIENCE_S, Service
from tests.sweep.visitors import filled

pytestmark = pytest.mark.postgres


class Part(Service):
    """One process of a split house, started as its unit starts it."""

    def __init__(self, folder: Path, command: str, house: OpenedHouse):
        super().__init__(folder)
        self.name = f"{command}-{self.port}"
        self._command = command
        self.environ = {**house.environ, "CHALOU_PORT": str(self.port)}

    def command(self) -> list[str]:
        variables = [f"{name}={value}" for name, value in self.environ.items() if name.startswith("CHALOU_")]
        return ["env", "-C", str(CHECKOUT), *variables, sys.executable, "-m", "chalou", self._command]

    def answers(self) -> bool:
        return self.asked("/health/alive")[0] == 200

    def asked(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", path, headers=headers or {})
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            line.close()


class Parts(Behind):
    webs: list[Part]
    lives: list[Part]
    relay: Part


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    assert POSTGRES is not None
    assert REDIS is not None
    folder = tmp_path_factory.mktemp("parts")
    house = OpenedHouse(
        folder / "data",
        {
            "CHALOU_DATABASE_URL": POSTGRES.new_database(f"parts_{uuid.uuid4().hex[:12]}"),
            "CHALOU_REDIS_URL": REDIS.url,
            "CHALOU_TRUSTED_PROXIES": "127.0.0.1",
        },
    )
    made = Parts(house, filled(house))
    kinds = {"relay": 1, "web": 2, "live": 2}
    made_of = {kind: [Part(folder, kind, house) for _ in range(count)] for kind, count in kinds.items()}
    made.webs, made.lives, (made.relay,) = made_of["web"], made_of["live"], made_of["relay"]
    ports = {
        f"127.0.0.1:{first + number}": f"127.0.0.1:{part.port}"
        for first, of_a_kind in ((8001, made.webs), (8101, made.lives))
        for number, part in enumerate(of_a_kind)
    }
    with ExitStack() as stack:
        made.caddy = Caddy(folder, "split/Caddyfile", ports)
        for part in (made.relay, *made.webs, *made.lives):
            part.environ["CHALOU_URL"] = made.caddy.address
            part.start()
            stack.callback(part.kill)
        made.caddy.start()
        stack.callback(made.caddy.kill)
        yield made


def test_pages_come_from_one_kind_and_talk_from_the_other(parts):
    assert parts.outside("seated").get("/rooms/").status == 200
    with (
        parts.line(parts.world.cookies["seated"]) as seated,
        parts.line(parts.world.cookies["host"]) as host,
        parts.line(parts.world.cookies["keeper"]) as keeper,
    ):
        for one in (seated, host, keeper):
            one.opens(parts.world.public)
        assert seated.posts(parts.world.public, "各在各的一间，还是一桌")["is"] == "ack"
        for one in (host, keeper):
            one.hears("message", text="各在各的一间，还是一桌")
        shares = ["chalou_connections" in part.asked("/metrics")[1] for part in parts.lives]
        assert shares == [True, True]
        held = [line for part in parts.lives for line in part.asked("/metrics")[1].splitlines()]
        counts = [float(line.split()[1]) for line in held if line.startswith("chalou_connections ")]
        assert sum(counts) == 3
        assert 0 not in counts, "the one with the fewest takes the next"
    answer = parts.outside("seated").post(f"/rooms/{parts.world.public}/post/", {"text": "从表单里写的"})
    assert answer.status == 302


def test_each_says_which_it_is_and_that_it_is_well(parts):
    for part, kind in (*((one, "web") for one in parts.webs), *((one, "live") for one in parts.lives)):
        status, said = part.asked("/health")
        assert (status, f'"process": "{kind}"' in said, '"bus": {"ok": true}' in said) == (200, True, True), said
    assert '"process": "relay"' in parts.relay.asked("/health")[1]
    assert parts.outside().get("/health").text == '{"ok": true}'


def test_a_process_that_is_restarted_is_passed_over(parts):
    parts.webs[0].kill()
    assert [parts.outside("seated").get("/rooms/").status for _ in range(6)] == [200] * 6
    parts.lives[1].kill()
    with parts.line(parts.world.cookies["seated"]) as one, parts.line(parts.world.cookies["host"]) as other:
        one.opens(parts.world.public)
        other.opens(parts.world.public)
        one.posts(parts.world.public, "少了一个也不要紧")
        other.hears("message", text="少了一个也不要紧")
    parts.webs[0].start()
    parts.lives[1].start()


def backends(parts: Parts) -> list[int]:
    """The processes of PostgreSQL that serve this house."""
    assert POSTGRES is not None
    name = urlsplit(parts.house.environ["CHALOU_DATABASE_URL"]).path.strip("/")
    with psycopg.connect(POSTGRES.url("postgres")) as connection:
        rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [name]).fetchall()
    return [pid for (pid,) in rows]


def until(part: Part, path: str, status: int) -> str:
    """What it says once it answers with this status; each answer comes in good time, whatever hangs."""
    last = time.monotonic() + PATIENCE_S
    while (answer := part.asked(path))[0] != status:
        assert time.monotonic() < last, answer
        assert answer[0] in (200, 503), answer
        time.sleep(0.1)
    return answer[1]


def test_a_database_that_hangs_is_told_in_good_time_and_is_no_reason_to_restart_anybody(parts):
    """Every backend of the house is stopped: connections stand, nothing answers."""
    web = parts.webs[1]
    until(web, "/health", 200)
    stopped = backends(parts)
    assert stopped
    try:
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        said = json.loads(until(web, "/health", 503))
        assert (said["ok"], said["checks"]["database"]["ok"]) == (False, False)
        assert web.asked("/health/alive")[0] == 200
        assert "chalou_" in web.asked("/metrics")[1]
        assert web.asked("/health", {"X-Forwarded-For": "198.51.100.7"}) == (503, '{"ok": false}')
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
    until(web, "/health", 200)
