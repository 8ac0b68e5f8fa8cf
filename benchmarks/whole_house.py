"""How long does it take to back up, restore and move a house, in how much memory?

    python -m benchmarks.whole_house                    100,000 messages, SQLite
    python -m benchmarks.whole_house --messages 1000000
    python -m benchmarks.whole_house --postgres         and into a PostgreSQL, started for the purpose

The messages are put into the database beside the verbs: what is measured is taking them along. Memory is the most that
the process ever had. With `--open` ten members talk in the open house, with and without a backup.
"""

import argparse
import asyncio
import contextlib
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import machine
from tests.crash.talker import Talker, until
from tests.house import CHECKOUT, OpenedHouse
from tests.services import Postgres

SAID = (
    "三坑两涧，焙火与退火。讲得出山场的讲山场，讲不出的讲喉咙。",
    "The sweetness that comes back after the bitter has gone. No bitter, no return; that is the point of it.",
    "水开了。",
    "盖碗110毫升，投八克，沸水，头三道都是**快进快出**。汤色从深到浅，第三道转金黄，还亮。",
)
LIMITS = {"CHALOU_POSTS_PER_MINUTE": "1000000", "CHALOU_POST_BURST": "100000"}


def fill(house: OpenedHouse, messages: int) -> None:
    """A talk of so many messages, with their events, in the first room."""
    with sqlite3.connect(house.data / "house.sqlite3") as database:
        room, thread, seq, change = database.execute(
            "SELECT r.id, t.id, r.seq, r.change FROM chat_room r JOIN chat_thread t ON t.room_id = r.id LIMIT 1"
        ).fetchone()
        people = [row[0] for row in database.execute("SELECT person_id FROM chat_membership WHERE room_id = ?", [room])]
        first = database.execute("SELECT max(id) FROM chat_message").fetchone()[0] + 1
        columns = [row[1] for row in database.execute("PRAGMA table_info(chat_message)")]
        known = ["id", "room_id", "thread_id", "author_id", "client_id", "seq", "change", "text", "html", "posted_at"]
        assert set(known) <= set(columns)

        def rows() -> Iterator[tuple[object, ...]]:
            for number in range(messages):
                text = f"{SAID[number % len(SAID)]} {number}"
                at = f"2026-05-{number % 28 + 1:02} {number % 24:02}:{number % 60:02}:00.{number % 1_000_000:06}"
                who = people[number % len(people)]
                place = (first + number, room, thread, who, uuid.uuid4().hex, seq + number + 1, change + number + 1)
                yield (*place, text, f"<p>{text}</p>", at)

        marks = ", ".join("?" * len(known))
        database.executemany(f"INSERT INTO chat_message ({', '.join(known)}) VALUES ({marks})", rows())
        database.execute(
            "INSERT INTO events_event (kind, facts, at) SELECT 'MessagePosted',"
            " json_object('room', room_id, 'thread', thread_id, 'message', id, 'seq', seq, 'change', change,"
            " 'by', author_id), posted_at FROM chat_message WHERE id >= ?",
            [first],
        )
        database.execute(
            "UPDATE chat_room SET seq = seq + ?, change = change + ? WHERE id = ?", [messages, messages, room]
        )


def measured(house: OpenedHouse, *words: str) -> str:
    """Run the command; answers its time and the most memory it had."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "chalou", *words], env=house.environ, cwd=CHECKOUT, stdout=subprocess.DEVNULL
    )
    most = 0
    while process.poll() is None:
        most = max(most, _most_kb(process.pid))
        time.sleep(0.02)
    if process.returncode:
        raise RuntimeError(f"chalou {words[0]} failed")
    return f"{time.perf_counter() - began:7.1f} s, {most / 1024:6.0f} MB"


def _most_kb(pid: int) -> int:
    """The most memory it ever had. Not `ru_maxrss`, which begins with what we had when it was started."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def report(what: str, found: str) -> None:
    print(f"{what:34} {found}", flush=True)


def size(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:7.1f} MB"


