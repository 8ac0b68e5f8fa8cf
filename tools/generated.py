"""Pages of docs/ that are made from the code: written anew, or with `--check` compared with what is there."""

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main(name: str, content: str, arguments: list[str]) -> int:
    """Write `docs/<name>`, or only look whether it is as it should be; answers the exit status."""
    page = DOCS / name
    if "--check" not in arguments:
        page.write_text(content, encoding="utf-8")
        return 0
    if page.is_file() and page.read_text(encoding="utf-8") == content:
        return 0
    print(f"docs/{name} is not what the code says. Type: make pages", file=sys.stderr)
    return 1
