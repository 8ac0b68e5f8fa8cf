"""What characters a text may consist of. Pure: no Django, no database.

Three kinds of trouble: characters that are no text (controls, broken encodings), characters that turn the direction
of writing (a name or link reads as another), and characters nobody sees (used to slip past readers and filters).
The first two are refused, so that the writer knows; the last come along unnoticed when people copy from other
programs, so they are taken out silently.
"""

import enum
import re
import unicodedata


class Trouble(enum.StrEnum):
    """Why a text is not accepted."""

    EMPTY = "empty"
    CONTROL_CHARACTERS = "control_characters"
    DIRECTION_CHARACTERS = "direction_characters"
    BROKEN_TEXT = "broken_text"


# C0 and C1 controls except tab and line feed.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Explicit embeddings, overrides and isolates (Unicode Standard Annex 9); plain right-to-left letters stay allowed.
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# What decoders put where they could not read, lone halves of surrogate pairs, and non-characters.
_NON_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
_BROKEN = re.compile(f"[\ufffd\ud800-\udfff{_NON_CHARACTERS}]")
# Zero-width space, direction marks of single letters, word joiner, byte order mark, soft hyphen, old format and
# annotation marks, Hangul fillers, tags; not the joiners (U+200C, U+200D) and variation selectors that Indic scripts
# and families of emoji need.
_UNSEEN = re.compile(
    "[\u200b\u200e\u200f\u061c\u2060-\u2064\u206a-\u206f\ufeff\u00ad\u180e\ufff9-\ufffb"
    "\u115f\u1160\u3164\uffa0\U000e0000-\U000e007f]"
)
_BLANK = frozenset("\u2800")  # a letter of Braille by its category, an empty place to the eye
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"})


# Marks that stand above, below or around a letter. Scripts put four or five on one at most; towers of hundreds only
# paint over what others wrote, so of each the lowest stay.
_MARKS = "".join(
    character
    for character in map(chr, range(0x300, 0x20000))
    if unicodedata.combining(character) or unicodedata.category(character) == "Me"
)
_TOWER = re.compile(f"([{_MARKS}]{{8}})[{_MARKS}]+")


# Chinese and English as nearly everybody types them. There is nothing to clean in it, and looking costs a tenth.
_ORDINARY = re.compile("[\n\x20-\x7e\u2018-\u201d\u2026\u3001-\u3011\u4e00-\u9fff\uff01-\uff5e]*")


def cleaned(text: str) -> str:
    """The text in composed form (NFC), with plain line ends, without characters that nobody sees and without towers."""
    if _ORDINARY.fullmatch(text):
        return text.strip()
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _TOWER.sub(r"\1", unicodedata.normalize("NFC", _UNSEEN.sub("", plain))).strip()


def trouble_in(text: str) -> Trouble | None:
    """What keeps this (cleaned) text from being accepted, if anything."""
    if _BROKEN.search(text):
        return Trouble.BROKEN_TEXT
    if _CONTROLS.search(text):
        return Trouble.CONTROL_CHARACTERS
    if _DIRECTIONS.search(text):
        return Trouble.DIRECTION_CHARACTERS
    if text.isascii():
        return None if text.strip() else Trouble.EMPTY
    if all(unicodedata.category(sign) in _INVISIBLE_CATEGORIES or sign in _BLANK for sign in text):
        return Trouble.EMPTY
    return None
