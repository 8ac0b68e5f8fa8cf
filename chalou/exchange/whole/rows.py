"""One row as a line of text that means the same in every database.

A line is a JSON array, values in the order of the table's columns. There is exactly one line for each row, whichever
database it was read from: checksums of both sides are compared. Hence times are in UTC with all six digits, objects
have sorted keys, and numbers inside JSON are as JSON has them, where 1.0 is 1 (PostgreSQL keeps them so).
"""

import math
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from django.core.exceptions import ValidationError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignKey, JSONField, Value

# Any in this module: a value as Python has it, of whatever type its column is, and the same as JSON has it.
Plain = Callable[[Any], Any]

_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(list[Any])


def _same(value: Any) -> Any:
    return value


def _float(value: float) -> float | str:
    # Minus nought is nought in SQLite; JSON has no infinity.
    return value + 0.0 if math.isfinite(value) else repr(value)


def _at(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError("a moment that says no zone")
    return moment


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _json(held) for name, held in value.items()}
    if isinstance(value, list):
        return [_json(held) for held in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


_AS_IT_IS = (
    *("AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField"),
    *("PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField", "BooleanField"),
    *("CharField", "TextField", "SlugField", "FileField", "GenericIPAddressField"),
)
_MICROSECOND = timedelta(microseconds=1)
# How each kind of column is written and read. A kind that is not here is refused: a guess would be found out on the day
# of the restore.
_KINDS: dict[str, tuple[Plain, Plain]] = {
    **dict.fromkeys(_AS_IT_IS, (_same, _same)),
    "FloatField": (_float, float),
    "DecimalField": (lambda value: format(value or abs(value), "f"), Decimal),
    "DateTimeField": (_at, _moment),
    "DateField": (date.isoformat, date.fromisoformat),
    "TimeField": (time.isoformat, time.fromisoformat),
    "DurationField": (lambda value: value // _MICROSECOND, lambda value: value * _MICROSECOND),
    "UUIDField": (str, UUID),
    "BinaryField": (lambda value: b64encode(value).decode("ascii"), b64decode),
    "JSONField": (_json, _same),
}

# What reading says, beside ValueError, of a value that another program wrote: a number for a moment, a list for a name.
_OF_ANOTHER_KIND = (TypeError, AttributeError, ArithmeticError, ValidationError)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called in the database, of what kind it is, how it becomes plain and is read again."""

    name: str
    kind: str
    field: "Field[Any, Any]"
    write: Plain
    read: Plain


def column(field: "Field[Any, Any]") -> Column:
    """The column of this field. `TypeError` for a kind that nobody has said how to write."""
    valued: Field[Any, Any] = field
    while isinstance(valued, ForeignKey):
        valued = valued.target_field
    kind = valued.get_internal_type()
    if kind not in _KINDS:
        raise TypeError(f"{field.model._meta.db_table}.{field.column}: nobody has said how a {kind} is written down")
    write, read = _KINDS[kind]
    assert field.column is not None, "a concrete field has a column"
    return Column(field.column, kind, field, write, read)


def line(columns: Sequence[Column], values: Sequence[Any]) -> bytes:
    """The row as its one line, with its end."""
    plain = [None if value is None else held.write(value) for held, value in zip(columns, values, strict=True)]
    return _encoder.encode(plain) + b"\n"


def values(columns: Sequence[Column], written: bytes) -> list[Any]:
    """The values of a line, as Python has them. `ValueError` where it is none of these columns."""
    try:
        plain = _decoder.decode(written)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if len(plain) != len(columns):
        raise ValueError(f"{len(plain)} values for {len(columns)} columns")
    try:
        return [None if value is None else held.read(value) for held, value in zip(columns, plain, strict=True)]
    except _OF_ANOTHER_KIND as error:
        raise ValueError("a value of another kind than its column") from error


def stored(columns: Sequence[Column], found: Sequence[Any], connection: BaseDatabaseWrapper) -> list[Any]:
    """The values as this database takes them. `ValueError` where one is of another kind than its column."""
    try:
        return [
            held.field.get_db_prep_save(_null(held, value) if value is None else value, connection)
            for held, value in zip(columns, found, strict=True)
        ]
    except _OF_ANOTHER_KIND as error:
        raise ValueError("a value of another kind than its column") from error


def _null(held: Column, value: None) -> Any:
    """JSON's own null, where the column takes no other: reading does not tell the two apart."""
    if held.kind == "JSONField" and not held.field.null:
        return Value(None, JSONField())
    return value
