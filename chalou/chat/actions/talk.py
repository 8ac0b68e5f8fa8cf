"""Posting, editing, taking back, and how far people have read."""

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from uuid import uuid4

from django.db import connection

from chalou.chat import rules, writer
from chalou.chat.actions.held import locked_for, next_change
from chalou.chat.models import Message, Room, Wording
from chalou.chat.refusals import refuse, refused
from chalou.chat.rules import WORDINGS_KEPT
from chalou.chat.writer import Draft, Outcome, Posted, Reply
from chalou.events.record import record
from chalou.events.vocabulary.chat import MessageEdited, MessageTakenBack
from chalou.foundation.database import write
from chalou.foundation.ids import ClientId, MessageId, PersonId, RoomId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.text.characters import cleaned
from chalou.foundation.text.markdown import to_html
from chalou.people.models import Person
from chalou.screening.admit import admit, admit_deed
from chalou.screening.rules import Act, Deed

PATIENCE_S = 20  # for a post by form: longer than any group takes, shorter than a person waits


def hand_in(*, by: PersonId, room_id: RoomId, text: str, client_id: ClientId, at: datetime, reply: Reply) -> None:
    """Post a message without waiting: `reply` hears the outcome after the commit.

    Raises `Refused` at once for a text that is not let in. The same `client_id` of the same author is one message.
    """
    text = admit(act=Act.POST, by=by, text=text)
    writer.submit(Draft(client_id=client_id, room=room_id, author=by, text=text, html=to_html(text), at=at), reply)


def post(*, by: Person, room_id: RoomId, text: str, client_id: ClientId, at: datetime) -> Posted:
    """Post a message and wait until it is on disk. The slow way to the same writer: forms and programs."""
    waiting: Future[Outcome] = Future()
    hand_in(by=by.id, room_id=room_id, text=text, client_id=client_id, at=at, reply=partial(_fulfil, waiting))
    try:
        outcome = waiting.result(timeout=PATIENCE_S)
    except TimeoutError:
        raise refused(rules.Refusal.BUSY) from None
    if isinstance(outcome, Refused):
        if outcome.why == rules.Refusal.NOT_FOUND:
            raise NotFound
        raise outcome
    return outcome


def write_down(*, said: Sequence[tuple[Person, str, datetime]], room_id: RoomId) -> None:
    """Put down what was said at another time, in order: the talk of a demo house. Whoever said it sits in the room."""
    drafts = [
        Draft(
            client_id=ClientId(uuid4()),
            room=room_id,
            author=person.id,
            text=cleaned(text),
            html=to_html(cleaned(text)),
            at=at,
        )
        for person, text, at in said
    ]
    for outcome in writer.write_group(drafts):
        if isinstance(outcome, Refused):
            raise outcome


def _fulfil(waiting: "Future[Outcome]", outcome: Outcome) -> None:
    waiting.set_result(outcome)


def edit(*, by: Person, room_id: RoomId, seq: int, text: str, at: datetime) -> MessageId:
    """Put one's own words differently. Everybody sees that it was edited, and when; what it said before is kept."""
    text = admit(act=Act.EDIT, by=by.id, text=text)
    html = to_html(text)
    with write():
        room, standing = locked_for(by, room_id)
        message = _message(room, seq)
        refuse(
            rules.why_not_edit(
                by=by.id,
                author=PersonId(message.author_id),
                is_member=standing.is_member,
                is_gone=message.taken_back_at is not None,
            )
        )
        if message.text == text:
            return message.id
        _keep_wording(message)
        message.text, message.html, message.edited_at = text, html, at
        message.change = next_change(room)
        message.save(update_fields=["text", "html", "edited_at", "change"])
        record(MessageEdited(room=room.id, message=message.id, change=message.change, by=by.id, at=at))
    return message.id


def _keep_wording(message: Message) -> None:
    """Keep what a message says until now, and of all that it ever said the last few: edits must not fill the disk."""
    Wording.objects.create(message=message, text=message.text, said_at=message.edited_at or message.posted_at)
    too_old = Wording.objects.filter(message=message).order_by("-id").values_list("id", flat=True)[WORDINGS_KEPT:]
    Wording.objects.filter(id__in=list(too_old)).delete()


def take_back(*, by: Person, room_id: RoomId, seq: int, at: datetime) -> MessageId:
    """Take a message back: its words are deleted, the earlier ones too, and an empty place stays. By its author, a
    host, or who keeps order in the room.
    """
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        room, standing = locked_for(by, room_id)
        message = _message(room, seq)
        refuse(
            rules.why_not_take_back(
                by=by.id,
                author=PersonId(message.author_id),
                is_host=standing.is_host,
                keeps_order=standing.keeps_order,
                is_gone=message.taken_back_at is not None,
            )
        )
        Wording.objects.filter(message=message).delete()
        message.text, message.html, message.taken_back_at = "", "", at
        message.change = next_change(room)
        message.save(update_fields=["text", "html", "taken_back_at", "change"])
        record(MessageTakenBack(room=room.id, message=message.id, change=message.change, by=by.id, at=at))
    return message.id


def mark_read(*, marks: dict[tuple[PersonId, RoomId], int], at: datetime) -> None:
    """People have read rooms up to a message. Marks never go back, and never past the last message.

    Many at once, because everybody in a room reads every message: one transaction for what came in a second.
    """
    if not marks:
        return
    with write(), connection.cursor() as cursor:
        reached = dict(Room.objects.filter(id__in={room for _, room in marks}).values_list("id", "seq"))
        cursor.executemany(
            "INSERT INTO chat_readmark (person_id, room_id, seq, read_at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (person_id, room_id) DO UPDATE SET seq = excluded.seq, read_at = excluded.read_at"
            " WHERE chat_readmark.seq < excluded.seq",
            [
                (person, room, min(seq, reached[room]), connection.ops.adapt_datetimefield_value(at))
                # In one order in every process, so that two of them never wait for each other in a circle.
                for (person, room), seq in sorted(marks.items())
                if room in reached and seq > 0
            ],
        )


def _message(room: Room, seq: int) -> Message:
    message = Message.objects.filter(room=room, seq=seq).first()
    if message is None:
        raise NotFound
    return message
