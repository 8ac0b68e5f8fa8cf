"""Houses, people and rooms for tests, made with the real verbs. What making records is not what `happened` shows."""

from chalou.events.models import Event

_made: list[range] = []


def made(event: int) -> bool:
    """Whether the event of this number was recorded while something was made."""
    return any(event in numbers for numbers in _made)


def forget() -> None:
    """Another test begins."""
    _made.clear()
