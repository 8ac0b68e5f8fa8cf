"""Reading the storyteller's floor: who tells, who waits, what was put aside. Only rooms in which somebody tells ask."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from chalou.chat import rules as rules_of_rooms
from chalou.chat.models import Aside, Floor, Hand, Room
from chalou.chat.queries.hearing import NOBODY
from chalou.chat.queries.values import AsideShown, FloorShown, FloorWords, OnFloor, RoomSeen
from chalou.chat.rules import Refusal
from chalou.chat.rules import floor as rules
from chalou.foundation.ids import PersonId, RoomId
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Customs, Mode
from chalou.people.models import Person

_HAND = ("person_id", "person__name", "person__cup")


def floor_of(viewer: Person | None, room: RoomSeen) -> FloorShown | None:
    """The telling that is under way in a room, as this viewer sees it."""
    row = Floor.objects.select_related("holder").filter(room=room.id, ended_at=None).first()
    if row is None:
        return None
    mine = viewer.id if viewer is not None else None
    # Strangers are told of nobody who has not spoken.
    hands = _hands(row, room.unheard) if viewer is not None else ()
    place = next((one.place for one in hands if one.person == mine), 0)
    expired = mine is not None and not place and _has_expired(row, mine)
    manages = room.is_host or room.keeps_order
    collects = viewer is not None and _may_end(row, viewer, room)
    holds = mine is not None and row.holder_id == mine
    return FloorShown(
        id=row.pk,
        title=row.title,
        holder=_holder(row, room.unheard),
        hands=hands,
        is_mine=holds,
        my_place=place,
        has_expired=expired,
        manages=manages and viewer is not None,
        may_end=collects,
        is_member=room.is_member,
        may_ask=viewer is not None and why_not_speak_beside(viewer, room, Mode(row.mode_before), the_customs()) is None,
        beside=Mode(row.mode_before),
        asides=asides_at(row.pk, mine, sees_all=collects or holds, unheard=room.unheard) if viewer else (),
    )


def floor_words(room_id: RoomId) -> FloorWords | None:
    """The telling that is under way in a room; the same for everybody."""
    row = Floor.objects.select_related("holder").filter(room=room_id, ended_at=None).first()
    if row is None:
        return None
    holder = _holder(row, NOBODY)
    return FloorWords(row.pk, row.title, (*((holder,) if holder is not None else ()), *_hands(row, NOBODY)))


def floor_holder(room_id: RoomId) -> PersonId | None:
    """Who holds the floor of a room."""
    holder = Floor.objects.filter(room=room_id, ended_at=None).values_list("holder_id", flat=True).first()
    return PersonId(holder) if holder is not None else None


def talks_beside(room_id: RoomId, mode: Mode) -> Mode:
    """How a room talks that talks like this, but for a telling: at side tables, and to whoever asks for the floor."""
    if mode is not Mode.STORY:
        return mode
    before = Floor.objects.filter(room=room_id, ended_at=None).values_list("mode_before", flat=True).first()
    return rules_of_rooms.talks_beside(mode=mode, before=Mode(before) if before else Mode.OPEN)


def why_not_speak_beside(viewer: Person, room: RoomSeen, mode: Mode, customs: Customs) -> Refusal | None:
    """Whether a room that talks like this lets a viewer speak who sits there."""
    theirs = rules_of_rooms.Manners(seat=viewer.sits_as, is_host=room.is_host, is_settled=room.is_settled)
    return rules_of_rooms.why_not_speak(mode=mode, theirs=theirs, customs=customs)


def listening_rooms() -> QuerySet[Room]:
    """The rooms in which whoever is new listens first: also while somebody tells there."""
    told = Floor.objects.filter(room=OuterRef("pk"), ended_at=None, mode_before=Mode.LISTENING)
    return Room.objects.filter(Q(mode=Mode.LISTENING) | Q(Exists(told), mode=Mode.STORY))


def open_floors() -> dict[RoomId, frozenset[PersonId]]:
    """The rooms in which somebody tells, each with those whose lines matter there. One small reading."""
    found: dict[RoomId, set[PersonId]] = {}
    floors = {}
    for row in Floor.objects.filter(ended_at=None).only("room_id", "holder_id"):
        holder = set() if row.holder_id is None else {PersonId(row.holder_id)}
        floors[row.pk] = found.setdefault(RoomId(row.room_id), holder)
    if floors:
        for number, person in Hand.objects.filter(floor__in=floors, expired_at=None).values_list("floor", "person"):
            floors[number].add(PersonId(person))
    return {room: frozenset(people) for room, people in found.items()}


def collectors_of(floor_id: int) -> tuple[PersonId, ...]:
    """Those to whom asides are shown: who holds the floor, its teller, who opened it, the hosts of the room."""
    row = Floor.objects.filter(pk=floor_id).first()
    if row is None:
        return ()
    hosts = row.room.memberships.filter(is_host=True).values_list("person_id", flat=True)
    return tuple({PersonId(one) for one in (row.holder_id, row.teller_id, row.opened_by_id, *hosts) if one is not None})


def asides_at(
    floor_id: int, viewer: PersonId | None, *, sees_all: bool, unheard: Collection[PersonId]
) -> tuple[AsideShown, ...]:
    """What was put aside at a telling and waits, in order: all of it, or the viewer's own."""
    of_whom = ~Q(person__in=unheard) if sees_all else Q(person=viewer)
    rows = Aside.objects.filter(of_whom, floor=floor_id, released_at=None).order_by("pk")
    columns = ("pk", "person_id", "person__name", "person__cup", "html", "is_question", "put_at")
    return tuple(
        AsideShown(number, PersonId(person), name, cup, html, is_question, put_at, is_mine=person == viewer)
        for number, person, name, cup, html, is_question, put_at in rows.values_list(*columns)
    )


def _holder(row: Floor, unheard: Collection[PersonId]) -> OnFloor | None:
    if row.holder is None:
        return None
    return _on_floor(PersonId(row.holder.id), row.holder.name, row.holder.cup, 0, unheard)


def _hands(row: Floor, unheard: Collection[PersonId]) -> tuple[OnFloor, ...]:
    rows: Iterable[tuple[int, str, str]] = (
        Hand.objects.filter(floor=row, expired_at=None).order_by("place").values_list(*_HAND)
    )
    return tuple(
        _on_floor(PersonId(person), name, cup, place, unheard)
        for place, (person, name, cup) in enumerate(rows, start=1)
    )


def _on_floor(person: PersonId, name: str, cup: str, place: int, unheard: Collection[PersonId]) -> OnFloor:
    is_unheard = person in unheard
    return OnFloor(person, "" if is_unheard else name, cup, place, is_unheard)


def _has_expired(row: Floor, person: PersonId) -> bool:
    return Hand.objects.filter(floor=row, person=person, expired_at__isnull=False).exists()


def _may_end(row: Floor, viewer: Person, room: RoomSeen) -> bool:
    return rules.may_end(
        by=viewer.id,
        opener=PersonId(row.opened_by_id) if row.opened_by_id is not None else None,
        teller=PersonId(row.teller_id),
        manages=room.is_host or room.keeps_order,
        is_member=room.is_member,
    )
