"""Does anything cost more when a room has a million messages at a thousand tables? It should not.

    python -m benchmarks.growth              10³, 10⁴, 10⁵ and 10⁶ messages, about five minutes
    python -m benchmarks.growth --most 100000
    python -m benchmarks.growth --postgres

One room is furnished, step by step, with the talk of years (`benchmarks.furnish` says what is in it); at each step the
real house is opened and asked for what people ask for, and then closed and asked for what no page alone shows
(`benchmarks.asked`). What is told is the processor time of each, in milliseconds: it says the same on a busy machine.
"""

import argparse
import itertools
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import machine, measures
from benchmarks.__main__ import HOST, LIMITS, RESULTS, SENDERS, TABLE, beside, databases, first_room
from benchmarks.crowd import Crowd
from benchmarks.pages import Pages
from benchmarks.report import keep
from tests.house import OpenedHouse

STEPS = (1_000, 10_000, 100_000, 1_000_000)
NAMES = {
    "newest": "room page, the newest, ms",
    "middle": "room page, from the middle, ms",
    "table": "page of a table, ms",
    "before": "50 earlier messages, ms",
    "since": "catch-up of 50 changes, ms",
    "tables": "list of tables, ms",
    "more_tables": "list of tables, its second page, ms",
    "tagged": "list of tables with a tag, ms",
    "rooms": "list of rooms, ms",
    "unread": "unread of one who follows 100 tables, ms",
    "digest": "digest for 50 people, ms",
    "named": "where somebody is named, ms",
    "on_day": "jump to a day, ms",
    "move": "moving 50 messages, ms",
    "react": "raising a cup, ms",
    "edit": "editing a message, ms",
    "bring": "bringing a small file, ms",
    "post": "a message that 50 hear, ms",
    "posts": "durable posts/s, 10 who write (by the clock)",
    "ack_p99": "acknowledgement p99, ms (by the clock)",
}


def measure(
    house: OpenedHouse, cookies: list[str], room: int, there: dict[str, Any], seconds: float
) -> dict[str, float]:
    found: dict[str, float] = {}
    middle = there["seq"] // 2
    asked = {
        "newest": f"/rooms/{room}/",
        "middle": f"/rooms/{room}/?at={middle}",
        "table": f"/rooms/{room}/threads/{there['thread']}/",
        "before": f"/rooms/{room}/before/{middle}/",
        "since": f"/rooms/{room}/since/{there['change'] - 50}/",
        "tables": f"/rooms/{room}/threads/",
        "more_tables": f"/rooms/{room}/threads/?before={there['page']}",
        "tagged": f"/rooms/{room}/threads/?tag=%E8%8C%B67",
        "rooms": "/rooms/",
    }
    for name, path in asked.items():
        pages = Pages(HOST, house.port, path, cookies[0], connections=1)
        pages.as_many_as_come(seconds=0.3)
        used, began = machine.processor_s(house.pid), time.perf_counter()
        answered = pages.as_many_as_come(seconds=seconds) * (time.perf_counter() - began)
        found[name] = (machine.processor_s(house.pid) - used) / answered * 1000
        pages.close()
    with Crowd(HOST, house.port, cookies[:TABLE], senders=SENDERS, room=room) as crowd:
        measures.durable_posts(crowd, seconds=0.5)
        used, began = machine.processor_s(house.pid), time.perf_counter()
        found["posts"], acks = measures.durable_posts(crowd, seconds=seconds)
        posted = found["posts"] * (time.perf_counter() - began)
        found["post"] = (machine.processor_s(house.pid) - used) / posted * 1000
        found["ack_p99"] = acks.p99
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(
        prog="python -m benchmarks.growth", description=(__doc__ or "").partition("\n")[0]
    )
    arguments.add_argument("--most", type=int, default=STEPS[-1], help="the largest number of messages")
    arguments.add_argument("--postgres", action="store_true", help="with PostgreSQL and Redis instead of SQLite")
    arguments.add_argument("--seconds", type=float, default=2, help="how long each page is asked for")
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
                began = time.perf_counter()
                there = beside(house, "furnish", room, upto)
                furnished_s = time.perf_counter() - began
                os.sched_setaffinity(0, {cores[min(1, len(cores) - 1)]})
                found[upto] = beside(house, "asked", room)
                with house:
                    found[upto] |= measure(house, cookies, room, there, given.seconds)
                print(f"{there['seq']:,} (furnished in {furnished_s:,.0f} s): {found[upto]}", flush=True)
    print(table(found))
    keep(RESULTS / f"growth-{time.strftime('%Y%m%d-%H%M%S')}.json", machine=about, found=found)


def table(found: dict[int, dict[str, float]]) -> str:
    lines = ["| messages | " + " | ".join(f"{step:,}" for step in found) + " |", "|---|" + "---:|" * len(found)]
    for name, what in NAMES.items():
        lines.append(f"| {what} | " + " | ".join(f"{run[name]:,.1f}" for run in found.values()) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
