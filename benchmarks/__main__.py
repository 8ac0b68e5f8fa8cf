"""Measure this house, and the limit of this machine beside it.

    python -m benchmarks             three runs, about five minutes
    python -m benchmarks --quick     one short run: is anything broken? Its figures are not for comparing
    python -m benchmarks --postgres  with PostgreSQL and Redis of its own instead of SQLite

The servers run on one core, this load client on another. Only loopback is used; data lies in a folder of its own under
benchmarks/results/ and is removed at the end.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import limit, machine, measures, report
from benchmarks.crowd import Crowd
from benchmarks.pages import Pages, look
from tests import services
from tests.house import CHECKOUT, OpenedHouse

RESULTS = Path(__file__).parent / "results"
HOST = "127.0.0.1"
FULL_ROOM, HALF_ROOM, TABLE = 1000, 500, 50
TABLES_BESIDE = 12
SENDERS = 10
# Nobody writes like a load client, or keeps the pictures of years; everything else stays as an installation has it.
LIMITS = {
    "CHALOU_POSTS_PER_MINUTE": "100000000",
    "CHALOU_POST_BURST": "10000000",
    "CHALOU_MEDIA_MB_PERSON": "10000000",
    "CHALOU_MEDIA_MB_HOUSE": "100000000",
}
# What a page of real talk shows, and how much of it there is at least among its fifty messages (benchmarks.furnish).
TALK = {
    "messages": b'<article class="turn"',
    "answers": b'class="turn__quote"',
    "reactions": b'class="turn__reactions"',
    "pictures": b'class="picture__link"',
    "names": b'class="mention"',
}
LEAST = {"messages": 50, "answers": 5, "reactions": 10, "pictures": 2, "names": 2}


@dataclass(frozen=True)
class Pace:
    """How long each work is kept up, in seconds, and how often everything is done."""

    runs: int
    work_s: float
    latency_s: float


FULL = Pace(runs=3, work_s=6, latency_s=15)
QUICK = Pace(runs=1, work_s=1.5, latency_s=4)


@dataclass(frozen=True)
class Server:
    """Something that follows docs/protocol.md, as far as it is measured here."""

    port: int
    pid: int
    cookies: Sequence[str]
    room: int


def sockets(server: Server, pace: Pace) -> dict[str, float]:
    """Everything that is asked of the house and of the limit alike."""
    found: dict[str, float] = {}
    with Crowd(HOST, server.port, server.cookies[:20], senders=SENDERS, room=server.room) as few:
        # What is loaded with the first connection and the first message is not the price of the thousandth.
        measures.durable_posts(few, seconds=0.5)
    time.sleep(1)
    before = machine.resident_kb(server.pid)
    with Crowd(HOST, server.port, server.cookies[:FULL_ROOM], senders=SENDERS, room=server.room) as crowd:
        time.sleep(1)
        found["connection"] = (machine.resident_kb(server.pid) - before) / len(crowd.members)
        found["deliveries_1"] = measures.deliveries(crowd, in_flight=1, seconds=pace.work_s)
        found["deliveries_8"] = measures.deliveries(crowd, in_flight=8, seconds=pace.work_s)
        crowd.leave(FULL_ROOM - HALF_ROOM)
        latency = measures.delivery_latency(crowd, posts_per_second=10, seconds=pace.latency_s)
        found["latency_p50"], found["latency_p99"], found["latency_most"] = latency.p50, latency.p99, latency.most
        crowd.leave(HALF_ROOM - TABLE)
        found["posts"], acks = measures.durable_posts(crowd, seconds=pace.work_s)
        found["ack_p50"], found["ack_p99"], found["ack_most"] = acks.p50, acks.p99, acks.most
    return found


def room_pages(server: Server, pace: Pace) -> dict[str, float]:
    """A signed-in reader's page of a room, as fast as it comes and at half that pace."""
    path, cookie = f"/rooms/{server.room}/", server.cookies[0]
    shown = look(HOST, server.port, path, cookie)
    there = {part: shown.body.count(mark) for part, mark in TALK.items()}
    if shown.status != 200 or any(there[part] < least for part, least in LEAST.items()):
        raise RuntimeError(f"{path} shows {there} (status {shown.status}), which is no talk as people have it")
    found: dict[str, float] = {"room_page_bytes": shown.bytes_sent}
    for connections in (1, 4):
        found[f"room_pages_{connections}"] = _pages_per_second(server, path, cookie, connections, pace.work_s)
    found["room_pages"] = max(found["room_pages_1"], found["room_pages_4"])
    pages = Pages(HOST, server.port, path, cookie, connections=4)
    waits = measures.Spread.of(pages.at_a_pace(per_second=found["room_pages"] / 2, seconds=pace.work_s))
    pages.close()
    found["room_page_p50"], found["room_page_p99"], found["room_page_most"] = waits.p50, waits.p99, waits.most
    return found


