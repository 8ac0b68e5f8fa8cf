"""What a line looks like, for telling whether two names could be taken for each other. Pure.

A name becomes its *skeletons*; two names that share one look alike. Steps:

1. Compatible forms become plain ones (full width, mathematical letters, letters in circles and squares).
2. What leaves no ink, spaces, dashes, punctuation, pictures: away. A name that consists of nothing else keeps it.
3. Each character becomes the one it is confused with most: by the Unicode consortium's table (UTS 39, from
   `confusable-homoglyphs`), then capitals small. Twice: a capital may look like another letter than its small one does
   (В like B, в like nothing Latin), so there are two skeletons.
4. Marks on Latin, Greek and Cyrillic letters: away.
5. A traditional character becomes its simplified one (OpenCC's table), and of the Chinese characters that are abused
   most for looking alike each becomes the first of its group (ours, below).
6. 1, l, I and i are one; so are 0 and o; vv is w, as rn is m by the table.

The tables are read when somebody first takes a name: most processes never need them.
"""

import json
import re
import unicodedata
from functools import lru_cache
from importlib import resources

from chalou.foundation.text.simplified import pairs, simplified

LENGTH = 128
"""As much of a skeleton as is kept."""

# Characters that differ by a stroke one overlooks at the size of a name. Only what is abused: names that are wrongly
# refused for it cost more than rare tricks. 土 and 士, 口 and 囗 and the katakana that look Chinese are in the table
# of the consortium.
_STROKES = (
    *("己已巳", "未末", "日曰", "人入", "干千于", "戊戌戍", "天夭", "鸟乌", "兔免", "侯候", "微徽", "晴睛", "治冶"),
    *("茶荼", "管菅", "厅庁", "毫亳", "汩汨", "祗祇", "肓盲", "崇祟", "折拆", "拔拨", "延廷", "壶壸", "掌撑"),
)

_WORN_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
_INKLESS = re.compile("[\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
# Letters in shapes that have no compatible form in Unicode: small capitals, white on black, on flags.
_IN_A_SHAPE = re.compile(
    r"(?:LATIN LETTER SMALL CAPITAL|REGIONAL INDICATOR SYMBOL LETTER"
    r"|(?:NEGATIVE CIRCLED|NEGATIVE SQUARED|SQUARED) LATIN CAPITAL LETTER) ([A-Z])"
)
_ONE = str.maketrans({"1": "l", "i": "l", "|": "l", "0": "o"})


def skeletons(line: str) -> frozenset[str]:
    """What this line looks like: one or two words. Two lines that share one could be taken for each other."""
    plain = "".join(_out_of_shape(character) for character in unicodedata.normalize("NFKC", line))
    plain = unicodedata.normalize("NFKC", _INKLESS.sub("", plain))
    folded = unicodedata.normalize("NFKC", plain.casefold())
    found = {_bare(_seen(folded).casefold()), _bare(_seen(_seen(plain).casefold()).casefold())} - {""}
    # Of nothing but signs: then the signs are the name.
    return frozenset(one[:LENGTH] for one in found or {"".join(folded.split()) or line})


def simple_form(character: str) -> str:
    """The simplified form of a traditional character or a Japanese one; others stay as they are."""
    return _simple().get(character, character)


def _out_of_shape(character: str) -> str:
    if character.isascii():
        return character
    letter = _IN_A_SHAPE.fullmatch(unicodedata.name(character, ""))
    return letter[1].lower() if letter else character


def _seen(line: str) -> str:
    """Each character as the one it is taken for, marks and all."""
    alike, simple = _alike(), _simple()
    return "".join(alike.get(simple.get(one, one), simple.get(one, one)) for one in _unmarked(line))


def _unmarked(line: str) -> str:
    parts = unicodedata.normalize("NFD", line)
    # Where there was no mark to take, the marks of other scripts must stand composed as they were.
    return unicodedata.normalize("NFC", _WORN_MARKS.sub("", parts))


def _bare(line: str) -> str:
    """Letters and figures only, those that look like figures and letters as one."""
    strokes = _strokes()
    kept = "".join(
        strokes.get(one, one) for one in _unmarked(line).translate(_ONE) if unicodedata.category(one)[0] in "LNM"
    )
    return kept.replace("vv", "w")


@lru_cache(maxsize=1)
def _alike() -> dict[str, str]:
    """Each character that is taken for another, with that other.

    The package writes a pair down at both its ends; the one with most others is what the consortium maps them to.
    """
    table = json.loads((resources.files("confusable_homoglyphs") / "confusables.json").read_text(encoding="utf-8"))
    others = {_inked(one): [_inked(other["c"]) for other in found] for one, found in table.items()}

    def weight(one: str) -> tuple[int, int, bool, str]:
        # "rn" before "m", whatever stands at its other end: the letters r and n are themselves.
        return len(one) > 1, len(others.get(one, ())), one.isascii(), one

    taken_for = {}
    for one, found in others.items():
        most = max((*found, one), key=weight)
        if unicodedata.category(most[0]) == "Sm" and one.isalnum():
            # Signs are thrown away, but no letter with them: ð for ∂. What is taken for a dot or a dash may go.
            most = max((other for other in others[most] if other.isalnum()), key=weight)
        if most != one and len(one) == 1 and unicodedata.category(one) != "Pd":
            taken_for[one] = _unmarked(most)
    # A stroke lies in Chinese, and stays a character: of the many lines it is taken for most are dashes.
    return taken_for | {"ー": "一", "―": "", "一": "一"}


def _inked(characters: str) -> str:
    return "".join(one for one in characters if unicodedata.category(one) != "Cf")


@lru_cache(maxsize=1)
def _simple() -> dict[str, str]:
    """Traditional characters and Japanese ones, each with its simplified form."""
    simple = simplified()
    old = pairs("JPShinjitaiCharacters.txt")
    return {new: simple.get(one, one) for new, one in old.items()} | simple


@lru_cache(maxsize=1)
def _strokes() -> dict[str, str]:
    return {one: group[0] for group in _STROKES for one in group[1:]}
