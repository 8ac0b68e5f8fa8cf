"""What a keeper does to the house as a whole, across the areas below."""

import time
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from chalou.chat.actions import open_room
from chalou.chat.models import Access
from chalou.events.chores import hurry
from chalou.events.record import record
from chalou.events.vocabulary.house import ChoreHurried
from chalou.foundation.database import write
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.throttle import the_throttle
from chalou.house import actions as house_actions
from chalou.house.models import House, WayIn
from chalou.house.rules.customs import Customs
from chalou.people import actions as people_actions
from chalou.people.models import Person
from chalou.screening.admit import admit_deed
from chalou.screening.rules import Deed
from chalou.server import chores

MB = 1_000_000


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


def change_words(*, by: Person, house: House, name: str, tagline: str, welcome: str, at: datetime) -> None:
    """The keeper gives the house another name, line below it, or word of welcome."""
    _refuse_unless_keeper(by)
    house_actions.change_words(house=house, name=name, tagline=tagline, welcome=welcome, by=by.id, at=at)


def choose_languages(*, by: Person, house: House, language: str, languages: Collection[str], at: datetime) -> None:
    """The keeper chooses in which languages the house can be read, and which is its own."""
    _refuse_unless_keeper(by)
    house_actions.choose_languages(house=house, language=language, languages=languages, by=by.id, at=at)


def choose_way_in(*, by: Person, house: House, way_in: WayIn, question: str, is_listed: bool, at: datetime) -> None:
    """The keeper chooses who may come in. Who waits at the door goes on waiting, whatever is chosen."""
    _refuse_unless_keeper(by)
    house_actions.choose_way_in(house=house, way_in=way_in, question=question, is_listed=is_listed, by=by.id, at=at)


def set_limits(*, by: Person, house: House, person_mb: int | None, house_mb: int | None, at: datetime) -> None:
    """The keeper limits what pictures and files take up."""
    _refuse_unless_keeper(by)
    house_actions.set_limits(house=house, person_mb=person_mb, house_mb=house_mb, by=by.id, at=at)


def hang_sign(*, by: Person, house: House, data: bytes, alt: str, at: datetime) -> None:
    """The keeper hangs a picture at the entrance."""
    _refuse_unless_keeper(by)
    admit_deed(deed=Deed.BRING, by=by.id)
    if len(data) > settings.CHALOU.upload_mb * MB:
        say = _("That is larger than the house takes: at most %(mb)s MB.") % {"mb": settings.CHALOU.upload_mb}
        raise Refused("file_too_large", say, field="picture")
    house_actions.hang_sign(house=house, data=data, alt=alt, by=by.id, at=at)


def describe_sign(*, by: Person, house: House, alt: str, at: datetime) -> None:
    """The keeper says better what is to be seen on it."""
    _refuse_unless_keeper(by)
    house_actions.describe_sign(house=house, alt=alt, by=by.id, at=at)


def take_sign_down(*, by: Person, house: House, at: datetime) -> None:
    """The keeper takes it down again."""
    _refuse_unless_keeper(by)
    house_actions.take_sign_down(house=house, by=by.id, at=at)


def change_customs(*, by: Person, customs: Customs, instead_of: int, note: str, at: datetime) -> None:
    """The keeper gives the house other customs, in the place of version `instead_of`, which they saw."""
    _refuse_unless_keeper(by)
    house_actions.change_customs(customs=customs, instead_of=instead_of, by=by.id, note=note, at=at)


def hurry_chore(*, by: Person, name: str, at: datetime) -> None:
    """The keeper wants a chore done now: it is begun within seconds, by the process that does such things."""
    _refuse_unless_keeper(by)
    if name not in {chore.name for chore in chores.CHORES}:
        raise NotFound
    wait_s = the_throttle.take(f"hurry:{name}", per_minute=0.2, burst=2, at=time.monotonic())
    if wait_s is not None:
        raise Refused("too_fast", _("That was done a moment ago. Give it a few minutes."), wait_s=wait_s)
    with write():
        if not hurry(name, at=at):
            raise Refused("under_way", _("It is being done at this moment."))
        record(ChoreHurried(chore=name, by=by.id, at=at))


def back_up_now(*, by: Person, at: datetime) -> None:
    """The keeper wants a backup now, beside the daily one."""
    if settings.CHALOU.backups_kept == 0:
        say = _("This house makes no backups by itself (CHALOU_BACKUPS_KEPT is 0): they are made elsewhere.")
        raise Refused("no_backups", say)
    hurry_chore(by=by, name="backup", at=at)


def _refuse_unless_keeper(by: Person) -> None:
    if not by.is_keeper:
        raise Refused("not_yours", _("Only the keeper of the house may do this."))
