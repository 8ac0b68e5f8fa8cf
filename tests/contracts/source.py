"""The repository as these tests read it: its files, its modules as syntax trees, its layers."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "chalou"


@cache
def files() -> tuple[Path, ...]:
    """What is, or is about to be, under version control."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name.decode() for name in listed.stdout.split(b"\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def named(path: Path) -> str:
    """How a test speaks of a file."""
    return path.relative_to(ROOT).as_posix()


def modules() -> Iterator[tuple[str, ast.Module]]:
    """The package's own modules, without tests and migrations."""
    for path in files():
        if path.suffix == ".py" and path.is_relative_to(PACKAGE) and not {"tests", "migrations"} & set(path.parts):
            yield named(path), ast.parse(path.read_text(encoding="utf-8"))


@cache
def contract() -> tuple[str, ...]:
    """The layers of the import contract, from the top; several side by side share a line."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = (found["layers"] for found in contracts if found.get("id") == "layers")
    return tuple(layers)


def level(area: str) -> int:
    """How far from the top an area stands."""
    (found,) = (at for at, line in enumerate(contract()) if area in re.findall(r"\w+", line))
    return found


def documentation() -> str:
    """All that docs/ says."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").rglob("*.md")))


def named_tests(page: Path) -> list[tuple[str, str]]:
    """The tests that a page names, as (file, test); the second is empty where it names a whole file."""
    return re.findall(r"`((?:tests|chalou)/[\w/]+\.py)(?:::(\w+))?`", page.read_text(encoding="utf-8"))
