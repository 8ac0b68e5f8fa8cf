"""The services of the tests themselves: they start, keep what they hold over a restart, and never outlive us."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from tests.environment import FOLDER
from tests.services import Postgres, Redis

# Making a cluster and starting it waits for the disk, and both runs of the suite are busy with it.
pytestmark = [pytest.mark.postgres, pytest.mark.timeout(600)]

STARTS_AND_WAITS = """
import time
from tests.services import Postgres, Redis, new_folder
folder = new_folder()
services = [Postgres(folder), Redis(folder)]
for service in services:
    service.start()
print(folder, *(service._process.pid for service in services), flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """One of their own, because the tests below kill it."""
    folder = FOLDER / "of-their-own"
    folder.mkdir()
    service = Postgres(folder)
    service.start()
    yield service
    service.stop()


def test_postgres_writes_to_the_disk_and_sorts_everywhere_alike(postgres):
    with psycopg.connect(postgres.url("postgres")) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
        locale = connection.execute("SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database LIMIT 1")
        assert locale.fetchone() == ("C.UTF-8", "UTF8")


def test_postgres_has_what_was_committed_after_a_kill(postgres):
    url = postgres.new_database("killed")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE tea (name text)")
        connection.execute("INSERT INTO tea VALUES ('龙井')")
    postgres.kill()
    postgres.start()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT name FROM tea").fetchall() == [("龙井",)]


def test_redis_comes_back_on_the_same_port():
    service = Redis(FOLDER)
    service.start()
    service.stop()
    service.start()
    with redis.Redis.from_url(service.url) as client:
        assert client.ping()
    service.stop()


def test_services_end_with_the_process_that_started_them():
    root = Path(__file__).resolve().parent.parent
    parent = subprocess.Popen([sys.executable, "-c", STARTS_AND_WAITS], stdout=subprocess.PIPE, text=True, cwd=root)
    assert parent.stdout
    with parent.stdout:
        _, *pids = parent.stdout.readline().split()
    assert len(pids) == 2
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    until = time.monotonic() + 60
    while any(Path("/proc", pid).exists() for pid in pids):
        assert time.monotonic() < until, "a service is still there"
        time.sleep(0.1)
