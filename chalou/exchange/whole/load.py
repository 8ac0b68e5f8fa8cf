"""A whole house into the default database: the steps that restore and move share.

1. `clear`: the database is emptied and marked as holding half a house.
2. `build`: the tables as they were at the time of what is loaded; foreign keys are put aside.
3. `fill`: rows, ten thousand a transaction, in the order of their keys; so it can go on where it was killed.
4. `compare`: count and checksum of every table, read back.
5. `finish`: foreign keys, the numbers that come next, later migrations, and the mark is taken away.

The one place beside actions that writes rows of all areas; it writes them as they were and records nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from chalou.exchange.whole import rows, tables, unfinished
from chalou.exchange.whole.migrating import bring_tables_up_to_date
from chalou.exchange.whole.refusals import NotDone
from chalou.exchange.whole.tables import Step, Sum, Table

Say = Callable[[str], None]

_BATCH = 10_000
_A_WORD_EVERY = 100_000
# What `migrate` puts there by itself.
_FURNITURE = {"django_content_type", "auth_permission"}


def refuse_unless_empty() -> None:
    """`NotDone` where there is a house, or anything else, in this database."""
    here = set(_tables_here()) - {"django_migrations", unfinished.TABLE}
    known = tables.tables(tables.steps_of(DEFAULT_DB_ALIAS))
    if here - {table.name for table in known}:
        raise NotDone("the database holds tables that are not Chalou's; a house wants a database of its own.")
    full = [table.name for table in known if table.name not in _FURNITURE and table.name in here and _has_rows(table)]
    if full:
        raise NotDone(f"there is a house in this database already ({full[0]} has rows); it wants an empty one.")


def _has_rows(table: Table) -> bool:
    return not tables.is_empty(table, DEFAULT_DB_ALIAS)


def _tables_here() -> list[str]:
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def clear(*, what: str, house: str) -> None:
    """Take away every table and put up the mark, in one transaction. Ask `refuse_unless_empty` first."""
    with _unchecked(), transaction.atomic():
        with connection.cursor() as cursor:
            for name in _tables_here():
                cascade = " CASCADE" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)}{cascade}")
        unfinished.begin(what, house)


def build(steps: Sequence[Step]) -> list[Table]:
    """Make the tables of these migrations, without a row; answers them."""
    found = tables.tables(steps)
    executor = MigrationExecutor(connection)
    executor.migrate(tables.last_of(steps, executor.loader))
    with _unchecked(), transaction.atomic():
        with connection.cursor() as cursor:
            for table in found:  # what migrations put there is in what is loaded, too
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table.name)}")
        _put_aside_foreign_keys()
        unfinished.note("built", "yes")
    return found


def _put_aside_foreign_keys() -> None:
    """So that tables come in any order. SQLite need not be told: there it is a switch (`_unchecked`)."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
        )
        for number, (table, name, definition) in enumerate(cursor.fetchall()):
            unfinished.note(f"key {number:04}", f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def fill(table: Table, lines: Iterable[bytes], say: Say, *, before: int = 0) -> None:
    """Insert the rows, which come in the order of their keys. `before` says how many there are already."""
    count = before
    rest = iter(lines)
    insert = _copy if connection.vendor == "postgresql" else _insert
    while batch := list(islice(rest, _BATCH)):
        try:
            values = (rows.values(table.columns, line) for line in batch)
            with _unchecked(), transaction.atomic():
                insert(table, [rows.stored(table.columns, row, connection) for row in values])
        except IntegrityError as error:
            raise NotDone(f"{table.name}: a row after the first {count:,} is there twice, or not whole.") from error
        except (DatabaseError, ValueError) as error:
            # The first line only: the others may hold what somebody said.
            said = str(error).partition("\n")[0]
            raise NotDone(f"{table.name}: this database cannot keep a row after the first {count:,}: {said}") from error
        count += len(batch)
        if count // _A_WORD_EVERY != (count - len(batch)) // _A_WORD_EVERY:
            say(f"  {table.name}: {count:,} rows so far")
    say(f"  {table.name}: {count:,} rows")


def _names(table: Table) -> str:
    return ", ".join(connection.ops.quote_name(held.name) for held in table.columns)


def _insert(table: Table, stored: list[list[Any]]) -> None:
    marks = ", ".join(["%s"] * len(table.columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {connection.ops.quote_name(table.name)} ({_names(table)}) VALUES ({marks})", stored
        )


def _copy(table: Table, stored: list[list[Any]]) -> None:
    statement = f"COPY {connection.ops.quote_name(table.name)} ({_names(table)}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for values in stored:
            copy.write_row(values)


@contextmanager
def _unchecked() -> Iterator[None]:
    """No foreign key is looked at on SQLite until the end, when all are."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.enable_constraint_checking()


def differing(found: Iterable[Table], wanted: Callable[[Table], Sum], say: Say) -> Iterator[str]:
    """The tables that do not hold what they should, by count and checksum of all their rows."""
    for table in found:
        with transaction.atomic():
            here = tables.sum_of(tables.lines(table, DEFAULT_DB_ALIAS))
        if here != wanted(table):
            yield table.name
        elif here.rows:
            say(f"  {table.name}: compared")


def finish(found: Iterable[Table], last_number: Callable[[Table], int | None]) -> None:
    """Make a house of the rows: foreign keys, the numbers that come next, today's tables; then the mark goes."""
    _bring_back_foreign_keys()
    with transaction.atomic():
        for table in found:
            number = last_number(table)
            if number:
                _go_on_after(table, number)
    bring_tables_up_to_date()
    unfinished.end()


def _bring_back_foreign_keys() -> None:
    if connection.vendor == "sqlite":
        connection.check_constraints()
        return
    aside = {name: value for name, value in (unfinished.notes() or {}).items() if name.startswith("key ")}
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in aside.values():
            cursor.execute(statement)
        cursor.execute(f"DELETE FROM {unfinished.TABLE} WHERE name LIKE 'key %%'")


def _go_on_after(table: Table, number: int) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # SQLite notes the largest number it was given; there may have been larger ones that are gone.
            cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [number, table.name])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) SELECT %s, %s"
                " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)",
                [table.name, number, table.name],
            )
            return
        quoted, key = connection.ops.quote_name(table.name), connection.ops.quote_name(table.key.name)
        cursor.execute(
            f"SELECT setval(%s, greatest(%s, (SELECT coalesce(max({key}), 0) FROM {quoted})))",
            [tables.sequence_of(table, DEFAULT_DB_ALIAS), number],
        )
