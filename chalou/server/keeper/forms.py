"""The forms of setting up and of the keeper's room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chalou.foundation.languages import LANGUAGES
from chalou.house import actions as house_actions
from chalou.house.models import WayIn
from chalou.house.rules import NAME_LENGTH, TAGLINE_LENGTH
from chalou.people.forms import AS_TYPED, HouseForm, WithPerson
from chalou.people.models import Role
from chalou.people.names import accept_name
from chalou.server.setup_key import is_setup_key

_WAYS_IN = [
    (WayIn.OPEN.value, _("Whoever likes may join")),
    (WayIn.INVITATION.value, _("One joins by invitation")),
]


class SetUpForm(WithPerson):
    """Everything a house needs to open."""

    key = forms.CharField(
        label=_("One-time key"),
        help_text=_("It stands on the console where the house was started, and in the file setup-key in its folder."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", **AS_TYPED}),
    )
    house_name = forms.CharField(
        label=_("Name of the house"), help_text=_("The board over the door."), max_length=2 * NAME_LENGTH
    )
    language = forms.ChoiceField(
        label=_("Language of the house"),
        help_text=_("For those whose browser asks for none that we speak."),
        choices=LANGUAGES,
    )
    way_in = forms.ChoiceField(label=_("Way in"), choices=_WAYS_IN, widget=forms.RadioSelect)
    room_name = forms.CharField(
        label=_("First room"), help_text=_("Where everybody sits down first."), max_length=2 * NAME_LENGTH
    )

    def clean_key(self) -> str:
        if not is_setup_key(self.cleaned_data["key"]):
            raise forms.ValidationError(_("This is not the key. Look at the console again; capitals do not matter."))
        return ""

    def clean_house_name(self) -> str:
        return self.accepted("house_name", house_actions.accept_name)

    def clean_name(self) -> str:
        return self.accepted("name", accept_name)


class HouseWordsForm(HouseForm):
    """Name, line, language and way in."""

    name = forms.CharField(
        label=_("Name of the house"), help_text=_("The board over the door."), max_length=2 * NAME_LENGTH
    )
    tagline = forms.CharField(
        label=_("A line below it"),
        help_text=_("What kind of house this is, in a few words."),
        max_length=2 * TAGLINE_LENGTH,
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language of the house"),
        help_text=_("For those whose browser asks for none that we speak."),
        choices=LANGUAGES,
    )
    way_in = forms.ChoiceField(label=_("Way in"), choices=_WAYS_IN, widget=forms.RadioSelect)

    def clean_name(self) -> str:
        return self.accepted("name", house_actions.accept_name)

    def clean_tagline(self) -> str:
        return self.accepted("tagline", house_actions.accept_tagline)


class RoleForm(forms.Form):
    """Member or moderator; the keeper's role is not given."""

    role = forms.ChoiceField(choices=[(Role.MEMBER.value, ""), (Role.MODERATOR.value, "")])
