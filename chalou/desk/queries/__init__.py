"""Reading at the desk: cases for those who keep order, notices for oneself. What they may not see is not found."""

from chalou.desk.queries.cases import (
    MOST_COUNTED,
    Waiting,
    audit,
    away,
    case_for,
    open_count,
    queue_for,
    waiting_for,
    words_in,
)
from chalou.desk.queries.notices import NoticeLine, notices_of, words_and_notices
from chalou.desk.queries.seen import Seen, has_reported, seen

__all__ = [
    "MOST_COUNTED",
    "NoticeLine",
    "Seen",
    "Waiting",
    "audit",
    "away",
    "case_for",
    "has_reported",
    "notices_of",
    "open_count",
    "queue_for",
    "seen",
    "waiting_for",
    "words_and_notices",
    "words_in",
]
