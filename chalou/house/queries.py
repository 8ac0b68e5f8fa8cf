"""Reading the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from chalou.house.models import House

# Every page asks, so it is written by hand: building the query anew each time costs more than running it.
COLUMNS = ("id", "name", "tagline", "language", "way_in", "is_demo")
# What is told to those outside besides: on strangers' pages, which are kept, and never on those of members.
_OUTSIDE = ("sign", "is_listed")


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """What the keeper says to whoever stands at the door. `sign` is the token of the picture, if there is one."""

    welcome: str
    question: str
    sign: str


def the_house() -> House | None:
    """The house, or None before it is set up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name, tagline, language, way_in, is_demo, sign, is_listed FROM house_house WHERE id = 1"
        )
        row = cursor.fetchone()
    if row is None:
        return None
    *known, is_demo, sign, is_listed = row
    return House.from_db(connection.alias, COLUMNS + _OUTSIDE, (*known, bool(is_demo), sign, bool(is_listed)))


def at_the_door() -> AtTheDoor:
    """The words and the picture of the entrance; empty before the house is set up."""
    row = House.objects.filter(id=1).values_list("welcome", "question", "sign").first()
    return AtTheDoor(*row) if row else AtTheDoor("", "", "")


def house_in(row: Sequence[Any]) -> House | None:
    """The house of a row of `COLUMNS`; None where there is none in it."""
    return None if row[0] is None else House.from_db(connection.alias, COLUMNS, (*row[:-1], bool(row[-1])))
