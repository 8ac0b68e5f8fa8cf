"""What a house does for itself."""

import subprocess
import sys
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalou.events.chores import run_due, standing
from chalou.server.chores import CHORES
from chalou.server.seeing.named import names_of_chores, what_chores_do
from tests.furnished import lay_tables
from tests.house import CHECKOUT
from tests.test_commands import Folder

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MAKE_IT_DUE = """
import django
django.setup()
from chalou.events.models import Chore
from chalou.foundation.clock import now
Chore.objects.create(name="backup", due_at=now())
"""


@pytest.mark.django_db
def test_every_chore_comes_up_by_itself():
    run_due(CHORES, at=MONDAY)
    assert [chore.name for chore in standing()] == sorted(chore.name for chore in CHORES)


@pytest.mark.timeout(240)
def test_an_open_house_backs_itself_up_when_that_is_due(tmp_path: Path):
    folder = Folder(tmp_path)
    lay_tables(folder.house)
    folder.set_up()
    environ = {**folder.house.environ, "DJANGO_SETTINGS_MODULE": "chalou.server.settings"}
    subprocess.run([sys.executable, "-c", MAKE_IT_DUE], env=environ, cwd=CHECKOUT, check=True, timeout=60)
    backups = folder.data / "backups"
    with folder.house:
        last = time.monotonic() + 60
        while not (made := list(backups.glob("chalou-*-daily.zip"))):
            assert time.monotonic() < last, folder.house.log.read_text(encoding="utf-8")
            time.sleep(0.1)
    with zipfile.ZipFile(made[0]) as paper:
        assert "九曲茶楼" in paper.read("tables/house_house.jsonl").decode("utf-8")


def test_every_chore_has_a_name_and_a_sentence_for_the_keeper():
    chores = {chore.name for chore in CHORES}
    assert set(names_of_chores()) == set(what_chores_do()) == chores
