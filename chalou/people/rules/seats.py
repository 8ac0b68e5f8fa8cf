"""What leads from seat to seat, and whose thanks count. Values in, verdict out.

Nothing here goes down: what was earned is not lost by staying away, nor by other customs.
"""

import enum
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from chalou.house.rules.customs import Customs, Seat

THANKS_LENGTH = 200


class Step(enum.StrEnum):
    """What is counted for a seat."""

    LISTENED = "listened"
    DAYS = "days"
    THANKED = "thanked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Come:
    """How far somebody has come: all that the house counts of them."""

    seat: Seat
    listened_in: int = 0
    days: int = 0
    thanked_by: int = 0
    is_vouched: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the things that lead to a seat: how much of it is wanted, and how much there is."""

    step: Step
    wanted: int
    there: int

    @property
    def is_met(self) -> bool:
        return self.there >= self.wanted


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next seat, and what leads there. An elder is named: then there are no conditions."""

    seat: Seat
    conditions: tuple[Condition, ...]
    or_vouched: bool


def conditions_of(seat: Seat, come: Come, customs: Customs) -> tuple[Condition, ...]:
    """What leads to a seat by these customs, and how it stands."""
    wanted = customs.seats.get(seat)
    if wanted is None:
        return ()
    all_of_them = (
        Condition(Step.LISTENED, wanted.listened_in, come.listened_in),
        Condition(Step.DAYS, wanted.days, come.days),
        Condition(Step.THANKED, wanted.thanked_by, come.thanked_by),
    )
    return tuple(one for one in all_of_them if one.wanted)


def earned(come: Come, customs: Customs) -> Seat:
    """The seat that somebody has by now: the best to which they have come, never less than the one they had."""
    return max(
        (seat for seat in Seat if seat is come.seat or _leads_to(seat, come, customs)),
        key=list(Seat).index,
    )


def _leads_to(seat: Seat, come: Come, customs: Customs) -> bool:
    wanted = customs.seats.get(seat)
    if wanted is None:
        return False
    if wanted.or_vouched and come.is_vouched:
        return True
    return all(one.is_met for one in conditions_of(seat, come, customs))


def ahead_of(come: Come, customs: Customs) -> Ahead | None:
    """What comes next; None for elders."""
    for seat in list(Seat)[list(Seat).index(come.seat) + 1 :]:
        wanted = customs.seats.get(seat)
        if wanted is not None or seat is Seat.ELDER:
            or_vouched = wanted is not None and wanted.or_vouched
            return Ahead(seat, conditions_of(seat, come, customs), or_vouched)
    return None


def counted(given: Iterable[tuple[int, int]], *, person: int, there: Collection[int] | None = None) -> frozenset[int]:
    """Whose thanks count for a seat, of thanks as (by whom, to whom): different people, nobody whom they thanked
    themselves, for two can thank each other all day; and of those only who is `there` still (None: all are).
    """
    pairs = frozenset(given)
    return frozenset(
        by
        for by, to in pairs
        if to == person and by != person and (person, by) not in pairs and (there is None or by in there)
    )


def day_of(at: datetime, time_zone: str) -> date:
    """Which day it is where somebody lives."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def is_another_day(last_day: date | None, *, at: datetime, time_zone: str) -> bool:
    """Whether this is a later day than the last that was counted: who travels gains none by going back."""
    return last_day is None or day_of(at, time_zone) > last_day


class NoThanks(enum.StrEnum):
    """Why one cannot thank. The values are part of the protocol (docs/protocol.md)."""

    ONESELF = "oneself"
    UNHEARD = "unheard"
    ALREADY = "thanked_already"
    FOR_WHAT = "thanks_for_what"
    ADDRESS = "thanks_with_address"


def why_not_thank(
    *, is_oneself: bool, hears: bool, has_thanked: bool, is_for_something: bool, has_address: bool
) -> NoThanks | None:
    """One thanks another whom one hears, once for a thing, and says what for. No web address: thanks stand where many
    read them, and lead nobody away.
    """
    if is_oneself:
        return NoThanks.ONESELF
    if not hears:
        return NoThanks.UNHEARD
    if not is_for_something:
        return NoThanks.FOR_WHAT
    if has_address:
        return NoThanks.ADDRESS
    return NoThanks.ALREADY if has_thanked else None


class NoElder(enum.StrEnum):
    """Why somebody is not named an elder. The values are part of the protocol (docs/protocol.md)."""

    NOT_AN_ELDER = "not_an_elder"
    IS_ELDER = "is_elder"


def why_not_name_elder(*, by: Seat, by_keeper: bool, seat: Seat, is_keeper: bool) -> NoElder | None:
    """Elders name elders, and the keeper does, who counts as one."""
    if not by_keeper and by is not Seat.ELDER:
        return NoElder.NOT_AN_ELDER
    return NoElder.IS_ELDER if is_keeper or seat is Seat.ELDER else None
