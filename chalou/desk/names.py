"""What may be said to somebody as a reason: one line, taken in or refused in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chalou.desk.rules import REASON_LENGTH
from chalou.foundation.refusals import Refused
from chalou.foundation.text.lines import BadLine, tidy_line, why_not_line
from chalou.screening.admit import refusal
from chalou.screening.rules import Objection

_SAYS: dict[BadLine, str | Promise] = {
    BadLine.UNSEEN_CHARACTERS: _("There is a character in it that cannot be seen. Type it by hand, please."),
    BadLine.PILED_MARKS: _("Too many marks are piled on one letter. Two are enough."),
}
_OBJECTIONS = {BadLine.EMPTY: Objection.EMPTY, BadLine.TOO_LONG: Objection.TOO_LONG}


def accept_reason(typed: str) -> str:
    """The reason of a decision, which the person concerned reads."""
    line = tidy_line(" ".join(typed.split()))
    bad = why_not_line(line, longest=REASON_LENGTH)
    if bad in _OBJECTIONS:
        raise refusal(_OBJECTIONS[bad])
    if bad is not None:
        raise Refused(f"name_{bad.value}", _SAYS[bad])
    return line
