"""What people may sign in with, and whom they may choose not to hear. Values in, verdict out.

A sign-in name is typed on many keyboards and must not be mistaken for another: letters, digits and Chinese characters
only. The shown name is a person's own business, as long as it is a proper line (`foundation/text/lines`).
"""

import enum
import re
import unicodedata
from datetime import timedelta

SIGN_IN_NAME_LENGTH = 30
NAME_LENGTH = 24
ANSWER_LENGTH = 500
ASKING_WAITS = timedelta(days=14)
"""So long somebody waits who asks to be let in; then it is forgotten that they asked."""
ASKING_TOLD = timedelta(days=14)
"""So long they can read what was decided."""
MOST_ASKING = 300
"""So many wait at most: more is no queue but somebody with a program."""
BLOCKS = 500
"""So many people one may choose not to hear: every page leaves them out."""

# CJK unified ideographs with their extensions; compatibility forms have become these by NFKC.
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_SIGN_IN_NAME = re.compile(rf"[a-z0-9{_HAN}](?:[a-z0-9._\-{_HAN}]*[a-z0-9{_HAN}])?")
_HAN_CHARACTER = re.compile(rf"[{_HAN}]")


class BadSignInName(enum.StrEnum):
    """Why a sign-in name will not do."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    OTHER_CHARACTERS = "other_characters"


def tidy_sign_in_name(typed: str) -> str:
    """The one spelling of a sign-in name: full-width letters become narrow, capitals small."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).strip().lower())


def why_not_sign_in_name(name: str) -> BadSignInName | None:
    """What is wrong with a tidied sign-in name. A Chinese character counts for two: 阿福 is long enough."""
    if not name:
        return BadSignInName.EMPTY
    if len(name) > SIGN_IN_NAME_LENGTH:
        return BadSignInName.TOO_LONG
    if not _SIGN_IN_NAME.fullmatch(name):
        return BadSignInName.OTHER_CHARACTERS
    if len(name) + len(_HAN_CHARACTER.findall(name)) < 3:
        return BadSignInName.TOO_SHORT
    return None


class NoBlock(enum.StrEnum):
    """Why somebody is not blocked. The values are part of the protocol (docs/protocol.md)."""

    ONESELF = "oneself"
    TOO_MANY = "too_many_blocks"


def why_not_block(*, is_oneself: bool, blocked: int) -> NoBlock | None:
    """Anybody may block anybody, moderators and the keeper too, but not themselves. `blocked`: how many others are."""
    if is_oneself:
        return NoBlock.ONESELF
    return NoBlock.TOO_MANY if blocked >= BLOCKS else None
