"""What a keeper does to the house as a whole, across the areas below."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chalou.chat.actions import open_room
from chalou.chat.models import Access
from chalou.foundation.database import write
from chalou.foundation.refusals import Refused
from chalou.house import actions as house_actions
from chalou.house.models import House, WayIn
from chalou.people import actions as people_actions
from chalou.people.models import Person


def set_up(
    *,
    house_name: str,
    language: str,
    way_in: WayIn,
    sign_in_name: str,
    name: str,
    password: str | None,
    room_name: str,
    at: datetime,
    tagline: str = "",
    room_purpose: str = "",
    is_demo: bool = False,
) -> Person:
    """Open the house: its keeper, its name, its first room; all or nothing, and once. Answers the keeper.

    Who may do it is asked before: on the page by the one-time key, in the shell by having the shell.
    """
    with write():
        keeper = people_actions.make_keeper(sign_in_name=sign_in_name, name=name, password=password, at=at)
        house_actions.open_house(
            name=house_name, tagline=tagline, language=language, way_in=way_in, keeper=keeper.id, is_demo=is_demo, at=at
        )
        open_room(by=keeper, name=room_name, purpose=room_purpose, access=Access.PUBLIC, at=at)
    return keeper


def change_house(
    *, by: Person, house: House, name: str, tagline: str, language: str, way_in: WayIn, at: datetime
) -> None:
    """The keeper gives the house another name, line, language or way in."""
    if not by.is_keeper:
        raise Refused("not_yours", _("Only the keeper of the house may do this."))
    house_actions.change_house(
        house=house, name=name, tagline=tagline, language=language, way_in=way_in, by=by.id, at=at
    )
