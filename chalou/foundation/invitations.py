"""What all links have in common by which people are let in, into the house or a room: for how many, for how long."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from chalou.foundation.refusals import Refused
from chalou.foundation.text.lines import tidy_line, why_not_line

LABEL_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long a link may stand at most, and for how many."""

    days: int
    uses: int


BOUNDS = Bounds(days=90, uses=500)
KEEPERS_BOUNDS = Bounds(days=366, uses=5000)
"""A link that hangs printed in a shop stands for a year; the keeper alone writes such."""
MEMBERS_BOUNDS = Bounds(days=7, uses=3)
"""What a member writes who keeps no order: for friends, not for the street."""

_DAYS = {
    BOUNDS: _("An invitation stands for 1 to 90 days."),
    KEEPERS_BOUNDS: _("At most a year: 366 days."),
    MEMBERS_BOUNDS: _("An invitation of yours stands for 1 to 7 days."),
}
_USES = {
    BOUNDS: _("An invitation is for 1 to 500 people."),
    KEEPERS_BOUNDS: _("For 1 to 5,000 people."),
    MEMBERS_BOUNDS: _("An invitation of yours is for 1 to 3 people."),
}


def accept_terms(*, days: int, uses: int, bounds: Bounds = BOUNDS) -> None:
    """Refuse what is out of bounds, whoever asks: forms are not the only way in."""
    if not 1 <= days <= bounds.days:
        raise Refused("bad_days", _DAYS[bounds], field="days")
    if not 1 <= uses <= bounds.uses:
        raise Refused("bad_uses", _USES[bounds], field="uses")


def accept_label(typed: str) -> str:
    """What an invitation is for, as it is kept; perhaps nothing."""
    line = tidy_line(" ".join(typed.split()))
    if line and why_not_line(line, longest=LABEL_LENGTH):
        say = _("That is too long, or there is a character in it that cannot be seen: at most 40 characters.")
        raise Refused("bad_label", say, field="label")
    return line


class InvitationForm(forms.Form):
    """For how many, and for how long."""

    uses = forms.IntegerField(
        label=_("For how many people"),
        min_value=1,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=1,
        initial=7,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, bounds: Bounds = BOUNDS, **kwargs: Any) -> None:  # Django's own shapes
        super().__init__(*args, **kwargs)
        for name, most in (("uses", bounds.uses), ("days", bounds.days)):
            self.fields[name].widget.attrs["max"] = most
            self.fields[name].validators.append(MaxValueValidator(most))
