"""The file that holds a whole house: a zip archive, so that anybody can look into it with what every machine has.

    tables/<name>.jsonl   rows, one a line (rows.py), in the order of their keys
    media/…               what is kept in the folder `media`, as it is
    secret-key            the key of the house, where it is kept in the folder
    manifest.json         written last: what is in here, by which version, with counts and checksums

It is written aside, for its owner only, and named when all of it is on disk. Neither writing nor reading holds more
than a few rows in memory.
"""

import contextlib
import errno
import fcntl
import hashlib
import io
import lzma
import os
import secrets
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, cast

import msgspec

from chalou.exchange.whole.refusals import NotDone
from chalou.exchange.whole.tables import Sum

FORMAT = 1
WHAT = "a whole Chalou house"
MANIFEST, KEY, MEDIA = "manifest.json", "secret-key", "media/"
_PARTIAL = ".chalou-unfinished-"
_PIECE = 1 << 18
_LONGEST_LINE = 1 << 28
# Measured with a house of 100,000 messages: half the time of zlib's own 6, and a tenth larger.
_LEVEL = 3
# RuntimeError: an entry that says it needs a password; ValueError: a name or a key in no alphabet.
_DAMAGED = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError),
)


class TableHeld(msgspec.Struct, frozen=True):
    """A table in the file."""

    name: str
    columns: list[tuple[str, str]]
    rows: int
    sha256: str
    last_number: int | None = None

    @property
    def sum(self) -> Sum:
        return Sum(self.rows, self.sha256)


class MediaHeld(msgspec.Struct, frozen=True):
    """The files in the file. The checksum is of their names and checksums, in their order."""

    files: int = 0
    bytes: int = 0
    sha256: str = hashlib.sha256().hexdigest()


class Manifest(msgspec.Struct, frozen=True):
    """What is in the file."""

    chalou: str
    made_at: str
    database: str
    migrations: list[tuple[str, str]]
    tables: list[TableHeld]
    media: MediaHeld
    has_key: bool
    what: str = WHAT
    format: int = FORMAT


class _Head(msgspec.Struct):
    """What every format has said and will say."""

    what: str
    format: int
    chalou: str


