"""What can happen in rooms. `change` is the room's number of the change; see docs/protocol.md."""

from dataclasses import dataclass

from chalou.events.vocabulary.base import Event
from chalou.foundation.ids import AttachmentId, MessageId, PersonId, RoomId, ThreadId


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomOpened(Event):
    room: RoomId
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomChanged(Event):
    """Name, purpose, who may read, how it talks, or whether it is shown who has read."""

    room: RoomId
    change: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MembershipBegan(Event):
    room: RoomId
    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MembershipEnded(Event):
    """Somebody left, or (`by` is another) was removed and may not come back until that is lifted."""

    room: RoomId
    person: PersonId
    by: PersonId
    change: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomSetAnew(Event):
    """So much of a room shows somebody else's name now that `change` has gone far ahead: pages load it anew."""

    room: RoomId
    change: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RemovalLifted(Event):
    room: RoomId
    person: PersonId
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class HostNamed(Event):
    room: RoomId
    person: PersonId
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomInvitationMade(Event):
    room: RoomId
    invitation: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomInvitationTaken(Event):
    """Somebody sat down by it; one of its uses is gone."""

    room: RoomId
    invitation: int
    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomInvitationWithdrawn(Event):
    """By a host, or because whoever made it lost their place in the room, or the room is no longer by invitation."""

    room: RoomId
    invitation: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberAltered(Event):
    """Somebody who sits in the room has another name or cup: all they said there shows it."""

    room: RoomId
    person: PersonId
    change: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MessagePosted(Event):
    room: RoomId
    thread: ThreadId
    message: MessageId
    seq: int
    change: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageAnnounced(Event):
    """It was posted as an announcement, and is kept in sight from the start. By a host."""

    room: RoomId
    message: MessageId
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageEdited(Event):
    room: RoomId
    message: MessageId
    change: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageTakenBack(Event):
    """Deleted; a tombstone stays. `by` is the author or a host."""

    room: RoomId
    message: MessageId
    change: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MessagesTakenBack(Event):
    """Several at once, of somebody who left and took their words along; the last of them has this `change`."""

    room: RoomId
    messages: tuple[MessageId, ...]
    change: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageHidden(Event):
    """Put out of sight by the house; its words can be shown again."""

    room: RoomId
    message: MessageId
    change: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageShownAgain(Event):
    room: RoomId
    message: MessageId
    change: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageMoved(Event):
    """To another thread of its room, by a host."""

    room: RoomId
    message: MessageId
    thread: ThreadId
    change: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageRequoted(Event):
    """What it answers or passes on has been edited or taken back, or may be read by others: its quote is another."""

    room: RoomId
    message: MessageId
    change: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Reacted(Event):
    """Somebody raised a cup to a message or did another of those few things; `on` false: they undid it. `counts` is
    what it has since then (`cup:3,leaf:1`), `was` its change before.
    """

    room: RoomId
    message: MessageId
    seq: int
    kind: str
    on: bool
    counts: str
    was: int
    change: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class Voted(Event):
    """Somebody has voted in the poll of a message, voted otherwise or taken their vote back. Neither who nor for what:
    of an open poll the votes themselves say so, of a secret one nothing may. `was` is the change of its message before.
    """

    room: RoomId
    message: MessageId
    seq: int
    was: int
    change: int


@dataclass(frozen=True, kw_only=True, slots=True)
class VoteCast(Event):
    """Never written down: told to the windows of whoever voted, so that all of them show what was chosen."""

    room: RoomId
    seq: int
    change: int
    choices: tuple[int, ...]
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class PollClosed(Event):
    """Before its time. What closes by itself is no event: whoever looks knows it from the time."""

    room: RoomId
    message: MessageId
    change: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class ThreadOpened(Event):
    room: RoomId
    thread: ThreadId
    change: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class ThreadChanged(Event):
    """Its title or tags, or that it was put away or opened again."""

    room: RoomId
    thread: ThreadId
    change: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class StanceTaken(Event):
    """Somebody follows a thread, has muted it, or neither."""

    thread: ThreadId
    person: PersonId
    stance: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TalkOpened(Event):
    """A direct talk of these people, `by` among them."""

    room: RoomId
    by: PersonId
    people: tuple[PersonId, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachmentBrought(Event):
    """A picture or file has come into a room; it is not yet sent."""

    room: RoomId
    attachment: AttachmentId
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberMuted(Event):
    """Asked by a host to listen, until a moment."""

    room: RoomId
    person: PersonId
    until: str
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MuteLifted(Event):
    room: RoomId
    person: PersonId
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MessagePinned(Event):
    """Kept in sight beside the talk, by a host."""

    room: RoomId
    message: MessageId
    change: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageUnpinned(Event):
    room: RoomId
    message: MessageId
    change: int
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class HeardOn(Event):
    """Somebody who listens in a room has come further. Told to them, kept nowhere."""

    room: RoomId
    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberSettled(Event):
    """Somebody need not listen first any more: they have listened to the end, or `by` let them in."""

    room: RoomId
    person: PersonId
    by: PersonId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatAsked(Event):
    """Somebody who listens has asked the hosts to let them in."""

    room: RoomId
    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatPutOff(Event):
    """A host has said: not yet."""

    room: RoomId
    person: PersonId
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class RulesAnswered(Event):
    """Somebody has answered the questions about the house rules."""

    person: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class VouchingEnded(Event):
    """Somebody may not vouch for others any more; their seat stays."""

    person: PersonId
    by: PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class VouchingRestored(Event):
    person: PersonId
    by: PersonId
