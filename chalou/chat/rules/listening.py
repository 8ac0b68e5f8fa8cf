"""Listening before one speaks: what was heard, what is still to come, who is let in. Values in, verdict out.

The house counts marks of reading and the clock, and nothing else: no mouse, no eyes, no window that has the focus.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalou.chat.rules.refusal import Refusal
from chalou.house.rules.customs import Customs, Listening, Mode, Question, Right, Seat

A_MESSAGE_S = 2
"""So long a message takes at the least; whoever leafs through a hundred in a moment has not heard them yet."""

LISTEN_MESSAGES = (0, 5, 10, 20, 50, 100)
LISTEN_MINUTES = (0, 1, 3, 5, 10, 30)
"""What hosts choose from for their room; 0 is none."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is asked of whoever listens in a room."""

    messages: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody has come: so many of so many messages; `wait_s` until the clock has nothing against them, as far
    as what they have read goes; `asks`: the questions of the house are still open.
    """

    heard: int
    wanted: int
    wait_s: int
    asks: bool

    @property
    def is_reached(self) -> bool:
        return self.heard >= self.wanted and self.wait_s == 0 and not self.asks


def is_measure(messages: int | None, minutes: int | None) -> bool:
    """Whether a host may ask for so much; None: as the house has it."""
    return (messages is None or messages in LISTEN_MESSAGES) and (minutes is None or minutes in LISTEN_MINUTES)


def measure_of(listening: Listening, *, messages: int | None, minutes: int | None) -> Measure:
    """The room's own, and where it has none the house's."""
    return Measure(
        listening.messages if messages is None else messages, listening.minutes if minutes is None else minutes
    )


def progress(measure: Measure, *, began_at: datetime, read: int, said: int, asks: bool, at: datetime) -> Progress:
    """How far somebody has come who began at a moment and has `read` so many messages since, or before.

    At most one message in two seconds counts as heard. Where others have `said` fewer than are asked for, hearing all
    of them is enough: in an empty room it is the time alone.
    """
    elapsed_s = max(0, (at - began_at) // timedelta(seconds=1))
    wanted = min(measure.messages, said)
    counts = min(read, wanted)
    return Progress(
        heard=min(counts, elapsed_s // A_MESSAGE_S),
        wanted=wanted,
        wait_s=max(0, measure.minutes * 60 - elapsed_s, counts * A_MESSAGE_S - elapsed_s),
        asks=asks,
    )


def listens(*, mode: Mode, seat: Seat, is_host: bool, is_settled: bool, customs: Customs) -> bool:
    """Whether somebody who sits in a room is one of those who listen first."""
    return mode is Mode.LISTENING and not (is_host or is_settled or seat.reaches(customs.listening.spared))


def was_settled(*, messages: int, answers: int, has_settled: bool) -> bool:
    """Whether somebody who sits in a room that begins to listen, or comes back into one, need not listen: they did or
    were let in, or have said something here for which nobody had to ask them.
    """
    return has_settled or messages > answers


def may_answer(*, asked_at_seq: int, answered_seq: int) -> bool:
    """Whoever is asked by name answers, once for each time: they were named after they last spoke."""
    return asked_at_seq > answered_seq


def why_not_ask_in(*, listens: bool, has_asked: bool) -> Refusal | None:
    """Asking for a seat: those who listen, and once."""
    if not listens:
        return Refusal.NOT_LISTENING
    return Refusal.ASKED_ALREADY if has_asked else None


def why_not_let_in(
    *, is_host: bool, keeps_order: bool, is_settled: bool, seat: Seat, may_vouch: bool, customs: Customs
) -> Refusal | None:
    """Hosts let in; and whose seat lets them vouch, in rooms where they have a place in the talk themselves."""
    if is_host or keeps_order:
        return None
    if not customs.allows(Right.VOUCH, seat=seat):
        return Refusal.ANOTHER_SEAT
    if not may_vouch:
        return Refusal.NO_VOUCHING
    return None if is_settled or seat.reaches(customs.listening.spared) else Refusal.LISTEN_FIRST


def digest_of(questions: Sequence[Question]) -> str:
    """The same for the same questions: whoever has answered them is not asked again until they are others."""
    parts = [repr((one.asks, one.answers, one.right)) for one in questions]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def wrong_among(questions: Sequence[Question], given: Mapping[int, int | None]) -> tuple[int, ...]:
    """Which of the questions were not answered rightly, by their places. `given`: places of answers by question."""
    return tuple(place for place, question in enumerate(questions) if given.get(place) != question.right)
