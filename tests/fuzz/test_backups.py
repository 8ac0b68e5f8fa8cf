"""A backup that is not what was written is refused, whatever it is, and writes nothing; see corpus/rows.jsonl."""

import io
import zipfile
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from chalou.exchange.tests.test_rows import Chest
from chalou.exchange.whole import package, rows
from chalou.exchange.whole.package import Manifest, TableHeld
from chalou.exchange.whole.refusals import NotDone
from tests.fuzz.corpus import as_bytes, bent_bytes, kept, much

COLUMNS = [rows.column(field) for field in Chest._meta.concrete_fields]
KEPT = [as_bytes(written) for written in kept("rows")]
LINES = [line for line in KEPT if line.startswith(b"[1,")]


def read(line: bytes) -> None:
    """A line is values that the database can be given, or no line."""
    try:
        assert len(rows.stored(COLUMNS, rows.values(COLUMNS, line), connection)) == len(COLUMNS)
    except ValueError:
        return


@pytest.mark.both
@pytest.mark.parametrize("line", KEPT)
def test_a_row_that_is_kept_is_read_or_refused(line):
    read(line)


@pytest.mark.both
@much
@given(bent_bytes(LINES))
def test_a_row_made_of_them_is_read_or_refused(line):
    read(line)


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> bytes:
    """A small backup as the house writes it."""
    folder: Path = tmp_path_factory.mktemp("whole")
    (folder / "media" / "a").mkdir(parents=True)
    (folder / "media" / "a" / "cup.webp").write_bytes(b"RIFF....WEBP" * 4)
    with package.writing(folder / "whole.zip") as paper:
        total = paper.table("leaves", [b'[1,"\xe8\x8c\xb6"]\n', b'[2,"x"]\n'])
        paper.key("the key")
        paper.manifest(
            Manifest(
                "0.1.0", "2026-05-01T00:00:00+00:00", "sqlite", [],
                [TableHeld("leaves", [("id", "AutoField")], total.rows, total.sha256)],
                paper.media(folder / "media"), has_key=True,
            )
        )  # fmt: skip
    return (folder / "whole.zip").read_bytes()


def taken_in(content: bytes, folder: Path) -> bool:
    """Read through as `restore` does before it touches anything, then taken out. Whether it was taken for a backup."""
    file, inside = folder / "given.zip", folder / "inside" / "media"
    file.write_bytes(content)
    try:
        with package.reading(file) as paper:
            paper.check()
            paper.put_media(inside)
            assert paper.key().isascii()
    except NotDone:
        return False
    finally:
        assert {path.name for path in folder.iterdir()} <= {"given.zip", "inside"}
    return True


@pytest.mark.parametrize("turned", [0x01, 0x0C, 0xFF])
def test_a_list_of_entries_in_which_any_byte_has_turned_is_no_other_fault(whole, tmp_path, turned):
    """At its end an archive lists what is in it: how packed, whether enciphered, where, under which name."""
    for at in range(whole.index(b"PK\x01\x02"), len(whole)):
        taken_in(whole[:at] + bytes([whole[at] ^ turned]) + whole[at + 1 :], tmp_path)


def test_a_backup_in_which_bytes_have_turned_is_whole_or_refused(whole, tmp_path):
    assert taken_in(whole, tmp_path)

    @much
    @given(bent_bytes([whole]))
    def turned(content):
        taken_in(content, tmp_path)

    turned()


NAMES = st.one_of(
    st.sampled_from([
        "media/../x", "media/a/../../../x", "media//x", "media/", "media/a/", "media/.", "media/..", "media/a\\b",
        "media/C:x", "media/\0x", "media/a/cup.webp", "media/a/cup.webp/x", "media/" + "a" * 300, "secret-key",
        "manifest.json", "tables/leaves.jsonl", "tables/../x.jsonl", "../x", "/x", "media",
    ]),
    st.text(max_size=20).map(lambda name: "media/" + name),
)  # fmt: skip


def test_a_backup_with_other_things_in_it_is_refused(whole, tmp_path):
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}

    @much
    @given(NAMES, bent_bytes([entries["manifest.json"], entries["tables/leaves.jsonl"], b"\xff\xfe", b"{" * 2000]))
    def changed(name, content):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for kept_name, held in entries.items():
                if kept_name != name:
                    archive.writestr(kept_name, held)
            try:
                archive.writestr(name, content)
            except UnicodeEncodeError:
                return
        taken_in(made.getvalue(), tmp_path)

    changed()
