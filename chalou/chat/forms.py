"""What can be typed about rooms and messages."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from chalou.chat.models import Access


class RoomForm(forms.Form):
    CHOICES = (
        (Access.PUBLIC.value, _("Everybody, also without signing in")),
        (Access.MEMBERS.value, _("Members of the house")),
        (Access.INVITATION.value, _("Only those who are invited into it")),
    )
    name = forms.CharField(label=_("Name"), max_length=40, help_text=_("What people will call the room."))
    purpose = forms.CharField(
        label=_("What is talked about here"),
        max_length=200,
        required=False,
        help_text=_("A sentence is enough; it stands beside the talk."),
    )
    access = forms.ChoiceField(
        label=_("Who may read"),
        choices=CHOICES,
        help_text=_(
            "Only those who sit down in the room can speak in it. A room by invitation is hidden from everybody else; "
            "the keeper and the moderators see that it exists, not what is said there."
        ),
    )

    def __init__(self, *args: Any, may_close: bool = True, **kwargs: Any) -> None:
        """`may_close`: may make the room one by invitation, which only its hosts do."""
        super().__init__(*args, **kwargs)
        if not may_close:
            access = cast(forms.ChoiceField, self.fields["access"])
            access.choices = [choice for choice in RoomForm.CHOICES if choice[0] != Access.INVITATION]


class EditForm(forms.Form):
    # No limits here: the door says what is wrong with a text, and keeps it.
    text = forms.CharField(
        label=_("Your message"), widget=forms.Textarea(attrs={"rows": 6}), required=False, strip=False
    )
