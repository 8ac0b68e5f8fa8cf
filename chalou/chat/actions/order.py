"""What hosts do for a good talk besides sending out: asking to listen for a time, keeping messages in sight."""

from datetime import datetime, timedelta

from chalou.chat import rules
from chalou.chat.actions.held import locked_for, next_change, refuse_unless_removable
from chalou.chat.actions.stage import drop_from_floor
from chalou.chat.models import Membership, Message, Mute, Pin
from chalou.chat.names import accept_reason
from chalou.chat.refusals import refuse
from chalou.events.record import record
from chalou.events.vocabulary.chat import MemberMuted, MessagePinned, MessageUnpinned, MuteLifted
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.people.models import Person
from chalou.screening.admit import admit, admit_deed
from chalou.screening.rules import Act, Deed


def mute(*, by: Person, room_id: RoomId, person_id: PersonId, hours: int, reason: str, at: datetime) -> None:
    """Ask somebody who sits in a room to listen for some hours, and tell them why. A second time replaces the first."""
    if hours not in rules.MUTE_HOURS:
        raise NotFound
    reason = accept_reason(reason)
    admit(act=Act.GIVE_REASON, by=by.id, text=reason)
    until = at + timedelta(hours=hours)
    with write():
        room, standing = locked_for(by, room_id)
        person = Person.objects.filter(id=person_id).first()
        theirs = Membership.objects.filter(room=room, person_id=person_id).first()
        if person is None or theirs is None:
            raise NotFound
        refuse_unless_removable(room, standing, person, theirs, by=by)
        Mute.objects.update_or_create(
            room=room,
            person=person,
            defaults={"until": until, "reason": reason, "muted_by": by, "muted_at": at},
        )
        drop_from_floor(room, person.id, at=at)
        record(MemberMuted(room=room.id, person=person.id, until=until.isoformat(), by=by.id, at=at))


def unmute(*, by: Person, room_id: RoomId, person_id: PersonId, at: datetime) -> None:
    """Let somebody speak again before the time."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        room, standing = locked_for(by, room_id)
        refuse(rules.why_not_host(is_host=standing.is_host, keeps_order=standing.keeps_order))
        lifted, _ = Mute.objects.filter(room=room, person_id=person_id).delete()
        if lifted:
            record(MuteLifted(room=room.id, person=person_id, by=by.id, at=at))


def pin(*, by: Person, room_id: RoomId, seq: int, at: datetime) -> None:
    """Keep a message in sight beside the talk. Doing it twice is doing it once."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        room, standing = locked_for(by, room_id)
        refuse(rules.why_not_host(is_host=standing.is_host, keeps_order=standing.keeps_order))
        message = Message.objects.filter(room=room, seq=seq).first()
        if message is None:
            raise NotFound
        if Pin.objects.filter(message=message).exists():
            return
        refuse(
            rules.why_not_pin(is_gone=message.taken_back_at is not None, pinned=Pin.objects.filter(room=room).count())
        )
        Pin.objects.create(message=message, room=room, pinned_by=by, pinned_at=at)
        record(MessagePinned(room=room.id, message=message.id, change=next_change(room), by=by.id, at=at))


def unpin(*, by: Person, room_id: RoomId, seq: int, at: datetime) -> None:
    """Let a message go out of sight; it stays in the talk."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        room, standing = locked_for(by, room_id)
        refuse(rules.why_not_host(is_host=standing.is_host, keeps_order=standing.keeps_order))
        pinned = Pin.objects.filter(room=room, message__seq=seq).select_related("message").first()
        if pinned is None:
            return
        message = pinned.message.id
        pinned.delete()
        record(MessageUnpinned(room=room.id, message=message, change=next_change(room), by=by.id, at=at))
