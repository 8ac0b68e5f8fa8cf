"""The forms of the customs. The long one is made from the shape of the file: a setting that is added there stands
here, within its bounds.
"""

import copy
import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from chalou.foundation.languages import LANGUAGES
from chalou.house.actions import NOTE_LENGTH
from chalou.house.refusals import what_is_right
from chalou.house.rules.customs import Customs, Seat
from chalou.house.rules.document import (
    MOST_BYTES,
    BadCustoms,
    Document,
    Leaf,
    Trouble,
    at_place,
    from_document,
    leaves,
    shape_of,
    to_document,
)
from chalou.people.forms import HouseForm
from chalou.server.customs import words

ANSWERS = 5
MOST_QUESTIONS = 12
FREE = 3
"""Empty questions that stand ready below those there are."""


@dataclass(frozen=True, slots=True)
class Question:
    """The fields of one question."""

    number: int
    is_new: bool
    has_errors: bool
    asks: forms.BoundField
    language: forms.BoundField
    answers: tuple[forms.BoundField, ...]
    right: forms.BoundField
    why: forms.BoundField


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together under a name of their own, which may be empty."""

    title: str
    fields: tuple[forms.BoundField, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form, as PARTS names it."""

    key: str
    title: str
    lead: str
    groups: tuple[Group, ...]


