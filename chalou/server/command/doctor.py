"""`chalou doctor`: what is wrong with this installation, and what to do."""

import argparse
import http.client
import json
import os
import re
import sqlite3
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation

from chalou.exchange.whole import unfinished
from chalou.exchange.whole.refusals import NotDone
from chalou.foundation.database import is_postgres
from chalou.people.queries import has_keeper
from chalou.server.seeing import findings as seen
from chalou.server.seeing.findings import Finding

PATIENCE_S = 5


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001  # every command takes them
    """Print each finding; the status is 1 when something wants mending."""
    is_well = True
    # Commands speak English.
    with translation.override("en"):
        for finding in findings():
            print(f"{'ok  ' if finding.is_good else 'MEND'} {finding.what}")
            if finding.advice:
                print(f"     {finding.advice}")
            is_well = is_well and finding.is_good
    return 0 if is_well else 1


def findings() -> Iterator[Finding]:
    yield from _folder()
    yield from _database()
    yield from seen.of_machine()
    yield from seen.of_address()
    yield from seen.of_letters(is_tried=True)
    yield from _running()


def _folder() -> Iterator[Finding]:
    data = settings.CHALOU.data
    if not os.access(data, os.W_OK):
        yield Finding(
            False, f"folder {data} cannot be written", "Give it to the user who runs chalou, or set CHALOU_DATA."
        )
        return
    yield Finding(True, f"folder {data} can be written")
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


def _running() -> Iterator[Finding]:
    """What a house that is open says of itself to its own machine."""
    health = _asked("/health")
    if health is None:
        return
    checks = json.loads(health).get("checks", {})
    for name in sorted(name for name, check in checks.items() if not check["ok"]):
        yield Finding(False, f"the house that is open says that it is not well: {name}", "Its log says more.")
    figures = _asked("/metrics") or ""
    yield from seen.of_processes(
        _figure(figures, "chalou_processes_seen"),
        forwarded_by_strangers=_figure(figures, 'chalou_requests_forwarded_total{trusted="no"}'),
        forwarded=_figure(figures, 'chalou_requests_forwarded_total{trusted="yes"}'),
    )


def _asked(path: str) -> str | None:
    """What the house answers on its port; None where none is open there, or it is something else."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.CHALOU.host, settings.CHALOU.host)  # noqa: S104  # compared
    line = http.client.HTTPConnection(host, settings.CHALOU.port, timeout=PATIENCE_S)
    try:
        line.request("GET", path, headers={"Host": "localhost"})
        text = line.getresponse().read().decode("utf-8", errors="replace")
    except (OSError, http.client.HTTPException):
        return None
    finally:
        line.close()
    return text if text.startswith(('{"ok"', "# HELP")) else None


def _figure(figures: str, name: str) -> int:
    found = re.search(rf"^{re.escape(name)} (\S+)$", figures, re.MULTILINE)
    return int(float(found.group(1))) if found else 0
