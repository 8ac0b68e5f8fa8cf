"""What other customs would have meant for what was said lately: a rehearsal, before they count.

It judges as the writer does, by `rules`, on what is known today: the seat that authors have now, how rooms talk now,
whether somebody had spoken in a room before. What it tells stands in rooms that whoever asks may read, never in direct
talk. It is bounded: so many numbers of messages are gone through, the newest first, whatever lies between.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from chalou.chat import rules
from chalou.chat.models import Message
from chalou.chat.rules import Manners, Refusal
from chalou.foundation.database import as_moment
from chalou.foundation.ids import MessageId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.house.rules.customs import Customs, Mode, Right
from chalou.people.models import Person, seat_in

LOOKS_BACK = timedelta(days=30)
MOST_JUDGED = 5000
MOST_SHOWN = 20
_WINDOW = 500
_WINDOWS = 60
"""Thirty thousand numbers, also where most of them are of talk that is not looked at."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that would not have been said at that moment, and why."""

    id: MessageId
    room: RoomId
    room_name: str
    seq: int
    author: str
    posted_at: datetime
    why: Refusal


@dataclass(frozen=True, slots=True)
class Judged:
    """`judged` messages were looked at; of these `waits` would have waited that were said, and `speaks` need not wait
    that have to now. `is_cut`: there are more in these days than were looked at. `lines`: the newest that would have
    waited.
    """

    since: datetime
    judged: int
    waits: int
    speaks: int
    is_cut: bool
    lines: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """What is known of a message, as far as manners ask."""

    manners: Manners
    mode: Mode
    is_in_new_room: bool
    uses: tuple[Right, ...]


def judged(viewer: Person, *, before: Customs, after: Customs, at: datetime, most: int = MOST_JUDGED) -> Judged:
    """What of the last thirty days would have waited by the customs `after`, and did not by those `before`. For the
    keeper.
    """
    if not viewer.is_keeper:
        raise NotFound
    since = at - LOOKS_BACK
    looked_at = waits = speaks = 0
    lines: list[Waiting] = []
    is_cut = False
    for row in _rows(viewer, since=since):
        if row is None or looked_at == most:
            is_cut = True
            break
        looked_at += 1
        said = _said(row, since=since)
        was, would_be = _why_not(said, before, instead_of=before), _why_not(said, after, instead_of=before)
        speaks += was is not None and would_be is None
        if would_be is None or was is not None:
            continue
        waits += 1
        if len(lines) < MOST_SHOWN:
            number, room, room_name, seq, posted_at, author = row[:6]
            lines.append(Waiting(number, room, room_name, seq, author, as_moment(posted_at) or at, would_be))
    return Judged(since, looked_at, waits, speaks, is_cut, tuple(lines))


def _why_not(said: _Said, customs: Customs, *, instead_of: Customs) -> Refusal | None:
    """As the writer would answer by these customs. A room that was opened in these days, and talks as new rooms did,
    would talk as new rooms do.
    """
    mode = customs.new_rooms if said.is_in_new_room and said.mode is instead_of.new_rooms else said.mode
    theirs, listening = said.manners, customs.listening
    if not (listening.messages or listening.minutes or listening.questions):
        theirs = replace(theirs, is_settled=True)
    if refusal := rules.why_not_speak(mode=mode, theirs=theirs, customs=customs):
        return refusal
    refusals = (rules.why_not_use(use, seat=theirs.seat, is_host=theirs.is_host, customs=customs) for use in said.uses)
    return next((one for one in refusals if one), None)


def _said(row: Any, *, since: datetime) -> _Said:  # as the database answers
    _id, _room, _name, _seq, posted_at, _author, *rest = row
    seat, role, mode, opened_at, is_host, settled_at, spoke_before, *used = rest
    settled = settled_at is not None and settled_at <= posted_at
    return _Said(
        Manners(seat=seat_in(seat, role), is_host=bool(is_host), is_settled=bool(spoke_before) or settled),
        Mode(mode),
        is_in_new_room=(as_moment(opened_at) or since) >= since,
        uses=tuple(right for right, is_used in zip(_USES, used, strict=True) if is_used),
    )


_USES = (Right.PICTURES, Right.POLLS, Right.LINKS)


def _rows(viewer: Person, *, since: datetime) -> Iterator[Any]:  # as the database answers
    """The messages since then, the newest first, of rooms that this viewer may read; None in the place of the rest
    where that would be too many.
    """
    high = Message.objects.order_by("-id").values_list("id", flat=True).first() or 0
    for _window in range(_WINDOWS):
        if high <= 0:
            return
        low = high - _WINDOW
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT m.id, r.id, r.name, m.seq, m.posted_at, p.name, p.seat, p.role, r.mode, r.opened_at,"
                " COALESCE(s.is_host, %(no)s), s.settled_at,"
                " EXISTS (SELECT 1 FROM chat_message e WHERE e.author_id = m.author_id AND e.room_id = m.room_id"
                " AND e.id < m.id AND e.taken_back_at IS NULL),"
                " m.has_attachments, m.has_poll, m.html LIKE %(link)s"
                " FROM chat_message m JOIN chat_room r ON r.id = m.room_id JOIN people_person p ON p.id = m.author_id"
                " LEFT JOIN chat_membership s ON s.room_id = m.room_id AND s.person_id = m.author_id"
                " WHERE m.id > %(low)s AND m.id <= %(high)s AND m.taken_back_at IS NULL"
                " AND (r.access IN ('public', 'members') OR (r.access = 'invitation' AND EXISTS (SELECT 1"
                " FROM chat_membership k WHERE k.room_id = r.id AND k.person_id = %(viewer)s)))"
                " ORDER BY m.id DESC",
                {"low": low, "high": high, "viewer": viewer.pk, "no": False, "link": '%href="http%'},
            )
            found = cursor.fetchall()
        fresh = [row for row in found if (as_moment(row[4]) or since) >= since]
        yield from fresh
        if found and not fresh:
            return
        high = low
    if high > 0:
        yield None
