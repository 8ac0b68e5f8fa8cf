"""How a room talks: open, slowly, listening first, quietly. Everybody who has it open sees the change at once."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from chalou.chat import rules
from chalou.chat.actions.held import locked_for
from chalou.chat.models import Membership, Message, Room
from chalou.chat.refusals import refuse
from chalou.events.record import record
from chalou.events.vocabulary.chat import RoomChanged
from chalou.foundation.database import write
from chalou.foundation.ids import RoomId
from chalou.foundation.refusals import NotFound
from chalou.house.rules.customs import Mode
from chalou.people.models import Person
from chalou.screening.admit import admit_deed
from chalou.screening.rules import Deed


def set_mode(*, by: Person, room_id: RoomId, mode: Mode, at: datetime, slow_s: int = 0) -> None:
    """Let a room talk in another way. Only hosts, and those who keep order in it. `slow_s` are the seconds between two
    messages of a guest in a slow room, one of `SLOW_S`; there they are not 0.
    """
    if mode is Mode.STORY or slow_s not in rules.SLOW_S or (mode is Mode.SLOW) != bool(slow_s):
        raise NotFound
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        room, standing = locked_for(by, room_id)
        refuse(rules.why_not_host(is_host=standing.is_host, keeps_order=standing.keeps_order))
        # A telling is begun and ended by its own verbs, with whoever tells.
        refuse(rules.Refusal.FLOOR_HELD if room.mode == Mode.STORY else None)
        if (room.mode, room.slow_s) == (mode, slow_s):
            return
        take_up(room, mode, slow_s=slow_s, at=at)
        room.change += 1
        room.save(update_fields=["mode", "slow_s", "change"])
        record(RoomChanged(room=room.id, change=room.change, by=by.id, at=at))


def take_up(room: Room, mode: Mode, *, slow_s: int, at: datetime) -> None:
    """Give a held room another mode; the caller saves it. Whoever has spoken in it before need not listen first."""
    if mode is Mode.LISTENING and room.mode != Mode.LISTENING:
        spoke = Message.objects.filter(room=room, author=OuterRef("person"))
        Membership.objects.filter(Exists(spoke), room=room, settled_at=None).update(settled_at=at)
    room.mode, room.slow_s = mode, slow_s
