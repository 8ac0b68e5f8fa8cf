"""The things of the house that others can point at: a message, later a tea, a lot, a story.

An area says with `@subject("tea")` how its things are shown to a viewer; whoever points at one keeps its kind and its
number, and asks here. So talk can be about a tea without knowing what a tea is. Rights are asked each time: what the
viewer may not see is not shown, and not even named.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from chalou.foundation.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing of the house, by kind and number."""

    kind: str
    number: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.number}"


@dataclass(frozen=True, slots=True)
class SubjectShown:
    """How a thing is shown where somebody points at it: one line, its address, and a few words of it if it has any."""

    title: str
    address: str
    words: str = ""


# A viewer is a person, or None; this layer knows nothing of people.
_Shower = Callable[[Any, Collection[int]], Mapping[int, SubjectShown]]
_kinds: dict[str, _Shower] = {}


def subject(kind: str) -> Callable[[_Shower], _Shower]:
    """Show things of this kind with the marked function: for a viewer and numbers, what they may see, by number."""

    def mark(shower: _Shower) -> _Shower:
        if kind in _kinds:
            raise RuntimeError(f"things of the kind {kind} are shown already")
        _kinds[kind] = shower
        return shower

    return mark


def shown(viewer: Any, subjects: Collection[Subject]) -> dict[Subject, SubjectShown]:  # see _Shower
    """What this viewer may see of these, one question for each kind."""
    found: dict[Subject, SubjectShown] = {}
    for kind in {one.kind for one in subjects} & _kinds.keys():
        numbers = {one.number for one in subjects if one.kind == kind}
        found |= {Subject(kind, number): line for number, line in _kinds[kind](viewer, numbers).items()}
    return found


def subject_named(viewer: Any, name: str) -> Subject:  # see _Shower
    """The thing that an address or a form names (`message:12`), for a viewer who may see it; else `NotFound`."""
    kind, _, number = name.partition(":")
    if kind not in _kinds or not (number.isascii() and number.isdigit() and len(number) < 16):
        raise NotFound
    named = Subject(kind, int(number))
    if named not in shown(viewer, [named]):
        raise NotFound
    return named
