"""The room's row, held by whoever alters what the room shows or who may see it; and what somebody is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalou.chat import rules
from chalou.chat.models import CLOSED, NEVER, Access, Hearing, Membership, ReadMark, Removal, Room, Thread
from chalou.chat.queries import talks_beside, why_not_say_in
from chalou.chat.refusals import refuse
from chalou.chat.settling import settle_if_reached, settle_known
from chalou.foundation.ids import RoomId
from chalou.foundation.refusals import NotFound
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Mode, Seat, sits_as
from chalou.people.models import Person


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is in a room, on fresh values. `keeps_order`: in this room, by their role in the house; `seat`: by
    which it goes what they may do.
    """

    is_member: bool
    is_host: bool
    keeps_order: bool
    seat: Seat
    is_settled: bool = False


def locked(room_id: RoomId) -> Room:
    """The room's row, held until the transaction ends; on SQLite the transaction itself holds everything."""
    room = Room.objects.select_for_update(no_key=True).filter(id=room_id).first()
    if room is None:
        raise NotFound
    return room


def locked_for(by: Person, room_id: RoomId) -> tuple[Room, Standing]:
    """The room's row, held, and what `by` is in it. A room by invitation is not found by those who do not sit there,
    whatever way they come.
    """
    room = locked(room_id)
    columns = ("is_host", "person__seat", "settled_at")
    seat = Membership.objects.filter(room=room, person=by).values_list(*columns).first()
    is_by_invitation = room.access in CLOSED
    is_host = seat is not None and seat[0]
    if is_by_invitation and (seat is None or is_removed(room, by)):
        raise NotFound
    keeps_order = rules.keeps_order_in(is_by_invitation=is_by_invitation, keeps_order=by.keeps_order, is_host=is_host)
    theirs = sits_as(Seat(seat[1] if seat is not None else by.seat), keeps_order=by.keeps_order)
    is_settled = seat is not None and seat[2] is not None
    return room, Standing(seat is not None, is_host, keeps_order, theirs, is_settled)


def refuse_unreached(room: Room, by: Person) -> None:
    """In a direct talk nothing is put into words where nothing may be said just now."""
    if room.access == Access.DIRECT:
        refuse(why_not_say_in([(room.id, by.id)]).get((room.id, by.id)))


def refuse_unspoken(room: Room, standing: Standing, by: Person, *, at: datetime) -> None:
    """Titles and tags of tables are words too: whom a room does not let speak just now puts up none. Those who keep
    order in it may.
    """
    if standing.keeps_order:
        return
    theirs = rules.Manners(seat=standing.seat, is_host=standing.is_host, is_settled=standing.is_settled)
    mode = talks_beside(room.id, Mode(room.mode))
    refusal = rules.why_not_speak(mode=mode, theirs=theirs, customs=the_customs())
    hearing = Hearing.objects.filter(room=room, person=by).first() if refusal is rules.Refusal.LISTEN_FIRST else None
    if refusal is rules.Refusal.LISTEN_FIRST and settle_if_reached(room, by.id, hearing, at=at):
        return
    refuse(refusal)


def is_removed(room: Room, person: Person) -> bool:
    return Removal.objects.filter(room=room, person=person).exists()


def refuse_unless_removable(
    room: Room, standing: Standing, person: Person, seat: Membership | None, *, by: Person
) -> None:
    """Whom one may send out one may also ask to listen, and nobody else; `seat` is theirs, if they have one."""
    refuse(
        rules.why_not_remove(
            is_by_invitation=room.access in CLOSED,
            is_host=standing.is_host,
            keeps_order=standing.keeps_order,
            target_is_host=seat is not None and seat.is_host,
            target_keeps_order=person.keeps_order,
            is_self=person.id == by.id,
        )
    )


def seat(room: Room, people: Sequence[Person], *, at: datetime, is_host: bool = False) -> None:
    """Let people sit in a room who do not yet. A seat comes with a mark of the main thread: what is unread is counted
    from marks.
    """
    Membership.objects.bulk_create(
        Membership(room=room, person=person, joined_at=at, is_host=is_host) for person in people
    )
    if talks_beside(room.id, Mode(room.mode)) is Mode.LISTENING:
        settle_known(room, at=at, people=[person.id for person in people])
    main = Thread.objects.get(room=room, is_main=True)
    marks = [ReadMark(thread=main, person=person, seq=NEVER, read_at=at) for person in people]
    ReadMark.objects.bulk_create(marks, ignore_conflicts=True)


def clear_seat(seat: Membership) -> None:
    """Let somebody get up. What they have read stays known, should they come back; who never looked in has no mark."""
    ReadMark.objects.filter(thread__room=seat.room_id, person=seat.person_id, seq=NEVER).delete()
    seat.delete()


def next_change(room: Room) -> int:
    room.change += 1
    room.save(update_fields=["change"])
    return room.change
