"""The storyteller's floor: opening it for somebody, asking for it, passing it on, ending the telling.

Each verb takes the room's row first, lets `rules.floor` say what comes of it, and writes that down; so two who act at
the same moment act one after the other.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from chalou.chat import rules as room_rules
from chalou.chat.actions.held import Standing, locked, locked_for
from chalou.chat.actions.modes import take_up
from chalou.chat.actions.stage import Held, begin_telling, open_floor_of, settle
from chalou.chat.models import Access, Floor, Hearing, Membership, Mute, Room
from chalou.chat.names import accept_story_title
from chalou.chat.refusals import muted, refuse, refused
from chalou.chat.rules import Manners, Refusal
from chalou.chat.rules import floor as rules
from chalou.chat.settling import settle_if_reached
from chalou.events.record import record
from chalou.events.vocabulary.floor import FloorOpened
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.refusals import NotFound, Refused
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Mode, Right
from chalou.people.models import Person
from chalou.screening.admit import admit, admit_deed
from chalou.screening.rules import Act, Deed


def open_floor(*, by: Person, room_id: RoomId, teller: PersonId, title: str, at: datetime) -> Floor:
    """Let somebody who sits in a room tell a story there: until it is over, the main table is theirs who hold the
    floor. A host does so, or who has the right to it. Side tables go on as they are.
    """
    title = accept_story_title(title)
    admit(act=Act.OPEN_FLOOR, by=by.id, text=title)
    with write():
        room, standing = locked_for(by, room_id)
        refuse(
            rules.why_not_open(
                is_member=standing.is_member or standing.keeps_order,
                is_direct=room.access == Access.DIRECT,
                is_told_already=room.mode == Mode.STORY,
                teller_sits=Membership.objects.filter(room=room, person=teller).exists(),
            )
        )
        looks_after = _manages(standing)
        if not looks_after:
            # A telling opens no door: not to who begins it, and not to whom they name.
            refuse_unless_may_speak(room, Mode(room.mode), by.id, at=at)
            refuse(Refusal.TELLER_LISTENS if _why_not_speak(room, Mode(room.mode), teller, at=at) else None)
        refuse(room_rules.why_not_use(Right.TELL, seat=by.sits_as, is_host=looks_after, customs=the_customs()))
        floor = Floor.objects.create(
            room=room,
            title=title,
            teller_id=teller,
            opened_by=by,
            opened_at=at,
            mode_before=room.mode,
            slow_before=room.slow_s,
            holder_id=teller,
            since=at,
        )
        begin_telling(floor, room, teller)
        take_up(room, Mode.STORY, slow_s=0, at=at)
        room.change += 1
        room.save(update_fields=["mode", "slow_s", "change"])
        record(FloorOpened(room=room.id, floor=floor.pk, teller=teller, change=room.change, by=by.id, at=at))
    return floor


def raise_hand(*, by: Person, room_id: RoomId, at: datetime) -> None:
    """Ask for the floor, behind those who asked before. Whoever could not speak here without a telling asks in vain:
    who is new in a listening room listens first.
    """
    admit_deed(deed=Deed.RAISE, by=by.id)
    with write():
        held, _ = _held_for(by, room_id)
        refuse_unless_may_speak(held.room, Mode(held.row.mode_before), by.id, at=at)
        settle_or_refuse(held, rules.raise_hand(held.stage, by.id, at=at), act="raise", by=by.id, at=at)


def lower_hand(*, by: Person, room_id: RoomId, at: datetime) -> None:
    """Ask for the floor no longer."""
    admit_deed(deed=Deed.RAISE, by=by.id)
    with write():
        held, _ = _held_for(by, room_id)
        settle_or_refuse(held, rules.lower_hand(held.stage, by.id), act="lower", by=by.id, at=at)


def pass_floor(*, by: Person, room_id: RoomId, at: datetime, to: PersonId | None = None) -> None:
    """Give the floor to a raised hand, or without a name to the next: whoever holds it. Who looks after the room gives
    it to anybody who sits there, and so takes it over, too.
    """
    admit_deed(deed=Deed.RAISE, by=by.id)
    with write():
        held, standing = _held_for(by, room_id)
        sits = [to] if to is not None and Membership.objects.filter(room=held.room, person=to).exists() else []
        step = rules.pass_on(held.stage, by=by.id, manages=_manages(standing), to=to, sits=sits, at=at)
        settle_or_refuse(held, step, act="pass", by=by.id, at=at)


def end_floor(*, by: Person, room_id: RoomId, at: datetime) -> Floor:
    """The telling is over: everybody may speak again, as the room talked before."""
    admit_deed(deed=Deed.RAISE, by=by.id)
    with write():
        held, standing = _held_for(by, room_id)
        step = rules.end(held.stage, may_end=may_end(held.row, by, standing))
        settle_or_refuse(held, step, act="end", by=by.id, at=at)
    return held.row


def look_at_floors(rooms: Iterable[RoomId], *, here: Collection[PersonId], at: datetime) -> None:
    """What time and lines do to the floors of these rooms. Done again and again; twice is once."""
    for number in rooms:
        with write():
            held = open_floor_of(locked(number))
            if held is None:
                continue
            step = rules.look(held.stage, here=here, times=the_customs().floor, at=at)
            if step.stage != held.stage:
                settle(held, step, act="time", by=None, at=at)


def may_end(floor: Floor, by: Person, standing: Standing) -> bool:
    """Whether somebody may end this telling, and let what was put aside into the talk."""
    return rules.may_end(
        by=by.id,
        opener=PersonId(floor.opened_by_id) if floor.opened_by_id is not None else None,
        teller=PersonId(floor.teller_id),
        manages=_manages(standing),
        is_member=standing.is_member,
    )


def refuse_unless_may_speak(room: Room, mode: Mode, person: PersonId, *, at: datetime) -> None:
    """A telling opens no door: who could not speak in the room as it talks beside it cannot by raising a hand."""
    refusal = _why_not_speak(room, mode, person, at=at)
    if refusal is not None:
        raise refusal


def _why_not_speak(room: Room, mode: Mode, person: PersonId, *, at: datetime) -> Refused | None:
    """Whoever has come to the end of listening is settled by asking."""
    mute = Mute.objects.filter(room=room, person=person, until__gt=at).first()
    if mute is not None:
        return muted(reason=mute.reason, wait_s=(mute.until - at).total_seconds())
    seat = Membership.objects.select_related("person").filter(room=room, person=person).first()
    if seat is None:
        return refused(Refusal.NOT_A_MEMBER)
    theirs = Manners(seat=seat.person.sits_as, is_host=seat.is_host, is_settled=seat.settled_at is not None)
    refusal = room_rules.why_not_speak(mode=mode, theirs=theirs, customs=the_customs())
    hearing = Hearing.objects.filter(room=room, person=person).first() if refusal is Refusal.LISTEN_FIRST else None
    if refusal is Refusal.LISTEN_FIRST and settle_if_reached(room, person, hearing, at=at):
        return None
    return refused(refusal) if refusal is not None else None


def settle_or_refuse(held: Held, step: rules.Step | Refusal, *, act: str, by: PersonId, at: datetime) -> None:
    if isinstance(step, Refusal):
        raise refused(step)
    if step.stage != held.stage:
        settle(held, step, act=act, by=by, at=at)


def _manages(standing: Standing) -> bool:
    return standing.is_host or standing.keeps_order


def _held_for(by: Person, room_id: RoomId) -> tuple[Held, Standing]:
    room, standing = locked_for(by, room_id)
    if not standing.is_member and not standing.keeps_order:
        raise NotFound if room.access == Access.DIRECT else refused(Refusal.NOT_A_MEMBER)
    held = open_floor_of(room)
    if held is None:
        raise refused(Refusal.FLOOR_OVER)
    return held, standing