class Writer:
    """Puts a house into an open archive, piece by piece."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def table(self, name: str, lines: Iterable[bytes]) -> Sum:
        count, digest = 0, hashlib.sha256()
        held = bytearray()
        with self._archive.open(_table(name), "w", force_zip64=True) as entry:
            for line in lines:
                held += line
                count += 1
                if len(held) >= _PIECE:
                    digest.update(held)
                    entry.write(held)
                    held.clear()
            digest.update(held)
            entry.write(held)
        return Sum(count, digest.hexdigest())

    def media(self, folder: Path) -> MediaHeld:
        """Every file below `folder`, in the order of names. Hidden ones are unfinished uploads."""
        files, size, digest = 0, 0, hashlib.sha256()
        for path in _files_below(folder):
            name = path.relative_to(folder).as_posix()
            entry = zipfile.ZipInfo(MEDIA + name)  # pictures are compressed already
            own = hashlib.sha256()
            try:
                source = path.open("rb")
            except FileNotFoundError:
                continue  # taken back a moment ago
            with source, self._archive.open(entry, "w", force_zip64=True) as into:
                while piece := source.read(_PIECE):
                    own.update(piece)
                    size += len(piece)
                    into.write(piece)
            files += 1
            digest.update(f"{name}\n{own.hexdigest()}\n".encode())
        return MediaHeld(files, size, digest.hexdigest())

    def key(self, key: str) -> None:
        self._archive.writestr(KEY, key)

    def manifest(self, manifest: Manifest) -> None:
        self._archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """The file `target`, there when the block has ended well and its bytes are on disk; else there is none."""
    if target.exists():
        raise NotDone(f"{target} is there already; nothing is overwritten.")
    _sweep_partials(target.parent)
    partial = target.with_name(f"{_PARTIAL}{secrets.token_hex(6)}")
    try:
        descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # whoever sweeps sees that it is being written
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
            _name(partial, target)
        _sync(target.parent)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise NotDone(f"the disk of {target.parent} is full. Nothing is left behind; make room.") from error
        raise
    finally:
        partial.unlink(missing_ok=True)


def _name(partial: Path, target: Path) -> None:
    try:
        os.link(partial, target)  # fails where somebody else was faster
    except FileExistsError as error:
        raise NotDone(f"{target} is there already; nothing is overwritten.") from error
    except OSError:  # a stick for the pocket often has no links
        partial.rename(target)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep_partials(folder: Path) -> None:
    """Remove what killed processes left here; one that is being written is locked."""
    for left in folder.glob(f"{_PARTIAL}*"):
        with contextlib.suppress(OSError), left.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


def _files_below(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(where, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def _table(name: str) -> str:
    return f"tables/{name}.jsonl"


class Package:
    """A file with a whole house, to be read."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def lines(self, name: str) -> Iterator[bytes]:
        with self._archive.open(_table(name)) as entry, io.BufferedReader(cast(io.RawIOBase, entry), _PIECE) as lines:
            while line := lines.readline(_LONGEST_LINE):
                yield line

    def key(self) -> str:
        return self._archive.read(KEY).decode("ascii")

    def media(self) -> Iterator[tuple[PurePosixPath, IO[bytes]]]:
        """Every file, by its name below `media`, in the order in which they were put in."""
        for entry in self._archive.infolist():
            if entry.filename.startswith(MEDIA):
                with self._archive.open(entry) as held:
                    yield _inside(entry.filename.removeprefix(MEDIA)), held

    def check(self) -> None:
        """Read all of it once and compare with what it says of itself. `NotDone` where that is not the same."""
        with _damage():
            self._check()

    def _check(self) -> None:
        names = {entry.filename for entry in self._archive.infolist() if not entry.filename.startswith(MEDIA)}
        said = {_table(table.name) for table in self.manifest.tables} | {MANIFEST}
        if names != (said | {KEY} if self.manifest.has_key else said):
            raise NotDone("something is missing in the file, or too much in it.")
        if self.manifest.has_key and not self.key().isprintable():
            raise NotDone("the file is damaged: its key is none.")
        for table in self.manifest.tables:
            count, digest = 0, hashlib.sha256()
            for line in self.lines(table.name):
                count += 1
                digest.update(line)
            if Sum(count, digest.hexdigest()) != table.sum:
                raise NotDone(f"the file is damaged: {table.name} is not what was written.")
        files, size, digest = 0, 0, hashlib.sha256()
        for name, held in self.media():
            own = hashlib.sha256()
            while piece := held.read(_PIECE):
                own.update(piece)
                size += len(piece)
            files += 1
            digest.update(f"{name}\n{own.hexdigest()}\n".encode())
        if MediaHeld(files, size, digest.hexdigest()) != self.manifest.media:
            raise NotDone("the file is damaged: its pictures are not what was written.")

    def put_media(self, folder: Path) -> None:
        for name, held in self.media():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with target.open("wb") as into:
                shutil.copyfileobj(held, into, _PIECE)
                into.flush()
                os.fsync(into.fileno())


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or not path.parts:
        raise NotDone(f"the file wants to write to {name!r}, outside its folder. It is not one of ours.")
    return path


@contextmanager
def reading(file: Path) -> Iterator[Package]:
    """The file, opened. `NotDone` where it is damaged, from elsewhere, or from the future."""
    with contextlib.ExitStack() as opened:
        with _damage():
            archive = opened.enter_context(zipfile.ZipFile(file))
            manifest = _manifest(archive)
        try:
            yield Package(archive, manifest)
        except (zipfile.BadZipFile, EOFError, zlib.error) as error:
            raise NotDone(f"{file} is damaged ({error}).") from error


@contextmanager
def _damage() -> Iterator[None]:
    """Whatever reading an archive says of one that is none, as `NotDone`. Nothing but reading belongs in here."""
    try:
        yield
    except OSError as error:
        # A place before the beginning of the file, or a stream that is none; the others are of the disk.
        if error.errno not in (None, errno.EINVAL):
            raise
        raise NotDone(f"the file is damaged, or no backup of Chalou ({error}).") from error
    except _DAMAGED as error:
        raise NotDone(f"the file is damaged, or no backup of Chalou ({error}).") from error


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        written = archive.read(MANIFEST)
    except KeyError as error:
        raise NotDone("the file is no backup of Chalou: it has no manifest.") from error
    try:
        head = msgspec.json.decode(written, type=_Head)
        if head.what != WHAT:
            raise NotDone("the file is no backup of Chalou.")
        if head.format > FORMAT:
            raise NotDone(f"the file was made by Chalou {head.chalou}, which is newer than this one. Update first.")
        return msgspec.json.decode(written, type=Manifest)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise NotDone(f"the file is damaged, or no backup of Chalou: {error}.") from error
