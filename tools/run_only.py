"""The part of requirements.lock that a running house needs, without what makers need: `python -m tools.run_only`.

For a container, which should hold nothing else. Run where all of the lock is installed.
"""

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent


def needed(asked: list[str]) -> set[str]:
    """The names of these requirements and of all they require in turn, here."""
    names: set[tuple[str, str]] = set()
    waiting = [(Requirement(line), "") for line in asked]
    while waiting:
        one, of_extra = waiting.pop()
        if one.marker is not None and not one.marker.evaluate({"extra": of_extra}):
            continue
        name = canonicalize_name(one.name)
        for extra in ("", *sorted(one.extras)):
            if (name, extra) not in names:
                names.add((name, extra))
                waiting += [(Requirement(line), extra) for line in _required_by(name)]
    return {name for name, _ in names}


def _required_by(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        # Should it need anything after all, pip refuses what has no hash, and says so.
        return []


def page() -> str:
    """Those entries of the lock, with their hashes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = needed(project["dependencies"])
    entries = re.findall(r"^[\w.-]+==(?:.*\\\n)*.*\n", (ROOT / "requirements.lock").read_text(), flags=re.MULTILINE)
    kept = [entry for entry in entries if canonicalize_name(entry.partition("==")[0]) in names]
    missing = names - {canonicalize_name(entry.partition("==")[0]) for entry in kept}
    if missing:
        raise SystemExit(f"not in the lock: {', '.join(sorted(missing))}. Type: make lock")
    return "".join(kept)


if __name__ == "__main__":
    sys.stdout.write(page())
