"""Who sits in a room: sitting down, getting up, being sent out and let in again, looking after it."""

from collections.abc import Sequence
from datetime import datetime

from chalou.chat import rules
from chalou.chat.actions.held import (
    clear_seat,
    is_removed,
    locked,
    locked_for,
    next_change,
    refuse_unless_removable,
    seat,
)
from chalou.chat.actions.invitations import void_invitations
from chalou.chat.actions.stage import drop_from_floor
from chalou.chat.models import CLOSED, Access, Membership, Removal, Room
from chalou.chat.names import accept_reason
from chalou.chat.refusals import refuse
from chalou.events.record import record
from chalou.events.vocabulary.chat import HostNamed, MemberAltered, MembershipBegan, MembershipEnded, RemovalLifted
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.people.models import Person
from chalou.screening.admit import admit, admit_deed
from chalou.screening.rules import Act, Deed


def join(*, by: Person, room_id: RoomId, at: datetime) -> None:
    """Sit down in a room. Doing it twice is doing it once; who was removed stays out until that is lifted. In a room by
    invitation one sits down by a link (`take_invitation`).
    """
    admit_deed(deed=Deed.SIT, by=by.id)
    with write():
        room = locked(room_id)
        was_removed = is_removed(room, by)
        is_member = Membership.objects.filter(room=room, person=by).exists()
        if not rules.may_read(
            is_public=room.access == Access.PUBLIC,
            is_by_invitation=room.access in CLOSED,
            is_signed_in=True,
            is_member=is_member,
            is_removed=was_removed,
        ):
            raise NotFound
        refuse(rules.why_not_join(is_removed=was_removed))
        if not is_member:
            seat(room, [by], at=at)
            record(MembershipBegan(room=room.id, person=by.id, at=at))


def join_many(*, people: Sequence[Person], room_id: RoomId, at: datetime) -> None:
    """Many newcomers sit down at once: for load clients of a demo house."""
    with write():
        room = locked(room_id)
        seat(room, people, at=at)
        for person in people:
            record(MembershipBegan(room=room.id, person=person.id, at=at))


def leave(*, by: Person, room_id: RoomId, at: datetime) -> None:
    """Get up from a room. The last host stays until there is another."""
    admit_deed(deed=Deed.SIT, by=by.id)
    with write():
        room = locked(room_id)
        theirs = Membership.objects.filter(room=room, person=by).first()
        if theirs is None:
            return
        if room.access == Access.DIRECT:
            refuse(rules.why_not_leave_talk(people=Membership.objects.filter(room=room).count()))
            # It is no longer the talk of those people: should they talk again, all of them, it is another.
            Room.objects.filter(pk=room.pk).update(direct_key=None)
        others = Membership.objects.filter(room=room, is_host=True).exclude(person=by).count()
        refuse(rules.why_not_leave(is_host=theirs.is_host, other_hosts=others))
        clear_seat(theirs)
        end_membership(room, by.id, by=by.id, at=at)


def remove(*, by: Person, room_id: RoomId, person_id: PersonId, at: datetime, reason: str = "") -> None:
    """Send somebody out of a room. They cannot sit down there again until it is lifted; the reason, if one is given, is
    for them to read.
    """
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    if reason.strip():
        reason = accept_reason(reason)
        admit(act=Act.GIVE_REASON, by=by.id, text=reason)
    with write():
        room, standing = locked_for(by, room_id)
        person = Person.objects.filter(id=person_id).first()
        if person is None:
            raise NotFound
        theirs = Membership.objects.filter(room=room, person=person).first()
        refuse_unless_removable(room, standing, person, theirs, by=by)
        _, is_new = Removal.objects.get_or_create(
            room=room, person=person, defaults={"removed_by": by, "removed_at": at, "reason": reason.strip()}
        )
        if theirs is not None:
            clear_seat(theirs)
        if is_new:
            end_membership(room, person.id, by=by.id, at=at)


def end_membership(room: Room, person: PersonId, *, by: PersonId, at: datetime) -> None:
    """Their seat is gone: they hear no more of the room, and what they invited to it is void. Its row is held."""
    room.change += 1
    room.rights_change = room.change
    room.save(update_fields=["change", "rights_change"])
    record(MembershipEnded(room=room.id, person=person, by=by, change=room.change, at=at))
    drop_from_floor(room, person, at=at)
    void_invitations(room, by=by, at=at, of=person)


def lift(*, by: Person, room_id: RoomId, person_id: PersonId, at: datetime) -> None:
    """Let somebody who was removed sit down again, if they like."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        room, standing = locked_for(by, room_id)
        refuse(rules.why_not_host(is_host=standing.is_host, keeps_order=standing.keeps_order))
        lifted, _ = Removal.objects.filter(room=room, person_id=person_id).delete()
        if lifted:
            record(RemovalLifted(room=room.id, person=person_id, by=by.id, at=at))


def name_host(*, by: Person, room_id: RoomId, person_id: PersonId, at: datetime) -> None:
    """Make somebody who sits in the room a host of it."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        room, standing = locked_for(by, room_id)
        refuse(rules.why_not_host(is_host=standing.is_host, keeps_order=standing.keeps_order))
        theirs = Membership.objects.filter(room=room, person_id=person_id).first()
        if theirs is None:
            raise NotFound
        if not theirs.is_host:
            theirs.is_host = True
            theirs.save(update_fields=["is_host"])
            record(HostNamed(room=room.id, person=person_id, by=by.id, at=at))


def alter_member(*, person_id: PersonId, at: datetime) -> None:
    """Somebody's name or cup is another: count it as a change of every room they sit in, so that open pages follow."""
    for room_id in Membership.objects.filter(person=person_id).order_by("room").values_list("room", flat=True):
        with write():
            room = locked(RoomId(room_id))
            change = next_change(room)
            Membership.objects.filter(room=room, person=person_id).update(change=change)
            record(MemberAltered(room=room.id, person=person_id, change=change, at=at))
