"""Who may report, and what can be done about a case. Values in, verdict out."""

import enum
from datetime import datetime, timedelta

KEPT_FOR = timedelta(days=90)
"""After the decision: what was reported stays as long as somebody may ask why, and no longer."""

WORDS_LENGTH = 500
REASON_LENGTH = 200

REPORTABLE = ("message", "person")


class Refusal(enum.StrEnum):
    """Why the desk will not do it. The values are part of the protocol (docs/protocol.md)."""

    OWN = "own"
    NOT_YOURS = "not_yours"
    DECIDED = "decided"
    NO_MESSAGE = "no_message"
    NO_ROOM = "no_room"
    NOBODY = "nobody"
    CLOSED_ROOM = "closed_room"
    NOT_THERE = "not_there"
    UNKNOWN_KIND = "unknown_kind"


def why_not_report(*, reporter: int, person: int) -> Refusal | None:
    """Everybody about whatever they can see, but not about themselves."""
    return Refusal.OWN if reporter == person else None


def may_decide(*, keeps_order: bool, viewer: int, person: int | None) -> bool:
    """The keeper and the moderators, but nobody in their own case: they do not even know of it."""
    return keeps_order and viewer != person


def why_not_act(*, act: str, is_decided: bool, is_message: bool, has_room: bool, has_person: bool) -> Refusal | None:
    """Whether an act fits a case, whoever acts. A decided case can be acted on again, but not be found groundless."""
    if act == "dismiss":
        return Refusal.DECIDED if is_decided else None
    if act == "take_back":
        return None if is_message else Refusal.NO_MESSAGE
    if not has_person:
        return Refusal.NOBODY
    return Refusal.NO_ROOM if act in ("mute", "send_out") and not has_room else None


def acts_for(*, is_decided: bool, is_message: bool, has_room: bool, has_person: bool) -> tuple[str, ...]:
    """The acts that fit a case, the mildest first."""
    every = ("dismiss", "warn", "take_back", "mute", "send_out", "send_away")
    return tuple(
        act
        for act in every
        if not why_not_act(
            act=act, is_decided=is_decided, is_message=is_message, has_room=has_room, has_person=has_person
        )
    )


def is_over(*, decided_at: datetime | None, at: datetime) -> bool:
    """Whether what was reported is kept no longer."""
    return decided_at is not None and at >= decided_at + KEPT_FOR
