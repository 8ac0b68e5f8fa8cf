"""Reading rooms: always for a viewer; what they may not see is not found. Values, not model objects."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalou.chat import rules
from chalou.chat.models import Access, Membership, Message, ReadMark, Removal, Room
from chalou.chat.rules import Refusal
from chalou.foundation.ids import ClientId, MessageId, PersonId, RoomId, ThreadId
from chalou.foundation.refusals import NotFound
from chalou.people.models import Person

PAGE = 50


@dataclass(frozen=True, slots=True)
class MessageShown:
    """A message as every reader sees it. A message that was taken back is gone: no html, no text."""

    id: MessageId
    room: RoomId
    thread: ThreadId
    seq: int
    change: int
    author: PersonId
    name: str
    cup: str
    posted_at: datetime
    edited_at: datetime | None
    is_gone: bool
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room in a list. `unread` counts only where the viewer sits or has read before."""

    id: RoomId
    name: str
    purpose: str
    access: str
    unread: int
    is_member: bool


@dataclass(frozen=True, slots=True)
class SeatedPerson:
    id: PersonId
    name: str
    cup: str
    is_host: bool
    role: str


@dataclass(frozen=True, slots=True)
class RoomPage:
    """Everything the page of a room shows to one viewer.

    `new_from` is the first seq the viewer has not read (None: all read, or never been here); `new_count` how many.
    `why_no_place` says what stands in the composer's place: "" (may write), "stranger", "join", "removed".
    """

    id: RoomId
    name: str
    purpose: str
    access: str
    seq: int
    change: int
    messages: tuple[MessageShown, ...]
    has_earlier: bool
    has_later: bool
    new_from: int | None
    new_count: int
    is_member: bool
    is_host: bool
    may_keep_order: bool
    why_no_place: str
    rooms: tuple[RoomLine, ...]
    hosts: tuple[SeatedPerson, ...]
    seated: tuple[SeatedPerson, ...]
    seated_count: int


@dataclass(frozen=True, slots=True)
class RoomSeen:
    """A room and what one viewer is in it."""

    id: RoomId
    name: str
    purpose: str
    access: str
    seq: int
    change: int
    is_member: bool
    is_host: bool
    is_removed: bool
    may_keep_order: bool


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What is new in a room since a change, answered from its present state. `messages` None: too much, load anew."""

    room: RoomId
    since: int
    change: int
    seq: int
    name: str
    purpose: str
    access: str
    messages: tuple[MessageShown, ...] | None


MOST_TO_CATCH_UP = 500

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
)


def _shown(row: tuple[Any, ...]) -> MessageShown:  # the columns above, in that order
    number, room, thread, seq, change, author, name, cup, posted_at, edited_at, taken_back_at, html, text = row
    return MessageShown(
        id=number,
        room=room,
        thread=thread,
        seq=seq,
        change=change,
        author=author,
        name=name,
        cup=cup,
        posted_at=posted_at,
        edited_at=edited_at,
        is_gone=taken_back_at is not None,
        html=html,
        text=text,
    )


def messages_with_client_ids(numbers: Iterable[MessageId]) -> list[tuple[MessageShown, ClientId]]:
    """Messages by their numbers, each with what its author's program called it. For the writer, not for a viewer."""
    rows = Message.objects.filter(id__in=list(numbers)).values_list(*_COLUMNS, "client_id")
    return [(_shown(row[:-1]), row[-1]) for row in rows]


def message_by_id(number: MessageId) -> MessageShown:
    """A message by its number. For the hub, which asks for followers whose rights it knows, not for a viewer."""
    return _shown(Message.objects.values_list(*_COLUMNS).get(id=number))


def room_for(viewer: Person | None, room_id: RoomId) -> RoomSeen:
    """A room as this viewer may see it; raises `NotFound` for what they may not know of."""
    room = Room.objects.filter(id=room_id).values_list("name", "purpose", "access", "seq", "change").first()
    if room is None:
        raise NotFound
    name, purpose, access, seq, change = room
    is_host: bool | None = None
    is_removed = False
    if viewer is not None:
        is_host = Membership.objects.filter(room=room_id, person=viewer).values_list("is_host", flat=True).first()
        is_removed = is_host is None and Removal.objects.filter(room=room_id, person=viewer).exists()
    is_public = access == Access.PUBLIC
    if not rules.may_read(is_public=is_public, is_signed_in=viewer is not None, is_removed=is_removed):
        raise NotFound
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
        may_keep_order=viewer is not None and (bool(is_host) or viewer.keeps_order) and not is_removed,
    )


