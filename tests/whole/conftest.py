"""Houses that are packed, unpacked and moved by the real command, each in a folder and a database of its own."""

import itertools
import json
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.environment import ON, POSTGRES, REDIS
from tests.house import CHECKOUT, OpenedHouse

OLD_HOUSE = CHECKOUT / "tests" / "fixtures" / "house-2f238a9.tar.xz"
# What `migrate` adds to by itself: what was there is still there, and there may be more.
FURNITURE = {"django_content_type", "auth_permission"}
REMADE = {"chat_readmark": {"person_id", "seq", "read_at"}}
"""Tables that an upgrade makes other rows of, and what must be in them still."""
NOT_OF_THE_HOUSE = {"django_migrations", "sqlite_sequence"}

Rows = dict[str, list[dict[str, object]]]


class Street:
    """Where houses stand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._number = itertools.count(1)
        self._houses: list[OpenedHouse] = []

    def on_sqlite(self) -> OpenedHouse:
        """An empty folder."""
        return self._built({})

    def on_postgres(self) -> OpenedHouse:
        """An empty folder and an empty database."""
        return self._built({"CHALOU_DATABASE_URL": self.new_database()})

    def here(self) -> OpenedHouse:
        """An empty place for a house, on the database of this run."""
        return self.on_postgres() if ON == "postgres" else self.on_sqlite()

    def new_database(self) -> str:
        assert POSTGRES is not None
        return POSTGRES.new_database(f"h{next(self._number)}_{self.folder.name}".replace("-", "_")[:60])

    def copy_of(self, house: OpenedHouse) -> OpenedHouse:
        """The same house in another folder, on SQLite."""
        copy = self.on_sqlite()
        shutil.copytree(house.data, copy.data, dirs_exist_ok=True)
        return copy

    def old_house(self) -> OpenedHouse:
        """A house of an earlier version, as its program left it."""
        house = self.on_sqlite()
        with tarfile.open(OLD_HOUSE) as packed:
            packed.extractall(house.data, filter="data")
        return house

    def _built(self, settings: Mapping[str, str]) -> OpenedHouse:
        bus = {"CHALOU_REDIS_URL": REDIS.url} if REDIS is not None and settings else {}
        data = self.folder / f"house{next(self._number)}"
        data.mkdir(mode=0o700)
        self._houses.append(OpenedHouse(data, {**settings, **bus}))
        return self._houses[-1]

    def close(self) -> None:
        for house in self._houses:
            house.kill()


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    made = Street(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def of_today(tmp_path_factory: pytest.TempPathFactory) -> OpenedHouse:
    """The old house, once opened by the program of today; with pictures. To be copied, not to be used."""
    house = Street(tmp_path_factory.mktemp("today")).old_house()
    house.run("demo")
    (house.data / "media" / "cups").mkdir(parents=True)
    (house.data / "media" / "cups" / "青花.webp").write_bytes(bytes(range(256)) * 1000)
    return house


@pytest.fixture(scope="session")
def packed(of_today: OpenedHouse) -> Path:
    """Its backup."""
    file = of_today.data.parent / "packed.zip"
    of_today.run("backup", str(file))
    return file


def sums(file: Path) -> dict[str, tuple[int, str]]:
    """What a backup says of each table: how many rows, and their checksum."""
    with zipfile.ZipFile(file) as archive:
        tables = json.loads(archive.read("manifest.json"))["tables"]
    return {table["name"]: (table["rows"], table["sha256"]) for table in tables}


def chalou(house: OpenedHouse, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chalou", *words],
        env=house.environ,
        cwd=CHECKOUT,
        input=typed,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def says_no(house: OpenedHouse, *words: str, typed: str = "") -> str:
    """What a command says that does not do what was asked: a word, no traceback."""
    done = chalou(house, *words, typed=typed)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def rows(house: OpenedHouse) -> Rows:
    """What is in its SQLite file, read without anything of ours."""
    with sqlite3.connect(house.data / "house.sqlite3") as connection:
        connection.row_factory = sqlite3.Row
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY 1')]
            for name in names
            if name not in NOT_OF_THE_HOUSE
        }


def numbers(house: OpenedHouse) -> dict[str, int]:
    """The last number that was given in each table, but for those that an upgrade makes other rows of."""
    with sqlite3.connect(house.data / "house.sqlite3") as connection:
        found = dict(connection.execute("SELECT name, seq FROM sqlite_sequence WHERE name <> 'django_migrations'"))
    return {table: number for table, number in found.items() if table not in REMADE}


def assert_all_of_it(before: Rows, after: Rows) -> None:
    """Every row of `before` is in `after`, the same in every column there was; and no other."""
    for table, wanted in before.items():
        if table in REMADE:
            kept = [{name: row[name] for name in REMADE[table]} for row in after[table]]
            assert [row for row in wanted if {name: row[name] for name in REMADE[table]} not in kept] == [], table
            continue
        found = [_as_then(row, wanted) for row in after[table]]
        if table in FURNITURE:
            assert [row for row in map(_read, wanted) if row not in found] == [], table
        else:
            assert found == [_read(row) for row in wanted], table


def _as_then(row: dict[str, object], wanted: list[dict[str, object]]) -> dict[str, object]:
    known = wanted[0].keys() if wanted else row.keys()
    return {name: value for name, value in _read(row).items() if name in known}


def _read(row: dict[str, object]) -> dict[str, object]:
    """JSON as what it means: it may be written with other gaps."""
    return {name: json.loads(str(value)) if name == "facts" else value for name, value in row.items()}


def rooms(house: OpenedHouse, cookie: str) -> list[dict[str, object]]:
    asked = Request(f"{house.address}/rooms/", headers={"Cookie": cookie, "Accept": "application/json"})
    with urlopen(asked, timeout=20) as answer:
        return list(json.load(answer)["rooms"])


def a_sign_in_of_then(house: OpenedHouse) -> str:
    """Somebody who was signed in when the old house was packed."""
    line = (house.data / "sessions.jsonl").read_text(encoding="utf-8").splitlines()[0]
    return str(json.loads(line)["cookie"])
