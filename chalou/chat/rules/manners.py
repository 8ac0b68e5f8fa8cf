"""The engine of manners: who may speak as a room talks at the moment. Values in, verdict out.

Every way to say something asks here inside the transaction that keeps it, so that a browser, a form and a program meet
the same verdict.
"""

from dataclasses import dataclass

from chalou.chat.rules.refusal import Refusal
from chalou.chat.rules.talk import USUAL_SLOW_S
from chalou.house.rules.customs import Customs, Mode, Right, Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """Somebody in a room, as far as it decides whether they may speak. `is_settled`: they have listened to the end,
    were let in, or spoke here before the room listened.
    """

    seat: Seat
    is_host: bool
    is_settled: bool


def why_not_speak(*, mode: Mode, theirs: Manners, customs: Customs, has_floor: bool = True) -> Refusal | None:
    """In a listening room whoever is new listens first; in a quiet one only hosts speak. Hosts look after the talk: no
    mode keeps them from it, but for a telling: who does not have its floor (`has_floor`) takes it first, or waits.
    """
    if mode is Mode.STORY and not has_floor:
        return Refusal.FLOOR_HELD
    if theirs.is_host:
        return None
    if mode is Mode.QUIET:
        return Refusal.QUIET
    if mode is Mode.LISTENING and not (theirs.is_settled or theirs.seat.reaches(customs.listening.spared)):
        return Refusal.LISTEN_FIRST
    return None


def talks_beside(*, mode: Mode, before: Mode) -> Mode:
    """How a room talks but for its telling, as it did `before`: so do its side tables, and to nobody whom that lets
    listen, or keeps silent, a telling gives a word.
    """
    return before if mode is Mode.STORY else mode


def talks(*, now: tuple[Mode, int], mode: Mode | None, slow_s: int | None) -> tuple[Mode, int]:
    """How a room talks after it was asked for a mode, a pace, both or neither. A pace alone is that of a slow room, and
    0 ends one; to a room that is neither, 0 says nothing.
    """
    if mode is None:
        if slow_s:
            return Mode.SLOW, slow_s
        return (Mode.OPEN, 0) if slow_s == 0 and now[0] is Mode.SLOW else now
    if mode is not Mode.SLOW:
        return mode, 0
    return mode, slow_s or now[1] or USUAL_SLOW_S


def may_use(*, seat: Seat, is_host: bool, customs: Customs) -> frozenset[Right]:
    """Everything that a seat opens to somebody in a room."""
    return frozenset(right for right in Right if not why_not_use(right, seat=seat, is_host=is_host, customs=customs))


def why_not_use(right: Right, *, seat: Seat, is_host: bool, customs: Customs) -> Refusal | None:
    """What the house opens seat by seat. Hosts have in their room what an elder has."""
    best = Seat.ELDER if is_host else seat
    return None if customs.allows(right, seat=best) else Refusal.ANOTHER_SEAT
