"""After these events pages of the house that are kept for strangers look another way.

Nobody follows these topics live; the front keeps pages by them.
"""

from chalou.events.record import live
from chalou.events.vocabulary.base import Event
from chalou.events.vocabulary.chat import (
    HostNamed,
    MessageEdited,
    MessageHidden,
    MessageMoved,
    MessagePinned,
    MessageShownAgain,
    MessageTakenBack,
    MessageUnpinned,
    RoomChanged,
    RoomOpened,
    ThreadChanged,
    ThreadOpened,
)
from chalou.events.vocabulary.help import HelpArranged, HelpForgotten, HelpWritten
from chalou.events.vocabulary.house import CustomsChanged, HouseChanged, HouseOpened
from chalou.events.vocabulary.people import PersonChanged, PersonLetBack, PersonSentAway, RoleGiven
from chalou.foundation.hub import hub
from chalou.server.front import ENTRANCE, HELP, HOUSE


def _tell(topic: str) -> None:
    if hub.the_hub is not None:
        hub.the_hub.call(hub.the_hub.tell, topic, [])


def house_altered(event: Event) -> None:  # noqa: ARG001  # that it happened is all
    _tell(HOUSE)


def help_altered(event: Event) -> None:  # noqa: ARG001  # as above
    _tell(HELP)


live(HouseOpened)(house_altered)
live(HouseChanged)(house_altered)
live(CustomsChanged)(house_altered)
live(RoomOpened)(house_altered)
live(RoomChanged)(house_altered)
live(HelpWritten)(help_altered)
live(HelpArranged)(help_altered)
live(HelpForgotten)(help_altered)


def entrance_altered(event: Event) -> None:  # noqa: ARG001  # as above
    _tell(ENTRANCE)


# Tables by their titles, and what is announced there: another, or gone.
live(ThreadOpened)(entrance_altered)
live(ThreadChanged)(entrance_altered)
live(MessageMoved)(entrance_altered)
live(MessagePinned)(entrance_altered)
live(MessageUnpinned)(entrance_altered)
live(MessageEdited)(entrance_altered)
live(MessageTakenBack)(entrance_altered)
live(MessageHidden)(entrance_altered)
live(MessageShownAgain)(entrance_altered)
# Who keeps order, and who has a word there.
live(RoleGiven)(entrance_altered)
live(HostNamed)(entrance_altered)
live(PersonSentAway)(entrance_altered)
live(PersonLetBack)(entrance_altered)


@live(PersonChanged)
def name_altered(event: PersonChanged) -> None:
    if event.is_seen:
        _tell(ENTRANCE)
