"""Short lines that stand beside what others wrote: names of people, rooms and houses. Pure.

Stricter than `characters`, which is for texts: a name must be seen, stay on its line, and not pile up over it.
"""

import enum
import re
import unicodedata

from chalou.foundation.text.characters import cleaned


class BadLine(enum.StrEnum):
    """Why a line will not do as a name."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNSEEN_CHARACTERS = "unseen_characters"
    PILED_MARKS = "piled_marks"


# A symbol by category that leaves no ink: the blank Braille cell.
_BLANK = frozenset("\u2800")
# Marks that leave no ink: the grapheme joiner, inherent vowels of Khmer, selectors of Mongolian and of variants.
_INKLESS_MARKS = frozenset("\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f") | {chr(c) for c in range(0xE0100, 0xE01F0)}
_EMOJI_SELECTORS = re.compile("[\ufe00-\ufe0f]")
# Vietnamese and pinyin with tones need two on one letter; more only serves to paint over the lines above.
_LONGEST_RUN_OF_MARKS = 2


def tidy_line(typed: str) -> str:
    """The line as it is kept: composed, single spaces, without the selectors that only colour an emoji."""
    composed = cleaned(_EMOJI_SELECTORS.sub("", typed))
    spaced = "".join(" " if unicodedata.category(character) == "Zs" else character for character in composed)
    return re.sub(" +", " ", spaced).strip(" ")


KEY_LENGTH = 64


def line_key(line: str) -> str:
    """What two spellings of a line have in common: capitals or not, full width or half, one space or another."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", line).casefold())
    return " ".join(folded.split())[:KEY_LENGTH]


def why_not_line(line: str, *, longest: int) -> BadLine | None:
    """What is wrong with a tidied line, if anything.

    Control, format and unassigned characters are refused: direction marks let one person write another's name, and
    what cannot be seen cannot be told apart.
    """
    if not line:
        return BadLine.EMPTY
    if len(line) > longest:
        return BadLine.TOO_LONG
    run = _LONGEST_RUN_OF_MARKS  # a mark at the very beginning has nothing to stand on
    for character in line:
        category = unicodedata.category(character)
        if (category[0] in "CZ" and character != " ") or character in _BLANK or character in _INKLESS_MARKS:
            return BadLine.UNSEEN_CHARACTERS
        run = run + 1 if category[0] == "M" else 0
        if run > _LONGEST_RUN_OF_MARKS:
            return BadLine.PILED_MARKS
    return None
