"""The folder `bundles`: what people take along, as files that lie ready for a few days. No backup has it."""

import shutil
from collections.abc import Collection
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    data: Path = settings.CHALOU.data
    return data / "bundles"


def path(token: str) -> Path:
    """Where the file of this name lies, or would."""
    return folder() / f"{token}.zip"


def remove(token: str) -> None:
    path(token).unlink(missing_ok=True)


def sweep(known: Collection[str], *, before: float) -> None:
    """Remove what no row tells of and is older than a moment (seconds since 1970): halves, and files of those who left
    meanwhile.
    """
    if not folder().exists():
        return
    for file in folder().iterdir():
        if file.stem.lstrip(".") not in known and file.stat().st_mtime < before:
            file.unlink(missing_ok=True)


def free_bytes() -> int:
    """What is free on the disk."""
    return shutil.disk_usage(settings.CHALOU.data).free
