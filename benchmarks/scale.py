"""The split house on PostgreSQL and Redis with one, two and four processes of a kind: what does each more cost?

    python -m benchmarks.scale           about four minutes
    python -m benchmarks.scale --quick

A machine of two cores cannot show four processes at full speed beside the client that loads them. What it can show is
the processor time of each piece of work: where it stays the same with more processes, more cores carry more. So the
table has both: the rate as it came, everything sharing all cores, and the processor time by kind of process.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import machine, measures
from benchmarks.__main__ import FULL_ROOM, HOST, LIMITS, RESULTS, SENDERS, TABLE, TABLES_BESIDE, beside, first_room
from benchmarks.crowd import Crowd
from benchmarks.pages import Pages
from benchmarks.report import keep
from tests import services
from tests.house import OpenedHouse, SplitHouse

COUNTS = (1, 2, 4)


class Watch:
    """Processor time by kind of process, from one look to the next."""

    def __init__(self, house: SplitHouse, pids: dict[str, int]) -> None:
        self._kinds = {
            "web": [process.pid for process in house.webs],
            "live": [process.pid for process in house.lives],
            "relay": [house.relay.pid],
            **{name: [pid] for name, pid in pids.items()},
        }
        self._before = self._used()

    def _used(self) -> dict[str, float]:
        return {kind: machine.processor_s(*pids) for kind, pids in self._kinds.items()}

    def again(self) -> None:
        self._before = self._used()

    def since(self) -> dict[str, float]:
        return {kind: used - self._before[kind] for kind, used in self._used().items()}


def measure(house: SplitHouse, pids: dict[str, int], cookies: list[str], room: int, seconds: float) -> dict[str, float]:
    found: dict[str, float] = {}
    watch = Watch(house, pids)
    lives = [process.port for process in house.lives]

    def work(name: str, amount: Callable[[], float], per: float) -> None:
        """Do it, and note the processor time of each kind for one piece, in microseconds."""
        watch.again()
        began = time.perf_counter()
        rate = amount()
        pieces = rate * (time.perf_counter() - began) * per
        found[name] = rate
        for kind, used in watch.since().items():
            found[f"{name}_{kind}_us"] = used / pieces * 1e6

    with Crowd(HOST, lives, cookies[:FULL_ROOM], senders=SENDERS, room=room) as crowd:
        measures.deliveries(crowd, in_flight=8, seconds=1)
        work("deliveries_1", lambda: measures.deliveries(crowd, in_flight=1, seconds=seconds), 1)
        work("deliveries_8", lambda: measures.deliveries(crowd, in_flight=8, seconds=seconds), 1)
        crowd.leave(FULL_ROOM - TABLE)
        work("posts", lambda: measures.durable_posts(crowd, seconds=seconds)[0], 1)
    beside(house.webs[0], "furnish", room, 0, TABLES_BESIDE)
    webs = [process.port for process in house.webs]
    for name, path, cookie in (("room_pages", f"/rooms/{room}/", cookies[0]), ("entrance_pages", "/", "")):
        pages = Pages(HOST, webs, path, cookie, connections=2 * len(webs))
        pages.as_many_as_come(seconds=0.5)
        work(name, lambda pages=pages: pages.as_many_as_come(seconds=seconds), 1)  # type: ignore[misc]
        pages.close()
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(
        prog="python -m benchmarks.scale", description=(__doc__ or "").partition("\n")[0]
    )
    arguments.add_argument("--quick", action="store_true", help="short: does everything still work?")
    seconds = 1.5 if arguments.parse_args().quick else 6
    RESULTS.mkdir(exist_ok=True)
    found: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(dir=RESULTS) as made:
        folder = Path(made)
        folder.chmod(0o755)
        about = machine.describe(folder)
        postgres, redis = services.Postgres(folder), services.Redis(folder)
        try:
            postgres.start()
            redis.start()
            settings = {"CHALOU_DATABASE_URL": postgres.new_database("chalou"), "CHALOU_REDIS_URL": redis.url}
            opened = OpenedHouse(folder / "data", {**LIMITS, **settings})
            sessions = folder / "sessions.jsonl"
            opened.run("demo", "--members", str(FULL_ROOM), "--sessions", str(sessions))
            cookies = [json.loads(line)["cookie"] for line in sessions.read_text(encoding="utf-8").splitlines()]
            pids = {"postgres": postgres.pid, "redis": redis.pid}
            for count in COUNTS:
                house = SplitHouse(folder / "data", {**LIMITS, **settings}, webs=count, lives=count)
                with house:
                    room = first_room(house.webs[0], cookies[0])
                    found[count] = measure(house, pids, cookies, room, seconds)
                print(
                    f"{count}: " + ", ".join(f"{name} {figure:,.1f}" for name, figure in found[count].items()),
                    flush=True,
                )
        finally:
            redis.stop()
            postgres.stop()
    print(table(found))
    keep(RESULTS / f"scale-{time.strftime('%Y%m%d-%H%M%S')}.json", machine=about, found=found)


def table(found: dict[int, dict[str, float]]) -> str:
    """Rates as they came, and the processor time of one piece by kind of process."""
    lines = ["| work | " + " | ".join(f"{count} of a kind" for count in found) + " |", "|---|" + "---:|" * len(found)]
    for name, what, kinds in (
        ("posts", "durable posts/s, 50 members", ("live", "postgres", "redis")),
        ("deliveries_1", "deliveries/s, 1,000 members, one in flight", ("live", "redis")),
        ("deliveries_8", "deliveries/s, eight in flight", ("live", "redis")),
        ("room_pages", "room pages/s", ("web", "postgres")),
        ("entrance_pages", "entrance/s, without a session", ("web",)),
    ):
        lines.append(f"| {what} | " + " | ".join(f"{run[name]:,.0f}" for run in found.values()) + " |")
        for kind in kinds:
            spent = " | ".join(f"{run[f'{name}_{kind}_us']:,.1f}" for run in found.values())
            lines.append(f"|   µs of {kind} for one | {spent} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
