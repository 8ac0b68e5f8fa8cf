"""Reading the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from chalou.foundation.languages import LANGUAGES
from chalou.foundation.refusals import NotFound
from chalou.house.models import House
from chalou.house.rules import offered
from chalou.house.rules.customs import Customs

# Every page asks, so it is written by hand: building the query anew each time costs more than running it. In the order
# of the fields, which is how Django takes them.
COLUMNS = ("id", "name", "tagline", "language", "way_in", "is_demo", "languages")
# What is told to those outside besides: on strangers' pages, which are kept, and never on those of members.
_OUTSIDE = ("id", "name", "tagline", "language", "way_in", "is_demo", "sign", "languages", "is_listed")
_FLAGS = ("is_demo", "is_listed")
_CUSTOMS = Customs()


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """What the keeper says to whoever stands at the door. `sign` is the token of the picture, if there is one, and
    `alt` what is to be seen on it.
    """

    welcome: str = ""
    question: str = ""
    sign: str = ""
    alt: str = ""
    width: int | None = None
    height: int | None = None


def the_house() -> House | None:
    """The house, or None before it is set up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name, tagline, language, way_in, is_demo, sign, languages, is_listed"
            " FROM house_house WHERE id = 1"
        )
        row = cursor.fetchone()
    if row is None:
        return None
    return _from(_OUTSIDE, row)


def at_the_door() -> AtTheDoor:
    """The words and the picture of the entrance; empty before the house is set up."""
    columns = ("welcome", "question", "sign", "sign_alt", "sign_width", "sign_height")
    row = House.objects.filter(id=1).values_list(*columns).first()
    return AtTheDoor(*row) if row else AtTheDoor()


def house_in(row: Sequence[Any]) -> House | None:
    """The house of a row of `COLUMNS`; None where there is none in it."""
    return None if row[0] is None else _from(COLUMNS, row)


def _from(columns: Sequence[str], row: Sequence[Any]) -> House:
    # SQLite answers a number for what is true.
    values = [bool(value) if column in _FLAGS else value for column, value in zip(columns, row, strict=True)]
    return House.from_db(connection.alias, columns, values)


def languages_of(house: House | None) -> tuple[tuple[str, str], ...]:
    """The languages in which the house can be read, by code and name; before it is set up all that we speak."""
    return offered(chosen=house.languages, own=house.language) if house else LANGUAGES


def whole_house() -> House:
    """The house with all that is kept of it, for whoever changes it. `NotFound` before it is set up."""
    house = House.objects.filter(id=1).first()
    if house is None:
        raise NotFound
    return house


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """How many megabytes of pictures and files the house takes, of one person and of all. None: as the settings say."""

    person: int | None = None
    house: int | None = None


def media_limits() -> MediaLimits:
    """What the keeper has set. Asked when something is brought, never by a page that only shows a talk."""
    row = House.objects.filter(id=1).values_list("media_mb_person", "media_mb_house").first()
    return MediaLimits(*row) if row else MediaLimits()


def sign_token() -> str:
    """The picture that hangs at the entrance, by its token; empty where none does."""
    return House.objects.filter(id=1).values_list("sign", flat=True).first() or ""


def the_customs() -> Customs:
    """The customs of this house."""
    return _CUSTOMS
