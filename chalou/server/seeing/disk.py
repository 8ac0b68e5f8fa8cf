"""The disk of the house: what is free on it, and when it was last copied."""

import shutil
from dataclasses import dataclass
from pathlib import Path

BACKUPS = "backups"
UNFINISHED = ".chalou-unfinished-"
_NOT_YET = (".part", ".partial", ".tmp")


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A file in the folder of backups. `at` in seconds since 1970."""

    name: str
    bytes: int
    at: float


def free_bytes(data: Path) -> float | None:
    try:
        return float(shutil.disk_usage(data).free)
    except OSError:
        return None


def backup_files(data: Path) -> list[BackupFile]:
    """The files in the folder of backups that are whole, the newest first."""
    try:
        found = [
            BackupFile(file.name, seen.st_size, seen.st_mtime)
            for file in (data / BACKUPS).iterdir()
            # One that is still being written has another ending, or a dot before its name.
            if file.is_file() and not file.name.startswith(".") and file.suffix not in _NOT_YET
            for seen in (file.stat(),)
        ]
    except OSError:
        return []
    return sorted(found, key=lambda file: (-file.at, file.name))


def bytes_so_far(data: Path) -> int | None:
    """How much is written of a backup that is under way; None where none is."""
    try:
        sizes = [file.stat().st_size for file in (data / BACKUPS).glob(f"{UNFINISHED}*")]
    except OSError:
        return None
    return max(sizes, default=None)


def newest_backup_at(data: Path) -> float | None:
    """When the newest file in the folder of backups was written, in seconds since 1970; None where there is none."""
    return max((file.at for file in backup_files(data)), default=None)
