"""The house's static files: one hash over all of them as part of their address, and a finished copy to serve from."""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from whitenoise.compress import Compressor

# Lines that are nothing but a comment, and no more than those: to know where a comment begins within a line one has to
# read the language. A test holds that no text of ours goes over lines, in which such a line would not be one.
_COMMENT_LINES = {
    ".js": re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/)[ \t]*$", re.MULTILINE | re.DOTALL),
    ".css": re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*$", re.MULTILINE | re.DOTALL),
}
# A style that brings another one of its folder along.
_BROUGHT = re.compile(r'^@import "(?P<name>[\w-]+\.css)";$', re.MULTILINE)
_FORM = b"4"  # counts up when `served` makes something else of the same sources


def version(folders: Iterable[Path]) -> str:
    """Twelve characters that change when any file below `folders` does."""
    digest = hashlib.sha256(_FORM)
    for folder in folders:
        for file in _files(folder):
            digest.update(str(file.relative_to(folder)).encode())
            digest.update(b"\0")
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def served(source: str, kind: str) -> str:
    """A script or style (`.js`, `.css`) as browsers get it: without its comments, which are a fifth of what would come
    over the line, every other line as it is and where it was.
    """
    return _COMMENT_LINES[kind].sub(lambda comment: "\n" * comment[0].count("\n"), source)


def joined(sheet: Path) -> str:
    """A style with those of its folder that it imports in their places.

    One thing, one file is how we write them. To a browser every six files are a journey there and back, which on a slow
    line is a third of a second.
    """
    source = sheet.read_text(encoding="utf-8")
    return _BROUGHT.sub(lambda brought: joined(sheet.with_name(brought["name"])).rstrip("\n"), source)


def finish(folders: Iterable[Path], target: Path) -> None:
    """Lay out `folders` as `target`, each file also compressed, unless that was done before.

    Made aside and moved, so that a start that was killed half way leaves no half tree behind; and not beside the
    other trees, which another process may be looking through at this moment.
    """
    if target.is_dir():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".static.", dir=target.parent.parent))
    compressor = Compressor(use_brotli=False, quiet=True)
    for folder in folders:
        for file in _files(folder):
            copy = aside / file.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if file.suffix in _COMMENT_LINES:
                source = joined(file) if file.suffix == ".css" else file.read_text(encoding="utf-8")
                copy.write_text(served(source, file.suffix), encoding="utf-8")
            else:
                shutil.copyfile(file, copy)
            if compressor.should_compress(copy.name):
                for _ in compressor.compress(str(copy)):
                    pass
    aside.chmod(0o755)
    try:
        aside.rename(target)
    except OSError:  # another process was faster
        shutil.rmtree(aside)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
