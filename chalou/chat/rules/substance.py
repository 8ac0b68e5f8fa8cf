"""Is this a tea praised in a few empty words? Then the composer asks for what there is to say beyond "nice tea": where
it is from, what one tasted, how it was brewed, what its story is.

It asks only where nearly every word is one of ours, and those that are not could change nothing. Steps:

1. Lines that the composer began and nobody filled are left out; of one that somebody filled ("产地：武夷山") is known
   which kind of thing it says, whatever that is.
2. From left to right, the longest word at each place: a tea, praise, something to say of a tea, a word that makes
   asking out of place (a question, thanks, a joke, an answer, another matter), or one that says nothing. All else is
   unknown, but for whose tea it is ("老王带的茶").
3. A tea must be meant: by its name, by a word that points ("this tea"), or praised in one breath ("nice tea"). Whoever
   likes tea as such is left alone.
4. Anything unknown, anything said of taste, brewing or story: silence. A place alone is not much; it is not asked for
   again.
"""

import enum
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chalou.chat.rules.tea_words import KINDS, Sieve, TeaWords, folded
from chalou.foundation.text.simplified import simplified

LONGEST = 160
"""Characters of a text that may still be a few words. What is longer is left alone."""

OWNER = 5  # characters before "的茶" that may be somebody's name

_TEAS = frozenset({"named", "placed", "perhaps", "kind"})
_PRAISE = frozenset({"drunk", "praise", "liking"})
_PASSED_OVER = frozenset({"filler", "points"})
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff〇]")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_LABELLED = re.compile(r"[\s\-*•·>]*(?P<label>[^:：]{1,20}?)\s*[:：](?P<said>.*)", re.DOTALL)
_AMOUNT = re.compile(
    r"(?:\d+(?:\.\d+)?|[一二三四五六七八九十百两半]+)\s*"
    r"(?:克|毫升|摄氏度|度|秒|分钟|泡(?!茶)|°c?|℃|(?:g|ml|c|f|oz|s|sec|secs|seconds|min|mins|minutes|grams|degrees)(?![a-z]))"
)
_FIGURES = frozenset("0123456789一二三四五六七八九十百两半")
_YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d\d\s*年?(?:份|产)?|\d\d年)(?!\d)")
_CALLED = re.compile(r"[@＠]\S")
_NEVER_SEEN = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


