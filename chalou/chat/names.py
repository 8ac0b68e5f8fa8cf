"""What rooms may be called, and what may be said of them: taken in or refused in words."""

import re
import unicodedata

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chalou.chat.rules import TAGS_OF_A_THREAD
from chalou.foundation.refusals import Refused
from chalou.foundation.text.characters import Trouble, cleaned, trouble_in
from chalou.foundation.text.lines import BadLine, tidy_line, why_not_line
from chalou.screening.admit import refusal
from chalou.screening.rules import Objection

ROOM_NAME_LENGTH = 40
PURPOSE_LENGTH = 200
TITLE_LENGTH = 120
STORY_TITLE_LENGTH = 60
TAG_LENGTH = 20
ALT_LENGTH = 500
CHOICE_LENGTH = 80
FILE_NAME_LENGTH = 100
REASON_LENGTH = 200

_BETWEEN_TAGS = re.compile(r"[\s,，、;；#＃]+")

_SAYS: dict[BadLine, str | Promise] = {
    BadLine.UNSEEN_CHARACTERS: _("There is a character in it that cannot be seen. Type it by hand, please."),
    BadLine.PILED_MARKS: _("Too many marks are piled on one letter. Two are enough."),
}
_OBJECTIONS = {BadLine.EMPTY: Objection.EMPTY, BadLine.TOO_LONG: Objection.TOO_LONG}


def accept_room_name(typed: str) -> str:
    """The name of a room as it is kept, or `Refused`."""
    return _accepted(typed, longest=ROOM_NAME_LENGTH)


def accept_purpose(typed: str) -> str:
    """What is talked about in a room, or nothing."""
    return _accepted(typed, longest=PURPOSE_LENGTH) if tidy_line(" ".join(typed.split())) else ""


def accept_title(typed: str) -> str:
    """The title of a thread as it is kept, or `Refused`."""
    return _accepted(typed, longest=TITLE_LENGTH)


def accept_story_title(typed: str) -> str:
    """What is to be told, as it is kept, or `Refused`."""
    return _accepted(typed, longest=STORY_TITLE_LENGTH)


def accept_choice(typed: str) -> str:
    """One of the things that a poll offers, as it is kept, or `Refused`."""
    return _accepted(typed, longest=CHOICE_LENGTH)


def accept_alt(typed: str) -> str:
    """What somebody says of a picture for those who cannot see it: one line, or nothing."""
    line = cleaned(" ".join(typed[: 4 * ALT_LENGTH + 1].split()))
    if len(line) > ALT_LENGTH:
        raise refusal(Objection.TOO_LONG)
    trouble = trouble_in(line)
    if trouble is Trouble.EMPTY:
        return ""
    if trouble is not None:
        raise refusal(Objection(trouble.value))
    return line


_DEVICES = frozenset({"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)})


def tidy_file_name(given: str, *, ending: str) -> str:
    """A name under which a file can be saved anywhere, with the ending that fits what is in it. Whatever was given."""
    stem = re.sub(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f]+', " ", cleaned(given[:1000]))
    stem = "".join(sign for sign in stem if not unicodedata.category(sign).startswith(("C", "Z")) or sign == " ")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", " ".join(stem.split())).strip(". ")[:FILE_NAME_LENGTH].strip(". ")
    if stem.partition(".")[0].rstrip().casefold() in _DEVICES:
        stem = f"_{stem}"  # with any ending, Windows takes it for a machine
    return (stem or "file") + ending


def accept_reason(typed: str) -> str:
    """What a host tells somebody of why; one line."""
    return _accepted(typed, longest=REASON_LENGTH)


def accept_tags(typed: str) -> tuple[str, ...]:
    """Tags as they are kept, each once, in the order typed: set apart by spaces or commas, with or without the sign #.
    Folded, so that one looks for them as one likes: `Pu'er` and `pu'er` are one.
    """
    words = [tidy_line(word.lstrip("#＃")).casefold() for word in _BETWEEN_TAGS.split(typed)]
    tags = tuple(dict.fromkeys(word for word in words if word))
    if len(tags) > TAGS_OF_A_THREAD:
        raise Refused("too_many_tags", _("Five tags are enough."), field="tags")
    return tuple(_accepted(tag, longest=TAG_LENGTH) for tag in tags)


def _accepted(typed: str, *, longest: int) -> str:
    # One line; what was typed as several becomes one. Measured as it is kept: composing can make it longer.
    line = tidy_line(" ".join(typed.split()))
    bad = why_not_line(line, longest=longest)
    if bad in _OBJECTIONS:
        raise refusal(_OBJECTIONS[bad])
    if bad is not None:
        raise Refused(f"name_{bad.value}", _SAYS[bad])
    return line
