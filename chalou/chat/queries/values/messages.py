"""Messages as they are read."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from chalou.chat.rules import PollShown, counted
from chalou.foundation.ids import AttachmentId, MessageId, PersonId, RoomId, ThreadId


@dataclass(frozen=True, slots=True)
class AttachmentShown:
    """A picture or file in a message. `kind` is "picture" or "file"; only pictures have a size, only files a name."""

    id: AttachmentId
    kind: str
    name: str
    type: str
    bytes: int
    width: int | None
    height: int | None
    alt: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message where another answers it, or passes it on (`is_forward`): who, and their first words. Of one that was
    taken back no word, and neither name nor word where the reader does not hear its author. Passed on it also says how
    many `pictures` and `files` there are besides; `is_closed`: not everybody who reads here may read it any more, so
    nothing of it is told.
    """

    message: MessageId
    room: RoomId
    seq: int
    author: PersonId
    name: str
    words: str
    is_gone: bool
    is_unheard: bool = False
    is_forward: bool = False
    is_closed: bool = False
    pictures: int = 0
    files: int = 0

    def unheard(self) -> "Quoted":
        return replace(self, name="", words="", is_unheard=True, pictures=0, files=0)


class MessageShown(NamedTuple):
    """A message as every reader sees it. A message that was taken back is gone: no html, no text, nothing attached."""

    id: MessageId
    room: RoomId
    thread: ThreadId
    seq: int
    change: int
    author: PersonId
    name: str
    cup: str
    posted_at: datetime
    edited_at: datetime | None
    is_gone: bool
    html: str
    text: str
    attachments: tuple[AttachmentShown, ...] = ()
    reactions: str = ""  # as rules.counted reads it
    reply_to: Quoted | None = None
    is_announcement: bool = False
    poll: PollShown | None = None

    @property
    def reaction_counts(self) -> dict[str, int]:
        return counted(self.reactions)

    def heard_without(self, unheard: Collection[PersonId]) -> "MessageShown":
        """The same for somebody who does not hear these people: what it quotes of theirs is left out."""
        if self.reply_to is None or self.reply_to.author not in unheard:
            return self
        return self._replace(reply_to=self.reply_to.unheard())


def heard(messages: Iterable[MessageShown], unheard: Collection[PersonId]) -> tuple[MessageShown, ...]:
    """These messages for somebody who does not hear some people: neither theirs, nor what others quote of them."""
    if not unheard:
        return tuple(messages)
    return tuple(one.heard_without(unheard) for one in messages if one.author not in unheard)


@dataclass(frozen=True, slots=True)
class ReactionBy:
    """Who did what at a message."""

    kind: str
    person: PersonId
    name: str
    cup: str


Mine = Mapping[int, tuple[str, ...]]
"""What somebody themself did at messages: kinds by seq."""

MyVotes = Mapping[int, tuple[int, ...]]
"""What somebody themself voted for: places of choices by seq."""


@dataclass(frozen=True, slots=True)
class EarlierWording:
    """What a message said until it was edited, as typed."""

    text: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class PinLine:
    """A message that is kept in sight: its place, who said it, and the first words of it."""

    seq: int
    name: str
    words: str