def room_for_follower(person: PersonId, room_id: RoomId) -> tuple[int, int] | Refusal:
    """May this person follow the room live? Answers its (seq, change), or why not."""
    room = Room.objects.filter(id=room_id).values_list("access", "seq", "change").first()
    if room is None:
        return Refusal.NOT_FOUND
    access, seq, change = room
    refusal = rules.why_not_follow(
        is_public=access == Access.PUBLIC,
        is_signed_in=True,
        is_removed=Removal.objects.filter(room=room_id, person=person).exists(),
    )
    return refusal or (seq, change)


def page_of(
    viewer: Person | None, room_id: RoomId, *, at_seq: int | None = None, before: int | None = None
) -> RoomPage:
    """The page of a room: its newest messages, those around `at_seq`, or those before a seq."""
    room = room_for(viewer, room_id)
    read_to = _read_to(viewer, room_id)
    if before is None and at_seq is not None and room.seq - at_seq >= PAGE // 2:
        before = at_seq + PAGE // 2
    messages, has_earlier = messages_before(room_id, before or room.seq + 1)
    new_from = read_to + 1 if read_to is not None and read_to < room.seq else None
    hosts, seated, count = _seated(room_id)
    return RoomPage(
        id=room.id,
        name=room.name,
        purpose=room.purpose,
        access=room.access,
        seq=room.seq,
        # Read before the messages: what changes in between is fetched again, never missed.
        change=room.change,
        messages=messages,
        has_earlier=has_earlier,
        has_later=bool(messages) and messages[-1].seq < room.seq,
        new_from=new_from,
        new_count=room.seq - read_to if new_from is not None and read_to is not None else 0,
        is_member=room.is_member,
        is_host=room.is_host,
        may_keep_order=room.may_keep_order,
        why_no_place=_why_no_place(viewer, room),
        rooms=rooms_for(viewer),
        hosts=hosts,
        seated=seated,
        seated_count=count,
    )


def _why_no_place(viewer: Person | None, room: RoomSeen) -> str:
    if viewer is None:
        return "stranger"
    if room.is_removed:
        return "removed"
    return "" if room.is_member else "join"


def messages_before(room_id: RoomId, seq: int) -> tuple[tuple[MessageShown, ...], bool]:
    """The page of messages before a seq, oldest first, and whether there are earlier ones. By key, never by offset."""
    rows = Message.objects.filter(room=room_id, seq__lt=seq).order_by("-seq").values_list(*_COLUMNS)[: PAGE + 1]
    found = [_shown(row) for row in rows]
    return tuple(reversed(found[:PAGE])), len(found) > PAGE


def message_in(room_id: RoomId, seq: int) -> MessageShown:
    """One message of a room the viewer was found to see; raises `NotFound`."""
    row = Message.objects.filter(room=room_id, seq=seq).values_list(*_COLUMNS).first()
    if row is None:
        raise NotFound
    return _shown(row)


def around(room_id: RoomId, seq: int, *, reach: int = 3) -> tuple[tuple[MessageShown, ...], tuple[MessageShown, ...]]:
    """A few messages before and after one."""
    rows = (
        Message.objects.filter(room=room_id, seq__gte=seq - reach, seq__lte=seq + reach)
        .order_by("seq")
        .values_list(*_COLUMNS)
    )
    found = [_shown(row) for row in rows]
    return tuple(m for m in found if m.seq < seq), tuple(m for m in found if m.seq > seq)


def catch_up(room_id: RoomId, since: int) -> CatchUp:
    """Everything in a room that was altered after `since`, as it is now."""
    name, purpose, access, seq, change = (
        Room.objects.filter(id=room_id).values_list("name", "purpose", "access", "seq", "change").get()
    )
    messages: tuple[MessageShown, ...] | None = ()
    if change - since > MOST_TO_CATCH_UP:
        messages = None
    elif change > since:
        # Bounded by the change read above, and by nothing else: what comes after it arrives as a frame of its own or
        # with the next question.
        rows = (Message.objects.filter(room=room_id, change__gt=since).order_by("change").values_list(*_COLUMNS))[
            : MOST_TO_CATCH_UP + 100
        ]
        messages = tuple(sorted((_shown(row) for row in rows), key=lambda message: message.seq))
    return CatchUp(room_id, since, change, seq, name, purpose, access, messages)


def rooms_for(viewer: Person | None) -> tuple[RoomLine, ...]:
    """The rooms this viewer may know of, those they sit in first, each with what is unread there."""
    rooms = Room.objects.values_list("id", "name", "purpose", "access", "seq").order_by("opened_at", "id")
    if viewer is None:
        return tuple(
            RoomLine(RoomId(room), name, purpose, access, unread=0, is_member=False)
            for room, name, purpose, access, _ in rooms.filter(access=Access.PUBLIC)
        )
    mine = set(Membership.objects.filter(person=viewer).values_list("room_id", flat=True))
    removed = set(Removal.objects.filter(person=viewer).values_list("room_id", flat=True))
    marks = dict(ReadMark.objects.filter(person=viewer).values_list("room_id", "seq"))
    lines = [
        RoomLine(
            id=RoomId(room),
            name=name,
            purpose=purpose,
            access=access,
            unread=unread(seq=seq, read_to=marks.get(room)) if room in mine or room in marks else 0,
            is_member=room in mine,
        )
        for room, name, purpose, access, seq in rooms
        if access == Access.PUBLIC or room not in removed
    ]
    return tuple(sorted(lines, key=lambda line: not line.is_member))


