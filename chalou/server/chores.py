"""What a house does for itself, again and again (events/chores.py says how)."""

from datetime import datetime, timedelta

from django.conf import settings

from chalou.chat.actions import forget_invitations
from chalou.events.chores import Chore
from chalou.events.record import prune
from chalou.people.actions import forget_what_is_over


def _tidy(at: datetime) -> None:
    """Events that are old, and sign-ins, links and invitations whose time is over, are kept no longer."""
    prune(at - timedelta(days=settings.CHALOU.event_days))
    forget_what_is_over(at=at)
    forget_invitations(at=at)


CHORES = (Chore("tidy", timedelta(hours=1), _tidy),)
