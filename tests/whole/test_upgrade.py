"""Data of an earlier version opens after a backup of its own; and what must not be opened is not."""

import fcntl
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from chalou.exchange.whole.backup import sweep
from tests.house import CHECKOUT, OpenedHouse
from tests.whole.conftest import a_sign_in_of_then, assert_all_of_it, chalou, rooms, rows, says_no

pytestmark = pytest.mark.timeout(600)

# A step that every version has and that can be taken back: so there is one to be taken, whatever else there is.
STEP = "auth.0012_alter_user_first_name_max_length"


def take_back_a_step(house: OpenedHouse) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "auth", "0011", "--settings", "chalou.server.settings"],
        env=house.environ,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def backups(house: OpenedHouse) -> list[Path]:
    return sorted((house.data / "backups").glob("*.zip")) if (house.data / "backups").exists() else []


def test_a_house_of_an_earlier_version_opens_with_a_backup_made_first(street):
    old = street.old_house()
    take_back_a_step(old)
    before = rows(old)
    with old:
        log = old.log.read_text(encoding="utf-8")
        assert STEP in log
        assert any(room["is_member"] for room in rooms(old, a_sign_in_of_then(old)))
    (backup,) = backups(old)
    assert backup.name.endswith("-before-upgrade.zip")
    assert backup.stat().st_mode & 0o777 == 0o600
    assert_all_of_it({"chat_message": before["chat_message"], "people_person": before["people_person"]}, rows(old))
    again = street.here()
    again.run("restore", str(backup))
    with again:  # nothing waits: the restore has brought it up to date
        assert any(room["is_member"] for room in rooms(again, a_sign_in_of_then(old)))
    assert backups(again) == []


@pytest.mark.sqlite
def test_without_a_backup_nothing_is_upgraded(street):
    old = street.old_house()
    take_back_a_step(old)
    before = rows(old)
    (old.data / "backups").write_text("a file where the folder should be", encoding="utf-8")
    said = says_no(old, "open")
    assert "without a backup nothing is upgraded" in said
    assert rows(old) == before
    with sqlite3.connect(old.data / "house.sqlite3") as connection:
        taken = {f"{app}.{name}" for app, name in connection.execute("SELECT app, name FROM django_migrations")}
    assert STEP not in taken


@pytest.mark.sqlite
def test_a_house_that_a_newer_version_has_opened_is_left_alone(street, of_today, tmp_path):
    house = street.copy_of(of_today)
    with sqlite3.connect(house.data / "house.sqlite3") as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('chat', '9999_kettles', '2027-01-01')"
        )
    before = rows(house)
    for words in (["open"], ["setup"], ["backup", str(tmp_path / "whole.zip")]):
        said = says_no(house, *words)
        assert "newer Chalou" in said
        assert "chat.9999_kettles" in said
    assert rows(house) == before
    assert list(tmp_path.glob("*.zip")) == []


@pytest.mark.sqlite
def test_a_house_that_is_open_is_not_upgraded_from_the_shell(street):
    """On SQLite; there the open house holds the folder."""
    old = street.old_house()
    take_back_a_step(old)
    lock = os.open(old.data / "open.lock", os.O_CREAT | os.O_WRONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "already open" in says_no(old, "setup")
    finally:
        os.close(lock)


@pytest.mark.postgres
def test_of_two_processes_that_upgrade_at_once_one_does_it(street, packed):
    house = street.on_postgres()
    house.run("restore", str(packed))
    take_back_a_step(house)
    upgrading = [
        subprocess.Popen(
            [sys.executable, "-m", "chalou", "demo"],
            env=house.environ,
            cwd=CHECKOUT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    said = [process.communicate(timeout=240)[1] for process in upgrading]
    assert [process.returncode for process in upgrading] == [0, 0, 0], said
    assert sum(STEP in words for words in said) == 1
    assert len(backups(house)) == 1


@pytest.mark.postgres
def test_of_two_processes_that_come_to_an_empty_database_one_makes_the_tables(street):
    house = street.on_postgres()
    coming = [
        subprocess.Popen(
            [sys.executable, "-m", "chalou", "setup"],
            env=house.environ,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in coming:
        assert "nobody is there to answer" in process.communicate(timeout=240)[1]
    assert chalou(house, "doctor").stdout.count("up to date") == 1


def test_only_what_was_made_by_itself_is_swept(tmp_path):
    kept = ["chalou-20260101T000000Z.zip", "chalou-by-hand-daily.zip", "notes-20260101T000000Z-daily.zip", "x.txt"]
    daily = [f"chalou-2026010{day}T000000Z-daily.zip" for day in range(1, 6)]
    upgrades = [f"chalou-2026010{day}T000000Z-before-upgrade.zip" for day in range(1, 4)]
    for name in (*kept, *daily, *upgrades):
        (tmp_path / name).touch()
    assert sweep(tmp_path, keep=0) == []
    assert sorted(path.name for path in sweep(tmp_path, keep=2)) == sorted([*daily[:-2], *upgrades[:-2]])
    assert {path.name for path in tmp_path.iterdir()} == {*kept, *daily[-2:], *upgrades[-2:]}
