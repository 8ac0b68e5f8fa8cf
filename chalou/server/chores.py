"""What a house does for itself, again and again (events/chores.py says how)."""

import subprocess
import sys
from datetime import datetime, timedelta

from django.conf import settings

from chalou.chat.actions import (
    forget_asides,
    forget_attachments,
    forget_ballots,
    forget_invitations,
    reckon_listening,
    settle_asides,
    settle_departures,
    settle_quotes,
)
from chalou.desk.actions import forget_cases
from chalou.events.chores import Chore
from chalou.events.record import prune
from chalou.exchange.person.actions import forget_bundles, is_bundle_due
from chalou.house.queries import sign_token
from chalou.people.actions import forget_askings, forget_what_is_over, reckon_seats, welcome_people

A_BACKUP_TAKES_S = 60 * 60 * 1.5
BUNDLES_TAKE_S = 60 * 60
POLITE = 10
"""How far such work stands back behind everything else that wants the processor."""


def _tidy(at: datetime) -> None:
    """Events that are old, and sign-ins, links, invitations, cases and ballots whose time is over, are kept no
    longer."""
    prune(at - timedelta(days=settings.CHALOU.event_days))
    forget_what_is_over(at=at)
    forget_askings(at=at)
    forget_invitations(at=at)
    forget_ballots(at=at)
    forget_asides(at=at)
    forget_cases(at=at)


def _tidy_media(at: datetime) -> None:
    """Pictures and files that nobody sent, and what was left behind of others."""
    forget_attachments(at=at, kept=[token for token in (sign_token(),) if token])


def _settle_quotes(at: datetime) -> None:
    """What was passed on between rooms and is another now: rooms that could not be told at once."""
    settle_quotes(at=at)


def _settle_asides(at: datetime) -> None:
    """Words that waited beside a telling and were let into the talk: those that could not be written at once."""
    settle_asides(at=at)


def _welcome_people(at: datetime) -> None:
    """Newcomers: whoever receives them hears of it, and they hear the next day what they missed."""
    welcome_people(at=at)


def _settle_departures(at: datetime) -> None:
    """What people who left for good have left behind: their seats and, if they chose so, their words."""
    settle_departures(at=at)


def _listened(at: datetime) -> None:
    """Who has listened or spoken, and may come to a seat by it."""
    reckon_listening(at=at)


def _seats(at: datetime) -> None:
    """Who has come to a seat since its conditions are others, or by what nobody saw happen."""
    reckon_seats(at=at)


def _make_bundles(at: datetime) -> None:
    """What people want to take along, and what has lain ready for long enough."""
    forget_bundles(at=at)
    if is_bundle_due():
        _beside("bundles", patience_s=BUNDLES_TAKE_S, failing=BundlesFailed)


def _back_up(at: datetime) -> None:  # noqa: ARG001  # the command has a clock of its own
    """The daily backup."""
    if settings.CHALOU.backups_kept:
        _beside("backup", "--daily", patience_s=A_BACKUP_TAKES_S, failing=BackupFailed)


def _beside(*command: str, patience_s: float, failing: type[Exception]) -> None:
    """A command in a process of its own: in this one it would take turns with everybody who talks."""
    child = subprocess.Popen(  # noqa: S603  # our own command
        ["nice", f"-n{POLITE}", sys.executable, "-m", "chalou", *command],  # noqa: S607  # the system's nice
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    _under_way.add(child)
    try:
        _, said = child.communicate(timeout=patience_s)
    finally:
        child.kill()
        _under_way.discard(child)
    if child.returncode != 0:
        raise failing(said.strip().removeprefix("chalou: ") or f"it ended with {child.returncode}")


_under_way: set[subprocess.Popen[str]] = set()


def stop() -> None:
    """The house closes: what is half done is given up, leaves nothing behind, and is done again another time."""
    for child in tuple(_under_way):
        child.terminate()


class BackupFailed(Exception):
    """No backup was made; the message is what the command said."""


class BundlesFailed(Exception):
    """What somebody wants to take along was not put together; the message is what the command said."""


CHORES = (
    Chore("tidy", timedelta(hours=1), _tidy),
    Chore("welcome", timedelta(minutes=1), _welcome_people),
    Chore("quotes", timedelta(minutes=5), _settle_quotes),
    Chore("asides", timedelta(minutes=1), _settle_asides),
    Chore("departures", timedelta(minutes=1), _settle_departures),
    Chore("listened", timedelta(minutes=1), _listened),
    Chore("seats", timedelta(hours=1), _seats),
    Chore("bundles", timedelta(seconds=20), _make_bundles),
    Chore("media", timedelta(hours=3), _tidy_media),
    Chore("backup", timedelta(hours=settings.CHALOU.backup_hours), _back_up),
)