def unread(*, seq: int, read_to: int | None) -> int:
    """How many messages of a room at `seq` come after the mark; all of them where there is none."""
    return max(0, seq - (read_to or 0))


def unread_of(people: Iterable[PersonId], rooms: Iterable[RoomId]) -> dict[PersonId, list[tuple[RoomId, int, int]]]:
    """For those who sit in these rooms: (room, seq, unread). Three queries, whatever their number."""
    rooms, people = list(rooms), list(people)
    seqs = dict(Room.objects.filter(id__in=rooms).values_list("id", "seq"))
    marks = {
        (person, room): seq
        for person, room, seq in ReadMark.objects.filter(person_id__in=people, room_id__in=rooms).values_list(
            "person_id", "room_id", "seq"
        )
    }
    found: dict[PersonId, list[tuple[RoomId, int, int]]] = {}
    for person, room in Membership.objects.filter(person_id__in=people, room_id__in=rooms).values_list(
        "person_id", "room_id"
    ):
        if room in seqs:
            count = unread(seq=seqs[room], read_to=marks.get((person, room)))
            found.setdefault(PersonId(person), []).append((RoomId(room), seqs[room], count))
    return found


def numbers_of(rooms: Iterable[RoomId]) -> list[tuple[RoomId, int, int]]:
    """(room, change, rights_change) of these rooms, for the comparison with what was told."""
    rows = Room.objects.filter(id__in=list(rooms)).values_list("id", "change", "rights_change")
    return [(RoomId(room), change, rights_change) for room, change, rights_change in rows]


def seqs_of_rooms_of(people: Iterable[PersonId]) -> dict[RoomId, int]:
    """The seq of every room in which any of these people sits."""
    rooms = Membership.objects.filter(person_id__in=list(people)).values("room_id")
    return {RoomId(room): seq for room, seq in Room.objects.filter(id__in=rooms).values_list("id", "seq")}


def _read_to(viewer: Person | None, room_id: RoomId) -> int | None:
    if viewer is None:
        return None
    return ReadMark.objects.filter(person=viewer, room=room_id).values_list("seq", flat=True).first()


SEATED_SHOWN = 50


def _seated(room_id: RoomId) -> tuple[tuple[SeatedPerson, ...], tuple[SeatedPerson, ...], int]:
    """The hosts, the first of those who sit there, and how many there are."""
    seats = Membership.objects.filter(room=room_id, person__is_active=True)
    columns = ("person_id", "person__name", "person__cup", "is_host", "person__role")
    hosts = seats.filter(is_host=True).order_by("joined_at", "id").values_list(*columns)
    first = seats.order_by("-is_host", "joined_at", "id").values_list(*columns)[:SEATED_SHOWN]
    return tuple(_seated_person(*row) for row in hosts), tuple(_seated_person(*row) for row in first), seats.count()


def _seated_person(person: int, name: str, cup: str, is_host: bool, role: str) -> SeatedPerson:
    return SeatedPerson(PersonId(person), name, cup, is_host, role)


def people_of(room_id: RoomId, *, after: int = 0) -> tuple[SeatedPerson, ...]:
    """Those who sit in a room, by the order of their number, a page at a time."""
    rows = Membership.objects.filter(room=room_id, person_id__gt=after).order_by("person_id")
    return tuple(
        _seated_person(*row)
        for row in rows.values_list("person_id", "person__name", "person__cup", "is_host", "person__role")[:100]
    )


def removed_from(room_id: RoomId) -> tuple[SeatedPerson, ...]:
    """Those who were removed from a room and may not come back yet."""
    rows = Removal.objects.filter(room=room_id).order_by("-removed_at", "-id")
    return tuple(
        SeatedPerson(PersonId(person), name, cup, is_host=False, role=role)
        for person, name, cup, role in rows.values_list("person_id", "person__name", "person__cup", "person__role")
    )


def barred_among(people: Iterable[PersonId], room_id: RoomId) -> list[PersonId]:
    """Which of these people may not follow the room: those who were removed from it."""
    rows = Removal.objects.filter(room=room_id, person_id__in=list(people)).values_list("person_id", flat=True)
    return [PersonId(person) for person in rows]
