"""Posting, editing, taking back, and how far people have read."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from chalou.chat import rules, writer
from chalou.chat.actions.attachments import describe, let_go
from chalou.chat.actions.held import locked_for, next_change, refuse_unreached
from chalou.chat.actions.mentions import name_anew
from chalou.chat.actions.polls import forget_poll, screened
from chalou.chat.actions.quotes import alter_quotes
from chalou.chat.actions.reactions import forget_reactions
from chalou.chat.attaching import Brought
from chalou.chat.models import Hidden, Mention, Message, Pin, ReadMark, Room, Thread, Wording
from chalou.chat.names import accept_alt
from chalou.chat.queries import is_hidden
from chalou.chat.refusals import refuse, refuse_use, refused
from chalou.chat.rules import WORDINGS_KEPT, Asked
from chalou.chat.settling import hear_on
from chalou.chat.writer import Draft, Outcome, Posted, Reply
from chalou.events.record import record
from chalou.events.vocabulary.chat import MessageEdited, MessageTakenBack
from chalou.foundation import media
from chalou.foundation.database import write
from chalou.foundation.ids import AttachmentId, ClientId, MessageId, PersonId, RoomId, ThreadId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.text.markdown import leads_away, to_html
from chalou.house.rules.customs import Mode, Right
from chalou.people.models import Person
from chalou.screening.admit import admit, admit_deed
from chalou.screening.rules import Act, Deed

PATIENCE_S = 20  # for a post by form: longer than any group takes, shorter than a person waits


def hand_in(
    *,
    by: PersonId,
    room_id: RoomId,
    text: str,
    client_id: ClientId,
    at: datetime,
    reply: Reply,
    thread: ThreadId | None = None,
    attachments: Sequence[Brought] = (),
    reply_to: int | None = None,
    forwards: tuple[RoomId, int] | None = None,
    announces: bool = False,
    poll: Asked | None = None,
) -> None:
    """Post a message without waiting: `reply` hears the outcome after the commit. Without a thread: in the main one.

    Raises `Refused` at once for a text that is not let in; beside `attachments`, and beside what it `forwards` (room
    and seq), there need be none. As a host one `announces` it. The same `client_id` of the same author is one message.
    With a `poll` its words are the question.
    """
    if len(attachments) > rules.MOST_ATTACHED:
        raise refused(rules.Refusal.TOO_MANY_ATTACHMENTS)
    described = tuple(one if one.alt is None else replace(one, alt=accept_alt(one.alt)) for one in attachments)
    if poll is None:
        text = admit(act=Act.POST, by=by, text=text, may_be_empty=bool(attachments) or forwards is not None)
    else:
        text, poll = screened(by=by, question=text, asked=poll)
    draft = Draft(
        client_id=client_id,
        room=room_id,
        author=by,
        text=text,
        html=to_html(text),
        at=at,
        thread=thread,
        attachments=described,
        reply_to=reply_to,
        forwards=forwards,
        announces=announces,
        poll=poll,
    )
    writer.submit(draft, reply)


def post(
    *,
    by: Person,
    room_id: RoomId,
    text: str,
    client_id: ClientId,
    at: datetime,
    thread: ThreadId | None = None,
    attachments: Sequence[Brought] = (),
    reply_to: int | None = None,
    forwards: tuple[RoomId, int] | None = None,
    announces: bool = False,
    poll: Asked | None = None,
) -> Posted:
    """Post a message and wait until it is on disk. The slow way to the same writer: forms and programs."""
    waiting: Future[Outcome] = Future()
    reply = partial(_fulfil, waiting)
    hand_in(
        by=by.id,
        room_id=room_id,
        text=text,
        client_id=client_id,
        at=at,
        reply=reply,
        thread=thread,
        attachments=attachments,
        reply_to=reply_to,
        forwards=forwards,
        announces=announces,
        poll=poll,
    )
    try:
        outcome = waiting.result(timeout=PATIENCE_S)
    except TimeoutError:
        raise refused(rules.Refusal.BUSY) from None
    if isinstance(outcome, Refused):
        if outcome.why == rules.Refusal.NOT_FOUND:
            raise NotFound
        raise outcome
    return outcome


def _fulfil(waiting: "Future[Outcome]", outcome: Outcome) -> None:
    waiting.set_result(outcome)


def edit(
    *,
    by: Person,
    room_id: RoomId,
    seq: int,
    text: str,
    at: datetime,
    alts: Mapping[AttachmentId, str] | None = None,
) -> MessageId:
    """Put one's own words differently. Everybody sees that it was edited, and when; what it said before is kept.

    `alts`: what is to be seen in pictures of the message, said differently too. That alone is no edit.
    """
    described = {picture: accept_alt(alt) for picture, alt in (alts or {}).items()}
    # Beside pictures, and what is passed on, there need be no words, unless they ask something. Looked up before the
    # room is held, as all about a text.
    more = Q(has_attachments=True, has_poll=False) | Q(forwarded_from__isnull=False)
    has_more = not text.strip() and Message.objects.filter(more, room=room_id, seq=seq).exists()
    text = admit(act=Act.EDIT, by=by.id, text=text, may_be_empty=has_more)
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
        refuse_unreached(room, by)
        is_described_otherwise = describe(message, described)
        if message.text == text and not is_described_otherwise:
            return message.id
        is_quoted_otherwise = rules.excerpt(message.html) != rules.excerpt(html)
        if leads_away(html, own=settings.CHALOU.url) and not leads_away(message.html, own=settings.CHALOU.url):
            refuse_use(Right.LINKS, seat=standing.seat, is_host=standing.is_host)
        if message.text != text:
            _keep_wording(message)
            message.html, message.text, message.edited_at = name_anew(message, html), text, at
        message.change = next_change(room)
        message.save(update_fields=["text", "html", "edited_at", "change"])
        record(MessageEdited(room=room.id, message=message.id, change=message.change, by=by.id, at=at))
        if is_quoted_otherwise:
            alter_quotes(room, message, at=at)
    return message.id


def _keep_wording(message: Message) -> None:
    """Keep what a message says until now, and of all that it ever said the last few: edits must not fill the disk."""
    Wording.objects.create(message=message, text=message.text, said_at=message.edited_at or message.posted_at)
    too_old = Wording.objects.filter(message=message).order_by("-id").values_list("id", flat=True)[WORDINGS_KEPT:]
    Wording.objects.filter(id__in=list(too_old)).delete()


def take_back(*, by: Person, room_id: RoomId, seq: int, at: datetime) -> MessageId:
    """Take a message back: its words, the earlier ones too, and what stood beside them are deleted; an empty place
    stays. By its author, a host, or who keeps order in the room.
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
                # What the house has put out of sight its author may still take back, for good.
                is_gone=message.taken_back_at is not None and not is_hidden(message.id),
            )
        )
        empty(message, room, by=by, at=at)
    return message.id


