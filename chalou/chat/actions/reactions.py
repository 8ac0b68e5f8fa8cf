"""Answering a message without words."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from chalou.chat import rules
from chalou.chat.actions.held import is_removed, locked, locked_for, next_change
from chalou.chat.models import Membership, Message, Reaction, Room
from chalou.chat.refusals import refuse
from chalou.events.record import record, record_many
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
        reacted = _reacted(room, message, by, kind, on=on, was=was, at=at)
        if message.change != was:
            record(reacted)
    return reacted


class Done(NamedTuple):
    """Something that somebody did at the message `seq` of a room."""

    seq: int
    by: Person
    kind: str
    at: datetime


def react_many(*, room_id: RoomId, done: Sequence[Done]) -> None:
    """What many did at messages of a room at another time, in order, each once: the cups of a demo house."""
    with write():
        room = locked(room_id)
        seated = set(Membership.objects.filter(room=room).values_list("person_id", flat=True))
        messages = {one.seq: one for one in Message.objects.filter(room=room, seq__in={one.seq for one in done})}
        events = []
        for one in done:
            message = messages.get(one.seq)
            if message is None:
                raise NotFound
            refuse(
                rules.why_not_react(
                    kind=one.kind,
                    on=True,
                    is_member=one.by.id in seated,
                    is_removed=False,
                    is_gone=message.taken_back_at is not None,
                )
            )
            was = message.change
            counts = rules.counted(message.reactions)
            message.reactions = rules.spelled({**counts, one.kind: counts.get(one.kind, 0) + 1})
            room.change += 1
            message.change = room.change
            events.append(_reacted(room, message, one.by, one.kind, on=True, was=was, at=one.at))
        Reaction.objects.bulk_create(Reaction(message=messages[one.seq], person=one.by, kind=one.kind) for one in done)
        for message in messages.values():
            message.save(update_fields=["reactions", "change"])
        room.save(update_fields=["change"])
        record_many(events)


def forget_reactions(message: Message) -> None:
    """It was taken back: nobody did anything at what is not there. The caller saves the message."""
    Reaction.objects.filter(message=message).delete()
    message.reactions = ""


def _reacted(room: Room, message: Message, by: Person, kind: str, *, on: bool, was: int, at: datetime) -> Reacted:
    return Reacted(
        room=room.id,
        message=message.id,
        seq=message.seq,
        kind=kind,
        on=on,
        counts=message.reactions,
        was=was,
        change=message.change,
        by=by.id,
        at=at,
    )


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
