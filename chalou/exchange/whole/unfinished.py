"""The mark on a database that holds half a house: a table of its own, from before the first row until all is compared.

Whoever opens a house looks for it first. It also keeps what must be put back at the end, so that a move goes on where
it was killed.
"""

from django.db import DEFAULT_DB_ALIAS, connections

from chalou.exchange.whole.refusals import NotDone

TABLE = "chalou_unfinished"
RESTORE, MOVE = "restore", "move"

_WORDS = {
    RESTORE: "a restore into this database was not finished. Run `chalou restore` once more.",
    MOVE: "a move into this database was not finished. Go on with it: run `chalou move-to` again, with the settings of"
    " the house as it was before the move.",
}


def notes(alias: str = DEFAULT_DB_ALIAS) -> dict[str, str] | None:
    """What is noted on an unfinished house, or None where there is no mark."""
    with connections[alias].cursor() as cursor:
        if TABLE not in connections[alias].introspection.table_names(cursor):
            return None
        cursor.execute(f"SELECT name, value FROM {TABLE} ORDER BY name")
        return dict(cursor.fetchall())


def refuse_half_a_house(alias: str = DEFAULT_DB_ALIAS) -> None:
    """`NotDone` for a database in which a restore or a move was begun and not finished."""
    found = notes(alias)
    if found is not None:
        raise NotDone(_WORDS.get(found.get("what", ""), _WORDS[RESTORE]))


def begin(what: str, house: str) -> None:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (name varchar(120) PRIMARY KEY, value text NOT NULL)")
    note("what", what)
    note("house", house)


def note(name: str, value: str) -> None:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} (name, value) VALUES (%s, %s)", [name, value])


def end() -> None:
    """The house is whole."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}")
