"""Write docs/customs.md and docs/customs.schema.json from the shape of a file of customs:
`python -m tools.customs_page [--check]`.
"""

import enum
import json
import os
import sys
from dataclasses import is_dataclass
from typing import Any, get_args, get_origin

import django
from django.utils import translation

from chalou.house.rules.customs import Customs, Question
from chalou.house.rules.document import (
    MARK,
    MOST_BYTES,
    VERSION,
    at_place,
    bared,
    is_mapping,
    keys_of,
    leaves,
    shape_of,
    to_document,
)
from chalou.server.customs import words
from tools import generated

HEAD = """# The file of customs

*Made from `chalou/house/rules/customs.py` by `make pages`; change it there.*

What is customary in a house is one JSON document. A keeper exports and imports it under *Keeper’s room → Customs of the
house*, and `chalou customs` does in the shell; [customs.schema.json](customs.schema.json) says the same to programs
(JSON Schema 2020-12).

- `"{mark}": {version}` must stand in it. A file of an older version is brought up to this one; a newer one is refused.
- A key that is not in this list is refused, so that nothing that was meant is passed over in silence. A setting that
  is left out is as below. Everything wrong is named at once, with its place.
- UTF-8, at most {kb} KB. Texts are plain: no markup, no characters that cannot be seen.
- A house writes it in one order, so that two files can be compared line by line.

| setting | what may stand there | left out | what it decides |
| --- | --- | --- | --- |
"""

TAIL = """
Each of the `listening.questions` is an object:

| key | what may stand there | |
| --- | --- | --- |
"""


def schema() -> dict[str, Any]:  # JSON
    found = _schema(Customs)
    properties = {MARK: {"const": VERSION}, **found.pop("properties")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The customs of a Chalou house",
        **found,
        "properties": properties,
        "required": [MARK],
    }


def _schema(kind: Any) -> dict[str, Any]:  # types, as the shape has them
    kind, bounds = bared(kind)
    if is_dataclass(kind):
        properties = {name: _schema(inner) for name, inner in shape_of(kind).items()}
        made = {"type": "object", "properties": properties, "additionalProperties": False}
        return made | ({"required": ["asks", "answers", "right"]} if kind is Question else {})
    if is_mapping(kind):
        inner = get_args(kind)[1]
        properties = {key: _schema(inner) for key in keys_of(kind, bounds)}
        return {"type": "object", "properties": properties, "additionalProperties": False}
    if get_origin(kind) is tuple:
        return {
            "type": "array",
            "items": _schema(get_args(kind)[0]),
            "minItems": bounds.least or 0,
            "maxItems": bounds.most,
        }
    if kind is bool:
        return {"type": "boolean"}
    if kind is int:
        return {"type": "integer", "minimum": bounds.least, "maximum": bounds.most}
    if bounds.among or isinstance(kind, enum.EnumMeta):
        return {"enum": list(bounds.among or (one.value for one in kind))}
    return {"type": "string", "minLength": bounds.least or 0, "maxLength": bounds.most}


def _may(kind: Any) -> str:  # as above
    said = _schema(kind)
    match said:
        case {"type": "boolean"}:
            return "`true` or `false`"
        case {"type": "integer"}:
            return f"{said['minimum']} to {said['maximum']}"
        case {"enum": words}:
            return " ".join(f"`{word}`" if word else "(empty)" for word in words)
        case {"type": "array"}:
            return f"a list of {said['minItems']} to {said['maxItems']}"
        case _:
            return f"a text of up to {said['maxLength']} characters"


def page() -> str:
    document = to_document(Customs())
    lines = []
    for leaf in leaves():
        if leaf.place[0] in ("name", "words"):
            continue
        kind = _kind_at(leaf.place)
        left_out = json.dumps(at_place(document, leaf.place))
        label, hint = words.in_a_list(leaf.place), words.of_setting(leaf.place)[1]
        lines.append(f"| `{'.'.join(leaf.place)}` | {_may(kind)} | `{left_out}` | {label}. {hint} |\n")
    name, text = _kind_at(("name", "en")), _kind_at(("words", "first", "en"))
    lines.append(f"| `name.<language>` | {_may(name)} | nothing | What these customs are called |\n")
    lines += [
        f"| `words.{key}.<language>` | {_may(text)} | nothing | {called}. {hint} |\n"
        for key, (called, hint) in words.TEXTS.items()
    ]
    says = {
        "asks": "the question",
        "answers": "each up to 100 characters",
        "right": "which of them is right, from 0 on",
        "why": "said to who chose another; may be left out",
        "language": "asked of those only who read the house in it; may be left out",
    }
    asked = [f"| `{name}` | {_may(kind)} | {says[name]} |\n" for name, kind in shape_of(Question).items()]
    head = HEAD.format(mark=MARK, version=VERSION, kb=MOST_BYTES // 1024)
    languages = ", ".join(f"`{code}`" for code in keys_of(*bared(shape_of(Customs)["name"])))
    return head + "".join(lines) + f"\nLanguages are {languages}.\n" + TAIL + "".join(asked)


def _kind_at(place: tuple[str, ...]) -> Any:  # a type of the shape
    kind: Any = Customs
    for key in place:
        bare, _bounds = bared(kind)
        kind = get_args(bare)[1] if is_mapping(bare) else shape_of(bare)[key]
    return kind


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chalou.server.settings")
    django.setup()
    with translation.override("en"):
        written = {
            "customs.md": page(),
            "customs.schema.json": json.dumps(schema(), indent=2, ensure_ascii=False) + "\n",
        }
    sys.exit(max(generated.main(name, content, sys.argv[1:]) for name, content in written.items()))
