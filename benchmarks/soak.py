"""Twenty minutes at half of what the house can carry: memory, latency and the sizes of files must stay as they are.

    python -m benchmarks.soak                 twenty minutes, SQLite
    python -m benchmarks.soak --minutes 2
    python -m benchmarks.soak --postgres

A hundred members follow a room. First it is found out how many posts a second the house carries for them; then
half as many are posted, at a steady pace, while room pages are asked for and some come and go.
"""

import argparse
import json
import os
import random
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks import machine, measures
from benchmarks.__main__ import HOST, LIMITS, RESULTS, SENDERS, databases, first_room
from benchmarks.crowd import Crowd
from benchmarks.measures import Spread
from benchmarks.pages import Pages
from benchmarks.report import keep
from tests.house import OpenedHouse

MEMBERS, COMERS = 100, 30
SAMPLE = 25  # the delivery of each so-manieth message is timed
PAGES_PER_S = 5.0
SLICE_S = 60.0


def minute(crowd: Crowd, pages: Pages, *, per_second: float, seconds: float) -> dict[str, float]:
    """One minute of it: posts at a steady pace, pages now and then."""
    crowd.forget(with_arrivals=True, every=SAMPLE)
    sent: list[float] = []
    waits: list[float] = []
    began = time.perf_counter()
    next_page = began
    number = 0
    while (now := time.perf_counter()) - began < seconds:
        due = began + number / per_second
        # Pages first: where posts are behind, there is always one due. The next page waits a while after this one, so
        # that slow pages do not keep the posts from their turn either.
        if now >= next_page:
            waits += pages.at_a_pace(per_second=1000, seconds=0.001)
            next_page = time.perf_counter() + random.uniform(0.5, 1.5) / PAGES_PER_S
        elif now >= due:
            sender = crowd.members[number % crowd.senders]
            crowd.until(lambda sender=sender: not sender.waits_for, seconds=measures.SETTLE_S)  # type: ignore[misc]
            sent.append(time.perf_counter())
            crowd.post(sender)
            number += 1
        else:
            crowd.turn(min(due, next_page) - now)
    crowd.until(lambda: crowd.heard.deliveries >= crowd.posted * len(crowd.members), seconds=measures.SETTLE_S)
    crowd.until(lambda: not any(one.waits_for for one in crowd.members[: crowd.senders]), seconds=measures.SETTLE_S)
    delivered = Spread.of([at - sent[which] for which, at in crowd.heard.arrivals or []])
    acked = Spread.of([wait for _, wait in crowd.heard.acks])
    page = Spread.of(waits)
    return {
        "posts": len(sent) / seconds,
        "delivery_p50": delivered.p50,
        "delivery_p99": delivered.p99,
        "ack_p99": acked.p99,
        "page_p50": page.p50,
    }


def sizes(data: Path) -> dict[str, float]:
    """Megabytes of the database's files; none where it is another's."""
    return {file.name: file.stat().st_size / 1e6 for file in sorted(data.glob("house.sqlite3*"))}


def main() -> None:
    arguments = argparse.ArgumentParser(
        prog="python -m benchmarks.soak", description=(__doc__ or "").partition("\n")[0]
    )
    arguments.add_argument("--minutes", type=int, default=20)
    arguments.add_argument("--postgres", action="store_true", help="with PostgreSQL and Redis instead of SQLite")
    given = arguments.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    RESULTS.mkdir(exist_ok=True)
    slices: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(dir=RESULTS) as made:
        folder = Path(made)
        folder.chmod(0o755)
        about = machine.describe(folder)
        with databases(folder, given.postgres) as settings:
            house = OpenedHouse(folder / "data", {**LIMITS, **settings}, core=cores[0])
            sessions = folder / "sessions.jsonl"
            house.run("demo", "--members", str(MEMBERS + COMERS), "--sessions", str(sessions))
            cookies = [json.loads(line)["cookie"] for line in sessions.read_text(encoding="utf-8").splitlines()]
            os.sched_setaffinity(0, {cores[min(1, len(cores) - 1)]})
            with house:
                room = first_room(house, cookies[0])
                with Crowd(HOST, house.port, cookies[:MEMBERS], senders=SENDERS, room=room) as crowd:
                    most, _ = measures.durable_posts(crowd, seconds=5)
                    half = most / 2
                    print(f"{most:,.0f} posts/s at most; {half:,.0f}/s for {given.minutes} minutes", flush=True)
                    pages = Pages(HOST, house.port, f"/rooms/{room}/", cookies[0], connections=1)
                    for number in range(given.minutes):
                        with Crowd(HOST, house.port, cookies[MEMBERS:], senders=0, room=room):
                            pass  # some come and go each minute
                        found = minute(crowd, pages, per_second=half, seconds=SLICE_S)
                        found |= {"memory_mb": machine.resident_kb(house.pid) / 1024, **sizes(house.data)}
                        slices.append(found)
                        print(f"{number + 1}: " + ", ".join(f"{k} {v:,.2f}" for k, v in found.items()), flush=True)
                    pages.close()
    print(table(slices))
    keep(RESULTS / f"soak-{time.strftime('%Y%m%d-%H%M%S')}.json", machine=about, slices=slices)


def table(slices: list[dict[str, float]]) -> str:
    """The first quarter beside the last: what grew?"""
    quarter = max(1, len(slices) // 4)
    lines = ["| | first quarter | last quarter |", "|---|---:|---:|"]
    for name in slices[0]:
        first, last = (median(one.get(name, 0) for one in part) for part in (slices[:quarter], slices[-quarter:]))
        lines.append(f"| {name} | {first:,.2f} | {last:,.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
