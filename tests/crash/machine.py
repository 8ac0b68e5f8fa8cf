"""A machine whose disk and clock are bad on demand: `bad_machine.c`, built here and told from here what to do."""

import contextlib
import mmap
import struct
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.environment import FOLDER

SOURCE = Path(__file__).with_name("bad_machine.c")
_ORDERS = struct.Struct("@5q")  # as the C file reads them, in its order


@cache
def library() -> Path:
    """The library, built once for all tests of this process."""
    built = FOLDER / "bad_machine.so"
    made = subprocess.run(
        ["gcc", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", str(built), str(SOURCE), "-ldl"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return built


class BadMachine:
    """Programs started with `environ` find the disk below `folder`, and the clock, as they are ordered to be."""

    def __init__(self, folder: Path) -> None:
        orders = folder.parent / f"{folder.name}.orders"
        orders.write_bytes(bytes(_ORDERS.size))
        orders.chmod(0o644)
        self.environ = {
            "LD_PRELOAD": str(library()),
            "BAD_MACHINE_FOLDER": str(folder),
            "BAD_MACHINE_ORDERS": str(orders),
        }
        with orders.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _ORDERS.size)

    def order(
        self,
        *,
        slow_ms: int = 0,
        is_full: bool = False,
        cannot_grow: bool = False,
        is_read_only: bool = False,
        sync_fails: bool = False,
        clock_s: int = 0,
    ) -> None:
        """From this moment the machine is like this, and well in everything that is not named."""
        _ORDERS.pack_into(self._map, 0, slow_ms, 2 if cannot_grow else is_full, is_read_only, sync_fails, clock_s)

    @contextlib.contextmanager
    def being(self, **bad: int) -> Iterator[None]:
        """Bad for a while, then well again."""
        self.order(**bad)  # type: ignore[arg-type]  # numbers and truth values alike
        try:
            yield
        finally:
            self.order()
