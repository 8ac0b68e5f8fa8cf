"""Who receives newcomers, and when the house has a word about it. Values in, verdict out."""

from datetime import datetime, timedelta

from chalou.house.rules.customs import Seat

AFTER = timedelta(hours=20)
"""So long after somebody came the house tells them what was said meanwhile: the next day, at about the same hour or
rather before it.
"""
UNTIL = timedelta(days=4)
"""Whoever came longer ago is not told any more: it was the house that was closed meanwhile."""


def may_receive(*, seat: str, keeps_order: bool) -> bool:
    """Who may receive newcomers: whoever knows the house well, and whoever looks after it."""
    return seat == Seat.ELDER or keeps_order


def is_day_after(*, joined_at: datetime, at: datetime) -> bool:
    """Whether it is the day after somebody came, or later."""
    return at >= joined_at + AFTER


def is_too_late(*, joined_at: datetime, at: datetime) -> bool:
    """Whether what was said since somebody came is no news of yesterday any more."""
    return at > joined_at + UNTIL
