"""Asking a room for votes: what a poll may be, who may vote, what its figures are."""

import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from chalou.chat.rules.refusal import Refusal
from chalou.foundation.ids import PersonId

FEWEST_CHOICES, MOST_CHOICES = 2, 10
LONGEST_OPEN_H = 30 * 24
OPEN_FOR_H = (1, 6, 24, 72, 168, LONGEST_OPEN_H)
"""What the form offers; programs may say any hour up to the longest."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A poll as somebody puts it into a message, whose words are the question. `hours` None: open until it is closed
    by hand.
    """

    choices: tuple[str, ...]
    is_several: bool = False
    is_secret: bool = False
    hours: int | None = None

    def closes_at(self, asked_at: datetime) -> datetime | None:
        return None if self.hours is None else asked_at + timedelta(hours=self.hours)


class ChoiceShown(NamedTuple):
    words: str
    votes: int


class PollShown(NamedTuple):
    """A poll as every reader sees it. `closed_at`: closed by hand. `voters` is how many have voted, each once."""

    is_several: bool
    is_secret: bool
    closes_at: datetime | None
    closed_at: datetime | None
    voters: int
    choices: tuple[ChoiceShown, ...]

    def is_over(self, at: datetime) -> bool:
        return is_over(closes_at=self.closes_at, closed_at=self.closed_at, at=at)

    def percent(self, votes: int) -> int:
        """How many of a hundred voters that is, in whole numbers as the browser reckons them too; half is up."""
        return (200 * votes + self.voters) // (2 * self.voters) if self.voters else 0


def is_over(*, closes_at: datetime | None, closed_at: datetime | None, at: datetime) -> bool:
    """Nothing happens at the moment in which a poll closes: whoever looks knows it from the time."""
    return closed_at is not None or (closes_at is not None and closes_at <= at)


def why_not_ask(*, choices: Sequence[str], hours: int | None) -> Refusal | None:
    """What a poll offers, in tidied words: two to ten things that differ, and an end within a month or none."""
    if len(choices) < FEWEST_CHOICES:
        return Refusal.TOO_FEW_CHOICES
    if len(choices) > MOST_CHOICES:
        return Refusal.TOO_MANY_CHOICES
    if len({choice.casefold() for choice in choices}) < len(choices):
        return Refusal.SAME_CHOICE
    return None if hours is None or 1 <= hours <= LONGEST_OPEN_H else Refusal.BAD_HOURS


def why_not_vote(
    *,
    chosen: Collection[int],
    choices: int,
    is_several: bool,
    is_member: bool,
    is_removed: bool,
    is_archived: bool,
    is_over: bool,
) -> Refusal | None:
    """Who sits in the room votes, as they may raise a cup: somebody who was asked to listen, too, for a vote is no
    word. `chosen` are places from 1 on; none of them takes a vote back.
    """
    if is_removed:
        return Refusal.REMOVED
    if not is_member:
        return Refusal.NOT_A_MEMBER
    if is_archived:
        return Refusal.ARCHIVED
    if is_over:
        return Refusal.POLL_CLOSED
    if any(not 1 <= place <= choices for place in chosen):
        return Refusal.NO_CHOICE
    return Refusal.ONE_CHOICE if len(chosen) > 1 and not is_several else None


def why_not_close_poll(
    *, by: PersonId, author: PersonId, is_host: bool, keeps_order: bool, is_over: bool
) -> Refusal | None:
    """Who may take the question back may also close the vote."""
    if by != author and not is_host and not keeps_order:
        return Refusal.NOT_YOURS
    return Refusal.POLL_CLOSED if is_over else None


def ballot_of(key: str, person: PersonId) -> str:
    """Under what a vote in a secret poll is kept in the place of a name. The key is the poll's own, is in no backup and
    is deleted when the poll closes; without it nobody finds out whose ballot is whose, also not by trying everybody.
    """
    return hmac.new(bytes.fromhex(key), str(int(person)).encode("ascii"), hashlib.sha256).hexdigest()
