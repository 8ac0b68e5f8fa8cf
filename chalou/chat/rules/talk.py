"""What is said in a room, and what hangs on it."""

from collections.abc import Mapping
from datetime import datetime

from chalou.chat.rules.refusal import Refusal
from chalou.foundation.ids import PersonId
from chalou.foundation.text.markdown import to_words

MUTE_HOURS = (1, 6, 24, 72, 168)
SLOW_S = (0, 10, 30, 60, 300, 900)
USUAL_SLOW_S = 30

MOST_ATTACHED = 9  # to one message; a grid of three by three is what people know
EXCERPT = 120  # characters of a message where another quotes it
WORDINGS_KEPT = 50  # earlier wordings of one message; the oldest go first
EVERYBODY = 0  # in the place of a person: all who sit in the room

REACTIONS = ("cup", "leaf", "smile", "thanks", "more")
"""What one can do at a message without words: raise a cup, praise the leaf, smile, tap the table in thanks, have the
kettle filled again (that is, "go on"). In this order they are shown."""


def why_not_post(
    *,
    room_exists: bool,
    thread_exists: bool,
    is_by_invitation: bool,
    is_member: bool,
    is_removed: bool,
    is_archived: bool,
    is_muted: bool,
    has_to_wait: bool,
) -> Refusal | None:
    """Asked on fresh values inside the transaction that keeps a message. A thread exists in its own room only."""
    if not room_exists or not thread_exists or (is_by_invitation and not is_member):
        return Refusal.NOT_FOUND
    if is_removed:
        return Refusal.REMOVED
    if not is_member:
        return Refusal.NOT_A_MEMBER
    if is_muted:
        return Refusal.MUTED
    if is_archived:
        return Refusal.ARCHIVED
    return Refusal.SLOW if has_to_wait else None


def wait_in_slow_room(*, slow_s: int, is_host: bool, posted_at: datetime | None, at: datetime) -> float:
    """Seconds until somebody may speak again in a slow room; 0: now. Hosts need not wait."""
    if not slow_s or is_host or posted_at is None:
        return 0.0
    return max(0.0, slow_s - (at - posted_at).total_seconds())


def why_not_bring(*, is_member: bool, is_removed: bool) -> Refusal | None:
    """Pictures and files are brought by those who sit in the room, as words are."""
    if is_removed:
        return Refusal.REMOVED
    return None if is_member else Refusal.NOT_A_MEMBER


def why_not_keep(
    *, size: int, of_person: int, of_house: int, most_of_person: int, most_of_house: int
) -> Refusal | None:
    """Whether there is room for so many bytes more, beside what somebody and everybody have brought already."""
    if of_person + size > most_of_person:
        return Refusal.PERSON_FULL
    return Refusal.HOUSE_FULL if of_house + size > most_of_house else None


def why_not_attach(*, count: int, are_free: bool, are_theirs: bool) -> Refusal | None:
    """Asked inside the transaction that keeps a message: what it names was brought by its author into this room, and
    stands in no other message.
    """
    if count > MOST_ATTACHED:
        return Refusal.TOO_MANY_ATTACHMENTS
    return None if are_free and are_theirs else Refusal.BAD_ATTACHMENT


def why_not_edit(*, by: PersonId, author: PersonId, is_member: bool, is_gone: bool) -> Refusal | None:
    """One's own words, as long as one sits in the room and they have not been taken back."""
    if by != author:
        return Refusal.NOT_YOURS
    if is_gone:
        return Refusal.TAKEN_BACK
    return None if is_member else Refusal.NOT_A_MEMBER


def why_not_take_back(
    *, by: PersonId, author: PersonId, is_host: bool, keeps_order: bool, is_gone: bool
) -> Refusal | None:
    """Authors take back their own words at any time; hosts, and who keeps order in this room, anybody's."""
    if is_gone:
        return Refusal.TAKEN_BACK
    return None if by == author or is_host or keeps_order else Refusal.NOT_YOURS


def why_not_react(*, kind: str, on: bool, is_member: bool, is_removed: bool, is_gone: bool) -> Refusal | None:
    """Who sits in the room reacts, in the ways of the house, to what has not been taken back. What somebody did they
    may undo as long as they sit there, a kind that the house has given up included.
    """
    if is_removed:
        return Refusal.REMOVED
    if not is_member:
        return Refusal.NOT_A_MEMBER
    if is_gone:
        return Refusal.TAKEN_BACK
    return Refusal.NO_REACTION if on and kind not in REACTIONS else None


def counted(reactions: str) -> dict[str, int]:
    """How many of each kind, from how a message's row keeps them: `cup:3,leaf:1`."""
    return {kind: int(count) for kind, _, count in (one.partition(":") for one in reactions.split(",") if one)}


def spelled(counts: Mapping[str, int]) -> str:
    """How a message's row keeps them: in the order of the house, without what nobody did."""
    order = {kind: place for place, kind in enumerate(REACTIONS)}
    kinds = sorted((kind for kind, count in counts.items() if count > 0), key=lambda kind: (order.get(kind, 99), kind))
    return ",".join(f"{kind}:{counts[kind]}" for kind in kinds)


def calls_everybody(key: str) -> bool:
    """Whether this word after an @ calls all who sit in the room. It does so for hosts; from others it is a word."""
    return key in ("here", "大家")


def excerpt(html: str, *, most: int = EXCERPT) -> str:
    """The first words of a message, in one line and without its marks, for where another quotes it."""
    words = to_words(html)
    # What joins one character to the next must not stand last.
    return words if len(words) <= most else words[:most].rstrip("\u200d\ufe0f ") + "…"


def may_read_wordings(*, is_author: bool, is_host: bool, keeps_order: bool) -> bool:
    """What a message said before it was edited: its author, and whoever may take it back."""
    return is_author or is_host or keeps_order
