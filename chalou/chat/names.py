"""What rooms may be called, and what may be said of them: taken in or refused in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chalou.foundation.refusals import Refused
from chalou.foundation.text.lines import BadLine, tidy_line, why_not_line
from chalou.screening.admit import refusal
from chalou.screening.rules import Objection

ROOM_NAME_LENGTH = 40
PURPOSE_LENGTH = 200

_SAYS: dict[BadLine, str | Promise] = {
    BadLine.UNSEEN_CHARACTERS: _("There is a character in it that cannot be seen. Type it by hand, please."),
    BadLine.PILED_MARKS: _("Too many marks are piled on one letter. Two are enough."),
}
_OBJECTIONS = {BadLine.EMPTY: Objection.EMPTY, BadLine.TOO_LONG: Objection.TOO_LONG}


def accept_room_name(typed: str) -> str:
    """The name of a room as it is kept, or `Refused`."""
    return _accepted(typed, longest=ROOM_NAME_LENGTH)


def accept_purpose(typed: str) -> str:
    """What is talked about in a room, or nothing."""
    return _accepted(typed, longest=PURPOSE_LENGTH) if tidy_line(" ".join(typed.split())) else ""


def _accepted(typed: str, *, longest: int) -> str:
    # One line; what was typed as several becomes one. Measured as it is kept: composing can make it longer.
    line = tidy_line(" ".join(typed.split()))
    bad = why_not_line(line, longest=longest)
    if bad in _OBJECTIONS:
        raise refusal(_OBJECTIONS[bad])
    if bad is not None:
        raise Refused(f"name_{bad.value}", _SAYS[bad])
    return line
