"""Write docs/events.md from the vocabulary of events: `python -m tools.events_page [--check]`."""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import fields
from types import ModuleType

from chalou.events import vocabulary
from chalou.events.vocabulary.base import Event
from tools import generated

HEAD = """# Events

*Made from `chalou/events/vocabulary/` by `make pages`; change it there.*

What can happen in a house. An action records its event in the transaction of the rows it tells of; after the commit the
functions marked `@live(…)` turn it into what listeners hear. The row holds ids and small values, never what somebody
wrote, and is deleted after `CHALOU_EVENT_DAYS` days. Every event also has `at`, the moment.
"""


def areas() -> Iterator[ModuleType]:
    """The files of the vocabulary, one for each area that has events."""
    for found in pkgutil.iter_modules(vocabulary.__path__):
        if found.name != "base":
            yield importlib.import_module(f"{vocabulary.__name__}.{found.name}")


def events(area: ModuleType) -> list[type[Event]]:
    """The classes of one file, in the order in which they stand there."""
    return [
        kind
        for kind in vars(area).values()
        if inspect.isclass(kind) and issubclass(kind, Event) and kind.__module__ == area.__name__
    ]


def line(kind: type[Event]) -> str:
    facts = ", ".join(f"`{field.name}`" for field in fields(kind) if field.name != "at")
    # A dataclass without a docstring of its own gets its signature as one.
    said = inspect.cleandoc(kind.__doc__ or "")
    words = "" if said.startswith(f"{kind.__name__}(") else " ".join(said.split())
    return f"| `{kind.__name__}` | {facts} | {words} |\n"


def page() -> str:
    sections = [HEAD]
    for area in areas():
        said = inspect.cleandoc(area.__doc__ or "").partition("\n")[0]
        name = area.__name__.rpartition(".")[2]
        head = f"\n## {name}\n\n{said}\n\n| event | facts | |\n| --- | --- | --- |\n"
        sections.append(head + "".join(line(kind) for kind in events(area)))
    return "".join(sections)


if __name__ == "__main__":
    sys.exit(generated.main("events.md", page(), sys.argv[1:]))
