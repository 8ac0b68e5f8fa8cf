"""What the door asks of a text, before every write by a person. Values in, verdict out."""

import enum

from chalou.foundation.text.characters import Trouble, trouble_in


class Act(enum.StrEnum):
    """What somebody is about to do."""

    POST = "post"
    EDIT = "edit"
    OPEN_ROOM = "open_room"
    CHANGE_ROOM = "change_room"
    OPEN_THREAD = "open_thread"
    CHANGE_THREAD = "change_thread"
    GIVE_REASON = "give_reason"
    REPORT = "report"
    DECIDE = "decide"
    JOIN = "join"
    ASK_IN = "ask_in"
    CHANGE_PROFILE = "change_profile"
    SPEAK_OF_ONESELF = "speak_of_oneself"
    WRITE_HELP = "write_help"
    THANK = "thank"
    OPEN_FLOOR = "open_floor"
    KEEP_TELLING = "keep_telling"


class Deed(enum.StrEnum):
    """What somebody does without words: sitting down and getting up, keeping order, inviting, choosing what to hear,
    bringing pictures and files, raising a cup, thanking, voting, raising a hand, telling those who keep order of
    something, asking others into a direct talk, having a letter sent, having what one writes looked over before it is
    sent.
    """

    SIT = "sit"
    KEEP_ORDER = "keep_order"
    INVITE = "invite"
    CHOOSE = "choose"
    REPORT = "report"
    TALK = "talk"
    BRING = "bring"
    REACT = "react"
    VOTE = "vote"
    THANK = "thank"
    RAISE = "raise"
    WRITE_TO = "write_to"
    LOOK_OVER = "look_over"


class Objection(enum.StrEnum):
    """Why a text is turned away. The values are part of the protocol (docs/protocol.md)."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    CONTROL_CHARACTERS = "control_characters"
    DIRECTION_CHARACTERS = "direction_characters"
    BROKEN_TEXT = "broken_text"
    TOO_FAST = "too_fast"


def objection_to(text: str, *, longest: int) -> Objection | None:
    """What speaks against this text, in the order in which it is told. `longest` in characters."""
    if len(text) > longest:
        return Objection.TOO_LONG
    trouble: Trouble | None = trouble_in(text)
    return Objection(trouble.value) if trouble else None
