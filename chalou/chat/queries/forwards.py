"""What is passed on from one place of the house to another, and where to.

Whether the words of a source may be shown is asked of the rooms as they are at each reading, never kept: a room that
was closed since hides what was passed on out of it from the next reading on.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from chalou.chat import rules
from chalou.chat.models import Access, Membership, Mute
from chalou.chat.queries.direct import why_not_say_in
from chalou.chat.queries.floor import talks_beside
from chalou.chat.queries.hearing import but_of
from chalou.chat.queries.messages import message_in
from chalou.chat.queries.rooms import room_for, rooms_for
from chalou.chat.queries.values import MessageShown, RoomSeen
from chalou.foundation.database import marks
from chalou.foundation.ids import PersonId, RoomId, ThreadId
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Mode
from chalou.people.models import Person

TABLES_OFFERED = 12  # of each room, those spoken in last


@dataclass(frozen=True, slots=True)
class PlaceToSpeak:
    """A table of a room (None: the main one) or a direct talk in which somebody may speak."""

    room: RoomId
    thread: ThreadId | None
    name: str
    title: str
    access: str


def origin(viewer: Person, room: RoomSeen, shown: MessageShown) -> tuple[RoomSeen, MessageShown]:
    """The message to be passed on: what somebody passed on without a word of their own is passed on itself. Raises
    `NotFound` where the viewer may not read that.
    """
    source = shown.reply_to
    if source is None or not source.is_forward or shown.text or shown.attachments:
        return room, shown
    there = room_for(viewer, source.room)
    return there, message_in(there.id, source.seq, there.unheard)


def places_to_speak(viewer: Person, source: RoomSeen, *, but: ThreadId, at: datetime) -> tuple[PlaceToSpeak, ...]:
    """Where the viewer may speak at this moment and a message of the source may be shown: rooms they sit in, each with
    its tables, then direct talk. The table `but` is left out.
    """
    muted = set(Mute.objects.filter(person=viewer, until__gt=at).values_list("room", flat=True))
    lines = [
        line
        for line in rooms_for(viewer, source.unheard)
        if line.is_member
        and line.id not in muted
        and rules.reads_too(source=source.access, target=line.access, same_room=line.id == source.id)
    ]
    talks = [(line.id, viewer.id) for line in lines if line.access == Access.DIRECT]
    unreached = why_not_say_in(talks)
    silent = _silent_for(viewer, [line.id for line in lines])
    open_to = [line for line in lines if (line.id, viewer.id) not in unreached and line.id not in silent]
    tables = _tables([line.id for line in open_to], source.unheard)
    places = []
    for line in open_to:
        for thread, title, is_main in tables.get(line.id, ()):
            if thread != but:
                places.append(PlaceToSpeak(line.id, None if is_main else thread, line.name, title, line.access))
    return tuple(places)


def _silent_for(viewer: Person, rooms: Iterable[RoomId]) -> set[RoomId]:
    """The rooms that do not let them speak as they talk just now."""
    rows = Membership.objects.filter(person=viewer, room__in=list(rooms)).exclude(room__mode=Mode.OPEN)
    customs, seat = the_customs(), viewer.sits_as
    return {
        RoomId(room)
        for room, mode, is_host, settled_at in rows.values_list("room_id", "room__mode", "is_host", "settled_at")
        if rules.why_not_speak(
            mode=talks_beside(RoomId(room), Mode(mode)),
            theirs=rules.Manners(seat=seat, is_host=is_host, is_settled=settled_at is not None),
            customs=customs,
        )
    }


def _tables(rooms: Iterable[RoomId], unheard: Collection[PersonId]) -> dict[RoomId, list[tuple[ThreadId, str, bool]]]:
    """The main table of each room first, then those spoken in last."""
    wanted = list(rooms)
    if not wanted:
        return {}
    found: dict[RoomId, list[tuple[ThreadId, str, bool]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT room_id, id, title, is_main FROM ("
            "SELECT t.room_id, t.id, t.title, t.is_main, ROW_NUMBER() OVER"
            " (PARTITION BY t.room_id ORDER BY t.is_main DESC, t.last_seq DESC, t.id DESC) AS place"
            f" FROM chat_thread t WHERE t.room_id IN ({marks(wanted)}) AND t.archived_at IS NULL"
            # An opener whose account is gone is nobody's number.
            f"{but_of('COALESCE(t.opened_by_id, 0)', unheard)}"
            ") ordered WHERE place <= %s ORDER BY room_id, place",
            [*wanted, TABLES_OFFERED + 1],
        )
        for room, thread, title, is_main in cursor.fetchall():
            found.setdefault(RoomId(room), []).append((ThreadId(thread), title, bool(is_main)))
    return found
