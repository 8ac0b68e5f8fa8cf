"""A file is taken for a house only if it is whole, ours, and of our time."""

import json
import stat
import zipfile
from pathlib import Path

import pytest

from chalou.exchange.whole import package
from chalou.exchange.whole.package import Manifest, MediaHeld, TableHeld
from chalou.exchange.whole.refusals import NotDone

LINES = [f'[{number},"第 {number} 泡"]\n'.encode() for number in range(20_000)]


def written(target: Path, **changed) -> Path:
    pictures = target.parent / "media"
    (pictures / "a").mkdir(parents=True, exist_ok=True)
    (pictures / "a" / "cup.webp").write_bytes(bytes(range(256)) * 20)
    (pictures / ".half-uploaded").write_bytes(b"not yet")
    with package.writing(target) as paper:
        total = paper.table("leaves", iter(LINES))
        manifest = {
            "chalou": "0.1.0",
            "made_at": "2026-05-01T00:00:00+00:00",
            "database": "sqlite",
            "migrations": [],
            "tables": [TableHeld("leaves", [("id", "AutoField")], total.rows, total.sha256)],
            "media": paper.media(pictures),
            "has_key": True,
        }
        paper.key("the key")
        paper.manifest(Manifest(**{**manifest, **changed}))
    return target


def checked(file: Path) -> None:
    with package.reading(file) as paper:
        paper.check()


def altered(file: Path, name: str, content: bytes | None) -> Path:
    """The same archive with another entry, or without it; every checksum of zip's own is right."""
    other = file.with_name("altered.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        if content is not None:
            new.writestr(name, content)
    return other


def test_what_was_written_is_read(tmp_path):
    file = written(tmp_path / "whole.zip")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    checked(file)
    with package.reading(file) as paper:
        assert list(paper.lines("leaves")) == LINES
        assert paper.key() == "the key"
        assert paper.manifest.media.files == 1
        paper.put_media(tmp_path / "again")
    assert [path.name for path in (tmp_path / "again").rglob("*") if path.is_file()] == ["cup.webp"]
    assert (tmp_path / "again" / "a" / "cup.webp").read_bytes() == bytes(range(256)) * 20


@pytest.mark.parametrize("where", [0.1, 0.5, 0.9])
def test_a_byte_that_has_turned_is_found(tmp_path, where):
    file = written(tmp_path / "whole.zip")
    content = bytearray(file.read_bytes())
    content[int(len(content) * where)] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(NotDone, match=r"damaged|manifest"):
        checked(file)


@pytest.mark.parametrize("part", [0.0, 0.3, 0.99])
def test_a_file_that_ends_too_early_is_none(tmp_path, part):
    file = written(tmp_path / "whole.zip")
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(NotDone, match="damaged"):
        checked(file)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tables/leaves.jsonl", b"".join(LINES[:-1]), "damaged: leaves"),
        ("tables/leaves.jsonl", None, "missing"),
        ("tables/more.jsonl", b"[1]\n", "too much"),
        ("secret-key", None, "missing"),
        ("media/a/cup.webp", b"another cup", "pictures"),
        ("media/a/cup.webp", None, "pictures"),
        ("media/../../secret-key", b"mine", "outside its folder"),
        ("media//etc/cron.d/x", b"mine", "outside its folder"),
        ("manifest.json", None, "no manifest"),
        ("manifest.json", b"{", "damaged"),
        ("manifest.json", b'{"what":"a shop","format":1,"chalou":"1"}', "no backup of Chalou"),
        ("manifest.json", b'{"what":"a whole Chalou house","format":1,"chalou":"1"}', "damaged"),
        ("manifest.json", b'{"what":"a whole Chalou house","format":2,"chalou":"9.1"}', "Chalou 9.1, which is newer"),
    ],
)
def test_a_file_of_which_somebody_made_another_is_refused(tmp_path, name, content, said):
    file = altered(written(tmp_path / "whole.zip"), name, content)
    with pytest.raises(NotDone, match=said):
        checked(file)


def test_other_files_are_no_backups(tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("tea")
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("manifest.json", json.dumps({"name": "something else"}))
    for file in (text, other):
        with pytest.raises(NotDone, match="no backup of Chalou"):
            checked(file)


def test_a_fault_half_way_leaves_nothing_and_what_is_there_is_never_overwritten(tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    with pytest.raises(ZeroDivisionError), package.writing(folder / "whole.zip") as paper:
        paper.table("leaves", (LINES[0] for _ in range(1 // 0)))
    assert list(folder.iterdir()) == []
    (folder / "whole.zip").write_text("mine")
    with pytest.raises(NotDone, match="nothing is overwritten"), package.writing(folder / "whole.zip"):
        pass
    assert (folder / "whole.zip").read_text() == "mine"


def test_of_two_that_write_the_same_name_the_second_is_told(tmp_path):
    with pytest.raises(NotDone, match="nothing is overwritten"), package.writing(tmp_path / "whole.zip"):
        (tmp_path / "whole.zip").write_text("somebody else's")
    assert [path.name for path in tmp_path.iterdir()] == ["whole.zip"]
    assert (tmp_path / "whole.zip").read_text() == "somebody else's"


def test_what_is_being_written_is_not_swept(tmp_path):
    (tmp_path / ".chalou-unfinished-0123456789ab").write_text("left by one that was killed")
    with package.writing(tmp_path / "first.zip") as first:
        first.key("x")
        with package.writing(tmp_path / "second.zip") as second:
            second.key("y")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first.zip", "second.zip"]


def test_a_house_without_pictures_is_a_house(tmp_path):
    with package.writing(tmp_path / "x.zip") as paper:
        assert paper.media(tmp_path / "no-such-folder") == MediaHeld()
        paper.key("x")
