"""What every event of the house has: a name in the past tense, small facts, and the moment."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that happened. Facts are ids and small values, never texts."""

    at: datetime

    def facts(self) -> dict[str, Any]:  # JSON values
        """The facts without the moment, as they are kept in the row."""
        # Two for each message that is said: dataclasses.asdict, which copies every value, was a fifth of writing one.
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "at"}
