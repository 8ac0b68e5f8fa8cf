"""What people may sign in with, and whom they may choose not to hear. Values in, verdict out.

A sign-in name is typed on many keyboards and must not be mistaken for another: letters, digits and Chinese characters
only. The shown name is a person's own business, as long as it is a proper line (`foundation/text/lines`), and nobody
is taken for somebody else by it, nor for one who speaks for the house.
"""

import enum
import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import lru_cache

from chalou.foundation.text.likeness import skeletons

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


class BadName(enum.StrEnum):
    """Why a shown name will not do, beside its being no proper line. The values are part of the protocol."""

    MIXED_ALPHABETS = "name_mixed_alphabets"
    OF_THE_HOUSE = "name_of_the_house"
    LIKE_KEEPER = "name_like_keeper"
    TAKEN = "name_taken"


NAME_KEPT_FOR = timedelta(days=30)
"""So long a name that somebody has given up is nobody else's: who wrote yesterday under it is still meant by it."""

# Names of those who speak for a house. In Chinese they are looked for anywhere in a name, for there nothing ends a
# word; but 上官 is a surname, and 方 begins the given names of some who have it.
_HOUSE_ANYWHERE = re.compile(
    "掌柜|管事|厅主|管理员|管理者|管理组|工作人员|客服|(?<!上)官方|站长|群主|版主|系统(?:消息|通知|提示)"
)
_HOUSE_WHOLE = ("茶楼", "系统", "管理", "本店", "本楼", "门房", "机器人")
_HOUSE_WORDS = (
    *("admin", "admins", "administrator", "sysadmin", "moderator", "mod", "keeper", "host", "official", "support"),
    *("staff", "system", "root", "webmaster", "helpdesk", "customer service", "teahouse", "chalou"),
)
# What is put around the name of a keeper to pass for them.
_CLAIMS = (
    "真",
    "本人",
    "本尊",
    "正版",
    "官方",
    "助理",
    "小号",
    "大号",
    "新号",
    "客服",
    "real",
    "the",
    "official",
    "its",
    "iam",
)

_SHORT_WORD = re.compile(r"[^\W\d_]+[\d]*", re.ASCII)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

# Alphabets that go with any other in one word, because people write so: K歌王, 阿Q.
_GOES_WITH_ANY = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"})


def mixes_alphabets(name: str) -> bool:
    """Whether one word of it has letters of several alphabets, such as a Cyrillic а among Latin letters. Chinese,
    Japanese and Korean characters go with any.
    """
    return any(len(_alphabets(word)) > 1 for word in re.split(r"[\W\d_]+", unicodedata.normalize("NFKC", name)))


def _alphabets(word: str) -> set[str]:
    letters = (character for character in word if unicodedata.category(character)[0] == "L")
    found = {unicodedata.name(letter, "?").split(" ")[0] for letter in letters}
    # The word MODIFIER begins the names of small raised letters, which have no alphabet of their own.
    return found - _GOES_WITH_ANY - {"MODIFIER"}


def speaks_for_the_house(name: str) -> bool:
    """Whether this could be read as the name of one who speaks for the house, in whatever spelling."""
    whole = skeletons(name)
    if any(_HOUSE_ANYWHERE.search(one) for one in whole):
        return True
    words = {one for word in _words(name) for one in (*skeletons(word), *skeletons(word.rstrip("0123456789") or word))}
    bare = {one.rstrip("23456789") for one in whole}
    return not _of_the_house().isdisjoint(words | whole | bare)


def _words(name: str) -> list[str]:
    """The Latin words of a name, also those that capitals alone set apart: TeahouseAdmin."""
    return _SHORT_WORD.findall(_CAMEL.sub(" ", unicodedata.normalize("NFKC", name)))


@lru_cache(maxsize=1)
def _of_the_house() -> frozenset[str]:
    return frozenset().union(*(skeletons(word) for word in (*_HOUSE_WHOLE, *_HOUSE_WORDS)))


@lru_cache(maxsize=1)
def _claims() -> re.Pattern[str]:
    words = sorted({re.escape(one) for word in _CLAIMS for one in skeletons(word)}, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(words)}|[0-9lo])*")


def poses_as(mine: Collection[str], theirs: Collection[str]) -> bool:
    """Whether a name, given by its skeletons, is that of somebody who keeps order with no more around it than claims
    and figures, or is a long one that stands in it whole. For others it is enough that names are not the same.
    """
    for name in mine:
        for other in theirs:
            before, there, after = name.partition(other)
            if not there:
                continue
            if _is_long(other) or (_claims().fullmatch(before) and _claims().fullmatch(after)):
                return True
    return False


def _is_long(skeleton: str) -> bool:
    return len(_HAN_CHARACTER.findall(skeleton)) >= 3 or len(skeleton) >= 8


def why_not_name(
    name: str, *, keeps_order: bool, is_taken: bool, of_order: Iterable[Collection[str]] = ()
) -> BadName | None:
    """What speaks against somebody's taking this name. `keeps_order`: who keeps order may say so in their name.
    `is_taken`: somebody else has one that looks the same; `of_order`: for each who keeps order the skeletons of theirs.
    """
    if mixes_alphabets(name):
        return BadName.MIXED_ALPHABETS
    if not keeps_order:
        if speaks_for_the_house(name):
            return BadName.OF_THE_HOUSE
        mine = skeletons(name)
        if any(poses_as(mine, theirs) for theirs in of_order):
            return BadName.LIKE_KEEPER
    return BadName.TAKEN if is_taken else None


# Two people called 王芳 tell each other apart by where they are from or what they drink, as at any table.
_ADDITIONS_HAN = ("龙井", "岩茶", "白茶", "普洱", "碧螺春", "铁观音", "祁红", "毛峰", "苏州", "武夷", "杭州", "云南")
_ADDITIONS = ("Longjing", "Oolong", "Puer", "Jasmine", "Keemun", "Matcha", "Assam", "Sencha")


def told_apart(name: str) -> tuple[str, ...]:
    """Names that tell its bearer apart from somebody called the same."""
    if _HAN_CHARACTER.search(name):
        found = [f"{name}·{addition}" for addition in _ADDITIONS_HAN]
    else:
        found = [f"{name} {addition}" for addition in _ADDITIONS]
    return tuple(one for one in found if len(one) <= NAME_LENGTH)


WORDS_LENGTH = 300
"""How much one may say of oneself."""

LANGUAGES_READ = {
    "zh": "中文",
    "wuu": "上海话",
    "yue": "粤语",
    "nan": "闽南话",
    "en": "English",
    "ja": "日本語",
    "ko": "한국어",
    "fr": "Français",
    "de": "Deutsch",
    "es": "Español",
    "pt": "Português",
    "ru": "Русский",
}
"""What people here may say they read, by the code of HTML, each in its own words."""


class NoBlock(enum.StrEnum):
    """Why somebody is not blocked. The values are part of the protocol (docs/protocol.md)."""

    ONESELF = "oneself"
    TOO_MANY = "too_many_blocks"


def why_not_block(*, is_oneself: bool, blocked: int) -> NoBlock | None:
    """Anybody may block anybody, moderators and the keeper too, but not themselves. `blocked`: how many others are."""
    if is_oneself:
        return NoBlock.ONESELF
    return NoBlock.TOO_MANY if blocked >= BLOCKS else None
