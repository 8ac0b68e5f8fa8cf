"""How somebody sees the house: the language, the zone, light and letters, how much moves, what they are asked.
Nobody else is told.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.people import PersonChanged
from chalou.foundation.database import write
from chalou.foundation.refusals import Refused
from chalou.people.models import Motion, Person, TextSize, Theme
from chalou.people.names import accept_language, accept_time_zone
from chalou.screening.admit import admit_deed
from chalou.screening.rules import Deed


def choose_looks(
    *, by: Person, language: str, time_zone: str, theme: str, text_size: str, motion: str, at: datetime
) -> None:
    """See the house like this from now on, on every device. What is empty is left to the device, the zone to the
    house.
    """
    language, time_zone = accept_language(language), accept_time_zone(time_zone)
    for chosen, choices in ((theme, Theme), (text_size, TextSize), (motion, Motion)):
        if chosen and chosen not in choices.values:
            raise Refused("no_such_choice", _("There is no such choice."))
    admit_deed(deed=Deed.CHOOSE, by=by.id)
    by.language, by.time_zone = language, time_zone
    by.theme, by.text_size, by.motion = theme, text_size, motion
    with write():
        by.save(update_fields=["language", "time_zone", "theme", "text_size", "motion"])
        record(PersonChanged(person=by.id, is_seen=False, at=at))


def be_asked_about_tea(*, by: Person, is_asked: bool, at: datetime) -> None:
    """Be asked for more where one praises a tea in a few empty words, or not, in every room and on every device."""
    admit_deed(deed=Deed.CHOOSE, by=by.id)
    by.is_asked_about_tea = is_asked
    with write():
        by.save(update_fields=["is_asked_about_tea"])
        record(PersonChanged(person=by.id, is_seen=False, at=at))


def choose_language(*, by: Person, language: str, at: datetime) -> None:
    """Read the house in this language from now on, on every device."""
    by.language = accept_language(language)
    with write():
        by.save(update_fields=["language"])
        record(PersonChanged(person=by.id, is_seen=False, at=at))
