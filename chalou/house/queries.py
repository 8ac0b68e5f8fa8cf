"""Reading the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.db import connection

from chalou.foundation.ids import PersonId
from chalou.foundation.languages import LANGUAGES
from chalou.foundation.refusals import NotFound
from chalou.house.models import CustomsVersion, House
from chalou.house.rules import offered
from chalou.house.rules.customs import Customs, Text
from chalou.house.rules.document import read

# Every page asks, so it is written by hand: building the query anew each time costs more than running it. In the order
# of the fields, which is how Django takes them.
COLUMNS = ("id", "name", "tagline", "language", "way_in", "is_demo", "languages")
# What is told to those outside besides: on strangers' pages, which are kept, and never on those of members.
_OUTSIDE = ("id", "name", "tagline", "language", "way_in", "is_demo", "sign", "languages", "is_listed")
_FLAGS = ("is_demo", "is_listed")

READY_SETS = ("tea-club", "tea-shop", "study-circle")
"""Customs that we have written, to begin with. A house that has chosen none has the first."""
VERSIONS_PAGE = 20
_SETS = Path(__file__).parent / "sets"


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


@dataclass(frozen=True, slots=True)
class Version:
    """The customs as they were from a moment on. Number 0: those of a house that has chosen none."""

    number: int
    customs: Customs
    by: PersonId | None = None
    note: str = ""
    at: datetime | None = None


def the_customs() -> Customs:
    """The customs of this house, as they are at this moment in every process: one row is looked at each time, and
    understood once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT document FROM house_customsversion ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
    return ready_set(READY_SETS[0]) if row is None else _understood(row[0])


def own_words(text: Text, language: str) -> str:
    """What the keeper says there in the place of ours; empty: nothing of their own."""
    return the_customs().own_words(text, language)


# By the document itself, not by its number: whatever became of the rows (a restored backup, another database), the
# same words mean the same.
@lru_cache(maxsize=64)
def _understood(document: str) -> Customs:
    return read(document)


@cache
def ready_set(name: str) -> Customs:
    """One of the ready sets."""
    if name not in READY_SETS:
        raise NotFound
    return read((_SETS / f"{name}.json").read_bytes())


def newest_version() -> Version:
    """The customs that count, and since when."""
    row = CustomsVersion.objects.order_by("-id").first()
    return Version(0, ready_set(READY_SETS[0])) if row is None else _version(row)


def version(number: int) -> Version:
    """The customs of this number; 0 are those before anybody changed them."""
    if number == 0:
        return Version(0, ready_set(READY_SETS[0]))
    row = CustomsVersion.objects.filter(id=number).first()
    if row is None:
        raise NotFound
    return _version(row)


def versions(*, before: int | None = None) -> tuple[Version, ...]:
    """The customs one after another, the newest first, a page and the one it goes on from (the last: version 0)."""
    rows = CustomsVersion.objects.order_by("-id")
    found = [_version(row) for row in (rows.filter(id__lt=before) if before else rows)[: VERSIONS_PAGE + 1]]
    return tuple(found if len(found) > VERSIONS_PAGE else [*found, version(0)])


def _version(row: CustomsVersion) -> Version:
    by = None if row.by_number is None else PersonId(row.by_number)
    return Version(row.pk, _understood(row.document), by, row.note, row.at)
