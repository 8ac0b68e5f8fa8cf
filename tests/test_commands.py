"""The command as it is typed: in a process of its own, on a folder of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.environment import POSTGRES, REDIS
from tests.furnished import furnish, lay_tables
from tests.house import CHECKOUT, OpenedHouse

PASSWORD = "a kettle that sings"
pytestmark = pytest.mark.timeout(240)


class Folder:
    """Where a house may stand."""

    def __init__(self, path: Path) -> None:
        settings = {}
        if POSTGRES is not None and REDIS is not None:
            settings["CHALOU_DATABASE_URL"] = POSTGRES.new_database(f"house_{path.name}".replace("-", "_"))
            settings["CHALOU_REDIS_URL"] = REDIS.url
        self.data = path / "data"
        self.house = OpenedHouse(self.data, settings)
        (path / "password").write_text(PASSWORD, encoding="utf-8")
        self.password_file = str(path / "password")

    def chalou(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "chalou", *words],
            env={**self.house.environ, **settings},
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def says_no(self, *words: str, status: int = 1, **settings: str) -> str:
        """A command that does not work says why in a line or two, not in a traceback."""
        done = self.chalou(*words, **settings)
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert 0 < len(done.stderr.splitlines()) <= 4
        return done.stderr

    def set_up(self) -> None:
        done = self.chalou(
            *("setup", "--house", "九曲茶楼", "--keeper", "zhanggui", "--name", "掌柜", "--language", "zh-hans"),
            *("--way-in", "open", "--room", "前厅", "--password-file", self.password_file),
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "chalou open" in done.stdout


@pytest.fixture
def folder(tmp_path: Path):
    made = Folder(tmp_path)
    yield made
    made.house.kill()


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


def page(address: str, **headers: str) -> str:
    with urlopen(Request(address, headers=headers), timeout=20) as answer:
        return str(answer.read().decode())


def test_from_an_empty_folder_to_an_open_house(folder):
    doctor = folder.chalou("doctor")
    assert doctor.returncode == 0, doctor.stdout
    assert "bring the database up to date" in doctor.stdout
    assert "database cannot be used" in folder.says_no("signin-link", "zhanggui")
    assert "nobody is there to answer" in folder.says_no("setup")
    doctor = folder.chalou("doctor")
    assert doctor.returncode == 1
    assert re.search("MEND the house has no keeper yet\n.*chalou setup", doctor.stdout)

    assert "no-such-file" in folder.says_no(
        *(
            "setup",
            "--house",
            "x",
            "--keeper",
            "x",
            "--name",
            "x",
            "--language",
            "en",
            "--way-in",
            "open",
            "--room",
            "x",
        ),
        *("--password-file", "no-such-file"),
    )
    folder.set_up()
    assert "has a keeper already" in folder.says_no("setup", "--house", "x")
    assert "real one" in folder.says_no("demo")
    assert (mode(folder.data), mode(folder.data / "secret-key")) == (0o700, 0o600)
    doctor = folder.chalou("doctor")
    assert doctor.returncode == 0, doctor.stdout
    assert "MEND" not in doctor.stdout

    assert "nobody here signs in as 'nobody'" in folder.says_no("signin-link", "nobody")
    link = folder.chalou("signin-link", "zhanggui").stdout
    assert "掌柜" in link
    with folder.house:
        path = re.findall(r"/link/[\w-]+/", link)[0]
        assert "掌柜" in page(folder.house.address + path)
        assert "九曲茶楼" in page(folder.house.address)


def test_doctor_sees_what_is_wrong(folder):
    lay_tables(folder.house)
    lay_tables(folder.house)
    folder.set_up()
    (folder.data / "secret-key").chmod(0o644)
    doctor = folder.chalou("doctor", CHALOU_HOST="0.0.0.0", CHALOU_REDIS_URL="redis://127.0.0.1:1/0")
    assert doctor.returncode == 1
    found = re.findall("MEND (.*)", doctor.stdout)
    assert [
        bool(re.search(what, line)) for what, line in zip(("secret key", "Redis", "CHALOU_URL"), found, strict=True)
    ]
    away = folder.chalou("doctor", CHALOU_DATABASE_URL="postgresql://u:hunter2@127.0.0.1:1/x")
    assert away.returncode == 1
    assert "the database does not answer" in away.stdout
    assert "hunter2" not in away.stdout + away.stderr
    refused = folder.says_no("open", CHALOU_DATABASE_URL="postgresql://u:hunter2@127.0.0.1:1/x")
    assert "database cannot be used" in refused
    assert "hunter2" not in refused


def test_members_of_a_demo_are_signed_in_and_their_keys_are_nobody_elses(folder, tmp_path):
    sessions = tmp_path / "sessions"
    sessions.touch(mode=0o644)
    furnish(folder.house)
    done = folder.chalou("demo", "--members", "3", "--sessions", str(sessions))
    assert done.returncode == 0, done.stderr
    assert mode(sessions) == 0o600
    lines = [json.loads(line) for line in sessions.read_text(encoding="utf-8").splitlines()]
    assert [set(line) for line in lines] == [{"name", "cookie"}] * 3
    assert len({line["cookie"] for line in lines}) == 3
    links = re.findall(r"/link/[\w-]+/", folder.chalou("demo").stdout)
    assert len(links) == 2
    with folder.house:
        for line in lines:
            rooms = json.loads(page(f"{folder.house.address}/rooms/", Cookie=line["cookie"], Accept="application/json"))
            assert rooms["rooms"][0]["is_member"]
        for link in links:
            assert page(folder.house.address + link)
        with pytest.raises(HTTPError, match="401"):
            page(f"{folder.house.address}/rooms/1/people/", Accept="application/json", Cookie="chalou_session=forged")


def test_members_are_written_out_where_no_file_is_named(folder):
    furnish(folder.house)
    done = folder.chalou("demo", "--members", "2")
    assert [set(json.loads(line)) for line in done.stdout.splitlines()] == [{"name", "cookie"}] * 2
    assert "no-such-folder" in folder.says_no("demo", "--members", "1", "--sessions", "no-such-folder/file")


def test_a_new_house_says_its_key_and_keeps_it_to_itself(folder):
    with folder.house:
        log = folder.house.log.read_text(encoding="utf-8")
        key = re.findall(r"setup/\?key=([\w-]+)", log)
        assert key
        assert f"Chalou is open at {folder.house.address}" in log
        assert mode(folder.data / "setup-key") == 0o600
        assert (folder.data / "setup-key").read_text(encoding="ascii").strip() == key[0]
    folder.set_up()
    assert not (folder.data / "setup-key").exists()


@pytest.mark.sqlite
def test_a_folder_is_opened_once(folder):
    """A second process would write messages without knowing of the first one's numbers."""
    lay_tables(folder.house)
    with folder.house:
        assert "already open" in folder.says_no("open", "--port", "0")
        assert page(folder.house.address)
        os.kill(folder.house.pid, signal.SIGTERM)
        folder.house.stop()
    with folder.house:
        assert page(folder.house.address)


