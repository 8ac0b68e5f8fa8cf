"""What a figure was measured on: without it, it says nothing."""

import os
import platform
import sqlite3
import subprocess
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("Django", "uvicorn", "uvloop", "websockets", "psycopg", "redis")


def describe(folder: Path) -> dict[str, str]:
    """The machine, the versions, and how often `folder`'s disk can be made to keep a page for good."""
    return {
        "processor": f"{os.cpu_count()} cores, {_line('/proc/cpuinfo', 'model name')}",
        "memory": f"{int(_line('/proc/meminfo', 'MemTotal').split()[0]) >> 20} GiB",
        "system": f"{platform.system()} {platform.release()}, {platform.libc_ver()[0]} {platform.libc_ver()[1]}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "packages": ", ".join(f"{name} {_version(name)}" for name in _PACKAGES),
        "commit": _commit(),
        "disk": f"{_syncs_per_second(folder):,.0f} fdatasync/s of 4 KiB",
        "load before": " ".join(f"{load:.2f}" for load in os.getloadavg()),
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def resident_kb(pid: int) -> int:
    """The memory of a process that is really there, its children included."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    own = int(_line(f"/proc/{pid}/status", "VmRSS").split()[0])
    return own + sum(resident_kb(int(child)) for child in children)


def processor_s(*pids: int) -> float:
    """The processor time that processes have used until now, their living children included."""
    total = 0.0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        total += processor_s(*(int(child) for child in children))
    return total


def _line(file: str, name: str) -> str:
    for line in Path(file).read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "?"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"


def _commit() -> str:
    asked = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent,
    )
    return asked.stdout.strip() or "?"


def _syncs_per_second(folder: Path, seconds: float = 0.5) -> float:
    file = folder / "sync-trial"
    page = b"\0" * 4096
    written = 0
    with file.open("wb", buffering=0) as trial:
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            trial.write(page)
            os.fdatasync(trial.fileno())
            written += 1
        rate = written / (time.perf_counter() - began)
    file.unlink()
    return rate
