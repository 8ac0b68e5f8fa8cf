"""The file of customs: a JSON document and the values it says, read strictly and written in one order.

What the document may say is the shape of `customs.Customs`; nothing here knows a setting by name. A document that is
not good is refused with every place that is wrong (up to a number), so that a person mends it in one go:

1. bytes of a bounded length become JSON;
2. a document of an older version is brought up to this one, step by step; of a newer one nothing is guessed;
3. each place is read as its type says; what is not said is as in a house that has chosen nothing.
"""

import dataclasses
import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast, get_args, get_origin, get_type_hints

import msgspec

from chalou.foundation.text.characters import cleaned, trouble_in
from chalou.foundation.text.lines import BadLine, tidy_line, why_not_line
from chalou.house.rules.customs import CODES, Customs, Question

VERSION = 1
MARK = "chalou_customs"
"""The key by which such a file is known, with its version."""
MOST_BYTES = 64 * 1024
MOST_TROUBLES = 20

Document = dict[str, Any]  # what JSON says: anything
Place = tuple[str | int, ...]

STEPS: Mapping[int, Callable[[Document], Document]] = MappingProxyType({})
"""What brings a document of a version to the next one. There has been one version so far."""


class Why(enum.StrEnum):
    """What is wrong with a place of a document."""

    NOT_JSON = "not_json"
    TOO_LARGE = "too_large"
    NO_CUSTOMS = "no_customs"
    NEWER = "newer"
    UNKNOWN = "unknown"
    OBJECT = "object"
    LIST = "list"
    NUMBER = "number"
    YES_OR_NO = "yes_or_no"
    ONE_OF = "one_of"
    TEXT = "text"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    BAD_CHARACTERS = "bad_characters"
    MISSING = "missing"
    NO_SUCH_ANSWER = "no_such_answer"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong, where, and what would be right there: bounds of a number or length, or the words to choose
    among.
    """

    why: Why
    place: Place = ()
    least: int | None = None
    most: int | None = None
    among: tuple[str, ...] = ()


class BadCustoms(ValueError):
    """A document that says no customs."""

    def __init__(self, *troubles: Trouble):
        super().__init__(", ".join(f"{one.why} at {'.'.join(map(str, one.place))}" for one in troubles))
        self.troubles = troubles


def read(data: bytes | str) -> Customs:
    """The customs that a file says, or `BadCustoms`."""
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    if len(raw) > MOST_BYTES:
        raise BadCustoms(Trouble(Why.TOO_LARGE, most=MOST_BYTES // 1024))
    try:
        said = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadCustoms(Trouble(Why.NOT_JSON)) from error
    return from_document(said)


def from_document(said: object) -> Customs:
    """The same of what JSON said."""
    version = said.get(MARK) if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise BadCustoms(Trouble(Why.NO_CUSTOMS))
    if version > VERSION:
        raise BadCustoms(Trouble(Why.NEWER, least=VERSION))
    reading = _Reading()
    document = upgraded(said, version)
    made = reading.shaped(Customs, {key: value for key, value in document.items() if key != MARK}, ())
    if reading.troubles:
        raise BadCustoms(*reading.troubles[:MOST_TROUBLES])
    return cast(Customs, made)


def upgraded(
    document: Document,
    version: int,
    *,
    steps: Mapping[int, Callable[[Document], Document]] = STEPS,
    to: int = VERSION,
) -> Document:
    """A document of an older version as one of this."""
    for step in range(version, to):
        document = {**steps[step](document), MARK: step + 1}
    return document


def to_document(customs: Customs) -> Document:
    """Everything that the customs say, in one order: that of the shape."""
    return {MARK: VERSION, **cast(Document, _plain(customs))}


def written(customs: Customs) -> str:
    """The file, to be read by people too. The same customs are always the same file."""
    return msgspec.json.format(msgspec.json.encode(to_document(customs)), indent=2).decode() + "\n"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the shape says of one place."""

    least: int | None = None
    most: int | None = None
    among: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    has_lines: bool = False


def bared(kind: Any) -> tuple[Any, Bounds]:  # a type as the shape has it
    """A type without its bounds, and these."""
    if not hasattr(kind, "__metadata__"):
        return kind, Bounds()
    meta = next(one for one in kind.__metadata__ if isinstance(one, msgspec.Meta))
    extra = meta.extra or {}
    return kind.__origin__, Bounds(
        least=meta.min_length if meta.ge is None else int(meta.ge),
        most=meta.max_length if meta.le is None else int(meta.le),
        among=tuple(extra.get("one_of", ())),
        keys=tuple(extra.get("keys", ())),
        has_lines=bool(extra.get("lines")),
    )


def shape_of(kind: Any) -> dict[str, Any]:  # types, by the names of their fields
    """The fields of a part of the shape with their types, bounds and all."""
    return get_type_hints(kind, include_extras=True)


def keys_of(kind: Any, bounds: Bounds) -> tuple[str, ...]:  # as above
    """What may be a key of a mapping: the words of its kind, in their order."""
    key, key_bounds = bared(get_args(kind)[0])
    if bounds.keys:
        return tuple(str(one) for one in bounds.keys)
    return key_bounds.among or tuple(str(one) for one in key)


