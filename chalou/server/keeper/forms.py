"""The forms of setting up and of the keeper's room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chalou.foundation.invitations import LABEL_LENGTH, InvitationForm
from chalou.foundation.languages import LANGUAGES
from chalou.house import actions as house_actions
from chalou.house.models import WayIn
from chalou.house.rules import (
    LEAST_MB,
    MOST_MB,
    NAME_LENGTH,
    QUESTION_LENGTH,
    SIGN_ALT_LENGTH,
    TAGLINE_LENGTH,
    WELCOME_LENGTH,
)
from chalou.people.forms import AS_TYPED, HouseForm, WithPerson
from chalou.people.models import Role
from chalou.people.names import accept_name
from chalou.server.setup_key import is_setup_key

_WAYS_IN = [
    (WayIn.OPEN.value, _("Whoever likes may join")),
    (WayIn.APPROVAL.value, _("One asks to be let in, and you or a moderator answer")),
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


class WordsForm(HouseForm):
    """Name, line, and the word of welcome."""

    name = forms.CharField(
        label=_("Name of the house"), help_text=_("The board over the door."), max_length=2 * NAME_LENGTH
    )
    tagline = forms.CharField(
        label=_("A line below it"),
        help_text=_("What kind of house this is, in a few words."),
        max_length=2 * TAGLINE_LENGTH,
        required=False,
    )
    welcome = forms.CharField(
        label=_("Welcome"),
        help_text=_("What strangers read at the entrance. An empty line begins a new paragraph."),
        max_length=2 * WELCOME_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_name(self) -> str:
        return self.accepted("name", house_actions.accept_name)

    def clean_tagline(self) -> str:
        return self.accepted("tagline", house_actions.accept_tagline)

    def clean_welcome(self) -> str:
        return self.accepted("welcome", house_actions.accept_welcome)


class SignForm(HouseForm):
    """The picture at the entrance, and what is to be seen on it."""

    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("Lying shows best. It is made anew: where and by what it was taken is not kept."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    alt = forms.CharField(
        label=_("What is to be seen on it"),
        help_text=_("For those who cannot see it."),
        max_length=2 * SIGN_ALT_LENGTH,
        required=False,
    )

    def __init__(self, *args: Any, may_stay: bool = False, **kwargs: Any) -> None:
        """`may_stay`: one hangs there, and only its description is another."""
        super().__init__(*args, **kwargs)
        self.fields["picture"].required = not may_stay

    def clean_alt(self) -> str:
        return self.accepted("alt", house_actions.accept_sign_alt)


class LanguagesForm(HouseForm):
    """The house's own language, and those it can be read in."""

    language = forms.ChoiceField(
        label=_("Language of the house"),
        help_text=_("For those whose browser asks for none that we speak."),
        choices=LANGUAGES,
    )
    languages = forms.MultipleChoiceField(
        label=_("To be chosen at the foot of every page"),
        help_text=_("The house’s own is always among them. Who has chosen another reads the house in its own."),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class WayInForm(HouseForm):
    """Who may come in, what is asked at the door, and whether the house may be found."""

    way_in = forms.ChoiceField(label=_("Way in"), choices=_WAYS_IN, widget=forms.RadioSelect)
    question = forms.CharField(
        label=_("Question at the door"),
        help_text=_("Asked of those who want in. Empty: “What brings you here, and who told you of this house?”"),
        max_length=2 * QUESTION_LENGTH,
        required=False,
    )
    is_listed = forms.BooleanField(
        label=_("Search engines may list the entrance and the rooms that everybody may read"),
        help_text=_("Without it they are asked to leave the house out; who has the address comes in all the same."),
        required=False,
    )

    def clean_question(self) -> str:
        return self.accepted("question", house_actions.accept_question)


class LimitsForm(HouseForm):
    """How much room pictures and files may take up."""

    media_mb_person = forms.IntegerField(
        label=_("What one person may keep here, in megabytes"),
        help_text=_("Pictures and files together; a picture takes about half a megabyte."),
        required=False,
        min_value=LEAST_MB,
        max_value=MOST_MB,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    media_mb_house = forms.IntegerField(
        label=_("What everybody together may keep, in megabytes"),
        help_text=_("Leave room on the disk for as much again: backups grow with it."),
        required=False,
        min_value=LEAST_MB,
        max_value=MOST_MB,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class LabelledInvitationForm(InvitationForm):
    """An invitation into the house, with what it is for."""

    label = forms.CharField(
        label=_("What it is for"),
        help_text=_("For yourself, such as: the counter, the tasting in May."),
        max_length=LABEL_LENGTH,
        required=False,
    )


class RoleForm(forms.Form):
    """Member or moderator; the keeper's role is not given."""

    role = forms.ChoiceField(choices=[(Role.MEMBER.value, ""), (Role.MODERATOR.value, "")])
