"""Reading the house."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from chalou.house.models import House

# Every page asks, so it is written by hand: building the query anew each time costs more than running it.
COLUMNS = ("id", "name", "tagline", "language", "way_in", "is_demo")


def the_house() -> House | None:
    """The house, or None before it is set up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name, tagline, language, way_in, is_demo FROM house_house WHERE id = 1")
        row = cursor.fetchone()
    return house_in(row) if row else None


def house_in(row: Sequence[Any]) -> House | None:
    """The house of a row of `COLUMNS`; None where there is none in it."""
    return None if row[0] is None else House.from_db(connection.alias, COLUMNS, (*row[:-1], bool(row[-1])))
