"""What can happen at the desk: reports and decisions."""

from dataclasses import dataclass

from chalou.events.vocabulary.base import Event
from chalou.foundation.ids import PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class ThingReported(Event):
    """Somebody told those who keep order of a thing of the house, by kind and number."""

    case: int
    report: int
    about_kind: str
    about_number: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseDecided(Event):
    """Something was done about a case; with the same moment and `decision` it stands in the audit."""

    case: int | None
    decision: int
    act: str
    person: PersonId | None
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticesRead(Event):
    person: PersonId
