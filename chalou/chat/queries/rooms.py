"""Reading rooms and who sits in them, for a viewer."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from chalou.chat import rules
from chalou.chat.models import CLOSED, NEVER, Access, Membership, Mute, Removal
from chalou.chat.queries.direct import direct_for, talk_named
from chalou.chat.queries.floor import floor_of, talks_beside, why_not_speak_beside
from chalou.chat.queries.found import may_be_listed
from chalou.chat.queries.hearing import NOBODY, but_of
from chalou.chat.queries.listening import listens_in, waiting_in
from chalou.chat.queries.mentions import Named, unread_mentions_of
from chalou.chat.queries.messages import messages_before, newest_heard, seq_beyond
from chalou.chat.queries.polls import votes_among
from chalou.chat.queries.reactions import mine_among
from chalou.chat.queries.readers import readers_for
from chalou.chat.queries.seats import seated_in, seated_person
from chalou.chat.queries.threads import tags_of, threads_beside
from chalou.chat.queries.unread import MOST_COUNTED, first_unread, summed, unread_at_tables
from chalou.chat.queries.values import (
    FloorShown,
    Listens,
    MutedPerson,
    PinLine,
    Readers,
    Removed,
    RoomLine,
    RoomPage,
    RoomSeen,
    SeatedPerson,
    ThreadSeen,
)
from chalou.foundation.database import as_moment
from chalou.foundation.ids import PersonId, RoomId, ThreadId
from chalou.foundation.refusals import NotFound
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Customs, Mode, Right
from chalou.people.models import Person
from chalou.people.queries import unheard_by

PIN_WORDS = 60
_CARDS = {rules.Refusal.QUIET: "quiet", rules.Refusal.LISTEN_FIRST: "listening"}


# What a viewer is in a room and how they stand to a thread of it, beside the rows of both. Written by hand: these
# readings stand before every page of a room, and building them anew each time costs more than running them.
WITH_VIEWER = """
    FROM chat_room r
    JOIN chat_thread t ON t.room_id = r.id
    LEFT JOIN chat_membership m ON m.room_id = r.id AND m.person_id = %(viewer)s
    LEFT JOIN chat_removal x ON x.room_id = r.id AND x.person_id = %(viewer)s
    LEFT JOIN chat_mute q ON q.room_id = r.id AND q.person_id = %(viewer)s
    LEFT JOIN chat_readmark k ON k.thread_id = t.id AND k.person_id = %(viewer)s
"""


def room_for(viewer: Person | None, room_id: RoomId, thread: ThreadId | None = None) -> RoomSeen:
    """A room as this viewer may see it, with one of its threads (without: the main one); raises `NotFound` for what
    they may not know of.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.name, r.purpose, r.access, r.seq, r.change, r.mode, r.slow_s, r.listen_messages,"
            " r.listen_minutes, r.shows_readers, r.asks_about_tea, m.is_host, m.settled_at, x.id, x.reason, q.until,"
            " q.reason, t.id, t.title, t.is_main, t.archived_at, t.opened_by_id, t.last_seq, t.about_kind,"
            f" t.about_id, k.seq, k.stance {WITH_VIEWER}"
            f" WHERE r.id = %(room)s AND {'t.is_main' if thread is None else 't.id = %(thread)s'}",
            {"viewer": viewer.id if viewer else None, "room": room_id, "thread": thread},
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    name, purpose, access, seq, change, mode, slow_s, listen_messages, listen_minutes = row[:9]
    shows_readers, asks_about_tea, is_host, settled_at, removal, why_removed, until, why_muted = row[9:17]
    is_removed = removal is not None
    is_by_invitation = access in CLOSED
    if not rules.may_read(
        is_public=access == Access.PUBLIC,
        is_by_invitation=is_by_invitation,
        is_signed_in=viewer is not None,
        is_member=is_host is not None,
        is_removed=is_removed,
    ):
        raise NotFound
    keeps_order = rules.keeps_order_in(
        is_by_invitation=is_by_invitation,
        keeps_order=viewer is not None and viewer.keeps_order,
        is_host=bool(is_host),
    )
    unheard = unheard_by(viewer)
    if access == Access.DIRECT and viewer is not None:
        name = talk_named(room_id, viewer.id, unheard)
    return RoomSeen(
        id=room_id,
        name=name,
        purpose=purpose,
        access=access,
        seq=seq,
        change=change,
        is_member=is_host is not None,
        is_host=bool(is_host),
        is_removed=is_removed,
        may_keep_order=(bool(is_host) or keeps_order) and not is_removed,
        keeps_order=keeps_order and not is_removed,
        is_settled=settled_at is not None,
        slow_s=slow_s,
        listen_messages=listen_messages,
        listen_minutes=listen_minutes,
        shows_readers=bool(shows_readers),
        asks_about_tea=bool(asks_about_tea) and access != Access.DIRECT,
        reason=why_removed or why_muted or "",
        muted_until=as_moment(until),
        thread=_thread_seen(*row[17:]),
        unheard=unheard,
        mode=Mode(mode),
    )


