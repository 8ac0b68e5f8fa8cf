"""Putting down what was said at another time: the talk of a demo house."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from chalou.chat import rules, writer
from chalou.chat.actions.held import locked
from chalou.chat.attaching import Brought
from chalou.chat.refusals import refused
from chalou.chat.writer import Draft
from chalou.foundation.database import write
from chalou.foundation.ids import ClientId, RoomId, ThreadId
from chalou.foundation.refusals import Refused
from chalou.foundation.text.characters import cleaned
from chalou.foundation.text.markdown import to_html
from chalou.people.models import Person


class Said(NamedTuple):
    """A message of another time, as `post` takes one. What it answers, by its number, may be among those put down with
    it.
    """

    by: Person
    text: str
    at: datetime
    thread: ThreadId | None = None
    reply_to: int | None = None
    attachments: tuple[Brought, ...] = ()
    forwards: tuple[RoomId, int] | None = None
    announces: bool = False
    poll: rules.Asked | None = None


def write_down(*, said: Sequence[Said], room_id: RoomId) -> None:
    """Put down what was said at another time, in order, all of it or nothing. Whoever said it sits in the room, as when
    they speak now; how fast they speak nobody asks.
    """
    with write():
        written = locked(room_id).seq
        group: list[Draft] = []
        for one in said:
            # The writer looks for what a message answers among those on disk, not among those it is about to write.
            if one.reply_to is not None and one.reply_to > written:
                written += _written(group)
                group = []
            group.append(_draft(one, room_id))
        _written(group)


def _draft(one: Said, room_id: RoomId) -> Draft:
    if len(one.attachments) > rules.MOST_ATTACHED:
        raise refused(rules.Refusal.TOO_MANY_ATTACHMENTS)
    if one.poll is not None and (refusal := rules.why_not_ask(choices=one.poll.choices, hours=one.poll.hours)):
        raise refused(refusal)
    text = cleaned(one.text)
    return Draft(
        client_id=ClientId(uuid4()),
        room=room_id,
        author=one.by.id,
        text=text,
        html=to_html(text),
        at=one.at,
        thread=one.thread,
        attachments=one.attachments,
        reply_to=one.reply_to,
        forwards=one.forwards,
        announces=one.announces,
        poll=one.poll,
    )


def _written(group: Sequence[Draft]) -> int:
    """How many that were: all of them, or else the first refusal."""
    for outcome in writer.write_group(group) if group else ():
        if isinstance(outcome, Refused):
            raise outcome
    return len(group)
