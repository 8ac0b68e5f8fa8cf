"""The storyteller's floor: who has it, who waits for it, and when it moves on. Values in, new values out.

A floor has at most one holder. Raised hands stand in the order in which they were raised; each is served, lowered,
expired or let go when all is over, never lost and never doubled. A floor that nobody holds goes at once to the first
hand whose owner is there; so only those wait who cannot be served.

Lines: whoever had a live connection and lost it keeps the floor, or their place, for the grace time. Who never had
one (a page without scripts) is not missed by it.
"""

import enum
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalou.chat.rules.refusal import Refusal
from chalou.foundation.ids import PersonId
from chalou.house.rules.customs import Floor as Times

MOST_HANDS = 50  # raised at once in one room
MOST_ASIDES = 20  # of one person, of one floor: words that wait are kept for others to read
ASIDES_WAIT_H = 24  # after the end; what nobody has released by then goes


class Fate(enum.StrEnum):
    """What became of a raised hand."""

    SERVED = "served"
    LOWERED = "lowered"
    EXPIRED = "expired"
    OVER = "over"  # the telling ended before their turn


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who takes part. `had_line`: they were seen connected; `lost_at`: since when they are so no more."""

    person: PersonId
    had_line: bool = False
    lost_at: datetime | None = None

    @property
    def is_away(self) -> bool:
        return self.lost_at is not None

    def seen(self, *, is_here: bool, at: datetime) -> "Line":
        """Looked at: connected or not."""
        if is_here:
            return self if self.had_line and self.lost_at is None else Line(self.person, had_line=True)
        return replace(self, lost_at=at) if self.had_line and self.lost_at is None else self

    def is_gone(self, times: Times, *, at: datetime) -> bool:
        """Away for longer than the grace time."""
        return self.lost_at is not None and at - self.lost_at > timedelta(seconds=times.grace_s)


@dataclass(frozen=True, slots=True)
class Stage:
    """A floor as it stands. `since`: the last sign of its holder, or since when nobody has it."""

    holder: Line | None
    hands: tuple[Line, ...]
    since: datetime
    is_over: bool = False

    def place_of(self, person: PersonId) -> int | None:
        """Somebody's place among the hands, from 1 on."""
        return next((place for place, hand in enumerate(self.hands, start=1) if hand.person == person), None)

    def is_held_by(self, person: PersonId) -> bool:
        return self.holder is not None and self.holder.person == person


@dataclass(frozen=True, slots=True)
class Step:
    """What came of an act: the floor as it stands now, and what became of hands that are no longer up."""

    stage: Stage
    fates: tuple[tuple[PersonId, Fate], ...] = ()

    def then(self, further: "Step") -> "Step":
        return Step(further.stage, (*self.fates, *further.fates))


def opened(teller: PersonId, *, at: datetime) -> Stage:
    """Somebody begins to tell."""
    return Stage(holder=Line(teller), hands=(), since=at)


def raise_hand(stage: Stage, person: PersonId, *, at: datetime) -> Step | Refusal:
    """Ask for the floor: behind those who asked before. A floor that nobody holds is theirs at once. Twice is once."""
    if stage.is_over:
        return Refusal.FLOOR_OVER
    if stage.is_held_by(person):
        return Refusal.FLOOR_YOURS
    if stage.place_of(person) is not None:
        return Step(stage)
    if len(stage.hands) >= MOST_HANDS:
        return Refusal.TOO_MANY_HANDS
    return _served(replace(stage, hands=(*stage.hands, Line(person))), at=at)


def lower_hand(stage: Stage, person: PersonId) -> Step | Refusal:
    """Ask no longer. Where no hand is up there is nothing to do."""
    if stage.place_of(person) is None:
        return Refusal.FLOOR_OVER if stage.is_over else Step(stage)
    return Step(_without(stage, person), ((person, Fate.LOWERED),))


def pass_on(
    stage: Stage, *, by: PersonId, manages: bool, to: PersonId | None, sits: Collection[PersonId], at: datetime
) -> Step | Refusal:
    """Give the floor away: to a raised hand, or without a name to the next whose owner is there. Whoever looks after
    the room may give it to anybody of those who sit there, themselves too.
    """
    if stage.is_over:
        return Refusal.FLOOR_OVER
    if not manages and not stage.is_held_by(by):
        return Refusal.FLOOR_NOT_YOURS
    if to is None:
        return _served(replace(stage, holder=None, since=at), at=at)
    if stage.is_held_by(to):
        return Step(stage)
    hand = next((one for one in stage.hands if one.person == to), None)
    if hand is None and (not manages or to not in sits):
        return Refusal.NO_HAND
    served = ((to, Fate.SERVED),) if hand is not None else ()
    # Their silence begins now; a line that is away stays so, and has what is left of its grace.
    return Step(replace(_without(stage, to), holder=hand or Line(to), since=at), served)


