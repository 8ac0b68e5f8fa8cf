"""What can happen to the house itself."""

from dataclasses import dataclass

from chalou.events.vocabulary.base import Event
from chalou.foundation.ids import PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class HouseOpened(Event):
    """Set-up is done: the house has a name and a keeper."""

    keeper: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class HouseChanged(Event):
    """The keeper changed something about the house; `changed` are the names of the columns that are others now."""

    changed: tuple[str, ...]
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomsChanged(Event):
    """The customs of the house are others; `version` is the number of the new ones. By nobody: from the shell."""

    version: int
    by: PersonId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChoreHurried(Event):
    """The keeper wants a chore done now: a backup, or what has failed."""

    chore: str
    by: PersonId
