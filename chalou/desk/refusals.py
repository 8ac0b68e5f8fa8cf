"""The refusals of the desk, said so that a person can read them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chalou.desk.rules import Refusal
from chalou.foundation.refusals import Refused

_SAYS: dict[Refusal, str | Promise] = {
    Refusal.OWN: _("This is yours. What you wrote yourself you can take back."),
    Refusal.NOT_YOURS: _("The keeper and the moderators decide about this."),
    Refusal.DECIDED: _("Somebody has decided this case already."),
    Refusal.NO_MESSAGE: _("There are no words in this case that could be taken back."),
    Refusal.HIDDEN: _("It is out of sight already."),
    Refusal.NOT_HIDDEN: _("It is not out of sight, or it was taken back for good meanwhile."),
    Refusal.NO_ROOM: _("This case belongs to no room."),
    Refusal.NOBODY: _("Whoever this was about is not in the house any more."),
    Refusal.CLOSED_ROOM: _(
        "This room is by invitation, or a direct talk: in it only its hosts ask people to listen or send them out. "
        "What was reported you can take back all the same."
    ),
    Refusal.NOT_THERE: _("They do not sit in this room any more."),
    Refusal.UNKNOWN_KIND: _("Say with one of the buttons what it is about."),
}


def refuse(refusal: Refusal | None) -> None:
    """Raise what the verdict says; a verdict of None lets pass."""
    if refusal is not None:
        raise refused(refusal)


def refused(refusal: Refusal) -> Refused:
    return Refused(refusal.value, _SAYS[refusal])
