"""Who may do what in a room. Values in, verdict out: no Django, no clock, no database."""

import enum

from chalou.foundation.ids import PersonId


class Refusal(enum.StrEnum):
    """Why something is not done in a room. The values are part of the protocol (docs/protocol.md)."""

    NOT_FOUND = "not_found"
    NOT_A_MEMBER = "not_a_member"
    REMOVED = "removed"
    NOT_YOURS = "not_yours"
    NOT_A_HOST = "not_a_host"
    TAKEN_BACK = "taken_back"
    LAST_HOST = "last_host"
    ONLY_ORDER_KEEPERS = "only_order_keepers"
    BAD_ID = "bad_id"
    BUSY = "busy"


def may_read(*, is_public: bool, is_signed_in: bool, is_removed: bool) -> bool:
    """A public room is readable by everybody. A members' room by those who are signed in and were not removed."""
    return is_public or (is_signed_in and not is_removed)


def why_not_follow(*, is_public: bool, is_signed_in: bool, is_removed: bool) -> Refusal | None:
    """Live talk is for those who are signed in; somebody who was removed is as a stranger, and strangers have none."""
    if is_removed:
        return Refusal.REMOVED if is_public else Refusal.NOT_FOUND
    return (
        None if may_read(is_public=is_public, is_signed_in=is_signed_in, is_removed=is_removed) else Refusal.NOT_FOUND
    )


def why_not_join(*, is_removed: bool) -> Refusal | None:
    return Refusal.REMOVED if is_removed else None


def why_not_post(*, room_exists: bool, is_member: bool, is_removed: bool) -> Refusal | None:
    """Asked twice: before a message is queued, and on fresh values inside the transaction that keeps it."""
    if not room_exists:
        return Refusal.NOT_FOUND
    if is_removed:
        return Refusal.REMOVED
    if not is_member:
        return Refusal.NOT_A_MEMBER
    return None


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
    """Authors take back their own words at any time; hosts, moderators and the keeper anybody's."""
    if is_gone:
        return Refusal.TAKEN_BACK
    return None if by == author or is_host or keeps_order else Refusal.NOT_YOURS


def why_not_open_room(*, keeps_order: bool) -> Refusal | None:
    return None if keeps_order else Refusal.ONLY_ORDER_KEEPERS


def why_not_host(*, is_host: bool, keeps_order: bool) -> Refusal | None:
    """Settings, removing and lifting: the room's hosts, and those who keep order in the house."""
    return None if is_host or keeps_order else Refusal.NOT_A_HOST


def why_not_remove(
    *, is_host: bool, keeps_order: bool, target_is_host: bool, target_keeps_order: bool, is_self: bool
) -> Refusal | None:
    """Hosts remove guests; only those who keep order remove a host; nobody removes those, nor themselves."""
    if is_self or target_keeps_order:
        return Refusal.NOT_A_HOST
    if target_is_host:
        return None if keeps_order else Refusal.NOT_A_HOST
    return why_not_host(is_host=is_host, keeps_order=keeps_order)


def why_not_leave(*, is_host: bool, other_hosts: int) -> Refusal | None:
    """A room keeps at least one host."""
    return Refusal.LAST_HOST if is_host and other_hosts == 0 else None
