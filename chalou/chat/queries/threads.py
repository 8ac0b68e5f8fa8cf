"""Reading the threads of a room, for a viewer who was found to see the room."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from chalou.chat.models import Thread, ThreadTag
from chalou.chat.queries.found import but_of_newcomers, since_for
from chalou.chat.queries.hearing import NOBODY, but_of
from chalou.chat.queries.mentions import Named
from chalou.chat.queries.unread import counted
from chalou.chat.queries.values import ThreadKnown, ThreadLine, ThreadList, ThreadWords
from chalou.foundation.database import as_moment, marks
from chalou.foundation.ids import PersonId, RoomId, ThreadId
from chalou.foundation.refusals import NotFound
from chalou.people.models import Person

PAGE = 50
BESIDE = 6
WORDS_SHOWN = 20
MOST_ALTERED = 500

# The last message tells when somebody spoke there, and who. A thread in which nobody has is as new as its opening.
_LINES = """
    SELECT t.id, t.title, t.archived_at, t.last_seq, t.opened_at, l.posted_at, p.name, k.seq, k.stance,
        CASE WHEN k.id IS NULL OR t.last_seq <= k.seq THEN 0 ELSE {counted} END, l.seq
    FROM chat_thread t
    LEFT JOIN chat_message l ON l.room_id = t.room_id AND l.seq = {last}
    LEFT JOIN people_person p ON p.id = l.author_id
    LEFT JOIN chat_readmark k ON k.thread_id = t.id AND k.person_id = %(viewer)s
    WHERE t.room_id = %(room)s AND NOT t.is_main{but}