class Silence(enum.StrEnum):
    """Why the composer does not ask."""

    LONG = "long"
    ANSWER = "answer"
    NO_TEA = "no_tea"
    NO_PRAISE = "no_praise"
    OUT_OF_PLACE = "out_of_place"
    IN_GENERAL = "in_general"
    SAYS_SOMETHING = "says_something"
    NOTHING_MISSING = "nothing_missing"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, as it was typed, and which of `KINDS` the text says or does not say. `started`: lines of these
    kinds are begun and empty. `silence`: why the composer does not ask; None: it asks.
    """

    tea: tuple[str, ...]
    praise: tuple[str, ...]
    present: tuple[str, ...]
    missing: tuple[str, ...]
    started: tuple[str, ...]
    silence: Silence | None

    @property
    def asks(self) -> bool:
        return self.silence is None


@dataclass(frozen=True, slots=True)
class _Piece:
    what: str  # a class of the vocabulary, "unknown", or "end" of a clause
    typed: str


def judge(text: str, words: TeaWords, *, is_answer: bool = False, goes_on: bool = False) -> Verdict:
    """`is_answer`: to what somebody else said, of which these words are enough. `goes_on`: the composer has asked
    already, and one has begun to tell; then it only says what is still missing.
    """
    filled, labelled, started = _lines(text, words)
    pieces = [piece for line in filled for piece in (*_pieces(line, words), _Piece("end", ""))]
    found = labelled | {piece.what for piece in pieces if piece.what in KINDS}
    if any(piece.what == "placed" for piece in pieces):
        found.add("origin")
    missing = tuple(kind for kind in KINDS if kind not in found)
    silence = _silence(pieces, says=bool(labelled), goes_on=goes_on)
    if len(text) > LONGEST and not goes_on:
        silence = Silence.LONG
    elif is_answer or any(line.lstrip().startswith((">", "＞")) for line in filled):
        silence = Silence.ANSWER
    return Verdict(
        tea=_typed(pieces, _TEAS),
        praise=_typed(pieces, _PRAISE),
        present=tuple(kind for kind in KINDS if kind in found),
        missing=missing,
        started=tuple(kind for kind in KINDS if kind in started),
        silence=silence or (None if missing else Silence.NOTHING_MISSING),
    )


def sieve_of(words: TeaWords) -> Sieve:
    """What a browser needs of these words."""
    tea, praise = words.of(*_TEAS), words.of(*_PRAISE)
    written = {one for word in (*tea, *praise) for one in word}
    return Sieve(
        tea=_one_of(tea),
        praise=_one_of(praise),
        simple={other: one for other, one in simplified().items() if one in written},
        longest=LONGEST,
    )


def _one_of(words: Iterable[str]) -> str:
    latin = sorted(word for word in words if _is_latin(word[0]) and not _HAN.search(word))
    others: list[str] = []
    for word in sorted(set(words) - set(latin), key=lambda word: (len(word), word)):
        # 茶 lets 红茶 through as well.
        if not any(short in word for short in others):
            others.append(word)
    spelled = (
        *(f"(?:^|[^a-z0-9])(?:{'|'.join(map(re.escape, latin))})(?![a-z0-9])" for _ in latin[:1]),
        *map(re.escape, others),
    )
    return "|".join(spelled)


def says_much(text: str, words: TeaWords) -> bool:
    """Whether somebody told something of a tea: what follows may be a short answer to it."""
    verdict = judge(text, words)
    return bool(verdict.tea and (len(verdict.present) > 1 or set(verdict.present) - {"origin"}))


def language_of_lines(text: str) -> str:
    """In which language a line is begun under this text: that of the text itself, not that of the page."""
    if not _HAN.search(text):
        return "en"
    return "hant" if any(folded(one) != one for one in text if _HAN.match(one)) else "zh"


def _silence(pieces: list[_Piece], *, says: bool, goes_on: bool) -> Silence | None:
    kinds = {piece.what for piece in pieces}
    if not kinds & _TEAS:
        return Silence.NO_TEA
    if goes_on:
        return None
    if not kinds & _PRAISE:
        return Silence.NO_PRAISE
    if kinds & {"silent", "no_tea"}:
        return Silence.OUT_OF_PLACE
    if says or "unknown" in kinds or kinds & (set(KINDS) - {"origin"}):
        return Silence.SAYS_SOMETHING
    return None if _is_meant(pieces) else Silence.IN_GENERAL


def _is_meant(pieces: list[_Piece]) -> bool:
    """A tea by its name; one that somebody points at, or whose it is; or one that is praised in one breath."""
    kinds = {piece.what for piece in pieces}
    points = bool(kinds & {"points", "owner"})
    if kinds & {"named", "placed"} or (points and "kind" in kinds):
        return True
    if "perhaps" in kinds:
        return points or "drunk" in kinds
    before = ""
    for piece in pieces:
        if piece.what == "kind" and before in ("drunk", "praise", "origin"):
            return True
        if piece.what != "filler":
            before = piece.what
        elif piece.typed not in ("的", "a", "of", "cup of", "pot of", "some"):
            before = ""
    return False


def _typed(pieces: list[_Piece], classes: frozenset[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(piece.typed for piece in pieces if piece.what in classes))


def _lines(text: str, words: TeaWords) -> tuple[list[str], set[str], set[str]]:
    """The lines that say something, without what only begins one; of which kinds lines are filled, and begun."""
    lines, filled, begun = [], set(), set()
    for line in text.splitlines():
        found = _LABELLED.fullmatch(line)
        kind = words.labels.get(folded(found["label"]).strip()) if found else None
        if found is None or kind is None:
            lines.append(line)
        elif any(one.isalnum() for one in found["said"]):
            filled.add(kind)
            lines.append(found["said"])
        else:
            begun.add(kind)
    return lines, filled, begun - filled


def _pieces(line: str, words: TeaWords) -> list[_Piece]:
    typed = _NEVER_SEEN.sub("", line)
    plain = folded(typed)
    pieces = [_Piece(what, typed[begin:end]) for what, begin, end in _found(plain, words)]
    return _with_owners(pieces)


def _found(plain: str, words: TeaWords) -> Iterator[tuple[str, int, int]]:
    """What stands in this line from where to where, from left to right."""
    if "?" in plain or "？" in plain or _CALLED.search(plain):
        yield "silent", 0, 0
    at = 0
    while at < len(plain):
        amount = (_AMOUNT.match(plain, at) or _YEAR.match(plain, at)) if plain[at] in _FIGURES else None
        longest = _longest(plain, at, words)
        if amount and amount.end() >= longest:
            yield ("brewing" if amount.re is _AMOUNT else "origin"), at, amount.end()
            at = amount.end()
        elif longest > at:
            yield words.classes[plain[at:longest]], at, longest
            at = longest
        elif _HAN.match(plain, at):
            yield "unknown", at, at + 1
            at += 1
        elif word := _WORD.match(plain, at):
            # Words of other scripts, to where Chinese begins.
            end = next((place for place in range(at, word.end()) if _HAN.match(plain, place)), word.end())
            yield "unknown", at, end
            at = end
        else:
            if not plain[at].isspace():
                yield "end", at, at + 1
            at += 1


def _longest(plain: str, at: int, words: TeaWords) -> int:
    """Where the longest word of the vocabulary ends that begins here; here, where none does."""
    if _is_latin(plain[at]) and at and _is_latin(plain[at - 1]):
        return at
    for end in (at + length for length in words.lengths.get(plain[at], ())):
        if (
            end <= len(plain)
            and plain[at:end] in words.classes
            and not (
                _is_latin(plain[end - 1]) and (_is_latin(plain[end : end + 1]) or re.match(r"'[a-z]", plain[end:]))
            )
        ):
            return end
    return at


def _is_latin(character: str) -> bool:
    return character.isalnum() and not _HAN.match(character)


def _with_owners(pieces: list[_Piece]) -> list[_Piece]:
    """A few unknown characters before "的茶", and a word with 's before "tea", say whose it is."""
    pieces = list(pieces)
    for place, piece in enumerate(pieces):
        if piece.what != "owner" and not (piece.what == "unknown" and piece.typed.lower().endswith(("'s", "’s"))):
            continue
        rest = (one.what for one in pieces[place + 1 :] if one.what not in _PASSED_OVER | _PRAISE)
        if next(rest, "") not in _TEAS:
            pieces[place] = _Piece("filler" if piece.what == "owner" else "unknown", piece.typed)
            continue
        begin = place
        while begin and pieces[begin - 1].what in ("unknown", *_PASSED_OVER):
            begin -= 1
        name = pieces[begin:place]
        if sum(len(one.typed) for one in name) <= OWNER and all(_HAN.match(one.typed) for one in name):
            pieces[begin:place] = [_Piece("owner", one.typed) for one in name]
        pieces[place] = _Piece("owner", piece.typed)
    return pieces
