"""The disk of the house: what is free on it, and when it was last copied."""

import shutil
from pathlib import Path

BACKUPS = "backups"


def free_bytes(data: Path) -> float | None:
    try:
        return float(shutil.disk_usage(data).free)
    except OSError:
        return None


def newest_backup_at(data: Path) -> float | None:
    """When the newest file in the folder of backups was written, in seconds since 1970; None where there is none."""
    try:
        # One that is still being written has another ending, or a dot before its name.
        times = [
            file.stat().st_mtime
            for file in (data / BACKUPS).iterdir()
            if file.is_file() and not file.name.startswith(".") and file.suffix not in (".part", ".partial", ".tmp")
        ]
    except OSError:
        return None
    return max(times, default=None)
