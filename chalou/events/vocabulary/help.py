"""What can happen to the house's questions and answers."""

from dataclasses import dataclass

from chalou.events.vocabulary.base import Event
from chalou.foundation.ids import PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class HelpWritten(Event):
    """A question or section is said in other words, in one language: the house's, or those of the program again."""

    slug: str
    language: str
    is_ours: bool
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class HelpArranged(Event):
    """A question or section was moved, hidden or shown again."""

    slug: str
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class HelpForgotten(Event):
    """Earlier wordings of it, or all of a question of the house's own, were deleted."""

    slug: str
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class HelpCareGiven(Event):
    """The keeper let moderators change the help, or no longer."""

    by_moderators: bool
    by: PersonId
