"""Who sees how far others have read: few people, who have agreed to it, and each only what they show themselves."""

from chalou.chat.rules.refusal import Refusal

MOST_SEATS = 12  # a table at which one can ask the others; in a larger room it would be a list of who is absent


def shows_readers(*, is_direct: bool, is_asked_for: bool, seats: int) -> bool:
    """Whether it is shown in a room at all. Direct talk has no hosts who could ask for it: there it is between those
    who show it.
    """
    return (is_direct or is_asked_for) and seats <= MOST_SEATS


def shows_own(*, is_direct: bool, in_rooms: bool, everywhere: bool) -> bool:
    """Whether somebody shows how far they have read, by what they chose; and so whether they see it of others."""
    return everywhere or (in_rooms and not is_direct)


def why_not_ask_readers(*, was_asked_for: bool, seats: int) -> Refusal | None:
    """Hosts ask for it while the room is small. When it grows it ends by itself, and what they chose stays."""
    return None if was_asked_for or seats <= MOST_SEATS else Refusal.TOO_MANY_SEATS
