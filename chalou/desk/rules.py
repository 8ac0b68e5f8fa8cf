"""Who may report, and what can be done about a case. Values in, verdict out."""

import enum
from datetime import datetime, timedelta

KEPT_FOR = timedelta(days=90)
"""After the decision: what was reported stays as long as somebody may ask why, and no longer."""

WORDS_LENGTH = 500
REASON_LENGTH = 200

REPORTABLE = ("message", "person", "thread", "room", "thanks")


class Refusal(enum.StrEnum):
    """Why the desk will not do it. The values are part of the protocol (docs/protocol.md)."""

    OWN = "own"
    NOT_YOURS = "not_yours"
    DECIDED = "decided"
    NO_MESSAGE = "no_message"
    HIDDEN = "hidden"
    NOT_HIDDEN = "not_hidden"
    NO_ROOM = "no_room"
    NOBODY = "nobody"
    CLOSED_ROOM = "closed_room"
    NOT_THERE = "not_there"
    UNKNOWN_KIND = "unknown_kind"


def why_not_report(*, reporter: int, person: int | None) -> Refusal | None:
    """Everybody about whatever they can see, but not about themselves."""
    return Refusal.OWN if reporter == person else None


def may_decide(*, keeps_order: bool, viewer: int, person: int | None) -> bool:
    """The keeper and the moderators, but nobody in their own case: they do not even know of it."""
    return keeps_order and viewer != person


ACTS = ("dismiss", "settle", "warn", "hide", "show", "take_back", "mute", "send_out", "send_away")
"""What is done about a case, the mildest first."""


def why_not_act(
    *, act: str, is_decided: bool, is_words: bool, is_hidden: bool, has_room: bool, has_person: bool
) -> Refusal | None:
    """Whether an act fits a case, whoever acts. `is_words`: it is about words that somebody said, which can be put out
    of sight and taken back. A decided case can be acted on again, but not be found groundless, nor settled a second
    time.
    """
    match act:
        case "dismiss" | "settle":
            return Refusal.DECIDED if is_decided else None
        case "take_back":
            return None if is_words else Refusal.NO_MESSAGE
        case "hide":
            return Refusal.HIDDEN if is_hidden else None if is_words else Refusal.NO_MESSAGE
        case "show":
            return None if is_hidden else Refusal.NOT_HIDDEN
    if not has_person:
        return Refusal.NOBODY
    return Refusal.NO_ROOM if act in ("mute", "send_out") and not has_room else None


def acts_for(*, is_decided: bool, is_words: bool, is_hidden: bool, has_room: bool, has_person: bool) -> tuple[str, ...]:
    """The acts that fit a case, the mildest first."""
    return tuple(
        act
        for act in ACTS
        if not why_not_act(
            act=act,
            is_decided=is_decided,
            is_words=is_words,
            is_hidden=is_hidden,
            has_room=has_room,
            has_person=has_person,
        )
    )


def is_over(*, decided_at: datetime | None, at: datetime) -> bool:
    """Whether what was reported is kept no longer."""
    return decided_at is not None and at >= decided_at + KEPT_FOR
