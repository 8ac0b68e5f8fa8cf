"""The version of the house's static files: a hash over all of them, part of their address."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def version(folders: Iterable[Path]) -> str:
    """Twelve characters that change when any file below `folders` does."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(str(file.relative_to(folder)).encode())
            digest.update(b"\0")
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
