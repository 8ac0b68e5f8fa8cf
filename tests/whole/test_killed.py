"""A restore or a move that is killed half way leaves what nobody takes for a house, and is simply done again."""

import fcntl
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.house import CHECKOUT, OpenedHouse
from tests.whole.conftest import Street, chalou, rows, says_no, sums

pytestmark = [pytest.mark.crash, pytest.mark.timeout(600)]


def die_at(word: str, house: OpenedHouse, what: str, where: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.whole.die_at", word, what, where],
        env={**house.environ, "DJANGO_SETTINGS_MODULE": "chalou.server.settings"},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr


def assert_is(house: OpenedHouse, packed: Path) -> None:
    """Every row of this house is as in that backup, and no other is there."""
    again = house.data.parent / f"{house.data.name}-again.zip"
    house.run("backup", str(again))
    assert sums(again) == sums(packed)


@pytest.mark.parametrize("word", ["Bringing", "chat_message", "people_session: compared"])
def test_a_restore_that_was_killed_is_done_again(street, packed, word):
    new = street.here()
    die_at(word, new, "restore", str(packed))
    assert "not finished" in says_no(new, "open")
    assert "MEND the database holds half a house" in chalou(new, "doctor").stdout
    new.run("restore", str(packed))
    assert (new.data / "media" / "cups" / "青花.webp").stat().st_size == 256_000
    assert_is(new, packed)


@pytest.mark.sqlite
def test_a_backup_that_is_killed_leaves_nothing_that_looks_like_one(street):
    house = street.old_house()
    (house.data / "media").mkdir()
    with (house.data / "media" / "large.webp").open("wb") as file:
        file.truncate(4_000_000_000)
    folder = house.data / "backups"
    for kill in (True, False):
        if not kill:
            (house.data / "media" / "large.webp").unlink()
            house.run("backup")
            break
        process = subprocess.Popen(
            [sys.executable, "-m", "chalou", "backup"], env=house.environ, cwd=CHECKOUT, stdout=subprocess.DEVNULL
        )
        waiting = threading.Event()
        while not any(folder.glob(".chalou-*")) and process.poll() is None:
            waiting.wait(0.01)
        process.kill()
        assert process.wait() == -signal.SIGKILL
        assert list(folder.glob("*.zip")) == []
    assert [path.suffix for path in folder.iterdir()] == [".zip"], "the next backup sweeps what the killed one left"


@pytest.mark.postgres
class TestMoving:
    def moved(self, street: Street, house: OpenedHouse, url: str) -> OpenedHouse:
        """The same folder, with the setting that the command says."""
        new = street.on_postgres()
        new.environ |= {"CHALOU_DATABASE_URL": url, "CHALOU_DATA": str(house.data)}
        return new

    def test_a_house_moves_and_the_old_one_stays_as_it_was(self, street, of_today, packed):
        house, url = street.copy_of(of_today), street.new_database()
        before = rows(house)
        said = chalou(house, "move-to", "-", typed=f"{url}\n")
        assert said.returncode == 0, said.stdout + said.stderr
        assert "CHALOU_DATABASE_URL" in said.stdout
        assert url not in said.stdout, "the password is not shown"
        assert rows(house) == before
        moved = self.moved(street, house, url)
        assert "already" in says_no(moved, "move-to", url)
        assert "there is a house" in says_no(house, "move-to", url)
        assert_is(moved, packed)

    @pytest.mark.parametrize("word", ["chat_readmark: ", "people_session: compared"])
    def test_a_move_that_was_killed_goes_on(self, street, of_today, packed, word):
        house, url = street.copy_of(of_today), street.new_database()
        die_at(word, house, "move", url)
        half = self.moved(street, house, url)
        assert "not finished" in says_no(half, "open")
        said = house.run("move-to", url)
        assert "begun anew" not in said
        assert_is(half, packed)

    def test_a_house_that_has_changed_in_between_is_moved_anew(self, street, of_today, packed):
        house, url = street.copy_of(of_today), street.new_database()
        die_at("Comparing", house, "move", url)
        with sqlite3.connect(house.data / "house.sqlite3") as connection:
            connection.execute("UPDATE chat_room SET purpose = '改了' WHERE id = 1")
            connection.execute("DELETE FROM chat_readmark")
        assert "begun anew" in house.run("move-to", url)
        changed = street.folder / "changed.zip"
        house.run("backup", str(changed))
        assert_is(self.moved(street, house, url), changed)

    def test_a_move_wants_a_closed_house_and_an_empty_database(self, street, of_today, packed):
        house, url = street.copy_of(of_today), street.new_database()
        with (house.data / "open.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # as an open house does
            assert "already open" in says_no(house, "move-to", url)
        die_at("Comparing", house, "move", url)
        other = street.copy_of(of_today)
        (other.data / "secret-key").write_text("the key of another house, of which we know nothing", encoding="ascii")
        assert "another house" in says_no(other, "move-to", url)
        assert "cannot be used" in says_no(house, "move-to", "mysql://x/y")
        assert "say where to" in says_no(house, "move-to")
        half = street.on_postgres()
        half.environ["CHALOU_DATABASE_URL"] = url
        assert "move that was not finished" in says_no(half, "restore", str(packed))

    def test_what_the_other_database_cannot_keep_is_named_and_not_shown(self, street, of_today, packed):
        house, url = street.copy_of(of_today), street.new_database()
        with sqlite3.connect(house.data / "house.sqlite3") as connection:
            connection.execute("UPDATE chat_message SET text = 'secret' || char(0) WHERE id = 7")
        said = says_no(house, "move-to", url)
        assert "chat_message" in said
        assert "NUL" in said
        assert "secret" not in said
