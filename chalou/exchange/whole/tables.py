"""Which tables a house has, and what is in them.

They are asked of the migrations, not of today's models: a house of an earlier version is read as it is, before it is
brought up to date.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connections, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Collate

from chalou.exchange.whole import rows
from chalou.exchange.whole.refusals import NotDone

Step = tuple[str, str]
"""A migration: its app and its name."""

_AT_ONCE = 2000
_OF_TEXT = ("CharField", "TextField", "SlugField")
NEWER = "made by a newer Chalou than this one ({steps}). Update Chalou first."


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the migrations made it."""

    model: type[models.Model]
    columns: tuple[rows.Column, ...]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> rows.Column:
        (found,) = (held for held in self.columns if held.name == self.model._meta.pk.column)
        return found

    @property
    def is_numbered(self) -> bool:
        """Whether the database gives the keys, and must know which were given."""
        return isinstance(self.model._meta.pk, models.AutoField)


@dataclass(frozen=True, slots=True)
class Sum:
    """What is in a table: equal sums, equal rows."""

    rows: int
    sha256: str


def steps_of(alias: str) -> list[Step]:
    """The migrations that made this database, none for an empty one."""
    return sorted(MigrationRecorder(connections[alias]).applied_migrations())


def tables(steps: Iterable[Step]) -> list[Table]:
    """The tables that these migrations make, by name. `NotDone` where one is unknown: that house is from the future."""
    loader = MigrationLoader(None)
    wanted = list(steps)
    unknown = [".".join(step) for step in wanted if step not in loader.disk_migrations]
    if unknown:
        raise NotDone(NEWER.format(steps=", ".join(unknown[:3])))
    state = loader.project_state(last_of(wanted, loader))
    found = [
        Table(model, tuple(rows.column(field) for field in model._meta.concrete_fields if not field.generated))
        for model in state.apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    return sorted(found, key=lambda table: table.name)


def last_of(steps: Sequence[Step], loader: MigrationLoader) -> list[Step]:
    """Those of the steps that no other of them builds upon: with them all have been taken."""
    nodes = loader.graph.node_map
    known = [step for step in steps if step in nodes]
    return [step for step in known if not any(child.key in known for child in nodes[step].children)]


def lines(table: Table, alias: str, *, after: Any = None) -> Iterator[bytes]:
    """Every row as its line, in the order of the keys; those beyond `after`, where it is given."""
    order: Any = models.F(table.key.field.attname)  # a key of whatever type
    if connections[alias].vendor == "postgresql" and table.key.kind in _OF_TEXT:
        # By bytes, as SQLite does: the order of letters differs from one installation to the next.
        order = Collate(order, "C")
    found = table.model._base_manager.using(alias).annotate(_place=order).order_by("_place")
    if after is not None:
        found = found.filter(_place__gt=after)
    names = [held.field.attname for held in table.columns]
    for values in found.values_list(*names).iterator(chunk_size=_AT_ONCE):
        yield rows.line(table.columns, values)


def sum_of(written: Iterable[bytes]) -> Sum:
    count, digest = 0, hashlib.sha256()
    for line in written:
        count += 1
        digest.update(line)
    return Sum(count, digest.hexdigest())


def is_empty(table: Table, alias: str) -> bool:
    return not table.model._base_manager.using(alias).exists()


def count(table: Table, alias: str) -> int:
    return table.model._base_manager.using(alias).count()


def last_key(table: Table, alias: str) -> Any:
    """The key of the last row in the order of `lines`, or None."""
    order: Any = models.F(table.key.field.attname)
    if connections[alias].vendor == "postgresql" and table.key.kind in _OF_TEXT:
        order = Collate(order, "C")
    found = table.model._base_manager.using(alias).annotate(_place=order).order_by("-_place")
    return found.values_list(table.key.field.attname, flat=True).first()


def last_number(table: Table, alias: str) -> int | None:
    """The last key that the database gave in this table: also those of rows that are gone are never given again."""
    if not table.is_numbered:
        return None
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
            row = cursor.fetchone()
            return int(row[0]) if row else 0
        sequence = sequence_of(table, alias)
        cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")
        return int(cursor.fetchone()[0])


def sequence_of(table: Table, alias: str) -> str:
    with connections[alias].cursor() as cursor:
        quote = connections[alias].ops.quote_name
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [quote(table.name), table.key.name])
        found = cursor.fetchone()[0]
    if not isinstance(found, str):
        raise DatabaseError(f"{table.name} has no sequence")
    return found
