"""The plain values of data.json."""

from datetime import UTC, datetime
from typing import Any

Values = dict[str, Any]  # what JSON holds


def moment(at: datetime | None) -> str | None:
    """A moment as data.json has it: in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None
