"""A house moves from its database into another one, row by row; the old one is left as it was."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.migrations.loader import MigrationLoader

from chalou.exchange.whole import load, tables, unfinished
from chalou.exchange.whole.alone import alone
from chalou.exchange.whole.doors import moved_out
from chalou.exchange.whole.refusals import NotDone
from chalou.exchange.whole.tables import Table

Say = Callable[[str], None]


def move(target: Mapping[str, object], *, say: Say) -> None:
    """Move the house into `target`, a database as Django's settings describe it. The house is closed meanwhile.

    Killed half way, the same command goes on where it was: until all is compared the new database is marked as no
    house. If the house was opened in between and has changed, it begins anew. `NotDone` where the other database is not
    empty, or this house is not up to date.
    """
    unfinished.refuse_half_a_house()
    steps = tables.steps_of(DEFAULT_DB_ALIAS)
    if not steps:
        raise NotDone("there is no house here to be moved.")
    found = tables.tables(steps)
    if set(MigrationLoader(None).graph.leaf_nodes()) - set(steps):
        raise NotDone("this house is not up to date. Open it once with this version of Chalou, then move it.")
    with moved_out(target) as old, alone("another move or upgrade is under way in that database."):
        goes_on = _make_room()
        if not goes_on:
            _begin(steps)
        _fill(found, old, say)
        wrong = _differing(found, old, say)
        if wrong and goes_on:
            say("The house has changed since the move was begun; it is begun anew.")
            _begin(steps)
            _fill(found, old, say)
            wrong = _differing(found, old, say)
        if wrong:
            raise NotDone(f"what was read back is not what was written: {', '.join(wrong)}.")
        load.finish(found, lambda table: tables.last_number(table, old))


def _make_room() -> bool:
    """Whether a move of this house was begun here and can go on."""
    begun = unfinished.notes()
    if begun is None:
        load.refuse_unless_empty()
        return False
    if (begun.get("what"), begun.get("house")) != (unfinished.MOVE, settings.HOUSE_DIGEST):
        raise NotDone("that database holds an unfinished restore, or the unfinished move of another house.")
    # Once the foreign keys are back, rows no longer come in any order: then it is begun anew.
    return any(name.startswith("key ") for name in begun)


def _begin(steps: list[tables.Step]) -> None:
    load.clear(what=unfinished.MOVE, house=settings.HOUSE_DIGEST)
    load.build(steps)


def _fill(found: list[Table], old: str, say: Say) -> None:
    for table in found:
        last = tables.last_key(table, DEFAULT_DB_ALIAS)
        before = tables.count(table, DEFAULT_DB_ALIAS) if last is not None else 0
        load.fill(table, tables.lines(table, old, after=last), say, before=before)


def _differing(found: list[Table], old: str, say: Say) -> list[str]:
    say("Comparing every row with the old database.")
    return list(load.differing(found, lambda table: tables.sum_of(tables.lines(table, old)), say))