class CustomsForm(HouseForm):
    """All customs, to be changed."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, customs: Customs, languages: tuple[str, ...], **kwargs: Any
    ) -> None:
        """`languages`: those in which there is something to be said. What stands in another stays as it is."""
        super().__init__(data, **kwargs)
        self._document = to_document(customs)
        self._placed: dict[str, tuple[str, ...]] = {}
        self.customs: Customs | None = None
        for leaf in leaves():
            value = at_place(self._document, leaf.place)
            spoken = leaf.place[-1] if leaf.place[0] in ("name", "words") else None
            if leaf.kind is not str and not _is_simple(leaf.kind):
                continue
            if spoken is not None and spoken not in languages and not value:
                continue
            name = "-".join(leaf.place)
            self._placed[name] = leaf.place
            self.fields[name] = _field(leaf)
            self.initial[name] = "" if value is None else value
        self._kept: list[int] = []
        self._asked = customs.listening.questions
        for number in self.question_numbers():
            self._add_question(number)

    def question_numbers(self) -> range:
        """The questions of the form: those there are, and some to be filled in."""
        return range(1, min(len(self._asked) + FREE, MOST_QUESTIONS) + 1)

    def sections(self) -> Iterator[Section]:
        for key in shape_of(Customs):
            title, lead = (str(one) for one in words.PARTS.get(key, (key, "")))
            names = [name for name, place in self._placed.items() if place[0] == key]
            if key == "seats":
                seats = dict.fromkeys(self._placed[name][1] for name in names)
                groups = tuple(
                    Group(words.sentence_case(str(words.SEATS[seat])), self._bound(names, under=seat)) for seat in seats
                )
            else:
                groups = (Group("", self._bound(names)),)
            yield Section(key, title, lead, groups)

    def questions(self) -> Iterator[Question]:
        for number in self.question_numbers():
            named = [self[f"q{number}-{part}"] for part in ("asks", "language", "right", "why")]
            answers = tuple(self[f"q{number}-answer{place}"] for place in range(ANSWERS))
            yield Question(
                number,
                is_new=number > len(self._asked),
                has_errors=any(one.errors for one in (*named, *answers)),
                asks=named[0],
                language=named[1],
                answers=answers,
                right=named[2],
                why=named[3],
            )

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        document = copy.deepcopy(self._document)
        for name, place in self._placed.items():
            if name in typed:
                _put(document, place, typed[name])
        document["listening"]["questions"] = [
            one for number in self.question_numbers() if (one := self._question(number))
        ]
        if self.errors:
            return typed
        try:
            self.customs = from_document(document)
        except BadCustoms as bad:
            for trouble in bad.troubles:
                name = self._name_of(trouble)
                self.add_error(name if name in self.fields else None, what_is_right(trouble))
        return typed

    def _bound(self, names: list[str], *, under: str | None = None) -> tuple[forms.BoundField, ...]:
        return tuple(self[name] for name in names if under is None or self._placed[name][1] == under)

    def _question(self, number: int) -> Document | None:
        typed = self.cleaned_data
        asks, why = typed.get(f"q{number}-asks", ""), typed.get(f"q{number}-why", "")
        answers = {place: typed.get(f"q{number}-answer{place}", "") for place in range(ANSWERS)}
        given = {place: answer for place, answer in answers.items() if answer}
        if not asks and not given and not why:
            return None
        self._kept.append(number)
        right = typed.get(f"q{number}-right", "")
        if right == "" or int(right) not in given:
            self.add_error(f"q{number}-right", _("Mark the answer that is right."))
            return None
        if len(given) < 2:
            self.add_error(f"q{number}-right", _("Give at least two answers."))
            return None
        return {
            "asks": asks,
            "answers": list(given.values()),
            "right": list(given).index(int(right)),
            "why": why,
            "language": typed.get(f"q{number}-language", ""),
        }

    def _name_of(self, trouble: Trouble) -> str:
        place = trouble.place
        if place[:2] != ("listening", "questions") or len(place) < 4:
            return "-".join(str(one) for one in place)
        number = self._kept[cast(int, place[2]) - 1]
        if place[3] != "answers" or len(place) < 5:
            return f"q{number}-{'right' if place[3] == 'answers' else place[3]}"
        filled = [at for at in range(ANSWERS) if self.cleaned_data.get(f"q{number}-answer{at}")]
        return f"q{number}-answer{filled[cast(int, place[4]) - 1]}"

    def _add_question(self, number: int) -> None:
        asked = self._asked[number - 1] if number <= len(self._asked) else None
        made: dict[str, forms.Field] = {
            "asks": forms.CharField(label=_("Question"), required=False),
            "language": forms.ChoiceField(
                label=_("Asked of who reads the house in"),
                choices=[("", _("any language")), *LANGUAGES],
                required=False,
            ),
            "right": forms.ChoiceField(
                label=_("Answers"),
                choices=[(str(place), str(place + 1)) for place in range(ANSWERS)],
                required=False,
                widget=forms.RadioSelect,
            ),
            "why": forms.CharField(
                label=_("Said to who chose another answer"), required=False, widget=forms.Textarea(attrs={"rows": 2})
            ),
        }
        for place in range(ANSWERS):
            made[f"answer{place}"] = forms.CharField(label=_("Answer %(num)s") % {"num": place + 1}, required=False)
        values: dict[str, Any] = {}
        if asked is not None:
            values = {"asks": asked.asks, "language": asked.language, "right": str(asked.right), "why": asked.why}
            values |= {f"answer{place}": answer for place, answer in enumerate(asked.answers)}
        for part, one in made.items():
            self.fields[f"q{number}-{part}"] = one
            self.initial[f"q{number}-{part}"] = values.get(part, "")


class FileForm(HouseForm):
    """A file of customs, sent or pasted."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("As a house exported it; it ends in .json."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/json,.json"}),
    )
    text = forms.CharField(
        label=_("Or what stands in it"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )


class SaveForm(HouseForm):
    """Customs that were looked at and are to count now."""

    document = forms.CharField(max_length=2 * MOST_BYTES, widget=forms.HiddenInput)
    instead_of = forms.IntegerField(min_value=0, max_value=2**53, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Why"),
        help_text=_("For yourself and for who keeps the house after you; it stands beside this version."),
        max_length=2 * NOTE_LENGTH,
        required=False,
    )


def _is_simple(kind: Any) -> bool:  # a type of the shape
    return kind in (int, bool) or isinstance(kind, enum.EnumMeta)


def _field(leaf: Leaf) -> forms.Field:
    """A field for a setting, as its kind and bounds ask for it."""
    label, hint = words.of_setting(leaf.place)
    bounds = leaf.bounds
    if leaf.kind is bool:
        return forms.BooleanField(label=label, help_text=hint, required=False)
    if leaf.kind is int:
        return forms.IntegerField(
            label=label,
            help_text=hint,
            min_value=bounds.least,
            max_value=bounds.most,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )
    if isinstance(leaf.kind, enum.EnumMeta):
        among = bounds.among or tuple(str(one) for one in cast("type[enum.StrEnum]", leaf.kind))
        named = {**words.SEATS, **words.MODES}
        choices = [(one, named.get(one, one)) for one in among]
        if leaf.place[0] == "rights":
            label = words.sentence_case(str(words.RIGHTS.get(leaf.place[1], leaf.place[1])))
        is_row = leaf.kind is Seat and leaf.place[0] != "rights"
        widget = forms.Select if is_row else forms.RadioSelect
        return forms.ChoiceField(label=label, help_text=hint, choices=choices, widget=widget)
    area = forms.Textarea(attrs={"rows": 3}) if bounds.has_lines else forms.TextInput()
    return forms.CharField(label=label, help_text=hint, required=False, widget=area)


def _put(document: Document, place: tuple[str, ...], value: object) -> None:
    """Say this at a place; an empty text is not said at all."""
    key, *inner = place
    if inner:
        _put(document.setdefault(key, {}), tuple(inner), value)
        if not document[key]:
            del document[key]
    elif value == "":
        document.pop(key, None)
    else:
        document[key] = value
