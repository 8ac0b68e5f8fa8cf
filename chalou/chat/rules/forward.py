"""What of one room may be shown in another."""

from chalou.chat.rules.refusal import Refusal


def reads_too(*, source: str, target: str, same_room: bool) -> bool:
    """Whether everybody who may read the target may read the source: rooms by who reads them ("public", "members",
    "invitation", "direct"). What is shown of a message is the same for all readers, so this alone decides.

    Whoever was sent out of a members' room is not asked about: what was said among members they may have heard of from
    any of them.
    """
    return same_room or source == "public" or (source == "members" and target != "public")


def why_not_forward(*, may_read: bool, is_gone: bool, source: str, target: str, same_room: bool) -> Refusal | None:
    """Asked inside the transaction that keeps the message which brings another along. `may_read`: there is such a
    message for whoever passes it on, and they hear its author.
    """
    if not may_read:
        return Refusal.NOT_FOUND
    if is_gone:
        return Refusal.TAKEN_BACK
    if reads_too(source=source, target=target, same_room=same_room):
        return None
    return Refusal.STAYS_AMONG_MEMBERS if source == "members" else Refusal.STAYS_IN_ROOM
