"""A house as somebody runs it: the real command in a process of its own. For tests that kill it, and for measuring it.

Every variable of the shell that concerns the house is taken away; what it needs is given by name.
"""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests.services import free_port

CHECKOUT = Path(__file__).resolve().parent.parent
PATIENCE_S = 120


class DoesNotOpen(Exception):
    """The house ended or kept silent; the message holds the end of what it wrote."""


class OpenedHouse:
    """`chalou open` on a free loopback port. It may be opened again and again, with what it holds.

    With another `command` it is one process of a split house: `web`, `live` or `relay`.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        data: Path,
        settings: Mapping[str, str] | None = None,
        *,
        core: int | None = None,
        command: str = "open",
        checkout: Path = CHECKOUT,
    ) -> None:
        self.data = data
        self.command = command
        self.checkout = checkout
        # A proxy in front of it has to know beforehand.
        self.port = int((settings or {}).get("CHALOU_PORT") or free_port())
        self.log = data.parent / f"{data.name}.{command}.{self.port}.log"
        self._core = core
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHALOU_", "PG", "DJANGO_"))}
        self.environ = {
            **kept,
            "CHALOU_DATA": str(data),
            "CHALOU_PORT": str(self.port),
            "CHALOU_LOG_LEVEL": "warning",
            **(settings or {}),
        }

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def run(self, *words: str, typed: str = "") -> str:
        """Another command of the same house, to its end; answers what it printed."""
        done = subprocess.run(
            [*self._on_its_core(), sys.executable, "-m", "chalou", *words],
            env=self.environ,
            cwd=self.checkout,
            input=typed,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        if done.returncode != 0:
            raise DoesNotOpen(f"chalou {' '.join(words)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        return done.stdout

    def open(self) -> float:
        """Open it; answers the seconds from the start of the process to the first page."""
        self.start()
        return self.wait()

    def start(self) -> None:
        """Start the process. It ends with the thread that started it: not from a thread that ends before the test."""
        self._began = time.monotonic()
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                # The kernel ends it should we die without a word.
                ["setpriv", "--pdeathsig", "KILL", *self._on_its_core(), sys.executable, "-m", "chalou", self.command],
                env=self.environ,
                cwd=self.checkout,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def wait(self) -> float:
        """Return when it shows its first page; answers the seconds since its start."""
        while not self._answers():
            if self._process is None or self._process.poll() is not None or self._waited() > PATIENCE_S:
                self.kill()
                wrote = self.log.read_text(encoding="utf-8", errors="replace")[-4000:]
                raise DoesNotOpen(f"The house does not answer. It wrote:\n{wrote}")
            time.sleep(0.02)
        return self._waited()

    def _waited(self) -> float:
        return time.monotonic() - self._began

    def stop(self) -> None:
        """Ask it to close, as a service manager does, and make sure."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=15)
        self.kill()

    def kill(self) -> None:
        """kill -9: it has no chance to say or write anything more."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> "OpenedHouse":
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def _on_its_core(self) -> list[str]:
        return [] if self._core is None else ["taskset", "--cpu-list", str(self._core)]

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=5)
        try:
            connection.request("GET", "/")
            # A process without pages says so.
            return connection.getresponse().status == (200 if self.command in ("open", "web") else 404)
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


class SplitHouse:
    """A house in several processes that share a folder, a PostgreSQL and a Redis: a relay, and some of the others."""

    def __init__(self, data: Path, settings: Mapping[str, str], *, webs: int = 2, lives: int = 2) -> None:
        self.relay = OpenedHouse(data, settings, command="relay")
        self.webs = [OpenedHouse(data, settings, command="web") for _ in range(webs)]
        self.lives = [OpenedHouse(data, settings, command="live") for _ in range(lives)]

    @property
    def processes(self) -> list[OpenedHouse]:
        return [self.relay, *self.webs, *self.lives]

    def open(self) -> None:
        """Start all at once, as a service manager does, and wait until each answers."""
        for process in self.processes:
            process.start()
        for process in self.processes:
            process.wait()

    def close(self) -> None:
        for process in self.processes:
            process.kill()

    def __enter__(self) -> "SplitHouse":
        try:
            self.open()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
