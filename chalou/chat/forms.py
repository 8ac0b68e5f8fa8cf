"""What can be typed about rooms and messages."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from chalou.chat.models import Access
from chalou.chat.queries import ThreadLine
from chalou.foundation.ids import ThreadId


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


class RoomSettingsForm(RoomForm):
    SLOW = (
        (0, _("As fast as people like")),
        (10, _("Ten seconds between two messages of a guest")),
        (30, _("Half a minute between two messages of a guest")),
        (60, _("A minute between two messages of a guest")),
        (300, _("Five minutes between two messages of a guest")),
        (900, _("A quarter of an hour between two messages of a guest")),
    )
    slow_s = forms.TypedChoiceField(
        label=_("Pace"),
        choices=SLOW,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("For when everybody talks at once. Hosts need not wait."),
    )
    READERS = (("no", _("Nobody sees how far others have read")), ("yes", _("Those who sit here see who has read")))
    readers = forms.ChoiceField(
        label=_("Who has read"),
        choices=READERS,
        required=False,
        help_text=_(
            "As long as no more than twelve sit here, and only of those who show it; whoever does not show it does not "
            "see it either."
        ),
    )
    TEA = (
        ("yes", _("Ask whoever praises a tea in a few words")),
        ("no", _("Nobody is asked")),
    )
    tea = forms.ChoiceField(
        label=_("More than “nice tea”"),
        choices=TEA,
        required=False,
        help_text=_(
            "A quiet line above the field: where is it from, what did you taste, how was it brewed, what is its story? "
            "It keeps nobody from sending, and everybody can switch it off for themselves."
        ),
    )


class ThreadForm(forms.Form):
    # No limits here: the door says what is wrong with a title or a tag, and keeps what was typed.
    title = forms.CharField(
        label=_("What is it about"), help_text=_("A few words, as one would say them at the table."), strip=False
    )
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        help_text=_("Up to five words by which it is found, set apart by spaces."),
    )


class MoveForm(forms.Form):
    """Where to move messages: a thread that is open, or a new one."""

    with_later = forms.BooleanField(label=_("And everything after it at this table"), required=False)
    to = forms.ChoiceField(label=_("To which table"))
    title = forms.CharField(label=_("What the new table is about"), required=False)

    def __init__(self, *args: Any, threads: Sequence[ThreadLine], main: ThreadId | None, **kwargs: Any) -> None:
        """`main` is the room's main thread, where the messages are not there already."""
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [("new", _("A new table"))]
        if main is not None:
            choices.append((str(main), _("The main table")))
        choices += [(str(line.id), line.title) for line in threads if not line.is_archived]
        cast(forms.ChoiceField, self.fields["to"]).choices = choices


class EditForm(forms.Form):
    # No limits here: the door says what is wrong with a text, and keeps it.
    text = forms.CharField(
        label=_("Your message"), widget=forms.Textarea(attrs={"rows": 6}), required=False, strip=False
    )


class AskForm(forms.Form):
    """What a poll is like; what one can choose stands in fields of its own."""

    HOURS = (
        (0, _("Until I close it")),
        (1, _("An hour")),
        (6, _("Six hours")),
        (24, _("A day")),
        (72, _("Three days")),
        (168, _("A week")),
        (720, _("Thirty days")),
    )
    # No limit here, as in EditForm.
    text = forms.CharField(label=_("What do you ask?"), widget=forms.Textarea(attrs={"rows": 2}), strip=False)
    several = forms.BooleanField(label=_("One can choose several"), required=False)
    secret = forms.BooleanField(
        label=_("Secret"),
        required=False,
        help_text=_(
            "Only the figures are shown, to everybody and as they grow; nobody sees who voted for what, the hosts and "
            "the keeper neither. Without it, whoever reads the room can see that."
        ),
    )
    hours = forms.TypedChoiceField(
        label=_("How long"), choices=HOURS, coerce=int, empty_value=None, required=False, initial=24
    )
