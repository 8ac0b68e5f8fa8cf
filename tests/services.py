"""PostgreSQL and Redis for the tests: fresh, on free loopback ports, gone with the process that started them.

They come from the packages of the system. Each ends by itself when this process dies, even by `kill -9` (the kernel
sends the signal that `setpriv --pdeathsig` asks for); folders that a killed run left behind are swept by the next one.
"""

import contextlib
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg
import redis
from psycopg import sql

PATIENCE_S = 240
_FOLDERS = "chalou-tests-"


class CannotStart(Exception):
    """A service is missing, or ended at once; the message holds the end of its log."""


def new_folder() -> Path:
    """A folder for this process, readable by the user `postgres` too; those of processes that are gone are removed."""
    parent = Path(tempfile.gettempdir())
    for left in parent.glob(f"{_FOLDERS}*"):
        pid = left.name.removeprefix(_FOLDERS).partition("-")[0]
        if pid.isdigit() and not Path("/proc", pid).exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDERS}{os.getpid()}-"))
    folder.chmod(0o755)
    return folder


def free_port() -> int:
    """A loopback port that nobody listens on at this moment.

    Below those that the system gives to outgoing connections (from 32,768): one of these may have it by the time it is
    listened on, and a house that is killed must find its own free again.
    """
    while True:
        port = random.randrange(12_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Service:
    """A server program of this process. `start` returns when it answers, `stop` when it is gone."""

    name: str

    def __init__(self, folder: Path, environ: Mapping[str, str] | None = None):
        """`environ` is added to what this process has."""
        self.folder = folder
        self.port = free_port()
        self._environ = {**os.environ, **(environ or {})}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def command(self) -> list[str]:
        raise NotImplementedError  # each service has its own

    def answers(self) -> bool:
        raise NotImplementedError  # each service has its own

    def start(self) -> None:
        """Start it, or start it again, with what it holds and on the same port."""
        log = self.folder / f"{self.name}.log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "INT", *self.command()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                env=self._environ,
                # Ctrl-C is for pytest, which then stops its services in order.
                start_new_session=True,
            )
        until = time.monotonic() + PATIENCE_S
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise CannotStart(
                    f"{self.name} does not answer. Its log ends:\n{log.read_text(errors='replace')[-2000:]}"
                )
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask it to end, and make sure."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=10)
        self.kill()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Let it hang with all its processes: it neither answers nor hangs up."""
        self._tell_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on as if nothing had been."""
        self._tell_all(signal.SIGCONT)

    def _tell_all(self, number: signal.Signals) -> None:
        assert self._process is not None
        for pid in (self._process.pid, *_children(self._process.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


def _children(parent: int) -> list[int]:
    """The processes that this one started."""
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
    return [int(pid) for pid in found.split()]


class Postgres(Service):
    """A PostgreSQL cluster with `fsync` on, as an installation has it."""

    name = "postgres"

    def __init__(self, folder: Path, environ: Mapping[str, str] | None = None):
        super().__init__(folder, environ)
        self._password = secrets.token_hex(16)
        self._data = folder / "postgres"
        self._data.mkdir(mode=0o700)
        # The newest of those installed; PATH may lead to programs of another make.
        found = sorted(
            Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]), reverse=True
        )
        if not found:
            raise CannotStart("PostgreSQL is not installed: apt install postgresql")
        self._programs = found[0].parent
        if os.geteuid() == 0:
            shutil.chown(self._data, "postgres", "postgres")
        self._make_cluster()

    def _make_cluster(self) -> None:
        password = self.folder / "postgres-password"
        password.touch(mode=0o600)
        password.write_text(self._password, encoding="ascii")
        if os.geteuid() == 0:
            shutil.chown(password, "postgres", "postgres")
        made = subprocess.run(
            [
                *self._as_its_user(),
                str(self._programs / "initdb"),
                f"--pgdata={self._data}",
                "--username=chalou",
                f"--pwfile={password}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
                "--no-instructions",
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=self.folder,
            timeout=PATIENCE_S,
            check=False,
        )
        if made.returncode != 0:
            raise CannotStart(f"initdb failed:\n{made.stderr.decode(errors='replace')[-2000:]}")

    def _as_its_user(self) -> list[str]:
        """PostgreSQL refuses to run as root."""
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []

    def command(self) -> list[str]:
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "timezone": "UTC",
            "shared_buffers": "64MB",
        }
        # The signal of the parent's death is asked for again after the change of user, which clears it.
        return [
            *self._as_its_user(),
            *(["--pdeathsig=INT"] if os.geteuid() == 0 else []),
            str(self._programs / "postgres"),
            "-D",
            str(self._data),
            *(f"--{name}={value}" for name, value in options.items()),
        ]

    def url(self, database: str) -> str:
        return f"postgresql://chalou:{self._password}@127.0.0.1:{self.port}/{database}"

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=10).close()
        except psycopg.OperationalError:
            return False
        return True

    def new_database(self, name: str) -> str:
        """Make an empty database; answers its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def make_like(self, name: str, other: str) -> None:
        """Put in the place of this database, which nobody uses yet, a copy of the other."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(other))
            )


class Redis(Service):
    """A Redis (or Valkey) that keeps nothing on disk."""

    name = "redis"

    def command(self) -> list[str]:
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        if program is None:
            raise CannotStart("Redis is not installed: apt install redis-server")
        return [
            program,
            *("--port", str(self.port)),
            *("--bind", "127.0.0.1"),
            *("--save", ""),
            *("--appendonly", "no"),
            *("--daemonize", "no"),
            *("--dir", str(self.folder)),
        ]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        with redis.Redis(port=self.port, socket_timeout=10) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False
