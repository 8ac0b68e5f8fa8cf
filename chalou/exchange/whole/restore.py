"""A backup becomes a house again, in an empty one's place."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from chalou.exchange.whole import load, package, tables, unfinished
from chalou.exchange.whole.package import Manifest, Package, TableHeld
from chalou.exchange.whole.refusals import NotDone
from chalou.exchange.whole.tables import Table

Say = Callable[[str], None]


def restore(file: Path, *, say: Say) -> Manifest:
    """Make the house of this file here; answers what the file says of itself.

    The file is read through once before anything is touched, and every table is read back and compared afterwards.
    Killed half way, what is there is marked as no house, and the same command begins anew. `NotDone` where the file is
    not whole or from the future, or where there is a house already.
    """
    with package.reading(file) as paper:
        say(f"Reading {file} through.")
        paper.check()
        found = tables.tables(paper.manifest.migrations)
        held = _as_held(found, paper.manifest)
        _make_room()
        unfinished_before = unfinished.notes() is not None
        load.clear(what=unfinished.RESTORE, house=settings.HOUSE_DIGEST)
        say("Begun once more." if unfinished_before else "The file is whole. Bringing its rows in.")
        found = load.build(paper.manifest.migrations)
        for table in found:
            load.fill(table, paper.lines(table.name), say)
        say("Comparing every row with the file.")
        wrong = list(load.differing(found, lambda table: held[table.name].sum, say))
        if wrong:
            raise NotDone(f"what was read back is not what was written: {', '.join(wrong)}. Is the disk sound?")
        paper.put_media(_media())
        if paper.manifest.has_key:
            _put_key(paper)
        load.finish(found, lambda table: held[table.name].last_number)
        return paper.manifest


def _as_held(found: list[Table], manifest: Manifest) -> dict[str, TableHeld]:
    """The tables of the file by name, which are the very ones its migrations make."""
    held = {table.name: table for table in manifest.tables}
    made = {table.name: [(column.name, column.kind) for column in table.columns] for table in found}
    if made != {name: table.columns for name, table in held.items()}:
        raise NotDone("the tables in the file are not those of its version: it is damaged, or another program made it.")
    return held


def _make_room() -> None:
    begun = unfinished.notes()
    if begun is not None and begun.get("what") != unfinished.RESTORE:
        raise NotDone("this database holds a move that was not finished. Restore into another one.")
    if begun is None:
        load.refuse_unless_empty()
        if _media().exists() and any(_media().iterdir()):
            raise NotDone(f"{_media()} has files in it. Restore into an empty folder.")
    elif _media().exists():
        shutil.rmtree(_media())


def _media() -> Path:
    return Path(settings.CHALOU.data) / "media"


def _put_key(paper: Package) -> None:
    """The house's own key, so that whoever was signed in still is."""
    file = Path(settings.CHALOU.data) / package.KEY
    made = file.with_name(f"{package.KEY}.{os.getpid()}")
    made.touch(mode=0o600)
    made.write_text(paper.key(), encoding="ascii")
    made.replace(file)
    file.with_name("setup-key").unlink(missing_ok=True)  # there is a keeper now


def made_at(manifest: Manifest) -> datetime:
    return datetime.fromisoformat(manifest.made_at)
