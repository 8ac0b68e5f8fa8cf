"""What all links have in common by which people are let in, into the house or a room: for how many, for how long."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chalou.foundation.refusals import Refused

MOST_DAYS = 90
MOST_USES = 500


def accept_terms(*, days: int, uses: int) -> None:
    """Refuse what is out of bounds, whoever asks: forms are not the only way in."""
    if not 1 <= days <= MOST_DAYS:
        raise Refused("bad_days", _("An invitation stands for 1 to 90 days."), field="days")
    if not 1 <= uses <= MOST_USES:
        raise Refused("bad_uses", _("An invitation is for 1 to 500 people."), field="uses")


class InvitationForm(forms.Form):
    """For how many, and for how long."""

    uses = forms.IntegerField(
        label=_("For how many people"),
        min_value=1,
        max_value=MOST_USES,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=7,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
