"""Who may do what in a room. Values in, verdict out: no Django, no clock, no database."""

import enum
from collections.abc import Mapping, Sequence
from datetime import datetime

from chalou.foundation.ids import PersonId

INVITATIONS_AT_ONCE = 50  # of one room, standing at the same time

TAGS_OF_A_THREAD = 5
MOVED_AT_ONCE = 200
PINS_AT_ONCE = 20  # of one room
SLOW_S = (0, 10, 30, 60, 300, 900)
MUTE_HOURS = (1, 6, 24, 72, 168)

TALKERS = 12  # the most people of a direct talk; more of them want a room
MOST_ATTACHED = 9  # to one message; a grid of three by three is what people know
EVERYBODY = 0  # in the place of a person: all who sit in the room

EXCERPT = 120  # characters of a message where another quotes it

WORDINGS_KEPT = 50  # earlier wordings of one message; the oldest go first


REACTIONS = ("cup", "leaf", "smile", "thanks", "more")
"""What one can do at a message without words: raise a cup, praise the leaf, smile, tap the table in thanks, have the
kettle filled again (that is, "go on"). In this order they are shown."""


class Refusal(enum.StrEnum):
    """Why something is not done in a room. The values are part of the protocol (docs/protocol.md)."""

    NOT_FOUND = "not_found"
    NOT_A_MEMBER = "not_a_member"
    REMOVED = "removed"
    NOT_YOURS = "not_yours"
    NOT_A_HOST = "not_a_host"
    TAKEN_BACK = "taken_back"
    NO_REACTION = "no_reaction"
    NO_SOURCE = "no_source"
    LAST_HOST = "last_host"
    ONLY_ORDER_KEEPERS = "only_order_keepers"
    ARCHIVED = "archived"
    MUTED = "muted"
    SLOW = "slow"
    TOO_MANY_PINS = "too_many_pins"
    MAIN_THREAD = "main_thread"
    NOT_YOUR_THREAD = "not_your_thread"
    OTHER_ROOM = "other_room"
    TOO_MANY_TO_MOVE = "too_many_to_move"
    BAD_ATTACHMENT = "bad_attachment"
    TOO_MANY_ATTACHMENTS = "too_many_attachments"
    UNKNOWN_KIND = "unknown_kind"
    BROKEN_FILE = "broken_file"
    TOO_MANY_PIXELS = "too_many_pixels"
    FILE_TOO_LARGE = "file_too_large"
    PERSON_FULL = "person_full"
    HOUSE_FULL = "house_full"
    BAD_ID = "bad_id"
    BUSY = "busy"
    OPENS_TALK = "opens_talk"
    NOT_BY_INVITATION = "not_by_invitation"
    TOO_MANY_INVITATIONS = "too_many_invitations"
    INVITATION_UNKNOWN = "invitation_unknown"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    INVITATION_USED_UP = "invitation_used_up"
    INVITATION_EXPIRED = "invitation_expired"
    TALK_ALONE = "talk_alone"
    TOO_MANY_TALKERS = "too_many_talkers"
    OWN_DOOR = "own_door"
    UNHEARD = "unheard"
    NOT_REACHED = "not_reached"
    TALK_OF_TWO = "talk_of_two"


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


def excerpt(text: str) -> str:
    """The first words of a message, in one line, for where another quotes it. What it quotes itself is left out, unless
    it says nothing else.
    """
    own = [line for line in text.splitlines() if not line.lstrip().startswith(">")]
    words = " ".join(" ".join(own).split()) or " ".join(text.split())
    # What joins one character to the next must not stand last.
    return words if len(words) <= EXCERPT else words[:EXCERPT].rstrip("\u200d\ufe0f ") + "…"


def may_read_wordings(*, is_author: bool, is_host: bool, keeps_order: bool) -> bool:
    """What a message said before it was edited: its author, and whoever may take it back."""
    return is_author or is_host or keeps_order


def why_not_open_room(*, keeps_order: bool) -> Refusal | None:
    return None if keeps_order else Refusal.ONLY_ORDER_KEEPERS


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


def reaches(*, is_there: bool, shares_room: bool, is_door_closed: bool) -> bool:
    """Whether somebody may be asked into a direct talk, blocks aside: they sit in a room with whoever asks, and their
    door is not closed.
    """
    return is_there and shares_room and not is_door_closed


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
