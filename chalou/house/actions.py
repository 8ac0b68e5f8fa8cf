"""What can be done to the house itself. Who may do it is decided above: the house knows nobody."""

from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.house import HouseChanged, HouseOpened
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId
from chalou.foundation.languages import LANGUAGES
from chalou.foundation.refusals import Refused
from chalou.foundation.text.lines import BadLine, tidy_line
from chalou.house.models import House, WayIn
from chalou.house.rules import why_not_house_name, why_not_tagline


def open_house(
    *,
    name: str,
    language: str,
    way_in: WayIn,
    keeper: PersonId,
    at: datetime,
    tagline: str = "",
    is_demo: bool = False,
) -> House:
    """The house opens under this name, once."""
    house = House(id=1, language=_language(language), way_in=way_in, is_demo=is_demo, opened_at=at)
    house.name, house.tagline = accept_name(name), accept_tagline(tagline)
    try:
        with write():
            house.save(force_insert=True)
            record(HouseOpened(keeper=keeper, at=at))
    except IntegrityError as error:
        raise Refused("already_open", _("This house is open already.")) from error
    return house


def change_house(
    *, house: House, name: str, tagline: str, language: str, way_in: WayIn, by: PersonId, at: datetime
) -> None:
    """Another name, line, language or way in."""
    house.name, house.tagline = accept_name(name), accept_tagline(tagline)
    house.language, house.way_in = _language(language), way_in
    with write():
        house.save(update_fields=["name", "tagline", "language", "way_in"])
        record(HouseChanged(by=by, at=at))


_NAME_SAYS = {
    BadLine.EMPTY: _("A house needs a name."),
    BadLine.TOO_LONG: _("That is too long for the board over the door: at most 40 characters."),
    BadLine.UNSEEN_CHARACTERS: _("There is a character in it that cannot be seen. Type it by hand, please."),
    BadLine.PILED_MARKS: _("Too many marks are piled on one letter. Two are enough."),
}


def accept_name(typed: str) -> str:
    """The name of a house as it is kept, or `Refused`."""
    name = tidy_line(typed)
    if bad := why_not_house_name(name):
        raise Refused(f"house_name_{bad.value}", _NAME_SAYS[bad], field="name")
    return name


def accept_tagline(typed: str) -> str:
    """The line below the name as it is kept, perhaps none, or `Refused`."""
    line = tidy_line(typed)
    match why_not_tagline(line):
        case None:
            return line
        case BadLine.TOO_LONG:
            raise Refused("tagline_too_long", _("That is too long: at most 120 characters."), field="tagline")
        case bad:
            raise Refused(f"tagline_{bad.value}", _NAME_SAYS[bad], field="tagline")


def _language(code: str) -> str:
    if code not in dict(LANGUAGES):
        raise Refused("no_such_language", _("The house does not speak this language."), field="language")
    return code
