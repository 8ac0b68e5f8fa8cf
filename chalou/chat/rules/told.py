"""What was told, as a text: where the pictures stand in it that its teller showed. Values in, values out.

A picture stands where a line says so: `[#17]`, by its number in the house. Whoever edits sees it by its place among
their pictures, `[#1]`, and moves the line, or leaves it out.
"""

import re
from collections.abc import Iterable, Sequence

from chalou.foundation.ids import AttachmentId

# As it is typed: brackets and words of both languages will do.
_LINE = re.compile(
    r"^[ \t]*[\[［【](?:#|＃|图|圖|picture)[ \t]*(\d{1,15})[ \t]*[\]］】][ \t]*$", re.MULTILINE | re.IGNORECASE
)
_KEPT = re.compile(r"^\[#(\d{1,15})\]$", re.MULTILINE)
_SHOWN = re.compile(r"<p>\[#(\d{1,15})\]</p>\n?")


def text_of(said: Iterable[tuple[str, Sequence[AttachmentId]]]) -> str:
    """One text of what was said, message by message, each with its pictures after its words."""
    lines = [line for words, pictures in said for line in (words, *(f"[#{one}]" for one in pictures)) if line]
    return "\n\n".join(lines)


def to_be_edited(text: str, pictures: Sequence[AttachmentId]) -> str:
    """With places instead of numbers; lines of pictures that are gone leave with them."""
    places = {str(one): place for place, one in enumerate(pictures, start=1)}
    lines = _KEPT.sub(lambda line: f"[#{places[line[1]]}]" if line[1] in places else "", text)
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def as_edited(text: str, pictures: Sequence[AttachmentId]) -> str:
    """With numbers again, each line a paragraph of its own. What names no picture of theirs shows none."""

    def numbered(line: re.Match[str]) -> str:
        place = int(line[1])
        return f"\n[#{pictures[place - 1]}]\n" if 0 < place <= len(pictures) else line[0]

    return re.sub(r"\n{3,}", "\n\n", _LINE.sub(numbered, text)).strip("\n")


def pieces_of(html: str) -> tuple[str | AttachmentId, ...]:
    """A text that was made HTML, and the numbers of pictures between, in order."""
    found: list[str | AttachmentId] = []
    for place, piece in enumerate(_SHOWN.split(html)):
        if place % 2:
            found.append(AttachmentId(int(piece)))
        elif piece.strip():
            found.append(piece.strip("\n"))
    return tuple(found)
