"""What the program is made of: the libraries that it runs on, with versions and licences, as they are installed here.

Read from what each brings along (`importlib.metadata`), so the page is true for this very installation and cannot grow
old. Once for the process: an update is another process.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

OURSELVES = "chalou"
LONGEST_NAME = 60
"""Some wrote the whole text of their licence where its name belongs."""

_REQUIREMENT = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[(?P<extras>[^\]]*)\])?")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors?\.licen)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Library:
    """One library. `slug` is its name as an address has it."""

    slug: str
    name: str
    version: str
    licence: str
    has_texts: bool


@dataclass(frozen=True, slots=True)
class LicenceText:
    file: str
    text: str


def plain_name(name: str) -> str:
    """As package registries compare them: Markdown_It.py is markdown-it-py."""
    return re.sub(r"[-_.]+", "-", name).lower()


@lru_cache(maxsize=1)
def libraries() -> tuple[Library, ...]:
    """What we ask for and what those ask for in turn, by name. What only makers need is none of them."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(OURSELVES, "")]
    while waiting:
        asked = waiting.pop()
        if asked in seen:
            continue
        seen.add(asked)
        name, extra = asked
        try:
            one = distribution(name)
        except PackageNotFoundError:
            # For another system or another Python: whatever runs here is here.
            continue
        found[name] = one
        waiting += _needed(one, extra)
    del found[OURSELVES]
    return tuple(_library(slug, found[slug]) for slug in sorted(found))


def _needed(one: Distribution, extra: str) -> list[tuple[str, str]]:
    """(name, extra) of what it asks for: plainly where no extra is wanted of it, else for that one."""
    needed = []
    for line in one.requires or ():
        requirement, _, marker = line.partition(";")
        wanted = _EXTRA.search(marker)
        match = _REQUIREMENT.match(requirement.strip())
        if match is None or (plain_name(wanted[1]) if wanted else "") != extra:
            continue
        name = plain_name(match["name"])
        extras = [plain_name(part.strip()) for part in (match["extras"] or "").split(",") if part.strip()]
        needed += [(name, ""), *((name, part) for part in extras)]
    return needed


def _library(slug: str, one: Distribution) -> Library:
    return Library(slug, one.metadata["Name"], one.version, licence_of(one), bool(_licence_files(one)))


def licence_of(one: Distribution) -> str:
    """The name of the licence, by the newest of three ways in which it is told; empty where none says it shortly."""
    expression = "".join(one.metadata.get_all("License-Expression") or ())
    if expression:
        return expression
    classifiers = [line for line in one.metadata.get_all("Classifier") or () if line.startswith("License ::")]
    told = [line.rpartition(" :: ")[2] for line in classifiers if not line.endswith(":: OSI Approved")]
    if told:
        return " / ".join(told)
    field = "".join(one.metadata.get_all("License") or ()).strip()
    return field if len(field) <= LONGEST_NAME and "\n" not in field else ""


def _licence_files(one: Distribution) -> list[Path]:
    """Where the texts are, among what was installed with it, outside of its code."""
    files = [file for file in one.files or () if ".dist-info" in str(file.parent) and _LICENCE_FILE.search(file.name)]
    return sorted(path for file in files if (path := Path(str(file.locate()))).is_file())


@lru_cache(maxsize=64)
def licence_texts(slug: str) -> tuple[LicenceText, ...]:
    """The whole texts that a library brings along; none for a name that is not one of them."""
    if slug == OURSELVES or any(one.slug == slug for one in libraries()):
        return tuple(
            LicenceText(path.name, path.read_text(encoding="utf-8", errors="replace").strip())
            for path in _licence_files(distribution(slug))
        )
    return ()


@lru_cache(maxsize=1)
def source() -> str:
    """Where the source is to be had, if what is installed says so."""
    try:
        lines = distribution(OURSELVES).metadata.get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    told = dict(line.split(", ", 1) for line in lines if ", " in line)
    return next((told[label] for label in ("Source", "Repository", "Homepage") if label in told), "")