"""
# For somebody who does not hear some people: the last message is the last that they hear.
_LAST_HEARD = "(SELECT h.seq FROM chat_message h WHERE h.thread_id = t.id{but} ORDER BY h.seq DESC LIMIT 1)"
_IN_ORDER = " ORDER BY t.last_seq DESC, t.id DESC LIMIT %(most)s"


def _lines_for(unheard: Collection[PersonId]) -> str:
    """The columns above, for somebody who does not hear these people: the tables that they opened are left out too."""
    last = _LAST_HEARD.format(but=but_of("h.author_id", unheard)) if unheard else "t.last_seq"
    # An opener whose account is gone is nobody's number.
    but = but_of("COALESCE(t.opened_by_id, 0)", unheard)
    return _LINES.format(counted=counted(some_block=bool(unheard)), last=last, but=but)


def threads_of(
    viewer: Person | None,
    room_id: RoomId,
    unheard: Collection[PersonId] = NOBODY,
    *,
    word: str = "",
    with_archived: bool = False,
    before: tuple[int, int] | None = None,
    named: Named | None = None,
) -> ThreadList:
    """A page of a room's threads, those spoken in last first; `word` is a tag that they have. `before` is what the page
    before this one answered, `named` where the viewer is named.
    """
    only = "" if with_archived else " AND t.archived_at IS NULL"
    if word:
        only += " AND EXISTS (SELECT 1 FROM chat_threadtag g WHERE g.thread_id = t.id AND g.word = %(word)s)"
    if before is not None:
        only += " AND (t.last_seq, t.id) < (%(last_seq)s, %(last_id)s)"
    last_seq, last_id = before or (None, None)
    rows = _rows(
        _lines_for(unheard) + only + _IN_ORDER,
        viewer=viewer.id if viewer else None,
        room=room_id,
        word=word,
        last_seq=last_seq,
        last_id=last_id,
        most=PAGE + 1,
    )
    page = rows[:PAGE]
    return ThreadList(
        threads=_lines(page, room_id, named or {}),
        before=f"{page[-1][3]}-{page[-1][0]}" if len(rows) > PAGE else None,
        words=_words(room_id),
    )


def threads_beside(
    viewer: Person | None,
    room_id: RoomId,
    unheard: Collection[PersonId] = NOBODY,
    named: Named | None = None,
    *,
    known_at: datetime | None = None,
) -> tuple[ThreadLine, ...]:
    """The few threads that stand beside the talk of a room: those spoken in last. `named`: where the viewer is.
    `known_at`: without those opened by somebody whom the house did not know yet at that moment.
    """
    only = " AND t.archived_at IS NULL"
    if known_at is not None:
        only += but_of_newcomers("t.opened_by_id")
    rows = _rows(
        _lines_for(unheard) + only + _IN_ORDER,
        viewer=viewer.id if viewer else None,
        room=room_id,
        most=BESIDE,
        since=known_at and since_for(known_at),
    )
    return _lines(rows, room_id, named or {})


def threads_about(
    kind: str, number: int, rooms: Iterable[RoomId], unheard: Collection[PersonId] = NOBODY
) -> tuple[tuple[RoomId, ThreadId, str], ...]:
    """(room, thread, title) of the threads about a thing of the house, in rooms the viewer was found to see."""
    rows = Thread.objects.filter(about_kind=kind, about_id=number, room_id__in=list(rooms))
    rows = rows.filter(Q(opened_by=None) | ~Q(opened_by__in=unheard)).order_by("-last_seq", "-id")
    return tuple(
        (RoomId(room), ThreadId(thread), title)
        for room, thread, title in rows.values_list("room_id", "id", "title")[:PAGE]
    )


def thread_known(number: ThreadId) -> ThreadKnown:
    """A thread by its number alone; raises `NotFound`. Rights are for the caller to ask."""
    row = Thread.objects.filter(id=number, is_main=False).values_list("room", "title", "opened_by").first()
    if row is None:
        raise NotFound
    room, title, opener = row
    return ThreadKnown(RoomId(room), title, PersonId(opener) if opener else None)


def tags_of(threads: Iterable[ThreadId]) -> dict[ThreadId, tuple[str, ...]]:
    """The tags of each of these threads, in the order in which they were given."""
    found: defaultdict[ThreadId, list[str]] = defaultdict(list)
    wanted = list(threads)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT thread_id, word FROM chat_threadtag WHERE thread_id IN ({marks(wanted)}) ORDER BY id", wanted
        )
        for thread, word in cursor.fetchall():
            found[ThreadId(thread)].append(word)
    return {thread: tuple(words) for thread, words in found.items()}


def threads_altered(room_id: RoomId, since: int) -> tuple[ThreadWords, ...]:
    """The threads of a room whose words are others since a change: those opened since then too."""
    rows = Thread.objects.filter(room=room_id, is_main=False, change__gt=since).order_by("change")
    found = list(rows.values_list("id", "title", "archived_at", "change", "opened_by")[:MOST_ALTERED])
    tags = tags_of(ThreadId(row[0]) for row in found) if found else {}
    return tuple(
        ThreadWords(
            id=ThreadId(thread),
            title=title,
            tags=tags.get(ThreadId(thread), ()),
            is_archived=archived_at is not None,
            change=change,
            opened_by=PersonId(opener) if opener else None,
        )
        for thread, title, archived_at, change, opener in found
    )


def _words(room_id: RoomId) -> tuple[str, ...]:
    rows = (
        ThreadTag.objects.filter(thread__room=room_id, thread__archived_at__isnull=True)
        .values_list("word")
        .annotate(count=Count("id"))
        .order_by("-count", "word")
    )
    return tuple(word for word, _ in rows[:WORDS_SHOWN])


def _rows(query: str, **given: str | int | datetime | None) -> list[tuple[Any, ...]]:  # of the columns in `_LINES`
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return list(cursor.fetchall())


def _lines(
    rows: list[tuple[Any, ...]], room_id: RoomId, named: Named
) -> tuple[ThreadLine, ...]:  # of the columns in `_LINES`
    tags = tags_of(row[0] for row in rows) if rows else {}
    return tuple(
        ThreadLine(
            id=thread,
            title=title,
            tags=tags.get(thread, ()),
            is_archived=archived_at is not None,
            last_at=as_moment(posted_at or opened_at) or opened_at,
            last_by=name,
            unread=unread,
            is_new=(heard or 0) > max(read_to or 0, 0),
            stance=stance or "",
            named_at=named.get((room_id, thread)) if unread else None,
        )
        for thread, title, archived_at, _, opened_at, posted_at, name, read_to, stance, unread, heard in rows
    )
