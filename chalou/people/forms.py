"""The forms of coming in. They take what was typed and hand on what `names` refuses, beside its field."""

from collections.abc import Callable
from typing import Any, cast

from allauth.account.forms import ChangePasswordForm as StockChangePasswordForm
from allauth.account.forms import LoginForm
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chalou.foundation.languages import LANGUAGES
from chalou.foundation.refusals import Refused
from chalou.people.models import Motion, Person, Tea, TextSize, Theme
from chalou.people.names import (
    MAIL_ADDRESS_LENGTH,
    PASSWORD_LENGTH,
    TIME_ZONES,
    accept_mail_address,
    accept_name,
    accept_passkey_name,
    accept_password,
    accept_sign_in_name,
)
from chalou.people.rules import ANSWER_LENGTH, LANGUAGES_READ, NAME_LENGTH, SIGN_IN_NAME_LENGTH, tidy_sign_in_name
from chalou.people.rules.passkeys import PASSKEY_NAME_LENGTH

# Phones change the first letter to a capital and "correct" names; neither helps here.
AS_TYPED = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


def password_field(label: str | Promise, *, fresh: bool, hint: str | Promise = "") -> forms.CharField:
    """A field for a password, never shown again. `fresh`: browsers may offer to make one."""
    return forms.CharField(
        label=cast(str, label),
        help_text=cast(str, hint),
        strip=False,
        max_length=PASSWORD_LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password" if fresh else "current-password"}),
    )


def put(form: forms.BaseForm, refused: Refused) -> None:
    """Write a refusal into the form, beside its field where there is one."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))


def status_of(form: forms.BaseForm) -> int:
    """How a page with this form is answered: programs see by it that something was wrong."""
    return 422 if form.errors else 200


class HouseForm(forms.Form):
    """A form whose refusals stand beside their fields."""

    def accepted(self, field: str, accept: Callable[[str], str]) -> str:
        """What was typed into `field`, accepted; what is refused is said beside it."""
        try:
            return accept(self.cleaned_data[field])
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Sign-in name"),
            max_length=2 * SIGN_IN_NAME_LENGTH,
            widget=forms.TextInput(attrs={"autocomplete": "username", **AS_TYPED}),
        )
        self.fields["password"] = password_field(_("Password"), fresh=False)
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        return tidy_sign_in_name(self.cleaned_data["login"])


class WithPerson(HouseForm):
    """What every new person types."""

    sign_in_name = forms.CharField(
        label=_("Sign-in name"),
        help_text=_("For the door only: 3 to 30 letters or digits, or at least two Chinese characters."),
        max_length=2 * SIGN_IN_NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "username", **AS_TYPED}),
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("What others call you at the table. You can change it later."),
        max_length=2 * NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    password = password_field(
        _("Password"), fresh=True, hint=_("At least ten characters; a short sentence is easy to remember.")
    )

    def clean_sign_in_name(self) -> str:
        return self.accepted("sign_in_name", accept_sign_in_name)

    def clean_name(self) -> str:
        return self.accepted("name", accept_name)

    def clean_password(self) -> str:
        typed = self.cleaned_data
        return self.accepted(
            "password",
            lambda password: accept_password(
                password, sign_in_name=typed.get("sign_in_name", ""), name=typed.get("name", "")
            ),
        )


class JoinForm(WithPerson):
    """Becoming a member."""


class AskForm(WithPerson):
    """Asking to be let in: what a member types, and the answer to the question of the house."""

    answer = forms.CharField(
        max_length=ANSWER_LENGTH,
        help_text=_("The keeper and the moderators read it, and nobody else; it is deleted when they have decided."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = question or _("What brings you here, and who told you of this house?")


class NewPasswordForm(HouseForm):
    """A new password for somebody whose old one is lost."""

    password = password_field(
        _("New password"), fresh=True, hint=_("At least ten characters; a short sentence is easy to remember.")
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        return self.accepted(
            "password",
            lambda password: accept_password(password, sign_in_name=self.person.sign_in_name, name=self.person.name),
        )


class ChangePasswordForm(StockChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """The present password and the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = password_field(_("Present password"), fresh=False)
        self.fields["password1"] = password_field(
            _("New password"), fresh=True, hint=_("At least ten characters; a short sentence is easy to remember.")
        )
        # Once is enough: browsers can show what is typed, and the keeper can make a link.
        del self.fields["password2"]

    def clean_password1(self) -> str:
        try:
            return accept_password(
                self.cleaned_data["password1"], sign_in_name=self.user.sign_in_name, name=self.user.name
            )
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