def is_mapping(kind: Any) -> bool:  # as above
    return get_origin(kind) is not None and issubclass(get_origin(kind), Mapping)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One setting: where it stands, of what kind it is, and within what bounds."""

    place: tuple[str, ...]
    kind: Any  # a type
    bounds: Bounds


def leaves(kind: Any = Customs, place: tuple[str, ...] = ()) -> Iterator[Leaf]:  # types, as the shape has them
    """Every setting there is, in the order of the shape. A list is one."""
    kind, bounds = bared(kind)
    if dataclasses.is_dataclass(kind):
        for name, inner in shape_of(kind).items():
            yield from leaves(inner, (*place, name))
    elif is_mapping(kind):
        for key in keys_of(kind, bounds):
            yield from leaves(get_args(kind)[1], (*place, key))
    else:
        yield Leaf(place, kind, bounds)


def at_place(document: Document, place: tuple[str, ...]) -> Any:  # what JSON says: anything
    """What a document says at a place; None: nothing."""
    part: Any = document
    for key in place:
        part = part.get(key) if isinstance(part, dict) else None
    return part


@dataclass
class _Reading:
    """One reading of a document, and what was found wrong in it so far."""

    troubles: list[Trouble] = field(default_factory=list)

    def shaped(self, kind: Any, value: object, place: Place) -> Any:  # what the type says, if it is good
        """A value of a dataclass, as far as it is good; None where it is not."""
        if not isinstance(value, dict):
            return self._wrong(Why.OBJECT, place)
        types, found = shape_of(kind), {}
        self._unknown(value, tuple(types), place)
        before = len(self.troubles)
        for one in dataclasses.fields(kind):
            if one.name in value:
                default = one.default_factory() if one.default_factory is not dataclasses.MISSING else None
                found[one.name] = self.value(types[one.name], value[one.name], (*place, one.name), default=default)
            elif one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING:
                self._wrong(Why.MISSING, (*place, one.name))
        if len(self.troubles) > before:
            return None
        made = kind(**found)
        if isinstance(made, Question) and made.right >= len(made.answers):
            return self._wrong(Why.NO_SUCH_ANSWER, (*place, "right"), least=0, most=len(made.answers) - 1)
        return made

    def value(self, kind: Any, value: object, place: Place, *, default: object = None) -> Any:  # as above
        """Any value. A mapping has what it does not say from `default`."""
        kind, bounds = bared(kind)
        if dataclasses.is_dataclass(kind):
            return self.shaped(kind, value, place)
        if is_mapping(kind):
            return self._mapping(kind, bounds, value, place, default)
        if get_origin(kind) is tuple:
            return self._list(kind, bounds, value, place)
        if kind is bool:
            return value if isinstance(value, bool) else self._wrong(Why.YES_OR_NO, place)
        if kind is int:
            return self._number(bounds, value, place)
        if isinstance(kind, enum.EnumMeta):
            among = bounds.among or tuple(str(one) for one in cast("type[enum.StrEnum]", kind))
            return kind(value) if value in among else self._wrong(Why.ONE_OF, place, among=among)
        if bounds.among:
            return value if value in bounds.among else self._wrong(Why.ONE_OF, place, among=bounds.among)
        return self._text(bounds, value, place)

    def _mapping(self, kind: Any, bounds: Bounds, value: object, place: Place, default: object) -> Any:  # as above
        if not isinstance(value, dict):
            return self._wrong(Why.OBJECT, place)
        keys = keys_of(kind, bounds)
        self._unknown(value, keys, place)
        key_kind, value_kind = get_args(kind)
        named, _ = bared(key_kind)
        given = default if isinstance(default, Mapping) else {}
        found = {
            named(key): self.value(value_kind, value[key], (*place, key)) if key in value else given[key]
            for key in keys
            if key in value or key in given
        }
        return MappingProxyType(found)

    def _list(self, kind: Any, bounds: Bounds, value: object, place: Place) -> Any:  # as above
        if not isinstance(value, list) or not (bounds.least or 0) <= len(value) <= (bounds.most or len(value)):
            return self._wrong(Why.LIST, place, least=bounds.least or 0, most=bounds.most)
        return tuple(self.value(get_args(kind)[0], one, (*place, number)) for number, one in enumerate(value, 1))

    def _number(self, bounds: Bounds, value: object, place: Place) -> Any:  # as above
        is_good = isinstance(value, int) and not isinstance(value, bool)
        if is_good and (bounds.least or 0) <= cast(int, value) <= cast(int, bounds.most):
            return value
        return self._wrong(Why.NUMBER, place, least=bounds.least, most=bounds.most)

    def _text(self, bounds: Bounds, value: object, place: Place) -> Any:  # as above
        if not isinstance(value, str):
            return self._wrong(Why.TEXT, place)
        text = cleaned(value).strip() if bounds.has_lines else tidy_line(value)
        if not text:
            return self._wrong(Why.EMPTY, place) if bounds.least else ""
        if len(text) > cast(int, bounds.most):
            return self._wrong(Why.TOO_LONG, place, most=bounds.most)
        bad_line = None if bounds.has_lines else why_not_line(text, longest=cast(int, bounds.most))
        if trouble_in(text) or bad_line in (BadLine.UNSEEN_CHARACTERS, BadLine.PILED_MARKS):
            return self._wrong(Why.BAD_CHARACTERS, place)
        return text

    def _unknown(self, value: Mapping[str, object], known: tuple[str, ...], place: Place) -> None:
        for key in value:
            if key not in known:
                # Whoever wrote it wants to see it; but it may be as long as the file.
                self._wrong(Why.UNKNOWN, (*place, _seen(key)), among=known)

    def _wrong(
        self, why: Why, place: Place, *, least: int | None = None, most: int | None = None, among: tuple[str, ...] = ()
    ) -> None:
        self.troubles.append(Trouble(why, place, least, most, tuple(str(one) for one in among)))


def _seen(key: str) -> str:
    line = tidy_line(key)[:40]
    return "?" if why_not_line(line, longest=40) else line


def _order(key: str) -> int:
    """Where a key stands among those of its kind."""
    return list(type(key)).index(key) if isinstance(key, enum.Enum) else CODES.index(key)


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in sorted(value, key=_order)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.value if isinstance(value, enum.Enum) else value
