"""Thanking for what somebody said, and telling of the rooms in which people listened."""

from datetime import datetime

from chalou.chat.actions.held import locked_for
from chalou.chat.models import Access, Message
from chalou.chat.queries import listeners, rooms_listened
from chalou.chat.refusals import refuse, refused
from chalou.chat.rules import Refusal
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.foundation.subjects import Subject
from chalou.people import actions as people
from chalou.people.models import Person


def thank_for(*, by: Person, room_id: RoomId, seq: int, words: str = "", at: datetime) -> int:
    """Thank somebody for a message, in a room in which one sits, with a few words or without. Answers the number of the
    thanks. In direct talk one says it there.
    """
    with write():
        room, standing = locked_for(by, room_id)
        refuse(None if standing.is_member else Refusal.NOT_A_MEMBER)
        if room.access == Access.DIRECT:
            raise refused(Refusal.THANK_THERE)
        message = Message.objects.filter(room=room, seq=seq).first()
        if message is None:
            raise NotFound
        refuse(Refusal.TAKEN_BACK if message.taken_back_at is not None else None)
        about = Subject("message", message.id)
        return people.thank(by=by, to=PersonId(message.author_id), about=about, words=words, at=at)


def reckon_listening(*, at: datetime) -> None:
    """Tell people in how many rooms they have listened by now, where that may lead them to a seat. Repeatable."""
    for person, rooms in rooms_listened(listeners(at=at)).items():
        people.listened(person_id=person, rooms=rooms, at=at)


def reckon_listener(*, person_id: PersonId, at: datetime) -> None:
    """The same for one person, as soon as something of it has happened: inside its transaction."""
    for person, rooms in rooms_listened([person_id]).items():
        people.listened(person_id=person, rooms=rooms, at=at)