def test_a_port_that_is_taken_is_named(folder):
    lay_tables(folder.house)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = folder.says_no("open", "--port", str(port))
    assert f"cannot listen on 127.0.0.1:{port}" in said
    assert "--port" in said


@pytest.mark.parametrize(
    ("words", "settings", "named"),
    [
        (["open"], {"CHALOU_PROT": "1"}, "CHALOU_PROT is not a setting"),
        (["doctor"], {"CHALOU_PORT": "x"}, "CHALOU_PORT 'x' cannot be used"),
        (["open", "--port", "99999"], {}, "CHALOU_PORT '99999'"),
        (["setup"], {"CHALOU_SECRET_KEY": "hunter2"}, "CHALOU_SECRET_KEY is too short"),
        (["dance"], {}, "invalid choice: 'dance'"),
        ([], {}, "required: COMMAND"),
    ],
)
def test_what_is_misspelt_stops_the_start_and_is_named(folder, words, settings, named):
    said = folder.says_no(*words, status=2, **settings)
    assert named in said
    assert "hunter2" not in said
    assert not folder.data.exists(), "nothing was touched"


@pytest.mark.sqlite
@pytest.mark.parametrize("part", ["web", "live", "relay"])
def test_a_house_on_sqlite_is_not_split_and_is_told_what_to_do(folder, part):
    said = folder.says_no(part)
    assert "SQLite" in said
    assert "chalou move-to" in said


@pytest.mark.postgres
@pytest.mark.parametrize("part", ["web", "live", "relay"])
def test_without_a_bus_between_them_several_processes_are_refused(folder, part):
    said = folder.says_no(part, CHALOU_REDIS_URL="")
    assert "CHALOU_REDIS_URL" in said
