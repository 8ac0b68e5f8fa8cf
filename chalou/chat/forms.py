"""What can be typed about rooms and messages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chalou.chat.models import Access


class RoomForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=40, help_text=_("What people will call the room."))
    purpose = forms.CharField(
        label=_("What is talked about here"),
        max_length=200,
        required=False,
        help_text=_("A sentence is enough; it stands beside the talk."),
    )
    access = forms.ChoiceField(
        label=_("Who may read"),
        choices=[
            (Access.PUBLIC.value, _("Everybody, also without signing in")),
            (Access.MEMBERS.value, _("Members of the house")),
        ],
        help_text=_("Only those who sit down in the room can speak in it."),
    )


class EditForm(forms.Form):
    # No limits here: the door says what is wrong with a text, and keeps it.
    text = forms.CharField(
        label=_("Your message"), widget=forms.Textarea(attrs={"rows": 6}), required=False, strip=False
    )
