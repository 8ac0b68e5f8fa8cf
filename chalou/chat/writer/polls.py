"""The polls of a group: written with their messages, in the same transaction."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from chalou.chat.rules import Asked
from chalou.foundation.ids import MessageId

KEY_BYTES = 32


def put_down(cursor: Any, asked: Iterable[tuple[MessageId, Asked | None, datetime]]) -> None:  # of either database
    """Put down what messages ask, which have just been written at these moments. Nothing is done where none does."""
    polls = [(message, poll, at) for message, poll, at in asked if poll is not None]
    if not polls:
        return
    cursor.executemany(
        "INSERT INTO chat_poll (message_id, is_several, is_secret, closes_at) VALUES (%s, %s, %s, %s)",
        [(message, poll.is_several, poll.is_secret, _stored(poll.closes_at(at))) for message, poll, at in polls],
    )
    cursor.executemany(
        "INSERT INTO chat_choice (poll_id, place, words) VALUES (%s, %s, %s)",
        [(message, place, words) for message, poll, _ in polls for place, words in enumerate(poll.choices, start=1)],
    )
    keys = [(message, secrets.token_hex(KEY_BYTES)) for message, poll, _ in polls if poll.is_secret]
    if keys:
        cursor.executemany("INSERT INTO chat_ballotkey (poll_id, key) VALUES (%s, %s)", keys)


def _stored(at: datetime | None) -> Any:
    """As this database keeps it."""
    return None if at is None else connection.ops.adapt_datetimefield_value(at)
