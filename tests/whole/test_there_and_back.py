"""A house of an earlier version is packed, unpacked, packed and unpacked again: nothing is lost, nothing is added.

Run on PostgreSQL this crosses from SQLite and back; what is compared at both ends are SQLite files, without our code.
"""

import asyncio
import json
import re
import sqlite3
import stat
import subprocess
import sys
import zipfile

import pytest

from tests.crash.talker import Talker, until
from tests.environment import ON
from tests.furnished import furnish
from tests.house import CHECKOUT, OpenedHouse
from tests.whole.conftest import FURNITURE, a_sign_in_of_then, assert_all_of_it, numbers, rooms, rows, says_no

pytestmark = pytest.mark.timeout(600)


def test_a_house_is_the_same_after_two_journeys(street, tmp_path):
    old = street.old_house()
    # The numbers of rows that are gone stand in the record of events; somebody new must not get one of them.
    with sqlite3.connect(old.data / "house.sqlite3") as connection:
        connection.execute("DELETE FROM people_signinlink WHERE id = (SELECT max(id) FROM people_signinlink)")
    before = rows(old)
    (old.data / "media" / "cups").mkdir(parents=True)
    (old.data / "media" / "cups" / "青花.webp").write_bytes(bytes(range(256)) * 1000)
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"

    said = old.run("backup", str(first))
    assert "chat_message: 30 rows" in said
    assert f"chalou restore {first}" in said
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    middle = street.here()
    assert "10 people, 30 messages" in middle.run("restore", str(first))
    middle.run("backup", str(second))
    end = street.on_sqlite()
    end.run("restore", str(second))

    assert_all_of_it(before, rows(end))
    assert {table: numbers(end)[table] for table in numbers(old).keys() - FURNITURE} == {
        table: number for table, number in numbers(old).items() if table not in FURNITURE
    }
    assert (end.data / "secret-key").read_bytes() == (old.data / "secret-key").read_bytes()
    assert stat.S_IMODE((end.data / "secret-key").stat().st_mode) == 0o600
    assert (end.data / "media" / "cups" / "青花.webp").read_bytes() == bytes(range(256)) * 1000
    with zipfile.ZipFile(second) as packed:
        assert json.loads(packed.read("manifest.json"))["database"] == ("postgresql" if ON == "postgres" else "sqlite")

    cookie = a_sign_in_of_then(old)
    with middle:
        room = next(room for room in rooms(middle, cookie) if room["is_member"])
        asyncio.run(_talks_on(middle, cookie, room))


async def _talks_on(house: OpenedHouse, cookie: str, room: dict[str, object]) -> None:
    """Whoever was signed in still is, and what they say comes after what was said."""
    talker = Talker(house, cookie, int(str(room["room"])), "on", pause_s=0.05)
    staying = asyncio.create_task(talker.stay())
    await until(lambda: len(talker.acknowledged) >= 3 or staying.done(), seconds=60)
    staying.cancel()
    await asyncio.gather(staying, return_exceptions=True)
    assert min(talker.acknowledged.values()) == talker.came_in_at + 1
    seqs = [message["seq"] for message in await asyncio.to_thread(talker.whole_room)]
    assert seqs == list(range(1, len(seqs) + 1))


WITH_PICTURES = """
import django
django.setup()
from chalou.chat import actions
from chalou.chat.models import Attachment
from chalou.foundation.clock import now
from tests import making as make
room = make.room(name="有图的厅")
ming = make.person(joins=room)
brought = [make.picture(by=ming, room=room), make.text(by=ming, room=room)]
make.message(by=ming, room=room, brought=brought)
asked = make.poll(by=ming, room=room, secret=True)
actions.vote(by=ming, room_id=room.id, seq=asked.seq, chosen=[2], at=now())
print(" ".join(list(Attachment.objects.order_by("id").values_list("token", flat=True))[-len(brought):]))
"""


def test_pictures_and_votes_come_along_and_what_would_unseal_a_secret_vote_does_not(street, tmp_path):
    old, middle, new = street.on_sqlite(), street.here(), street.on_sqlite()
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    furnish(old)
    drawn = {path.name for path in (old.data / "media").rglob("*") if path.is_file()}
    tokens = subprocess.run(
        [sys.executable, "-c", WITH_PICTURES],
        env={**old.environ, "DJANGO_SETTINGS_MODULE": "chalou.server.settings"},
        cwd=CHECKOUT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split()
    kept = {path.name: path.read_bytes() for path in (old.data / "media").rglob("*") if path.is_file()}
    assert kept.keys() - drawn == {f"{tokens[0]}-large", f"{tokens[0]}-small", f"{tokens[1]}-whole"}
    # What is on its way is no part of the house.
    (old.data / "media" / tokens[0][:2] / ".half").write_bytes(b"half")
    old.run("backup", str(first))
    middle.run("restore", str(first))
    middle.run("backup", str(second))
    new.run("restore", str(second))
    assert rows(new)["chat_attachment"] == rows(old)["chat_attachment"]
    assert {path.name: path.read_bytes() for path in (new.data / "media").rglob("*") if path.is_file()} == kept
    (key,), votes = rows(old)["chat_ballotkey"], rows(old)["chat_vote"]
    assert votes[-1]["person_id"] is None
    assert rows(new)["chat_vote"] == votes
    assert rows(new)["chat_ballotkey"] == []
    with zipfile.ZipFile(first) as archive:
        assert not [name for name in archive.namelist() if str(key["key"]).encode() in archive.read(name)]


def test_only_an_empty_and_closed_house_is_restored_into(street, packed):
    new = street.here()
    with new:
        assert re.search("already open|others are connected", says_no(new, "restore", str(packed)))
    assert (new.data / "setup-key").exists()
    new.run("restore", str(packed))
    assert "there is a house" in says_no(new, "restore", str(packed))
    assert "is there already" in says_no(new, "backup", str(packed))
    assert not (new.data / "setup-key").exists(), "it has a keeper now"


def test_where_there_is_no_house_nothing_is_backed_up(street, tmp_path):
    house = street.here()
    assert "no house" in says_no(house, "backup", str(tmp_path / "whole.zip"))
    assert not (tmp_path / "whole.zip").exists()


@pytest.mark.sqlite
def test_a_full_disk_is_said_and_nothing_is_left(street):
    house = street.old_house()
    (house.data / "media").mkdir()
    (house.data / "media" / "large.webp").write_bytes(bytes(3_000_000))
    full = street.folder / "full"
    full.mkdir()
    done = _with_files_up_to(1_000_000, house, "backup", str(full / "whole.zip"))
    assert done.returncode == 1
    assert "full" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(full.iterdir()) == []


def _with_files_up_to(size: int, house: OpenedHouse, *words: str) -> subprocess.CompletedProcess[str]:
    """A process that may write no larger file: what it meets is what a full disk is."""
    return subprocess.run(
        ["prlimit", f"--fsize={size}", sys.executable, "-m", "chalou", *words],
        env=house.environ,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
