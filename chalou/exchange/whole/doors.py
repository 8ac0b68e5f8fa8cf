"""Connections of one's own: a snapshot to read a house that is open, and another database in the place of ours."""

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections, transaction

Settings = dict[str, Any]
"""A database as Django's settings describe it."""

_number = itertools.count(1)


@contextmanager
def snapshot() -> Iterator[str]:
    """One moment of the house, for as long as one reads; answers the alias of its connection.

    Nobody waits for it. On SQLite it is one read transaction on a connection of its own, beside the fair lock, which
    only writers take; on PostgreSQL one that is REPEATABLE READ and READ ONLY.
    """
    described = _reading(connections[DEFAULT_DB_ALIAS].settings_dict)
    with _also(described) as alias, transaction.atomic(using=alias):
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
        yield alias


def _reading(house: Settings) -> Settings:
    described = deepcopy(house)
    if "sqlite" in described["ENGINE"]:
        # Django's own engine: `BEGIN`, not `BEGIN IMMEDIATE`, and no turn in the queue of writers. `mode=rw`: a file
        # that is not there is not made.
        described["ENGINE"] = "django.db.backends.sqlite3"
        described["NAME"] = f"{Path(described['NAME']).resolve().as_uri()}?mode=rw"
        described["OPTIONS"] = {"timeout": 20, "init_command": "PRAGMA query_only=ON;"}
    else:
        options = described.get("OPTIONS") or {}
        described["OPTIONS"] = {**options, "isolation_level": psycopg.IsolationLevel.REPEATABLE_READ}
    return described


@contextmanager
def _also(described: Settings) -> Iterator[str]:
    alias = f"beside-{next(_number)}"
    # Another dictionary each time: other threads may be walking through the one that is there.
    connections.settings = {**connections.settings, alias: described}
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        connections.settings = {name: held for name, held in connections.settings.items() if name != alias}


@contextmanager
def moved_out(target: Mapping[str, object]) -> Iterator[str]:
    """Put another database in the place of ours; answers the alias under which the old one is read.

    In its place, not beside it: migrations with data, and whatever they call, write to the default database.
    For a process that does nothing else.
    """
    old = connections[DEFAULT_DB_ALIAS].settings_dict
    with snapshot() as alias:
        filled = connections.configure_settings({DEFAULT_DB_ALIAS: dict(target)})
        before = connections.settings
        _replace({**before, **filled})
        try:
            yield alias
        finally:
            _replace({**connections.settings, DEFAULT_DB_ALIAS: old})


def _replace(described: dict[str, Settings]) -> None:
    connections[DEFAULT_DB_ALIAS].close()
    del connections[DEFAULT_DB_ALIAS]
    connections.settings = described
