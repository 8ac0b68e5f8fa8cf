"""What goes into the writer and what comes out of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalou.chat.attaching import Brought
from chalou.chat.queries import MessageShown
from chalou.chat.rules import Asked
from chalou.foundation.ids import ClientId, PersonId, RoomId, ThreadId
from chalou.foundation.refusals import Refused


@dataclass(frozen=True, slots=True)
class Draft:
    """A message on its way to disk: screened and rendered, not yet numbered. `thread` None: the room's main one.
    `is_released`: it waited beside a telling and need not wait again in a slow room.
    `reply_to` is the seq of the message that it answers, `forwards` room and seq of the one that it passes on.
    """

    client_id: ClientId
    room: RoomId
    author: PersonId
    text: str
    html: str
    at: datetime
    thread: ThreadId | None = None
    attachments: tuple[Brought, ...] = ()
    reply_to: int | None = None
    forwards: tuple[RoomId, int] | None = None
    announces: bool = False
    poll: Asked | None = None
    is_released: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """A message on disk. `again` says that it was there before: a retry."""

    message: MessageShown
    client_id: ClientId
    again: bool


Outcome = Posted | Refused
Reply = Callable[[Outcome], None]
