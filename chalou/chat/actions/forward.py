"""Passing on what was said to another place of the house."""

from datetime import datetime

from chalou.chat.actions.talk import post
from chalou.chat.writer import Posted
from chalou.foundation.ids import ClientId, RoomId, ThreadId
from chalou.people.models import Person


def forward(
    *,
    by: Person,
    room_id: RoomId,
    seq: int,
    to: RoomId,
    text: str,
    client_id: ClientId,
    at: datetime,
    thread: ThreadId | None = None,
) -> Posted:
    """Post a message to a room (without a thread: at its main table) that brings another along, with words of one's own
    or without. What it brings is shown only as long as everybody who may read it there may read it where it was said.
    The same `client_id` of the same author is one message.
    """
    return post(by=by, room_id=to, text=text, client_id=client_id, at=at, thread=thread, forwards=(room_id, seq))
