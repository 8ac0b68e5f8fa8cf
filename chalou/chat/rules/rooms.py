"""Who sees a room, sits there, and looks after it."""

from chalou.chat.rules.refusal import Refusal

INVITATIONS_AT_ONCE = 50  # of one room, standing at the same time


def may_read(*, is_public: bool, is_by_invitation: bool, is_signed_in: bool, is_member: bool, is_removed: bool) -> bool:
    """A public room is readable by everybody. A members' room by those who are signed in and were not removed. A room
    by invitation by those who sit in it, and by nobody else whatever they do for the house.
    """
    if is_by_invitation:
        return is_signed_in and is_member and not is_removed
    return is_public or (is_signed_in and not is_removed)


def may_know_of(*, is_by_invitation: bool, keeps_order: bool, may_read: bool) -> bool:
    """That there is such a room: those who may read it; of one by invitation also those who keep order in the house."""
    return may_read or (is_by_invitation and keeps_order)


def keeps_order_in(*, is_by_invitation: bool, keeps_order: bool, is_host: bool) -> bool:
    """In a room by invitation its hosts keep order, and nobody else: keeper and moderators are guests there like
    everybody. Else whoever helps the house could open it, or make themselves its host, and read what was said.
    """
    return keeps_order and (is_host or not is_by_invitation)


def why_not_follow(
    *, is_public: bool, is_by_invitation: bool, is_signed_in: bool, is_member: bool, is_removed: bool
) -> Refusal | None:
    """Live talk is for those who are signed in; somebody who was removed is as a stranger, and strangers have none."""
    if is_removed:
        return Refusal.REMOVED if is_public and not is_by_invitation else Refusal.NOT_FOUND
    may = may_read(
        is_public=is_public,
        is_by_invitation=is_by_invitation,
        is_signed_in=is_signed_in,
        is_member=is_member,
        is_removed=is_removed,
    )
    return None if may else Refusal.NOT_FOUND


def why_not_join(*, is_removed: bool) -> Refusal | None:
    return Refusal.REMOVED if is_removed else None


def why_not_host(*, is_host: bool, keeps_order: bool) -> Refusal | None:
    """Settings, removing and lifting: the room's hosts, and those who keep order in it."""
    return None if is_host or keeps_order else Refusal.NOT_A_HOST


def why_not_change_access(
    *, is_host: bool, was_by_invitation: bool, becomes_by_invitation: bool, knows_it_opens: bool
) -> Refusal | None:
    """Into and out of "by invitation" a room is brought by its hosts alone. Out of it all that was ever said becomes
    readable for others, so it is done only by somebody who was told.
    """
    if was_by_invitation == becomes_by_invitation:
        return None
    if not is_host:
        return Refusal.NOT_A_HOST
    return Refusal.OPENS_TALK if was_by_invitation and not knows_it_opens else None


def why_not_remove(
    *,
    is_by_invitation: bool,
    is_host: bool,
    keeps_order: bool,
    target_is_host: bool,
    target_keeps_order: bool,
    is_self: bool,
) -> Refusal | None:
    """Hosts remove guests; only those who keep order remove a host; nobody removes those, nor themselves. Whoever keeps
    order in the house is a guest in a room by invitation, unless they are its host. `keeps_order`: in this room.
    """
    if is_self or (target_keeps_order and (target_is_host or not is_by_invitation)):
        return Refusal.NOT_A_HOST
    if target_is_host:
        return None if keeps_order else Refusal.NOT_A_HOST
    return why_not_host(is_host=is_host, keeps_order=keeps_order)


def why_not_leave(*, is_host: bool, other_hosts: int) -> Refusal | None:
    """A room keeps at least one host."""
    return Refusal.LAST_HOST if is_host and other_hosts == 0 else None


def why_not_invite(*, is_by_invitation: bool, is_host: bool, standing: int) -> Refusal | None:
    """Hosts write invitations to a room by invitation; into every other room people come without."""
    if not is_host:
        return Refusal.NOT_A_HOST
    if not is_by_invitation:
        return Refusal.NOT_BY_INVITATION
    return Refusal.TOO_MANY_INVITATIONS if standing >= INVITATIONS_AT_ONCE else None


def why_over(*, is_known: bool, is_withdrawn: bool, uses_left: int, is_past: bool) -> Refusal | None:
    """Why an invitation lets nobody in any more. What somebody did comes before what time did."""
    if not is_known:
        return Refusal.INVITATION_UNKNOWN
    if is_withdrawn:
        return Refusal.INVITATION_WITHDRAWN
    if uses_left <= 0:
        return Refusal.INVITATION_USED_UP
    return Refusal.INVITATION_EXPIRED if is_past else None
