"""The words of `tea_words.toml`, read once, in the form in which texts are compared with them."""

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from chalou.foundation.text.simplified import simplified

KINDS = ("origin", "taste", "brewing", "story")
"""What there is to say of a tea, in the order in which it is asked for."""

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class TeaWords:
    """`classes`: of each word, what it is. `labels`: of what begins a line ("产地："), which kind of thing the line
    says. `lines`: what begins a line of each kind, by language. `lengths`: of the words that begin with a
    character, the longest first.
    """

    classes: dict[str, str]
    labels: dict[str, str]
    lines: dict[str, dict[str, str]]
    lengths: dict[str, tuple[int, ...]]

    def of(self, *classes: str) -> list[str]:
        return [word for word, found in self.classes.items() if found in classes]


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a browser knows of the words: enough to leave alone, without asking the house, what is about something else.
    Expressions that JavaScript and Python read alike. Whatever the house would ask about passes; not the other way.
    """

    tea: str
    praise: str
    simple: dict[str, str]
    longest: int


def folded(text: str) -> str:
    """The text with small, plain letters and simplified characters, each in its place: nothing moves."""
    simple = simplified()
    return "".join(simple.get(one, one) for one in map(_plain, text))


def _plain(character: str) -> str:
    if character in "\u2019\u02bc\uff07":
        return "'"
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 else character


@lru_cache(maxsize=1)
def tea_words() -> TeaWords:
    """The vocabulary of the house."""
    return read((resources.files("chalou.chat.rules") / "tea_words.toml").read_text(encoding="utf-8"))


def read(text: str) -> TeaWords:
    """A vocabulary out of its file. A word is one thing: in two classes it raises `ValueError`."""
    classes: dict[str, str] = {}
    labels: dict[str, str] = {}
    lines: dict[str, dict[str, str]] = {}
    for name, table in tomllib.loads(text).items():
        for word in _listed(table, ""):
            if classes.setdefault(folded(word), name) != name:
                raise ValueError(f"{word!r} stands in {classes[folded(word)]} and in {name}")
        if name in KINDS:
            labels |= dict.fromkeys(_listed(table, "label_"), name)
            # What the composer itself begins a line with.
            lines[name] = {key.removeprefix("line_"): line for key, line in table.items() if key.startswith("line_")}
            labels |= {folded(line).rstrip(": "): name for line in lines[name].values()}
    lengths: dict[str, set[int]] = {}
    for word in classes:
        lengths.setdefault(word[0], set()).add(len(word))
    longest_first = {one: tuple(sorted(found, reverse=True)) for one, found in lengths.items()}
    return TeaWords(classes=classes, labels=labels, lines=lines, lengths=longest_first)


def _listed(table: dict[str, Any], prefix: str) -> list[str]:
    """The words of both languages: Chinese between spaces, English between commas or line ends."""
    english = table.get(f"{prefix}en", "").replace("\n", ",").split(",")
    return [*table.get(f"{prefix}zh", "").split(), *(word for one in english if (word := one.strip()))]
