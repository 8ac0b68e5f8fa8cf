"""The folder `media`: what people bring, as files beside the database.

A file has a name that nobody can guess and that says nothing: neither what it is nor whose. No server is ever pointed
at the folder; who may see a file is asked of the database each time. Backups take the folder along (exchange/whole),
and leave out what is hidden: files on their way.
"""

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Collection, Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from chalou.foundation.database import TRY_AGAIN_S
from chalou.foundation.refusals import NotFound, Unable

_TOKEN = re.compile(r"[0-9a-f]{40}")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def folder() -> Path:
    data: Path = settings.CHALOU.data
    return data / "media"


def new_token() -> str:
    """160 bits, in letters that every disk tells apart."""
    return secrets.token_hex(20)


def keep(token: str, part: str, data: bytes) -> None:
    """Put a file down: there whole and on disk when this returns, or not at all. `Unable` where the disk takes none."""
    path = _path(token, part)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            partial.rename(path)
            _sync(path.parent)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise _unable(error) from error


def held(token: str, part: str) -> bytes:
    """What is in a file; `NotFound` where there is none."""
    try:
        return _path(token, part).read_bytes()
    except FileNotFoundError:
        raise NotFound from None
    except OSError as error:
        raise _unable(error) from error


def remove(tokens: Collection[str]) -> None:
    """Take files away, all parts of each. One that is gone already is gone; what a disk will not let go of is found
    by `left_behind` another day.
    """
    for token in tokens:
        with contextlib.suppress(OSError):
            for path in _folder_of(token).glob(f"{token}-*"):
                path.unlink(missing_ok=True)


def left_behind(*, before: float) -> Iterator[str]:
    """The tokens of all files that are older than a moment (seconds since 1970); halves of files that old are removed
    on the way.
    """
    for path in folder().glob("??/*"):
        try:
            if path.stat().st_mtime >= before:
                continue
            token = path.name.partition("-")[0]
            if _TOKEN.fullmatch(token):
                yield token
            elif path.name.startswith("."):
                path.unlink(missing_ok=True)
        except OSError:
            continue


def _folder_of(token: str) -> Path:
    if not _TOKEN.fullmatch(token):
        raise ValueError("this is no token of a file")
    return folder() / token[:2]


def _path(token: str, part: str) -> Path:
    return _folder_of(token) / f"{token}-{part}"


def _sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unable(error: OSError) -> Unable:
    if error.errno in _FULL:
        say = _("The house’s disk is full; the keeper has to make room. What you typed is kept.")
        return Unable("disk_full", say, wait_s=TRY_AGAIN_S)
    say = _("The house cannot write to its disk just now; the keeper has to look after it. What you typed is kept.")
    return Unable("disk_fails", say, wait_s=TRY_AGAIN_S)