TEA_NAMES = {
    Tea.EMPTY: _("nothing yet"),
    Tea.GREEN: _("green tea"),
    Tea.YELLOW: _("yellow tea"),
    Tea.WHITE: _("white tea"),
    Tea.OOLONG: _("oolong"),
    Tea.BLACK: _("black tea"),
    Tea.DARK: _("dark tea"),
}


UNSET = "-"
"""The choice of leaving it to the browser or the house; kept as nothing."""


def _chosen(value: str) -> str:
    return "" if value == UNSET else value


class ProfileForm(HouseForm):
    """What others see of somebody."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("What others call you at the table."),
        max_length=2 * NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    cup = forms.ChoiceField(
        label=_("In your cup"), choices=[(tea.value, TEA_NAMES[tea]) for tea in Tea], widget=forms.RadioSelect
    )

    def clean_name(self) -> str:
        return self.accepted("name", accept_name)


class LooksForm(HouseForm):
    """How somebody sees the house."""

    theme = forms.TypedChoiceField(
        label=_("Light"),
        choices=[
            (UNSET, _("as the device")),
            (Theme.DAY.value, _("by day: ink on paper")),
            (Theme.EVENING.value, _("in the evening: a lamp on dark wood")),
        ],
        coerce=_chosen,
        widget=forms.RadioSelect,
    )
    text_size = forms.TypedChoiceField(
        label=_("Size of the letters"),
        choices=[(UNSET, _("as usual")), (TextSize.LARGE.value, _("large"))],
        coerce=_chosen,
        widget=forms.RadioSelect,
    )
    motion = forms.TypedChoiceField(
        label=_("Movement"),
        choices=[(UNSET, _("as the device")), (Motion.LESS.value, _("nothing moves"))],
        coerce=_chosen,
        widget=forms.RadioSelect,
    )
    language = forms.TypedChoiceField(
        label=_("Language"), choices=[(UNSET, _("as the browser asks")), *LANGUAGES], coerce=_chosen
    )
    time_zone = forms.TypedChoiceField(
        label=_("Time zone"),
        choices=[(UNSET, _("as the house")), *((zone, zone.replace("_", " ")) for zone in TIME_ZONES)],
        coerce=_chosen,
    )


class AgainForm(HouseForm):
    """The password, of somebody who is in already."""

    password = password_field(_("Password"), fresh=False)


class PasskeyNameForm(HouseForm):
    """What somebody calls one of their passkeys."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("By which you know it again, such as the device that keeps it."),
        max_length=2 * PASSKEY_NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        return self.accepted("name", accept_passkey_name)


class NewPasskeyForm(PasskeyNameForm):
    """A name, and what the device answered, filled in by the script of the page."""

    answer = forms.CharField(widget=forms.HiddenInput)


class CodeForm(HouseForm):
    """A code: of the app, or printed."""

    code = forms.CharField(
        label=_("Code"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", **AS_TYPED}),
    )


class MailForm(HouseForm):
    """An address for letters."""

    address = forms.CharField(
        label=_("E-mail address"),
        max_length=MAIL_ADDRESS_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email", **AS_TYPED}),
    )

    def clean_address(self) -> str:
        return self.accepted("address", accept_mail_address)


class AboutMeForm(forms.Form):
    """What somebody says of themselves on their page."""

    # No limit here: the door says what is wrong with a text, and keeps it.
    words = forms.CharField(
        label=_("A few words about me"),
        help_text=_("Where you are from, what you like to drink, what brought you here. Up to 300 characters."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    reads = forms.MultipleChoiceField(
        label=_("What I read"),
        help_text=_("So that others know in which language to write to you."),
        choices=list(LANGUAGES_READ.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_listed = forms.BooleanField(
        label=_("I stand in the list of everybody in the house"),
        help_text=_(
            "Only members see it. Without it, you are met only by those who can read a room in which you sit or spoke, "
            "and by the keeper and the moderators."
        ),
        required=False,
    )


class PictureForm(forms.Form):
    """A picture of somebody."""

    picture = forms.FileField(
        label=_("Choose a picture"),
        help_text=_("Its middle is shown, square. Where and with what it was taken is removed."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    turns = forms.TypedChoiceField(
        label=_("Turn it"),
        choices=((0, _("as it is")), (1, _("to the right")), (2, _("upside down")), (3, _("to the left"))),
        coerce=int,
        empty_value=None,
        required=False,
    )
