"""How a Chinese name sounds, for whoever looks for 林小满 by typing `linxiaoman`, `xiaoman` or `lxm`. Pure."""

import itertools
from collections.abc import Iterator

from chalou.foundation.text.readings import all_sounds, usual_sounds

MOST_READINGS = 8
LONGEST = 200  # the column
READ_AS_LENGTH = 120


def sounds_of(name: str) -> str:
    """All that a name may be found by beside itself, in words: pinyin without tones, and initials; for characters that
    are read in several ways each of the first few. Empty for a name without any.
    """
    syllables = all_sounds(name)
    found: dict[str, None] = {}
    for reading in itertools.islice(itertools.product(*syllables), MOST_READINGS):
        found |= dict.fromkeys(("".join(reading), "".join(one[0] for one in reading)))
    return " ".join(_as_many_as_fit(word for word in found if word))


def read_as(name: str) -> str:
    """A name as it is read aloud, for its place in the alphabet: 林小满 is at `linxiaoman`, among the Latin names."""
    return "".join(usual_sounds(name)).casefold()[:READ_AS_LENGTH]


def _as_many_as_fit(words: Iterator[str]) -> Iterator[str]:
    left = LONGEST
    for word in words:
        left -= len(word) + 1
        if left < -1:
            return
        yield word