def _thread_seen(
    number: ThreadId,
    title: str,
    is_main: bool,
    archived_at: object,
    opened_by: PersonId | None,
    last_seq: int,
    about_kind: str,
    about_id: int | None,
    read_to: int | None,
    stance: str | None,
) -> ThreadSeen:
    return ThreadSeen(
        id=number,
        title=title,
        is_main=bool(is_main),
        is_archived=archived_at is not None,
        opened_by=opened_by,
        last_seq=last_seq,
        about_kind=about_kind,
        about_id=about_id,
        read_to=None if read_to == NEVER else read_to,
        stance=stance or "",
    )


def page_of(
    viewer: Person | None,
    room_id: RoomId,
    *,
    thread: ThreadId | None = None,
    at_seq: int | None = None,
    before: int | None = None,
    now: datetime | None = None,
) -> RoomPage:
    """The page of a room: the newest messages of one thread (without: the main one), those around `at_seq`, or those
    before a seq. `now`: for what passes by itself; without it, nothing is asked of time. Strangers are shown the hosts,
    and of the others who sit there only how many they are.
    """
    is_part = before is not None or at_seq is not None
    room = room_for(viewer, room_id, thread)
    at, unheard = room.thread, room.unheard
    if before is None and at_seq is not None:
        before = seq_beyond(at.id, at_seq, unheard)
    messages, has_earlier = messages_before(at.id, before or room.seq + 1, unheard)
    new_from, unread_here = None, 0
    if viewer is not None and (at.read_to or 0) < at.last_seq:
        new_from, unread_here = first_unread(at.id, at.read_to or 0, unheard)
    # To whoever has never been here, nothing is new more than the rest.
    new_from, new_count = (None, 0) if at.read_to is None else (new_from, unread_here)
    floor = floor_of(viewer, room) if room.mode is Mode.STORY and at.is_main else None
    beside = floor.beside if floor is not None else talks_beside(room_id, room.mode)
    why_no_place, listens, may = "stranger", None, frozenset[Right]()
    if viewer is not None:
        customs = the_customs()
        why_no_place, listens = _place_of(viewer, room, floor, beside, customs, now)
        may = rules.may_use(seat=viewer.sits_as, is_host=room.is_host, customs=customs)
    hosts, seated, count, marks = seated_in(room_id, unheard)
    newest = newest_heard(at.id, unheard) if unheard else at.last_seq
    rooms, named, at_tables = rooms_as_known(viewer, unheard)
    counts_here = rules.counts(is_main=at.is_main, stance=at.stance)
    counts_for_viewer = any(line.id == room_id and line.unread for line in rooms)
    elsewhere = sum(count for (of, table), count in at_tables.items() if of == room_id and table != at.id)
    tables = {thread_named: seq for (room_named, thread_named), seq in named.items() if room_named == room_id}
    named_here = tables.pop(at.id, None)
    return RoomPage(
        id=room.id,
        name=room.name,
        purpose=room.purpose,
        access=room.access,
        seq=at.last_seq,
        # Read before the messages: what changes in between is fetched again, never missed.
        change=room.change,
        messages=messages,
        has_earlier=has_earlier,
        has_later=bool(messages) and messages[-1].seq < newest,
        new_from=new_from,
        new_count=new_count,
        read_to=at.read_to,
        counts_here=counts_here,
        unread_elsewhere=min(elsewhere, MOST_COUNTED) if counts_for_viewer else 0,
        named_here=named_here,
        named_elsewhere=min(tables.values(), default=None),
        is_member=room.is_member,
        is_host=room.is_host,
        may_keep_order=room.may_keep_order,
        why_no_place=why_no_place,
        reason=room.reason,
        muted_until=room.muted_until,
        slow_s=room.slow_s,
        may=may,
        asks_about_tea=viewer is not None and room.asks_about_tea and viewer.is_asked_about_tea,
        pins=pins_of(room_id, unheard),
        thread=at,
        tags=() if at.is_main else tags_of([at.id]).get(at.id, ()),
        threads=threads_beside(viewer, room_id, unheard, named, known_at=now if viewer is None else None),
        rooms=rooms,
        hosts=hosts,
        seated=seated if viewer is not None else hosts,
        seated_count=count,
        marks=marks,
        unheard=unheard,
        mode=room.mode,
        floor=floor,
        is_listed=viewer is None and may_be_listed(room, messages, hosts, is_part=is_part, at=now),
        mine=mine_among(viewer.id if viewer else None, messages),
        readers=_readers(viewer, room),
        votes=votes_among(viewer.id if viewer else None, messages),
        listens=listens,
        waiting=waiting_in(room_id, unheard) if room.may_keep_order and beside is Mode.LISTENING else (),
    )


