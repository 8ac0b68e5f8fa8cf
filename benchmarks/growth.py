"""Does anything cost more when the house has a million messages? It should not.

    python -m benchmarks.growth              10³, 10⁴, 10⁵ and 10⁶ messages, about ten minutes
    python -m benchmarks.growth --most 100000
    python -m benchmarks.growth --postgres

One room is filled, step by step, by the house's own writer; at each step the real house is opened and asked for what
people ask for: the newest page, a page from the middle, what is new since a change, and to take a message.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import machine, measures
from benchmarks.__main__ import HOST, LIMITS, RESULTS, SENDERS, TABLE, databases, first_room
from benchmarks.crowd import Crowd
from benchmarks.pages import Pages
from benchmarks.report import keep
from tests.house import CHECKOUT, OpenedHouse

STEPS = (1_000, 10_000, 100_000, 1_000_000)
FILL = "benchmarks.fill"


def fill(house: OpenedHouse, room: int, upto: int) -> float:
    """Write messages until the room has so many; answers how long it took."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", FILL, str(room), str(upto)],
        env=house.environ | {"DJANGO_SETTINGS_MODULE": "chalou.server.settings"},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])
    return time.perf_counter() - began


def measure(house: OpenedHouse, cookies: list[str], room: int, upto: int, seconds: float) -> dict[str, float]:
    found: dict[str, float] = {}
    asked = {
        "newest": f"/rooms/{room}/",
        "middle": f"/rooms/{room}/?at={upto // 2}",
        "before": f"/rooms/{room}/before/{upto // 2}/",
        "since": f"/rooms/{room}/since/{upto - 50}/",
        "rooms": "/rooms/",
    }
    for name, path in asked.items():
        pages = Pages(HOST, house.port, path, cookies[0], connections=1)
        pages.as_many_as_come(seconds=0.5)
        found[name] = 1000 / pages.as_many_as_come(seconds=seconds)
        pages.close()
    with Crowd(HOST, house.port, cookies[:TABLE], senders=SENDERS, room=room) as crowd:
        measures.durable_posts(crowd, seconds=0.5)
        found["posts"], acks = measures.durable_posts(crowd, seconds=seconds)
        found["ack_p99"] = acks.p99
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(
        prog="python -m benchmarks.growth", description=(__doc__ or "").partition("\n")[0]
    )
    arguments.add_argument("--most", type=int, default=STEPS[-1], help="the largest number of messages")
    arguments.add_argument("--postgres", action="store_true", help="with PostgreSQL and Redis instead of SQLite")
    arguments.add_argument("--seconds", type=float, default=4)
    given = arguments.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    RESULTS.mkdir(exist_ok=True)
    found: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(dir=RESULTS) as made:
        folder = Path(made)
        folder.chmod(0o755)
        about = machine.describe(folder)
        with databases(folder, given.postgres) as settings:
            house = OpenedHouse(folder / "data", {**LIMITS, **settings}, core=cores[0])
            sessions = folder / "sessions.jsonl"
            house.run("demo", "--members", str(TABLE), "--sessions", str(sessions))
            cookies = [json.loads(line)["cookie"] for line in sessions.read_text(encoding="utf-8").splitlines()]
            os.sched_setaffinity(0, {cores[min(1, len(cores) - 1)]})
            with house:
                room = first_room(house, cookies[0])
            for upto in itertools.takewhile(lambda step: step <= given.most, STEPS):
                os.sched_setaffinity(0, set(cores))
                filled_s = fill(house, room, upto)
                os.sched_setaffinity(0, {cores[min(1, len(cores) - 1)]})
                with house:
                    found[upto] = measure(house, cookies, room, upto, given.seconds)
                print(f"{upto:,} (filled in {filled_s:,.0f} s): {found[upto]}", flush=True)
    print(table(found))
    keep(RESULTS / f"growth-{time.strftime('%Y%m%d-%H%M%S')}.json", machine=about, found=found)


def table(found: dict[int, dict[str, float]]) -> str:
    names = {
        "newest": "room page, the newest, ms",
        "middle": "room page, from the middle, ms",
        "before": "50 earlier messages, ms",
        "since": "catch-up of 50 changes, ms",
        "rooms": "the list of rooms, ms",
        "posts": "durable posts/s",
        "ack_p99": "acknowledgement p99, ms",
    }
    lines = ["| messages | " + " | ".join(f"{step:,}" for step in found) + " |", "|---|" + "---:|" * len(found)]
    for name, what in names.items():
        lines.append(f"| {what} | " + " | ".join(f"{run[name]:,.1f}" for run in found.values()) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
