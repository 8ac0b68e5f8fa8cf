"""What a host says to everybody who sits in a room."""

from chalou.chat.rules.refusal import Refusal
from chalou.chat.rules.threads import PINS_AT_ONCE

ANNOUNCEMENTS_A_DAY = 3
"""Of one room within 24 hours, those taken back included: they count as new also for who muted the table."""


def why_not_announce(*, is_host: bool, lately: int, pinned: int) -> Refusal | None:
    """Hosts announce; in a direct talk there are none. An announcement is kept in sight, so there must be a place."""
    if not is_host:
        return Refusal.NOT_A_HOST
    if lately >= ANNOUNCEMENTS_A_DAY:
        return Refusal.TOO_MANY_ANNOUNCEMENTS
    return Refusal.TOO_MANY_PINS if pinned >= PINS_AT_ONCE else None