def _place_of(
    viewer: Person, room: RoomSeen, floor: FloorShown | None, beside: Mode, customs: Customs, now: datetime | None
) -> tuple[str, Listens | None]:
    """What stands in the composer's place, as `RoomPage.why_no_place` has it, and how far the viewer has come who
    listens first. Whoever has come to the end, or is asked by name, writes; but answers wait until a telling is over.
    """
    tells = floor is not None and floor.is_mine and room.is_member
    why = "" if tells else _why_no_place(viewer, room, beside, customs, now)
    if why != "listening":
        return why, None
    listens = listens_in(room.id, viewer.id, at=now) if now is not None else None
    speaks = listens is not None and listens.speaks(is_told=floor is not None)
    return "" if speaks else why, listens


def _readers(viewer: Person | None, room: RoomSeen) -> Readers | None:
    """Nothing is asked where it is shown to nobody."""
    if viewer is None or not room.is_member or not (room.shows_readers or room.access == Access.DIRECT):
        return None
    return readers_for(viewer.id, room.id, room.thread.id, room.unheard)


def _why_no_place(viewer: Person, room: RoomSeen, beside: Mode, customs: Customs, now: datetime | None) -> str:
    if room.is_removed:
        return "removed"
    if not room.is_member:
        return "join"
    if room.muted_until is not None and now is not None and now < room.muted_until:
        return "muted"
    if room.thread.is_archived:
        return "archived"
    refusal = why_not_speak_beside(viewer, room, beside, customs)
    return _CARDS.get(refusal, "") if refusal else ""


