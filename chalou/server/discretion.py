"""What is not written into the log: secrets that stand in addresses, live talk, and a stranger's rubbish at length.

A link of the keeper is a key until it is used, and a form of its page that is refused (an old token, too many tries)
would be logged with its address. A request that cannot be read is the sender's fault, so its traceback tells a keeper
nothing and would let anybody fill the disk. And what a library says of an error may quote what it was given:
PostgreSQL goes on with the whole row that it could not take, and that is what somebody said.
"""

import logging
import re
import traceback
from types import TracebackType

from django.db import DataError

_SECRET_IN_ADDRESS = re.compile(
    r"((?:/|%2F)(?:link|join|invitation|asking|poster)(?:/|%2F))[^/\s\"'%&]+", re.IGNORECASE
)
# Whatever is long and without a meaning in an address is a key to something: of this version or of the next.
_KEY_IN_ADDRESS = re.compile(r"(?<=/)[A-Za-z0-9_-]{20,}(?=[/\s?\"']|$)", re.ASCII)
_KEY_IN_QUERY = re.compile(r"([?&]key=)[^&\s\"']+")
_QUOTED = re.compile(r"""(['"])((?:\\.|(?!\1).)*)(?:\1|$)""")
_NAME = re.compile(r"[A-Za-z_][\w.]{0,60}", re.ASCII)
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_LONGEST = 300
_OUR_FAULT = 500

Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discretion(logging.Filter):
    """Stands before the console."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(told(arg) if isinstance(arg, BaseException) else arg for arg in record.args)
        written = record.getMessage()
        shown = without_keys(written)
        if shown != written:
            record.msg, record.args = shown, ()
        status = getattr(record, "status_code", None)  # Django says what was answered
        is_refusal = isinstance(status, int) and status < _OUR_FAULT
        if is_refusal or record.name.startswith("django.security."):
            record.exc_info = record.exc_text = None
            if record.levelno > logging.WARNING:
                record.levelno, record.levelname = logging.WARNING, "WARNING"
        elif isinstance(record.exc_info, tuple):
            # Both forms of the log print this text; nobody formats the error itself any more.
            record.exc_text = fault(record.exc_info)
            record.exc_info = None
        return True


def without_keys(text: str) -> str:
    """A text without the secrets of addresses in it."""
    text = _SECRET_IN_ADDRESS.sub(r"\1…", text)
    return _KEY_IN_QUERY.sub(r"\1…", _KEY_IN_ADDRESS.sub("…", text))


def told(error: BaseException) -> str:
    """What an error says, without what it quotes: its first line, names of columns and attributes left standing."""
    if isinstance(error, DataError):
        return "a value that does not fit"
    first = str(error).strip().partition("\n")[0]
    return without_keys(_FOREIGN.sub("…", _QUOTED.sub(_unquoted, first))[:_LONGEST])


def _unquoted(found: "re.Match[str]") -> str:
    """A name of a column or an attribute stays; whatever else stands between quotes may be what somebody wrote."""
    return found.group() if _NAME.fullmatch(found.group(2)) else f"{found.group(1)}…{found.group(1)}"


def fault(caught: Caught) -> str:
    """A traceback of our lines of code; of each error its kind and what it says, discreetly."""
    _, error, _ = caught
    if error is None:
        return ""
    lines: list[str] = []
    seen: set[int] = set()
    chain: list[tuple[BaseException, str]] = []
    following = ""
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        chain.append((error, following))
        if error.__cause__ is not None:
            error, following = error.__cause__, "It was the cause of:"
        else:
            error, following = None if error.__suppress_context__ else error.__context__, "While that was handled:"
    for one, link in reversed(chain):
        lines.append("Traceback (most recent call last):\n")
        # Lines of code only: the values of variables are what people said.
        lines.extend(traceback.format_tb(one.__traceback__))
        kind = type(one)
        name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
        said = told(one)
        lines.append(f"{name}: {said}\n" if said else f"{name}\n")
        if link:
            lines.append(f"{link}\n")
    return "".join(lines).rstrip("\n")
