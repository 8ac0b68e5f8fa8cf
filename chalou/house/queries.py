"""Reading the house."""

from django.db import connection

from chalou.house.models import House

# Every page asks, so it is written by hand: building the query anew each time costs more than running it.
_COLUMNS = ("id", "name", "tagline", "language", "way_in", "is_demo")


def the_house() -> House | None:
    """The house, or None before it is set up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name, tagline, language, way_in, is_demo FROM house_house WHERE id = 1")
        row = cursor.fetchone()
    return House.from_db(connection.alias, _COLUMNS, (*row[:-1], bool(row[-1]))) if row else None
