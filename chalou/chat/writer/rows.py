"""What a group knows while it is written: rooms, threads, authors, and drafts that have their numbers."""

from dataclasses import dataclass
from datetime import datetime

from chalou.chat.queries import AttachmentShown, MessageShown, Quoted
from chalou.chat.rules import ChoiceShown, Manners, PollShown
from chalou.chat.writer.values import Draft, Posted
from chalou.events.vocabulary.base import Event
from chalou.events.vocabulary.chat import MessageAnnounced, MessagePosted
from chalou.foundation.ids import MessageId, RoomId, ThreadId
from chalou.house.rules.customs import Mode


@dataclass(slots=True)
class HeldRoom:
    """A room's row, locked, and what the group adds to it."""

    id: RoomId
    thread: ThreadId
    access: str
    mode: Mode
    slow_s: int
    seq: int
    change: int


@dataclass(slots=True)
class Seated:
    """Somebody who sits in a room. `posted_at` is kept only where the room is slow."""

    name: str
    cup: str
    manners: Manners
    posted_at: datetime | None
    muted_until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class ThreadThere:
    id: ThreadId
    room: RoomId
    is_main: bool
    is_archived: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """A draft with its numbers, about to be inserted."""

    draft: Draft
    thread: ThreadThere
    seq: int
    change: int
    name: str
    cup: str
    attachments: tuple[AttachmentShown, ...]
    reply_to: Quoted | None
    named: tuple[int, ...] = ()

    def posted(self, number: MessageId, *, again: bool) -> Posted:
        message = MessageShown(
            id=number,
            room=self.draft.room,
            thread=self.thread.id,
            seq=self.seq,
            change=self.change,
            author=self.draft.author,
            name=self.name,
            cup=self.cup,
            posted_at=self.draft.at,
            edited_at=None,
            is_gone=False,
            html=self.draft.html,
            text=self.draft.text,
            attachments=self.attachments,
            reply_to=self.reply_to,
            is_announcement=self.draft.announces,
            poll=self._poll(),
        )
        return Posted(message, self.draft.client_id, again=again)

    def events(self, number: MessageId) -> list[Event]:
        """What has happened with it."""
        room, by, at = self.draft.room, self.draft.author, self.draft.at
        posted = MessagePosted(
            room=room, thread=self.thread.id, message=number, seq=self.seq, change=self.change, by=by, at=at
        )
        announced = MessageAnnounced(room=room, message=number, by=by, at=at)
        return [posted, announced] if self.draft.announces else [posted]

    def _poll(self) -> PollShown | None:
        asked = self.draft.poll
        if asked is None:
            return None
        choices = tuple(ChoiceShown(words, 0) for words in asked.choices)
        return PollShown(asked.is_several, asked.is_secret, asked.closes_at(self.draft.at), None, 0, choices)
