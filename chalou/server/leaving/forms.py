"""What is typed before somebody’s things are put together, or their account is erased."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chalou.people.forms import HouseForm, password_field
from chalou.people.models import Person

STAY, GO = "stay", "go"


class ProofForm(HouseForm):
    """The password, of those who have one."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if person.has_usable_password():
            self.fields["password"] = password_field(_("Present password"), fresh=False)

    @property
    def typed_password(self) -> str:
        return str(self.cleaned_data.get("password", ""))


class LeaveForm(ProofForm):
    """What becomes of one's words, and that one means it."""

    words = forms.ChoiceField(
        label=_("What becomes of what you said"),
        choices=[
            (STAY, _("My messages stay, said by “a guest who left”. Others can still follow the talk.")),
            (GO, _("My messages go, with their pictures and files. Where they stood an empty place stays.")),
        ],
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(
        label=_("I want to leave for good. I know that nobody can undo it."),
        error_messages={"required": _("Tick this, if you mean it.")},
    )
    field_order = ["words", "sure", "password"]
