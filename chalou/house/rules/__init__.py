"""What a house may be called, say and offer. Values in, verdict out."""

from collections.abc import Collection

from chalou.foundation.languages import LANGUAGES
from chalou.foundation.text.lines import BadLine, why_not_line

NAME_LENGTH = 40
TAGLINE_LENGTH = 120
WELCOME_LENGTH = 2000
QUESTION_LENGTH = 200
SIGN_ALT_LENGTH = 200

LEAST_MB, MOST_MB = 1, 10_000_000
"""Of a limit on pictures and files: one megabyte, and more than any disk of such a house has."""


def why_not_house_name(name: str) -> BadLine | None:
    """What is wrong with a tidied name for the board over the door."""
    return why_not_line(name, longest=NAME_LENGTH)


def why_not_tagline(line: str) -> BadLine | None:
    """What is wrong with the line below the name; it may be empty."""
    return why_not_line(line, longest=TAGLINE_LENGTH) if line else None


def offered(*, chosen: str, own: str) -> tuple[tuple[str, str], ...]:
    """The languages in which a house can be read, by code and name, in the order in which we list them: those that
    were chosen, parted by spaces, and the house's own in any case. Nothing chosen: all that we speak.
    """
    codes = set(chosen.split()) | {own} if chosen else {code for code, _name in LANGUAGES}
    return tuple((code, name) for code, name in LANGUAGES if code in codes)


def as_kept(codes: Collection[str], *, own: str) -> str:
    """How a choice of languages is kept. All of them is kept as nothing: a language that we learn later is offered,
    too.
    """
    wanted = [code for code, _name in LANGUAGES if code in codes or code == own]
    return "" if len(wanted) == len(LANGUAGES) else " ".join(wanted)


def is_good_limit(megabytes: int | None) -> bool:
    return megabytes is None or LEAST_MB <= megabytes <= MOST_MB
