"""A backup: one moment of the house in one file, taken while everybody goes on talking."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from chalou import __version__
from chalou.chat.models import BallotKey
from chalou.exchange.whole import package, tables, unfinished
from chalou.exchange.whole.doors import snapshot
from chalou.exchange.whole.package import Manifest, TableHeld
from chalou.exchange.whole.refusals import NotDone

Say = Callable[[str], None]

DAILY, BEFORE_UPGRADE = "daily", "before-upgrade"
"""Marks in the names of files that nobody asked for by hand; only those are ever swept."""

LEFT_OUT = frozenset({BallotKey._meta.db_table})
"""Tables that a backup has without their rows. With these keys whoever has the file could tell who voted for what in a
secret poll; without them nobody can vote on there after a restore, and the figures stay.
"""

_OURS = re.compile(rf"chalou-\d{{8}}T\d{{6}}Z-({DAILY}|{BEFORE_UPGRADE})\.zip")
_A_WORD_EVERY = 100_000
NO_HOUSE = "there is no house here yet; nothing to take along."


def make_backup(folder: Path, *, at: datetime, say: Say, mark: str = DAILY) -> Path:
    """Put the whole house into a new file in `folder`, named by the time; answers which. See `back_up`."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"chalou-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" + (f"-{mark}" if mark else "")
    return back_up(folder / f"{name}.zip", at=at, say=say)


def back_up(target: Path, *, at: datetime, say: Say) -> Path:
    """Put the whole house into `target`: all its rows of one moment (but for those `LEFT_OUT`), its pictures, its key.

    What was acknowledged before this began is in it. Nobody waits for it, and a process killed half way leaves nothing
    that looks like a backup. `NotDone` where there is no house, no room on the disk, or the file exists.
    """
    with _house() as alias, package.writing(target) as paper:
        steps = tables.steps_of(alias)
        if not steps:
            raise NotDone(NO_HOUSE)
        held = []
        for table in tables.tables(steps):
            number = tables.last_number(table, alias)
            total = paper.table(table.name, told(_lines(table, alias), table.name, say))
            say(f"  {table.name}: {total.rows:,} rows")
            columns = [(column.name, column.kind) for column in table.columns]
            held.append(TableHeld(table.name, columns, total.rows, total.sha256, number))
        pictures = paper.media(settings.CHALOU.data / "media")
        if pictures.files:
            say(f"  media: {pictures.files:,} files")
        key = _kept_key()
        if key is not None:
            paper.key(key)
        paper.manifest(
            Manifest(
                chalou=__version__,
                made_at=at.astimezone(UTC).isoformat(timespec="seconds"),
                database=connections[alias].vendor,
                migrations=steps,
                tables=held,
                media=pictures,
                has_key=key is not None,
            )
        )
    return target


def _lines(table: tables.Table, alias: str) -> Iterator[bytes]:
    return iter(()) if table.name in LEFT_OUT else tables.lines(table, alias)


@contextmanager
def _house() -> Iterator[str]:
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        raise NotDone(NO_HOUSE)
    with snapshot() as alias:
        unfinished.refuse_half_a_house(alias)
        yield alias


def _kept_key() -> str | None:
    """The key in the folder. One that the keeper keeps elsewhere is theirs to keep."""
    file = settings.CHALOU.data / package.KEY
    if settings.CHALOU.secret_key or not file.exists():
        return None
    return str(file.read_text(encoding="ascii"))


def told(lines: Iterator[bytes], name: str, say: Say) -> Iterator[bytes]:
    """The same lines; now and then a word on how far they are."""
    for number, line in enumerate(lines, start=1):
        yield line
        if number % _A_WORD_EVERY == 0:
            say(f"  {name}: {number:,} rows so far")


def sweep(folder: Path, *, keep: int) -> list[Path]:
    """Remove all but the newest `keep` of the files made by themselves, of each kind; answers which.

    Those that somebody asked for, and other files, are left alone.
    """
    if keep < 1:
        return []
    kinds: dict[str, list[Path]] = {}
    for path in folder.glob("chalou-*.zip"):
        if match := _OURS.fullmatch(path.name):
            kinds.setdefault(match[1], []).append(path)
    over = [path for found in kinds.values() for path in sorted(found)[:-keep]]
    for path in over:
        path.unlink()
    return over
