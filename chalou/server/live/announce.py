"""After these events every page of the house looks another way, or every page of its help.

Nobody follows these topics live; the front keeps pages by them.
"""

from chalou.events.record import live
from chalou.events.vocabulary.base import Event
from chalou.events.vocabulary.chat import RoomChanged, RoomOpened
from chalou.events.vocabulary.help import HelpArranged, HelpForgotten, HelpWritten
from chalou.events.vocabulary.house import HouseChanged, HouseOpened
from chalou.foundation.hub import hub
from chalou.server.front import HELP, HOUSE


def house_altered(event: Event) -> None:  # noqa: ARG001  # that it happened is all
    if hub.the_hub is not None:
        hub.the_hub.call(hub.the_hub.tell, HOUSE, [])


def help_altered(event: Event) -> None:  # noqa: ARG001  # as above
    if hub.the_hub is not None:
        hub.the_hub.call(hub.the_hub.tell, HELP, [])


live(HouseOpened)(house_altered)
live(HouseChanged)(house_altered)
live(RoomOpened)(house_altered)
live(RoomChanged)(house_altered)
live(HelpWritten)(help_altered)
live(HelpArranged)(help_altered)
live(HelpForgotten)(help_altered)
