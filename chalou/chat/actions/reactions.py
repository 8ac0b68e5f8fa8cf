"""Answering a message without words."""

from datetime import datetime

from chalou.chat import rules
from chalou.chat.actions.held import is_removed, locked_for, next_change
from chalou.chat.models import Message, Reaction, Room
from chalou.chat.refusals import refuse
from chalou.events.record import record
from chalou.events.vocabulary.chat import Reacted
from chalou.foundation.database import write
from chalou.foundation.ids import RoomId
from chalou.foundation.refusals import NotFound
from chalou.people.models import Person
from chalou.screening.admit import admit_deed
from chalou.screening.rules import Deed


def react(*, by: Person, room_id: RoomId, seq: int, kind: str, on: bool, at: datetime) -> Reacted:
    """Raise a cup to a message, or do another of the few things of the house; `on` false undoes it. Doing it twice is
    doing it once: then nothing has changed, and no event is written. Answers what now holds.
    """
    admit_deed(deed=Deed.REACT, by=by.id)
    with write():
        room, standing = locked_for(by, room_id)
        message = Message.objects.filter(room=room, seq=seq).first()
        if message is None:
            raise NotFound
        refuse(
            rules.why_not_react(
                kind=kind,
                on=on,
                is_member=standing.is_member,
                is_removed=not standing.is_member and is_removed(room, by),
                is_gone=message.taken_back_at is not None,
            )
        )
        was = message.change
        if _done(message, by, kind, on=on):
            _count(room, message, kind, 1 if on else -1)
        reacted = Reacted(
            room=room.id,
            message=message.id,
            seq=seq,
            kind=kind,
            on=on,
            counts=message.reactions,
            was=was,
            change=message.change,
            by=by.id,
            at=at,
        )
        if message.change != was:
            record(reacted)
    return reacted


def forget_reactions(message: Message) -> None:
    """It was taken back: nobody did anything at what is not there. The caller saves the message."""
    Reaction.objects.filter(message=message).delete()
    message.reactions = ""


def _done(message: Message, by: Person, kind: str, *, on: bool) -> bool:
    """Whether it was not so before. The room's row is held, so nobody does the same meanwhile."""
    mine = Reaction.objects.filter(message=message, person=by, kind=kind)
    if mine.exists() == on:
        return False
    if on:
        Reaction.objects.create(message=message, person=by, kind=kind)
    else:
        mine.delete()
    return True


def _count(room: Room, message: Message, kind: str, more: int) -> None:
    counts = rules.counted(message.reactions)
    message.reactions = rules.spelled({**counts, kind: counts.get(kind, 0) + more})
    message.change = next_change(room)
    message.save(update_fields=["reactions", "change"])