def end(stage: Stage, *, may_end: bool) -> Step | Refusal:
    """The telling is over: nobody holds the floor, and every hand is let go."""
    if stage.is_over:
        return Refusal.FLOOR_OVER
    return _over(stage) if may_end else Refusal.FLOOR_NOT_YOURS


def drop(stage: Stage, person: PersonId, *, at: datetime) -> Step:
    """Somebody got up from the room, or may not speak in it: neither the floor nor a place in the queue is theirs."""
    if stage.is_held_by(person):
        return _served(replace(stage, holder=None, since=at), at=at)
    if stage.place_of(person) is not None:
        return Step(_without(stage, person), ((person, Fate.LOWERED),))
    return Step(stage)


def look(stage: Stage, *, here: Collection[PersonId], times: Times, at: datetime) -> Step:
    """What time and lines do to a floor; `here` are those who are connected.

    1. Whose line is away for too long loses their place; a holder loses the floor.
    2. A holder who has been silent for too long gives way to the next who is there; where nobody waits, they keep it.
    3. A floor that nobody holds goes to the first hand that is there; nobody's for too long, it is over.
    """
    if stage.is_over:
        return Step(stage)
    holder = stage.holder and stage.holder.seen(is_here=stage.holder.person in here, at=at)
    hands = tuple(one.seen(is_here=one.person in here, at=at) for one in stage.hands)
    gone = tuple((one.person, Fate.EXPIRED) for one in hands if one.is_gone(times, at=at))
    hands = tuple(one for one in hands if not one.is_gone(times, at=at))
    stage = replace(stage, holder=holder, hands=hands)
    is_silent = at - stage.since > timedelta(seconds=times.silence_s)
    waits = any(not one.is_away for one in hands)
    if holder is not None and (holder.is_gone(times, at=at) or (is_silent and waits)):
        stage = replace(stage, holder=None, since=at)
    elif holder is None and is_silent and not waits:
        return Step(stage, gone).then(_over(stage))
    return Step(stage, gone).then(_served(stage, at=at))


def _served(stage: Stage, *, at: datetime) -> Step:
    """A floor that nobody holds goes to the first hand whose owner is there."""
    first = next((one for one in stage.hands if not one.is_away), None)
    if stage.holder is not None or first is None:
        return Step(stage)
    return Step(
        replace(_without(stage, first.person), holder=first, since=at),
        ((first.person, Fate.SERVED),),
    )


def _over(stage: Stage) -> Step:
    fates = tuple((one.person, Fate.OVER) for one in stage.hands)
    return Step(replace(stage, holder=None, hands=(), is_over=True), fates)


def _without(stage: Stage, person: PersonId) -> Stage:
    return replace(stage, hands=tuple(one for one in stage.hands if one.person != person))


def may_end(*, by: PersonId, opener: PersonId | None, teller: PersonId, manages: bool, is_member: bool) -> bool:
    """Those who look after the room, whoever opened the floor, and the teller it was opened for."""
    return manages or (is_member and by in (opener, teller))


def why_not_open(*, is_member: bool, is_direct: bool, is_told_already: bool, teller_sits: bool) -> Refusal | None:
    """Beside the right to it (`why_not_use`): both sit in the room, and nobody tells there yet."""
    if is_direct:
        return Refusal.NOT_FOUND
    if not is_member:
        return Refusal.NOT_A_MEMBER
    if is_told_already:
        return Refusal.FLOOR_HELD
    return None if teller_sits else Refusal.TELLER_STANDS


def why_not_put_aside(*, is_over: bool, is_holder: bool, asides: int) -> Refusal | None:
    """Words beside a telling: of those who listen, and not without end."""
    if is_over:
        return Refusal.FLOOR_OVER
    if is_holder:
        return Refusal.FLOOR_YOURS
    return Refusal.TOO_MANY_ASIDES if asides >= MOST_ASIDES else None


def why_not_keep(*, by: PersonId, teller: PersonId, is_over: bool, taken_by: PersonId | None) -> Refusal | None:
    """What somebody told is theirs: they alone keep it and edit it, once the telling is over. What a host took down
    stays down.
    """
    if by != teller:
        return Refusal.NOT_YOURS
    if not is_over:
        return Refusal.FLOOR_HELD
    return Refusal.TAKEN_DOWN if taken_by not in (None, teller) else None


def why_not_withdraw(*, by: PersonId, teller: PersonId, manages: bool) -> Refusal | None:
    """A teller withdraws their part at any time; who looks after the room, anybody's that is shown."""
    return None if by == teller or manages else Refusal.NOT_YOURS
