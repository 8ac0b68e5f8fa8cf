"""Reading messages. By key, never by offset: the thousandth page costs what the first does."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from chalou.chat import rules
from chalou.chat.models import CLOSED, Access, Hidden, Membership, Message, Removal, Room, Wording
from chalou.chat.queries.attachments import with_attachments
from chalou.chat.queries.hearing import NOBODY, but_of
from chalou.chat.queries.passed_on import CLOSED_SOURCE, with_passed_on
from chalou.chat.queries.polls import with_polls
from chalou.chat.queries.values import EarlierWording, MessageShown, Quoted, RoomSeen, heard
from chalou.foundation.database import as_moment
from chalou.foundation.ids import ClientId, MessageId, PersonId, RoomId, ThreadId
from chalou.foundation.refusals import NotFound
from chalou.people.models import Person
from chalou.people.queries import unheard_by

PAGE = 50

_COLUMNS = (
    "id",
    "room_id",
    "thread_id",
    "seq",
    "change",
    "author_id",
    "author__name",
    "author__cup",
    "posted_at",
    "edited_at",
    "taken_back_at",
    "html",
    "text",
    "reactions",
    "reply_to_id",
    "reply_to__room_id",
    "reply_to__seq",
    "reply_to__author_id",
    "reply_to__author__name",
    "reply_to__html",
    "reply_to__taken_back_at",
    "is_announcement",
    "forwarded_from_id",
    "has_attachments",
    "has_poll",
)


def _bare(row: tuple[Any, ...]) -> MessageShown:  # the columns above, in that order
    *so_far, taken_back_at, html, text = row[:13]
    reactions, *source, announces, forwarded_from = row[13:-2]
    reply_to = quoted(*source)
    if forwarded_from is not None:
        # Of what is passed on nothing is shown before it was found out who may read it.
        reply_to = CLOSED_SOURCE if taken_back_at is None else None
    return MessageShown._make(
        (*so_far, taken_back_at is not None, html, text, (), reactions, reply_to, bool(announces), None)
    )


def _all_shown(rows: Iterable[tuple[Any, ...]]) -> list[MessageShown]:  # as above
    """Messages with what stands in them besides words; only where the last two columns say so is that looked for."""
    rows = list(rows)
    found = with_attachments([_bare(row) for row in rows], [row[0] for row in rows if row[-2]])
    found = with_passed_on(found, [row[0] for row in rows if row[-3] is not None and row[10] is None])
    return with_polls(found, [row[0] for row in rows if row[-1]])


def _shown(row: tuple[Any, ...]) -> MessageShown:  # as above
    return _all_shown([row])[0]


def quoted(
    number: MessageId | None,
    room: RoomId,
    seq: int,
    author: PersonId,
    name: str,
    html: str,
    taken_back_at: object,
) -> Quoted | None:
    """How a message is shown that another answers; no number: it answers none."""
    if number is None:
        return None
    return Quoted(number, room, seq, author, name, rules.excerpt(html), taken_back_at is not None)


def messages_with_client_ids(numbers: Iterable[MessageId]) -> list[tuple[MessageShown, ClientId]]:
    """Messages by their numbers, each with what its author's program called it. For the writer, not for a viewer."""
    rows = list(Message.objects.filter(id__in=list(numbers)).values_list(*_COLUMNS, "client_id"))
    return list(zip(_all_shown(row[:-1] for row in rows), (row[-1] for row in rows), strict=True))


def message_by_id(number: MessageId) -> MessageShown:
    """A message by its number. For the hub, which asks for followers whose rights it knows, not for a viewer."""
    return _shown(Message.objects.values_list(*_COLUMNS).get(id=number))


def is_hidden(number: MessageId) -> bool:
    """Whether the house has put a message out of sight. For the desk."""
    return Hidden.objects.filter(message=number).exists()


# The same columns, by hand: this reading stands in every page of a room.
_BEFORE = """
    SELECT m.id, m.room_id, m.thread_id, m.seq, m.change, m.author_id, p.name, p.cup,
        m.posted_at, m.edited_at, m.taken_back_at, m.html, m.text, m.reactions,
        m.reply_to_id, q.room_id, q.seq, q.author_id, w.name, q.html, q.taken_back_at,
        m.is_announcement, m.forwarded_from_id, m.has_attachments, m.has_poll
    FROM chat_message m JOIN people_person p ON p.id = m.author_id
    LEFT JOIN chat_message q ON q.id = m.reply_to_id LEFT JOIN people_person w ON w.id = q.author_id
    WHERE m.thread_id = %s AND m.seq < %s
"""