def entrance_pages(server: Server, pace: Pace) -> dict[str, float]:
    """The entrance as a stranger gets it: no session, no cookie."""
    return {"entrance_pages": _pages_per_second(server, "/", "", 4, pace.work_s)}


def _pages_per_second(server: Server, path: str, cookie: str, connections: int, seconds: float) -> float:
    pages = Pages(HOST, server.port, path, cookie, connections=connections)
    pages.as_many_as_come(seconds=0.5)  # caches and threads are warm in a house that is open
    rate = pages.as_many_as_come(seconds=seconds)
    pages.close()
    return rate


def first_room(house: OpenedHouse, cookie: str) -> int:
    asked = urllib.request.Request(f"{house.address}/rooms/", headers={"Cookie": cookie, "Accept": "application/json"})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return int(next(room["room"] for room in json.load(answer)["rooms"] if room["is_member"]))


def beside(house: OpenedHouse, module: str, *given: int) -> dict[str, Any]:  # whatever it answers
    """Run a part of the benchmarks in a process of its own, with the database of a house."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *map(str, given)],
        env=house.environ | {"DJANGO_SETTINGS_MODULE": "chalou.server.settings"},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def measure_house(house: OpenedHouse, cookies: Sequence[str], pace: Pace) -> dict[str, float]:
    found = {"cold_start": house.open()}
    try:
        time.sleep(1)
        found["idle"] = machine.resident_kb(house.pid) / 1024
        server = Server(house.port, house.pid, cookies, first_room(house, cookies[0]))
        found |= sockets(server, pace)
        beside(house, "furnish", server.room, 0, TABLES_BESIDE)
        found |= room_pages(server, pace)
        found |= entrance_pages(server, pace)
    finally:
        house.stop()
    return found


def measure_limit(core: int, cookies: Sequence[str], pace: Pace) -> dict[str, float]:
    port = services.free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.limit", "--port", str(port), "--core", str(core)])
    try:
        limit.wait_for(HOST, port)
        server = Server(port, process.pid, cookies, room=1)
        return sockets(server, pace) | entrance_pages(server, pace)
    finally:
        process.kill()
        process.wait()


@contextmanager
def databases(folder: Path, is_postgres: bool) -> Iterator[Mapping[str, str]]:
    """The settings that say where the house keeps its rows."""
    if not is_postgres:
        yield {}
        return
    postgres, redis = services.Postgres(folder), services.Redis(folder)
    try:
        postgres.start()
        redis.start()
        yield {"CHALOU_DATABASE_URL": postgres.new_database("chalou"), "CHALOU_REDIS_URL": redis.url}
    finally:
        redis.stop()
        postgres.stop()


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--quick", action="store_true", help="one short run")
    arguments.add_argument("--postgres", action="store_true", help="with PostgreSQL and Redis instead of SQLite")
    arguments.add_argument("--limit-only", action="store_true", help="only what this machine can do at most")
    given = arguments.parse_args()
    pace = QUICK if given.quick else FULL

    cores = sorted(os.sched_getaffinity(0))
    server_core, client_core = cores[0], cores[min(1, len(cores) - 1)]
    RESULTS.mkdir(exist_ok=True)
    house_runs: list[dict[str, float]] = []
    limit_runs: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(dir=RESULTS) as made:
        folder = Path(made)
        folder.chmod(0o755)  # PostgreSQL runs as another user
        about = machine.describe(folder) | {"rows in": "PostgreSQL + Redis" if given.postgres else "SQLite"}
        print("\n".join(f"{name:12} {value}" for name, value in about.items()), flush=True)
        cookies = ["none=needed"] * FULL_ROOM
        with databases(folder, given.postgres and not given.limit_only) as settings:
            house = OpenedHouse(folder / "data", {**LIMITS, **settings}, core=server_core)
            if not given.limit_only:
                sessions = folder / "sessions.jsonl"
                house.run("demo", "--members", str(FULL_ROOM), "--sessions", str(sessions))
                cookies = [json.loads(line)["cookie"] for line in sessions.read_text(encoding="utf-8").splitlines()]
            os.sched_setaffinity(0, {client_core})
            for run in range(pace.runs):
                if not given.limit_only:
                    house_runs.append(measure_house(house, cookies, pace))
                    print(f"run {run + 1}: Chalou {_line(house_runs[-1])}", flush=True)
                limit_runs.append(measure_limit(server_core, cookies, pace))
                print(f"run {run + 1}: limit  {_line(limit_runs[-1])}", flush=True)
    print("\n" + report.table(house_runs, limit_runs))
    file = RESULTS / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
    report.keep(file, machine=about, pace=vars(pace), chalou=house_runs, limit=limit_runs)
    print(f"\nAll figures: {file}")


def _line(found: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {figure:,.2f}" for name, figure in found.items())


if __name__ == "__main__":
    main()
