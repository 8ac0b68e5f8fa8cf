"""What every event of the house has: a name in the past tense, small facts, and the moment."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that happened. Facts are ids and small values, never texts."""

    at: datetime

    def facts(self) -> dict[str, Any]:  # JSON values
        """The facts without the moment, as they are kept in the row."""
        facts = asdict(self)
        del facts["at"]
        return facts
