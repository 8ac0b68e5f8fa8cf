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
    """The keeper changed the name, the language or the way in."""

    by: PersonId
