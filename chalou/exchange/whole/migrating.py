"""The tables are brought to what this version of Chalou expects."""

from django.core.management import call_command
from django.db import connection


def bring_tables_up_to_date() -> None:
    """Run the migrations that wait. Numbers of rows that are gone are not given again afterwards either.

    SQLite changes a table by making it anew, and then counts on from the largest number that it finds in it.
    """
    given = _numbers_given()
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        for table, number in given.items():
            cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [number, table])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) SELECT name, %s FROM sqlite_master"
                " WHERE name = %s AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)",
                [number, table, table],
            )


def _numbers_given() -> dict[str, int]:
    if connection.vendor != "sqlite":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_sequence'")
        if not cursor.fetchone()[0]:
            return {}
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        return dict(cursor.fetchall())
