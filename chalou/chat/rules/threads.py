"""Tables, what is moved between them, and what is kept in sight."""

from collections.abc import Sequence

from chalou.chat.rules.refusal import Refusal

TAGS_OF_A_THREAD = 5
MOVED_AT_ONCE = 200
PINS_AT_ONCE = 20  # of one room


def why_not_open_thread(*, is_member: bool, is_removed: bool, keeps_order: bool) -> Refusal | None:
    """Who sits in a room opens tables in it; so does who keeps order there, to move to them what belongs elsewhere."""
    if is_removed:
        return Refusal.REMOVED
    return None if is_member or keeps_order else Refusal.NOT_A_MEMBER


def why_not_change_thread(
    *, is_main: bool, is_member: bool, is_opener: bool, is_host: bool, keeps_order: bool
) -> Refusal | None:
    """Title, tags and putting away: whoever opened it, as long as they sit there, and the hosts. The main table has
    neither title nor end.
    """
    if is_main:
        return Refusal.MAIN_THREAD
    if is_host or keeps_order or (is_opener and is_member):
        return None
    return Refusal.NOT_YOUR_THREAD


def why_not_move(*, is_host: bool, keeps_order: bool, same_room: bool, is_archived: bool, count: int) -> Refusal | None:
    """Messages are moved by hosts, between the threads of one room, into one that is open."""
    if not (is_host or keeps_order):
        return Refusal.NOT_A_HOST
    if not same_room:
        return Refusal.OTHER_ROOM
    if is_archived:
        return Refusal.ARCHIVED
    return Refusal.TOO_MANY_TO_MOVE if count > MOVED_AT_ONCE else None


def counts(*, is_main: bool, stance: str) -> bool:
    """Whether what is new in a thread counts in its room's figure: the main one does, others for who follows them."""
    return stance != "muted" and (is_main or stance == "follows")


def why_not_pin(*, is_gone: bool, pinned: int) -> Refusal | None:
    """What was taken back is not kept in sight, and not more than can be overlooked."""
    if is_gone:
        return Refusal.TAKEN_BACK
    return Refusal.TOO_MANY_PINS if pinned >= PINS_AT_ONCE else None


def mark_after_move(*, marked: int, source_marked: int | None, moved: Sequence[int]) -> int:
    """Where somebody's mark of a thread stands after messages (their seqs) came into it from one that they have read up
    to `source_marked` (None: never). What they had not read is not to count as read: the mark goes back before the
    first of those.
    """
    unseen = [seq for seq in moved if (source_marked or 0) < seq <= marked]
    return min(unseen) - 1 if unseen else marked
