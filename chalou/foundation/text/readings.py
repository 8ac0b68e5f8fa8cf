"""How Chinese characters are read, and which of them not everybody reads. Pure.

Chinese writes pinyin over a character when the reader may not know it, and over no other. What a reader knows is the
first level of GB 2312: its 3,755 characters are those in common use, in the order of their sound, and Python has the
table. A traditional character is known by whoever knows its simplified one. Two short lists of our own correct that
for a teahouse.
"""

import os
from functools import lru_cache

from chalou.foundation.text.likeness import simple_form

# A name is read character by character. The dictionary of phrases, which would take 40 MB of every process, stays shut;
# it is opened when the package is imported, so this stands before.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, pinyin  # see above

_SECOND_LEVEL = 0xD8  # the row where the second level of GB 2312 begins: 3,008 rarer characters, by radical
# On no list of common characters, and read by whoever drinks tea, or speaks Shanghainese.
_KNOWN_HERE = frozenset("茗茉莉檐匾侬讪茭荸荠琥珀")
# Common enough for the list as parts of names and trades, and often not known, or read wrongly, by who meets them on a
# tea: 碾茶, 霍山黄芽, 祁门, 涪陵, 榷茶, 莞香, 渥堆.
_HARD_HERE = frozenset("碾霍祁涪榷莞渥")
# Where the first reading of the dictionary is not the one that tea and its places have.
_READ_HERE = {"歙": "shè", "莞": "guǎn"}


def usual_sounds(text: str) -> list[str]:
    """The sound of each character as it is mostly read, without tones; what is not Chinese as it stands."""
    return [one[0] for one in pinyin(text, style=Style.NORMAL, strict=False)]


def all_sounds(text: str) -> list[list[str]]:
    """The sounds of each character in all its readings, without tones; what is not Chinese is left out."""
    return pinyin(text, style=Style.NORMAL, heteronym=True, errors="ignore", strict=False)


def is_hard(character: str) -> bool:
    """Whether this is a Chinese character that many do not read by heart."""
    if not "\u3400" <= character <= "\u9fff" or character in _KNOWN_HERE:
        return False
    if character in _HARD_HERE:
        return True
    return not _is_common(character) and not _is_common(simple_form(character))


@lru_cache(maxsize=4096)  # names come again and again on a page
def hard_readings(name: str) -> tuple[tuple[str, str], ...]:
    """The characters in a name that many do not read, each once, with its pinyin. Nearly always there is none.

    >>> hard_readings("曦瓜茶舍"), hard_readings("前厅")
    ((('曦', 'xī'),), ())
    """
    hard = dict.fromkeys(one for one in name if is_hard(one))
    read = ((one, _READ_HERE.get(one) or pinyin(one, style=Style.TONE, strict=False)[0][0]) for one in hard)
    # What the dictionary does not know it gives back as it is.
    return tuple((one, sound) for one, sound in read if sound != one)


def _is_common(character: str) -> bool:
    try:
        return character.encode("gb2312")[0] < _SECOND_LEVEL
    except UnicodeEncodeError:
        return False
