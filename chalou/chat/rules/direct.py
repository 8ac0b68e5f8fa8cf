"""Direct talk of a few people."""

from collections.abc import Collection

from chalou.chat.rules.refusal import Refusal

TALKERS = 12  # the most people of a direct talk; more of them want a room


def reaches(*, is_there: bool, shares_room: bool, receives_them: bool, is_door_closed: bool) -> bool:
    """Whether somebody may be asked into a direct talk, blocks aside: they sit in a room with whoever asks, or receive
    them in the house, and their door is not closed.
    """
    return is_there and (shares_room or receives_them) and not is_door_closed


def is_with_receiver(*, others: Collection[int], receiver: int | None) -> bool:
    """Whether a talk is that of somebody with whoever receives them, and nobody else: it is open to every seat."""
    return receiver is not None and set(others) == {receiver}


def why_not_open_talk(*, others: int, is_own_door_closed: bool, hears_all: bool, reaches_all: bool) -> Refusal | None:
    """A direct talk of oneself and `others`. Those who block, those whose door is closed and those with whom one
    shares no room answer with one word: who hears it learns nothing of a block.
    """
    if others < 1:
        return Refusal.TALK_ALONE
    if others >= TALKERS:
        return Refusal.TOO_MANY_TALKERS
    if is_own_door_closed:
        return Refusal.OWN_DOOR
    if not hears_all:
        return Refusal.UNHEARD
    return None if reaches_all else Refusal.NOT_REACHED


def why_not_say(
    *, is_of_two: bool, is_own_door_closed: bool, is_other_unheard: bool, is_reached: bool
) -> Refusal | None:
    """In a talk that is there already. Between two, the door must be open on both sides: whoever may not be answered
    does not speak either. Among more, each leaves out whom they do not hear, and nobody can silence the others.
    """
    if not is_of_two:
        return None
    if is_own_door_closed:
        return Refusal.OWN_DOOR
    if is_other_unheard:
        return Refusal.UNHEARD
    return None if is_reached else Refusal.NOT_REACHED


def why_not_leave_talk(*, people: int) -> Refusal | None:
    """A direct talk of two is muted, not left: it would be nobody's."""
    return None if people > 2 else Refusal.TALK_OF_TWO
