"""`chalou doctor`: what is wrong with this installation, and what to do."""

import argparse
import os
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis import Redis
from redis.exceptions import RedisError

from chalou.exchange.whole import unfinished
from chalou.exchange.whole.refusals import NotDone
from chalou.foundation.database import is_postgres
from chalou.people.queries import has_keeper
from chalou.server.command.serving import SOCKETS_WANTED

LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: good, or not good with what to do."""

    is_good: bool
    what: str
    advice: str = ""


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001  # every command takes them
    """Print each finding; the status is 1 when something wants mending."""
    is_well = True
    for finding in findings():
        print(f"{'ok  ' if finding.is_good else 'MEND'} {finding.what}")
        if finding.advice:
            print(f"     {finding.advice}")
        is_well = is_well and finding.is_good
    return 0 if is_well else 1


def findings() -> Iterator[Finding]:
    yield from _folder()
    yield from _database()
    yield from _bus()
    yield _open_files()
    yield from _address()


def _folder() -> Iterator[Finding]:
    data = settings.CHALOU.data
    if not os.access(data, os.W_OK):
        yield Finding(
            False, f"folder {data} cannot be written", "Give it to the user who runs chalou, or set CHALOU_DATA."
        )
        return
    yield Finding(True, f"folder {data} can be written")
    free = shutil.disk_usage(data).free
    megabytes = free // 1024 // 1024
    if free < LEAST_FREE_BYTES:
        yield Finding(
            False, f"only {megabytes} MB of disk are free", "Messages are refused when the disk is full; make room."
        )
    else:
        yield Finding(True, f"{megabytes} MB of disk are free")
    key = data / "secret-key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield Finding(False, "others can read the secret key", f"chmod 600 {key}")


def _database() -> Iterator[Finding]:
    name = "PostgreSQL" if is_postgres() else "SQLite"
    try:
        connection.ensure_connection()
        waiting = MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield Finding(
            False, f"the database does not answer: {error}", "Is it running, and is CHALOU_DATABASE_URL right?"
        )
        return
    yield Finding(True, f"the database answers ({name})")
    try:
        unfinished.refuse_half_a_house()
    except NotDone as half:
        yield Finding(False, "the database holds half a house", str(half))
        return
    if waiting:
        yield Finding(True, f"{len(waiting)} steps bring the database up to date", "`chalou open` does that by itself.")
        return
    yield Finding(True, "the database is up to date")
    if not is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            is_sound = cursor.fetchone()[0] == "ok"
        version = sqlite3.sqlite_version
        yield Finding(
            is_sound,
            f"SQLite {version} says the file is {'sound' if is_sound else 'damaged'}",
            "" if is_sound else "Restore a backup.",
        )
    yield Finding(
        has_keeper(),
        "the house has a keeper" if has_keeper() else "the house has no keeper yet",
        "" if has_keeper() else "Run `chalou open` and set it up, or `chalou setup`.",
    )


def _bus() -> Iterator[Finding]:
    if not settings.CHALOU.redis_url:
        return
    try:
        Redis.from_url(settings.CHALOU.redis_url, socket_connect_timeout=3).ping()
        yield Finding(True, "Redis answers")
    except (RedisError, OSError) as error:
        yield Finding(False, f"Redis does not answer: {error}", "Is it running, and is CHALOU_REDIS_URL right?")


def _open_files() -> Finding:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < SOCKETS_WANTED:
        return Finding(
            False,
            f"only {hard} files may be open at once",
            "Each listener needs one: raise `nofile` (LimitNOFILE=65536 in systemd).",
        )
    return Finding(True, f"{'any number of' if hard == resource.RLIM_INFINITY else hard} files may be open at once")


def _address() -> Iterator[Finding]:
    address = urlsplit(settings.CHALOU.address)
    yield Finding(True, f"people find the house at {settings.CHALOU.address}")
    is_near = address.hostname in ("127.0.0.1", "localhost", "::1")
    if not settings.CHALOU.url and settings.CHALOU.host not in ("127.0.0.1", "::1"):
        yield Finding(
            False, "CHALOU_URL is not set", "Set it to the address people type, so that only that name is answered."
        )
    if address.scheme == "http" and not is_near:
        yield Finding(
            True,
            "the address is plain http",
            "Others in the network can read along, and browsers switch off passkeys, notifications, the microphone and "
            "installing. Use https in front of it when the house is reached from outside.",
        )
    if settings.CHALOU.trusted_proxies and not settings.CHALOU.url:
        yield Finding(
            False, "proxies are trusted but CHALOU_URL is not set", "Behind a proxy the house must know its address."
        )
