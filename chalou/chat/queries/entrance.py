"""What is going on in the house, for whoever stands at the entrance: always the public rooms, and for somebody who is
signed in what is new for them.

Everybody may read all of it, so it is the same for everybody. No word of a newcomer stands there, neither what they
said nor what they called a table: a stranger's look at the house is not a place for advertising.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from chalou.chat.models import Pin
from chalou.chat.queries.found import but_of_newcomers, since_for
from chalou.chat.queries.rooms import rooms_for
from chalou.chat.rules import excerpt, newcomers_since
from chalou.foundation.database import as_moment
from chalou.foundation.ids import RoomId, ThreadId
from chalou.people.models import Person, Role

TABLES_SHOWN = 5
TABLES_OF_A_ROOM = 3
ROOMS_LOOKED_INTO = 12
ANNOUNCEMENTS_SHOWN = 2
ANNOUNCED_LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """A room that everybody may read. `last_at`: when somebody last spoke there; None: nobody yet."""

    id: RoomId
    name: str
    purpose: str
    seated_count: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table of such a room."""

    id: ThreadId
    room: RoomId
    room_name: str
    title: str
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Announced:
    """What a host of such a room has announced and keeps in sight."""

    room: RoomId
    room_name: str
    seq: int
    name: str
    words: str
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """What is new for somebody in the rooms that count for them, and whether they are named in it."""

    messages: int
    rooms: int
    is_named: bool


@dataclass(frozen=True, slots=True)
class GoingOn:
    """The rooms at the door in the order in which they were opened, tables where somebody spoke last, announcements.
    `news`: for whoever is signed in.
    """

    rooms: tuple[OpenRoom, ...]
    tables: tuple[OpenTable, ...]
    announcements: tuple[Announced, ...]
    news: News | None


def going_on(viewer: Person | None, *, at: datetime) -> GoingOn:
    """What the entrance shows."""
    rooms = _open_rooms()
    spoken = sorted(((room.last_at, room) for room in rooms if room.last_at), key=lambda one: one[0], reverse=True)
    looked_into = {room.id: room.name for _, room in spoken[:ROOMS_LOOKED_INTO]}
    return GoingOn(rooms, _tables(looked_into, at), _announcements(looked_into, at), _news(viewer))


def _open_rooms() -> tuple[OpenRoom, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, r.name, r.purpose, (SELECT COUNT(*) FROM chat_membership s WHERE s.room_id = r.id),"
            " l.posted_at FROM chat_room r LEFT JOIN chat_message l ON l.room_id = r.id AND l.seq = r.seq"
            " WHERE r.access = 'public' AND NOT (r.access = 'direct') ORDER BY r.opened_at, r.id"
        )
        rows = cursor.fetchall()
    return tuple(
        OpenRoom(RoomId(room), name, purpose, count, as_moment(last_at)) for room, name, purpose, count, last_at in rows
    )


def _tables(rooms: dict[RoomId, str], at: datetime) -> tuple[OpenTable, ...]:
    """A few of each room by its own index, and of those the few spoken at last."""
    if not rooms:
        return ()
    of_a_room = (
        "SELECT * FROM (SELECT t.id, t.room_id, t.title, t.last_seq FROM chat_thread t WHERE t.room_id = {room}"
        f" AND NOT t.is_main AND t.archived_at IS NULL AND t.last_seq > 0{but_of_newcomers('t.opened_by_id')}"
        f" ORDER BY t.last_seq DESC, t.id DESC LIMIT {TABLES_OF_A_ROOM}) of_{{room}}"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT x.id, x.room_id, x.title, l.posted_at FROM ("
            + " UNION ALL ".join(of_a_room.format(room=int(room)) for room in rooms)
            + ") x JOIN chat_message l ON l.room_id = x.room_id AND l.seq = x.last_seq"
            " ORDER BY l.posted_at DESC, x.id DESC LIMIT %(most)s",
            {"since": since_for(at), "most": TABLES_SHOWN},
        )
        rows = cursor.fetchall()
    return tuple(
        OpenTable(ThreadId(thread), RoomId(room), rooms[RoomId(room)], title, as_moment(last_at) or last_at)
        for thread, room, title, last_at in rows
    )


def _announcements(rooms: dict[RoomId, str], at: datetime) -> tuple[Announced, ...]:
    """Kept in sight, of the last weeks; those of hosts whom the house does not know yet wait."""
    kept = Pin.objects.filter(
        room__in=rooms,
        message__is_announcement=True,
        message__taken_back_at__isnull=True,
        message__posted_at__gt=at - ANNOUNCED_LATELY,
    ).exclude(message__author__joined_at__gt=newcomers_since(at), message__author__role=Role.MEMBER)
    columns = ("room", "message__seq", "message__author__name", "message__html", "message__posted_at")
    return tuple(
        Announced(RoomId(room), rooms[RoomId(room)], seq, name, excerpt(html), posted_at)
        for room, seq, name, html, posted_at in kept.order_by("-message__posted_at", "-id").values_list(*columns)[
            :ANNOUNCEMENTS_SHOWN
        ]
    )


def _news(viewer: Person | None) -> News | None:
    if viewer is None:
        return None
    new = [line for line in rooms_for(viewer) if line.unread]
    return News(sum(line.unread for line in new), len(new), any(line.named_at for line in new))