async def talk(house: OpenedHouse, cookies: Sequence[str], room: int, words: Sequence[str]) -> str:
    """Ten members talk while a command runs (or for eight seconds); answers how they fared."""
    talkers = [Timed(house, cookie, room, f"t{number}", pause_s=0.02) for number, cookie in enumerate(cookies)]
    staying = [asyncio.create_task(talker.stay()) for talker in talkers]
    await until(lambda: all(len(talker.acknowledged) > 10 for talker in talkers), seconds=30)
    before = sum(len(talker.acknowledged) for talker in talkers)
    for talker in talkers:
        talker.waits.clear()
    began = time.perf_counter()
    if words:
        await asyncio.to_thread(house.run, *words)
    else:
        await asyncio.sleep(8)
    took = time.perf_counter() - began
    posts = sum(len(talker.acknowledged) for talker in talkers) - before
    waits = sorted(wait for talker in talkers for wait in talker.waits)
    for task in staying:
        task.cancel()
    await asyncio.gather(*staying, return_exceptions=True)
    log = house.data / "house.sqlite3-wal"
    return (
        f"{took:5.1f} s, {posts / took:5.0f} posts/s, acknowledged p50 {statistics.median(waits) * 1000:5.1f}"
        f" p99 {waits[len(waits) * 99 // 100] * 1000:6.1f} most {waits[-1] * 1000:6.1f} ms"
        + (f", log {size(log).strip()}" if log.exists() else "")
    )


class Timed(Talker):
    """Knows how long each line waited for its acknowledgement."""

    def __init__(self, house: OpenedHouse, cookie: str, room: int, name: str, *, pause_s: float) -> None:
        super().__init__(house, cookie, room, name, pause_s=pause_s)
        self.waits: list[float] = []
        self._sent: dict[str, float] = {}

    async def _say(self, line: object, **frame: object) -> None:
        if frame["do"] == "post":
            self._sent[str(frame["id"])] = time.perf_counter()
        await super()._say(line, **frame)  # type: ignore[arg-type]  # a connection, as there

    async def _take(self, line: object, frame: dict[str, object]) -> None:
        if frame["is"] == "ack" and frame["id"] in self._sent:
            self.waits.append(time.perf_counter() - self._sent.pop(str(frame["id"])))
        await super()._take(line, frame)  # type: ignore[arg-type]  # a connection, as there


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.whole_house")
    arguments.add_argument("--messages", type=int, default=100_000)
    arguments.add_argument("--postgres", action="store_true")
    arguments.add_argument("--open", action="store_true", help="back up while ten members talk")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        print("\n".join(f"{name:12} {value}" for name, value in machine.describe(folder).items()), flush=True)
        house = OpenedHouse(folder / "house", LIMITS)
        sessions = folder / "sessions.jsonl"
        house.run("demo", "--members", "10", "--sessions", str(sessions))
        cookies = [json.loads(line)["cookie"] for line in sessions.read_text(encoding="utf-8").splitlines()]
        fill(house, given.messages)
        report(f"database, {given.messages:,} messages", size(house.data / "house.sqlite3"))
        if given.open:
            with house:
                report("open, nothing else", asyncio.run(talk(house, cookies, 1, [])))
                report("open, while backed up", asyncio.run(talk(house, cookies, 1, ["backup"])))
                report("open, nothing else, again", asyncio.run(talk(house, cookies, 1, [])))
                house.stop()
        file = folder / "whole.zip"
        report("backup", measured(house, "backup", str(file)))
        report("  its file", size(file))
        report("restore into SQLite", measured(OpenedHouse(folder / "restored"), "restore", str(file)))
        if given.postgres:
            postgres = Postgres(folder)
            postgres.start()
            try:
                into = {"CHALOU_DATABASE_URL": postgres.new_database("restored")}
                restored = OpenedHouse(folder / "postgres-house", into)
                report("restore into PostgreSQL", measured(restored, "restore", str(file)))
                report("backup of PostgreSQL", measured(restored, "backup", str(folder / "again.zip")))
                report("move-to PostgreSQL", measured(house, "move-to", postgres.new_database("moved")))
            finally:
                postgres.stop()


if __name__ == "__main__":
    main()
