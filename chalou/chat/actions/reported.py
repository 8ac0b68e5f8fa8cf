"""What is done in a room because somebody who may read it told the house of it."""

from datetime import datetime

from chalou.chat.actions.held import locked
from chalou.chat.actions.talk import empty
from chalou.chat.models import Message
from chalou.chat.refusals import refused
from chalou.chat.rules import Refusal
from chalou.foundation.database import write
from chalou.foundation.ids import MessageId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.people.models import Person
from chalou.screening.admit import admit_deed
from chalou.screening.rules import Deed


def take_back_reported(*, by: Person, message_id: MessageId, at: datetime) -> None:
    """Take back a message that was reported, in a room where `by` keeps no order: one by invitation. The report is the
    right to it, and leads to this message and nothing else there. Only the desk calls this, with a case about it.
    """
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    if not by.keeps_order:
        raise refused(Refusal.NOT_YOURS)
    found = Message.objects.filter(id=message_id).values_list("room", flat=True).first()
    if found is None:
        raise NotFound
    with write():
        room = locked(RoomId(found))
        message = Message.objects.get(id=message_id)
        if message.taken_back_at is not None:
            raise refused(Refusal.TAKEN_BACK)
        empty(message, room, by=by, at=at)