def pins_of(room_id: RoomId, unheard: Collection[PersonId] = NOBODY) -> tuple[PinLine, ...]:
    """The messages of a room that are kept in sight, the last pinned first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.seq, p.name, m.html FROM chat_pin n JOIN chat_message m ON m.id = n.message_id"
            " JOIN people_person p ON p.id = m.author_id WHERE n.room_id = %s AND m.taken_back_at IS NULL"
            f"{but_of('m.author_id', unheard)} ORDER BY n.pinned_at DESC, n.id DESC",
            [room_id],
        )
        return tuple(PinLine(seq, name, rules.excerpt(html, most=PIN_WORDS)) for seq, name, html in cursor.fetchall())


def rooms_for(viewer: Person | None, unheard: Collection[PersonId] | None = None) -> tuple[RoomLine, ...]:
    """The rooms this viewer may know of, those they sit in first, each with what is unread there; their direct talk
    last. Those who keep order in the house know of rooms by invitation that are closed to them, of direct talk never.
    `unheard`: whom the viewer does not hear, where that is known already.
    """
    return rooms_as_known(viewer, unheard).rooms


class RoomsKnown(NamedTuple):
    """The rooms a viewer may know of; at which tables they are named in what they have not read; how much of that there
    is at each table that counts. The last is of the same moment as the rooms' figures.
    """

    rooms: tuple[RoomLine, ...]
    named: Named
    unread: Mapping[tuple[RoomId, ThreadId], int]


def rooms_as_known(viewer: Person | None, unheard: Collection[PersonId] | None = None) -> RoomsKnown:
    """The rooms of `rooms_for`, and what their figures consist of."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.id, r.name, r.purpose, r.access, m.id, x.id, k.seq {WITH_VIEWER} WHERE t.is_main"
            # As the index says it, or SQLite does not know it again.
            " AND NOT (r.access = 'direct') ORDER BY r.opened_at, r.id",
            {"viewer": viewer.id if viewer else None},
        )
        rows = cursor.fetchall()
    at_tables: dict[tuple[RoomId, ThreadId], int] = {}
    unread: dict[tuple[PersonId, RoomId], int] = {}
    if viewer is not None:
        found = unread_at_tables([viewer.id], some_block=viewer.blocks_somebody)
        at_tables = {(room, table): count for (_, room, table), count in found.items()}
        unread = summed(found)
    # Whoever has read everything is named nowhere that they have not read.
    named = unread_mentions_of(viewer.id) if viewer is not None and any(unread.values()) else {}
    named_in: dict[RoomId, int] = {}
    for (room, _), seq in named.items():
        named_in[room] = min(seq, named_in.get(room, seq))
    lines = []
    for room, name, purpose, access, seat, removal, read_to in rows:
        is_by_invitation = access == Access.INVITATION
        may_read = rules.may_read(
            is_public=access == Access.PUBLIC,
            is_by_invitation=is_by_invitation,
            is_signed_in=viewer is not None,
            is_member=seat is not None,
            is_removed=removal is not None,
        )
        keeps_order = viewer is not None and viewer.keeps_order
        if not rules.may_know_of(is_by_invitation=is_by_invitation, keeps_order=keeps_order, may_read=may_read):
            continue
        has_been_here = may_read and (seat is not None or read_to is not None)
        lines.append(
            RoomLine(
                id=RoomId(room),
                name=name,
                purpose=purpose,
                access=access,
                unread=unread.get((viewer.id, RoomId(room)), 0) if viewer is not None and has_been_here else 0,
                is_member=may_read and seat is not None,
                is_closed=not may_read,
                named_at=named_in.get(RoomId(room)) if has_been_here else None,
            )
        )
    unheard = unheard_by(viewer) if unheard is None else unheard
    talks = () if viewer is None else direct_for(viewer, unread, unheard, named_in)
    return RoomsKnown((*sorted(lines, key=lambda line: not line.is_member), *talks), named, at_tables)


def members_altered(room_id: RoomId, since: int) -> tuple[SeatedPerson, ...]:
    """Those who sit in a room and have had another name or cup since a change."""
    rows = Membership.objects.filter(room=room_id, change__gt=since).order_by("person_id")
    columns = ("person_id", "person__name", "person__cup", "is_host", "person__role")
    return tuple(seated_person(*row) for row in rows.values_list(*columns))


def removed_from(room_id: RoomId) -> tuple[SeatedPerson, ...]:
    """Those who were removed from a room and may not come back yet."""
    rows = Removal.objects.filter(room=room_id).order_by("-removed_at", "-id")
    return tuple(
        SeatedPerson(PersonId(person), name, cup, is_host=False, role=role)
        for person, name, cup, role in rows.values_list("person_id", "person__name", "person__cup", "person__role")
    )


def muted_in(room_id: RoomId, *, at: datetime) -> tuple[MutedPerson, ...]:
    """Those who were asked to listen in a room, as long as that stands."""
    rows = Mute.objects.filter(room=room_id, until__gt=at).order_by("until", "id")
    columns = ("person_id", "person__name", "person__cup", "person__role", "until", "reason")
    return tuple(
        MutedPerson(SeatedPerson(PersonId(person), name, cup, is_host=False, role=role), until, reason)
        for person, name, cup, role, until, reason in rows.values_list(*columns)
    )


def removals_of(person: Person) -> tuple[Removed, ...]:
    """The rooms somebody was sent out of. What one is called that is closed to them is no longer for them to know."""
    rows = Removal.objects.filter(person=person).order_by("-removed_at", "-id")
    return tuple(
        Removed(name if access == Access.PUBLIC else "", reason, at)
        for name, access, reason, at in rows.values_list("room__name", "room__access", "reason", "removed_at")
    )