def empty(message: Message, room: Room, *, by: Person, at: datetime) -> None:
    """Delete what a message says and all that hangs on it, with its room's row held; its place stays."""
    strip(message)
    message.text, message.html, message.taken_back_at = "", "", at
    message.change = next_change(room)
    altered = ["text", "html", "taken_back_at", "reactions", "change", "has_attachments", "has_poll"]
    message.save(update_fields=altered)
    record(MessageTakenBack(room=room.id, message=message.id, change=message.change, by=by.id, at=at))
    alter_quotes(room, message, at=at)


def strip(message: Message) -> None:
    """Delete all that hangs on a message, also what is kept of it while it is out of sight. The caller saves it."""
    hidden = Hidden.objects.filter(message=message).first()
    if hidden is not None:
        message.has_attachments = hidden.has_attachments
        hidden.delete()
    Wording.objects.filter(message=message).delete()
    forget_reactions(message)
    forget_poll(message)
    Mention.objects.filter(message=message).delete()
    Pin.objects.filter(message=message).delete()
    transaction.on_commit(partial(media.remove, let_go(message)))


def mark_read(*, marks: Mapping[tuple[PersonId, RoomId, ThreadId | None], int], at: datetime) -> None:
    """People have read threads (None: the main one of the room) up to a message. Marks never go back, and never past
    the last message; a thread of another room is none.

    Many at once, because everybody in a room reads every message: one transaction for what came in a second. Whoever
    listens has come further by it.
    """
    if not marks:
        return
    with write(), connection.cursor() as cursor:
        of_rooms, named = {room for _, room, _ in marks}, {thread for _, _, thread in marks if thread is not None}
        reached: dict[tuple[RoomId, ThreadId | None], tuple[ThreadId, int]] = {}
        listening: set[RoomId] = set()
        for number, room, is_main, last_seq, mode in Thread.objects.filter(
            Q(room_id__in=of_rooms, is_main=True) | Q(id__in=named)
        ).values_list("id", "room_id", "is_main", "last_seq", "room__mode"):
            if mode in (Mode.LISTENING, Mode.STORY):
                listening.add(RoomId(room))
            reached[RoomId(room), ThreadId(number)] = ThreadId(number), last_seq
            if is_main:
                reached[RoomId(room), None] = ThreadId(number), last_seq
        read: dict[tuple[PersonId, ThreadId], int] = {}
        for (person, room, thread), seq in marks.items():
            if seq > 0 and (room, thread) in reached:
                number, last_seq = reached[room, thread]
                read[person, number] = max(min(seq, last_seq), read.get((person, number), 0))
        cursor.executemany(
            "INSERT INTO chat_readmark (person_id, thread_id, seq, read_at, stance) VALUES (%s, %s, %s, %s, '')"
            " ON CONFLICT (person_id, thread_id) DO UPDATE SET seq = excluded.seq, read_at = excluded.read_at"
            " WHERE chat_readmark.seq < excluded.seq",
            [
                (person, thread, seq, connection.ops.adapt_datetimefield_value(at))
                # In one order in every process, so that two of them never wait for each other in a circle.
                for (person, thread), seq in sorted(read.items())
            ],
        )
        if listening:
            hear_on({(room, person) for person, room, _ in marks if room in listening}, at=at)


def mark_unread(*, by: Person, room_id: RoomId, seq: int, at: datetime) -> ThreadId:
    """From this message on, its thread is new to somebody again, and what was new before it stays so; answers which."""
    admit_deed(deed=Deed.CHOOSE, by=by.id)
    with write():
        room, _ = locked_for(by, room_id)
        message = _message(room, seq)
        mark, _ = ReadMark.objects.select_for_update().get_or_create(
            thread_id=message.thread_id, person=by, defaults={"seq": seq - 1, "read_at": at}
        )
        if mark.seq >= seq:
            mark.seq, mark.read_at = seq - 1, at
            mark.save(update_fields=["seq", "read_at"])
    return ThreadId(message.thread_id)


def _message(room: Room, seq: int) -> Message:
    message = Message.objects.filter(room=room, seq=seq).first()
    if message is None:
        raise NotFound
    return message