def messages_before(
    thread: ThreadId, seq: int, unheard: Collection[PersonId] = NOBODY
) -> tuple[tuple[MessageShown, ...], bool]:
    """The page of a thread's messages before a seq, oldest first, and whether there are earlier ones. By key, never by
    offset.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_BEFORE}{but_of('m.author_id', unheard)} ORDER BY m.seq DESC LIMIT %s", [thread, seq, PAGE + 1]
        )
        rows = cursor.fetchall()
    found = _all_shown((*row[:8], as_moment(row[8]), as_moment(row[9]), *row[10:]) for row in rows)
    return heard(reversed(found[:PAGE]), unheard), len(found) > PAGE


def newest_heard(thread: ThreadId, unheard: Collection[PersonId]) -> int:
    """The seq of the newest message of a thread by somebody else than these; 0: there is none."""
    heard = Message.objects.filter(thread=thread).exclude(author__in=unheard).order_by("-seq")
    return heard.values_list("seq", flat=True).first() or 0


def seq_beyond(thread: ThreadId, seq: int, unheard: Collection[PersonId] = NOBODY) -> int | None:
    """The seq before which a page ends that has `seq` in its middle; None: the newest page has it."""
    heard = Message.objects.filter(thread=thread, seq__gt=seq).exclude(author__in=unheard)
    later = heard.order_by("seq").values_list("seq", flat=True)
    found = list(later[: PAGE // 2 + 1])
    return found[-1] if len(found) > PAGE // 2 else None


def messages_readable(viewer: Person | None, numbers: Collection[int]) -> tuple[MessageShown, ...]:
    """Messages by their numbers, as far as this viewer may read their rooms and hears their authors, and they were not
    taken back.
    """
    rows = Message.objects.filter(id__in=numbers, taken_back_at__isnull=True).values_list(*_COLUMNS)
    found = _all_shown(rows)
    may_read, unheard = readable_among(viewer, {one.room for one in found}), unheard_by(viewer)
    return heard((one for one in found if one.room in may_read), unheard)


def readable_among(viewer: Person | None, rooms: Collection[RoomId]) -> set[RoomId]:
    """Which of these rooms this viewer may read."""
    seated, removed = (
        set(table.objects.filter(room_id__in=rooms, person=viewer).values_list("room_id", flat=True))
        if viewer
        else set()
        for table in (Membership, Removal)
    )
    return {
        RoomId(room)
        for room, access in Room.objects.filter(id__in=rooms).values_list("id", "access")
        if rules.may_read(
            is_public=access == Access.PUBLIC,
            is_by_invitation=access in CLOSED,
            is_signed_in=viewer is not None,
            is_member=room in seated,
            is_removed=room in removed,
        )
    }


def first_seq_since(thread: ThreadId, moment: datetime) -> int | None:
    """The seq of the first message of a thread at or after a moment; None: there is none.

    Found by halving, because times have no index that every message would have to pay for: a million messages are
    twenty looks. Messages are numbered as they come, so their times grow with their seq but for a moment now and then.
    """
    there = Message.objects.filter(thread=thread).order_by("seq")
    first, last = there.values_list("seq", flat=True).first(), there.values_list("seq", flat=True).last()
    if first is None or last is None:
        return None
    low, high = first, last + 1
    while low < high:
        middle = (low + high) // 2
        seq, posted_at = there.filter(seq__gte=middle).values_list("seq", "posted_at")[0]
        if posted_at < moment:
            low = seq + 1
        else:
            high = middle
    return there.filter(seq__gte=low).values_list("seq", flat=True).first()


def message_in(room_id: RoomId, seq: int, unheard: Collection[PersonId] = NOBODY) -> MessageShown:
    """One message of a room the viewer was found to see; raises `NotFound`."""
    row = Message.objects.filter(room=room_id, seq=seq).values_list(*_COLUMNS).first()
    if row is None or (shown := _shown(row)).author in unheard:
        raise NotFound
    return shown.heard_without(unheard)


def seqs_from(message: MessageShown) -> tuple[int, ...]:
    """The seqs of a message and of those after it in its thread, as many as can be moved at once."""
    rows = Message.objects.filter(thread=message.thread, seq__gte=message.seq).order_by("seq")
    return tuple(rows.values_list("seq", flat=True)[: rules.MOVED_AT_ONCE])


def around(
    message: MessageShown, unheard: Collection[PersonId] = NOBODY, *, reach: int = 3
) -> tuple[tuple[MessageShown, ...], tuple[MessageShown, ...]]:
    """A few messages of its thread before and after one."""
    there = Message.objects.filter(thread=message.thread).exclude(author__in=unheard)
    before = there.filter(seq__lt=message.seq).order_by("-seq").values_list(*_COLUMNS)[:reach]
    after = there.filter(seq__gt=message.seq).order_by("seq").values_list(*_COLUMNS)[:reach]
    return heard(reversed(_all_shown(before)), unheard), heard(_all_shown(after), unheard)


def wordings_of(viewer: Person | None, room: RoomSeen, message: MessageShown) -> tuple[EarlierWording, ...] | None:
    """What a message of a room the viewer was found to see said before, the latest first; None: not for this viewer."""
    may = viewer is not None and rules.may_read_wordings(
        is_author=viewer.id == message.author, is_host=room.is_host, keeps_order=room.keeps_order
    )
    if not may:
        return None
    if message.edited_at is None or message.is_gone:
        return ()
    rows = Wording.objects.filter(message=message.id).order_by("-id").values_list("text", "said_at")
    return tuple(EarlierWording(text, said_at) for text, said_at in rows)


def altered_since(room_id: RoomId, since: int, *, most: int) -> tuple[MessageShown, ...]:
    """Messages altered after a change, as they are now, in the order of the talk."""
    rows = Message.objects.filter(room=room_id, change__gt=since).order_by("change").values_list(*_COLUMNS)[:most]
    return tuple(sorted(_all_shown(rows), key=lambda message: message.seq))
