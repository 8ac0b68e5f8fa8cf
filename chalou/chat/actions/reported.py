"""What is done in a room because somebody who may read it told the house of it.

A report is a right to that one message and to nothing else of its room; so these are for rooms by invitation and direct
talk too, where nobody of the house keeps order. Only the desk calls them, with a case about the message.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from chalou.chat.actions.held import locked, next_change
from chalou.chat.actions.quotes import alter_quotes
from chalou.chat.actions.talk import empty, strip
from chalou.chat.models import Hidden, Mention, Message, Poll, Reaction, Room
from chalou.chat.queries import is_hidden
from chalou.chat.refusals import refused
from chalou.chat.rules import Refusal, spelled
from chalou.events.record import record
from chalou.events.vocabulary.chat import MessageHidden, MessageShownAgain
from chalou.foundation.database import write
from chalou.foundation.ids import MessageId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.people.models import Person
from chalou.screening.admit import admit_deed
from chalou.screening.rules import Deed

_FORGOTTEN_AT_ONCE = 500


def take_back_reported(*, by: Person, message_id: MessageId, at: datetime) -> None:
    """Take back a message that was reported, for good."""
    with _held(by, message_id) as (room, message):
        if message.taken_back_at is not None and not is_hidden(message.id):
            raise refused(Refusal.TAKEN_BACK)
        empty(message, room, by=by, at=at)


def hide_reported(*, by: Person, message_id: MessageId, at: datetime) -> None:
    """Put a message out of sight: nobody reads it any more, and it can be shown again as it was. Whom it calls it calls
    no more, whatever becomes of it.
    """
    with _held(by, message_id) as (room, message):
        if message.taken_back_at is not None:
            raise refused(Refusal.TAKEN_BACK)
        Hidden.objects.create(
            message=message,
            text=message.text,
            html=message.html,
            has_attachments=message.has_attachments,
            hidden_at=at,
        )
        Mention.objects.filter(message=message).delete()
        message.text, message.html, message.reactions = "", "", ""
        message.has_attachments = message.has_poll = False
        message.taken_back_at, message.change = at, next_change(room)
        _save(message)
        record(MessageHidden(room=room.id, message=message.id, change=message.change, by=by.id, at=at))
        alter_quotes(room, message, at=at)


def show_reported(*, by: Person, message_id: MessageId, at: datetime) -> None:
    """Show again what was put out of sight, with its pictures, cups and votes."""
    with _held(by, message_id) as (room, message):
        hidden = Hidden.objects.filter(message=message).first()
        if hidden is None:
            raise refused(Refusal.TAKEN_BACK)
        kinds = Reaction.objects.filter(message=message).values_list("kind", flat=True)
        message.text, message.html, message.has_attachments = hidden.text, hidden.html, hidden.has_attachments
        message.reactions = spelled(Counter(kinds))
        message.has_poll = Poll.objects.filter(message=message).exists()
        message.taken_back_at, message.change = None, next_change(room)
        _save(message)
        hidden.delete()
        record(MessageShownAgain(room=room.id, message=message.id, change=message.change, by=by.id, at=at))
        alter_quotes(room, message, at=at)


def forget_hidden(*, before: datetime) -> None:
    """What was put out of sight longer ago than this is gone for good."""
    for number in list(Hidden.objects.filter(hidden_at__lt=before).values_list("pk", flat=True)[:_FORGOTTEN_AT_ONCE]):
        with write():
            message = Message.objects.get(id=number)
            locked(RoomId(message.room_id))
            message.refresh_from_db()
            if is_hidden(message.id):
                strip(message)
                message.save(update_fields=["reactions", "has_attachments"])


@contextmanager
def _held(by: Person, message_id: MessageId) -> Iterator[tuple[Room, Message]]:
    """The room and the message, in one transaction, for who keeps order in the house."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    if not by.keeps_order:
        raise refused(Refusal.NOT_YOURS)
    found = Message.objects.filter(id=message_id).values_list("room", flat=True).first()
    if found is None:
        raise NotFound
    with write():
        room = locked(RoomId(found))
        yield room, Message.objects.get(id=message_id)


def _save(message: Message) -> None:
    fields = ["text", "html", "taken_back_at", "reactions", "change", "has_attachments", "has_poll"]
    message.save(update_fields=fields)
