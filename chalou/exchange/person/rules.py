"""How often somebody takes their things along, and how long they lie ready. Values in, verdict out."""

import enum
from datetime import datetime, timedelta

KEPT_FOR = timedelta(days=3)
"""Long enough to come back with a computer; everything one ever said should not lie about longer."""

AGAIN_AFTER = timedelta(hours=12)
"""Putting years of talk together takes the machine minutes."""

ROOM_LEFT = 500_000_000
"""Bytes that stay free on the disk: the house must be able to go on writing."""


class NoBundle(enum.StrEnum):
    """Why nothing is put together. The values are part of the protocol (docs/bundle.md)."""

    UNDER_WAY = "bundle_under_way"
    LATELY = "bundle_lately"
    NO_ROOM = "bundle_no_room"


def why_not_ask(
    *, asked_at: datetime | None, is_made: bool, media_bytes: int, free_bytes: int, at: datetime
) -> NoBundle | None:
    """Whether it is put together (anew). `asked_at`: the last time; None: there is none here."""
    if asked_at is not None and not is_made:
        return NoBundle.UNDER_WAY
    if asked_at is not None and at < asked_at + AGAIN_AFTER:
        return NoBundle.LATELY
    return NoBundle.NO_ROOM if free_bytes < media_bytes + ROOM_LEFT else None


def is_over(*, made_at: datetime | None, at: datetime) -> bool:
    """Whether it is thrown away."""
    return made_at is not None and at >= made_at + KEPT_FOR
