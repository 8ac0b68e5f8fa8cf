"""Names after an @ in a message. Pure: it knows neither who there is nor how names are folded; both are handed in.

It reads the finished, safe HTML of a message, and only text that stands in no link and no code: what Markdown made
something else of is no name. A name is the longest that fits, for 林小满 may sit beside 林小.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape, unescape

MOST_LOOKED_AT = 30  # signs of one message; a thousand of them cost no more
LONGEST_NAME = 24

_TAG = re.compile(r"<(/?)(\w+)(?:[^>\"]|\"[^\"]*\")*>")
# After a letter or a digit it is an address of mail, not somebody at the table.
_SIGN = re.compile(r"(?<![A-Za-z0-9._-])[@\uff20]")
_OPAQUE = {"a", "code", "pre"}

Key = Callable[[str], str]


def keys_in(html: str, key: Key) -> set[str]:
    """All that could be a name in this message, folded."""
    return (
        {key(text[at:end]) for _, _, text in _texts(html) for at in _signs(text) for end in _ends(text, at)}
        if "@" in html or "\uff20" in html
        else set()
    )


def bound(html: str, people: Mapping[str, int], key: Key) -> tuple[str, tuple[int, ...]]:
    """The message with its mentions bound to these people (by folded name), and who they are, each once. The text
    stays as it was typed.
    """
    found: dict[int, None] = {}
    pieces: list[str] = []
    done = 0
    for start, stop, text in _texts(html):
        written, last = [], 0
        for at in _signs(text):
            if at <= last and last:
                continue
            end = next((end for end in _ends(text, at) if key(text[at:end]) in people), None)
            if end is None:
                continue
            person = people[key(text[at:end])]
            found[person] = None
            written.append(escape(text[last : at - 1], quote=False))
            name = escape(text[at - 1 : end], quote=False)
            written.append(f'<a class="mention" data-person="{person:d}">{name}</a>')
            last = end
        if written:
            pieces += [html[done:start], *written, escape(text[last:], quote=False)]
            done = stop
    return "".join([*pieces, html[done:]]), tuple(found)


def unbound(html: str, person: int) -> str:
    """The message with its mentions of somebody made text again: it says what was typed, and leads to nobody."""
    return re.sub(rf'<a class="mention" data-person="{person:d}">([^<]*)</a>', r"\1", html)


def _texts(html: str) -> Iterator[tuple[int, int, str]]:
    """The pieces of text that are neither tag nor inside of link or code: where they stand, and what they say."""
    depth, begin, looked_at = 0, 0, 0
    for tag in [*_TAG.finditer(html), None]:
        end = tag.start() if tag else len(html)
        if depth == 0 and begin < end and looked_at < MOST_LOOKED_AT:
            text = unescape(html[begin:end])
            signs = [match.start() for match in _SIGN.finditer(text)]
            if signs:
                # What comes after the last sign that is looked at is a piece of its own, and left alone.
                looked_at += len(signs)
                yield begin, end, text
        if tag:
            begin = tag.end()
            if tag[2] in _OPAQUE:
                depth += -1 if tag[1] else 1


def _signs(text: str) -> list[int]:
    """Where names could begin."""
    return [match.end() for match in _SIGN.finditer(text)][:MOST_LOOKED_AT]


def _ends(text: str, at: int) -> Iterator[int]:
    """Where the name that begins here could end, the longest first. A word of letters ends with its last letter."""
    if text[at : at + 1].isspace():
        return
    for end in range(min(len(text), at + LONGEST_NAME), at, -1):
        last, after = text[end - 1], text[end : end + 1]
        if not last.isspace() and not (_is_latin(last) and _is_latin(after)):
            yield end


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
