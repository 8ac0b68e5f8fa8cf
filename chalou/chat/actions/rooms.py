"""Opening rooms and changing what they are."""

from datetime import datetime

from chalou.chat import rules
from chalou.chat.actions.held import locked_for, seat
from chalou.chat.actions.invitations import void_invitations
from chalou.chat.actions.modes import take_up
from chalou.chat.actions.quotes import alter_what_is_passed_on
from chalou.chat.models import Access, Membership, Removal, Room, Thread
from chalou.chat.names import accept_purpose, accept_room_name
from chalou.chat.refusals import refuse, refuse_use
from chalou.events.record import record
from chalou.events.vocabulary.chat import RemovalLifted, RoomChanged, RoomOpened
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Mode, Right
from chalou.people.models import ORDER_KEEPERS, Person
from chalou.screening.admit import admit
from chalou.screening.rules import Act

USUAL_SLOW_S = 30
"""In a new room of a house whose new rooms are slow."""


def open_room(*, by: Person, name: str, purpose: str, access: Access, at: datetime) -> Room:
    """Open a room in this house. Its opener becomes its first host. Which seat may is a custom of the house."""
    refuse_use(Right.ROOMS, seat=by.sits_as)  # before anything is asked of the words, and again with the row
    assert access != Access.DIRECT, "direct talk is opened by `open_talk`"
    name, purpose = _admitted(act=Act.OPEN_ROOM, by=by, name=name, purpose=purpose)
    mode = the_customs().new_rooms
    slow_s = USUAL_SLOW_S if mode is Mode.SLOW else 0
    with write():
        refuse_use(Right.ROOMS, seat=Person.objects.select_for_update(no_key=True).get(pk=by.pk).sits_as)
        room = Room.objects.create(name=name, purpose=purpose, access=access, mode=mode, slow_s=slow_s, opened_at=at)
        Thread.objects.create(room=room, is_main=True, opened_at=at)
        seat(room, [by], at=at, is_host=True)
        record(RoomOpened(room=room.id, by=by.id, at=at))
    return room


def change_room(
    *,
    by: Person,
    room_id: RoomId,
    name: str,
    purpose: str,
    access: Access,
    at: datetime,
    knows_it_opens: bool = False,
    slow_s: int | None = None,
    shows_readers: bool | None = None,
    asks_about_tea: bool | None = None,
) -> None:
    """Give a room another name, purpose, way to read it, pace, or say whether those who sit there see who has read, and
    whether they are asked for more where they praise a tea in a few empty words (None: as it is). Only hosts, and those
    who keep order in it.

    Out of "by invitation" it comes only by a host who `knows_it_opens`: that others will read all that was ever said.
    """
    name, purpose = _admitted(act=Act.CHANGE_ROOM, by=by, name=name, purpose=purpose)
    if slow_s is not None and slow_s not in rules.SLOW_S:
        raise NotFound
    with write():
        room, standing = locked_for(by, room_id)
        was_by_invitation = room.access == Access.INVITATION
        refuse(rules.why_not_host(is_host=standing.is_host, keeps_order=standing.keeps_order))
        refuse(
            rules.why_not_change_access(
                is_host=standing.is_host,
                was_by_invitation=was_by_invitation,
                becomes_by_invitation=access == Access.INVITATION,
                knows_it_opens=knows_it_opens,
            )
        )
        if shows_readers:
            seats = Membership.objects.filter(room=room).count()
            refuse(rules.why_not_ask_readers(was_asked_for=room.shows_readers, seats=seats))
        room.change += 1
        is_read_otherwise = access != room.access
        if is_read_otherwise:
            room.rights_change = room.change
        room.name, room.purpose, room.access = name, purpose, access
        if slow_s:
            refuse(rules.Refusal.FLOOR_HELD if room.mode == Mode.STORY else None)
            take_up(room, Mode.SLOW, slow_s=slow_s, at=at)
        elif slow_s == 0 and room.mode == Mode.SLOW:
            take_up(room, Mode.OPEN, slow_s=0, at=at)
        room.shows_readers = room.shows_readers if shows_readers is None else shows_readers
        room.asks_about_tea = room.asks_about_tea if asks_about_tea is None else asks_about_tea
        room.save(
            update_fields=[
                *("name", "purpose", "access", "mode", "slow_s", "shows_readers", "asks_about_tea"),
                *("change", "rights_change"),
            ]
        )
        record(RoomChanged(room=room.id, change=room.change, by=by.id, at=at))
        if is_read_otherwise:
            alter_what_is_passed_on(room, at=at)
        if was_by_invitation and access != Access.INVITATION:
            void_invitations(room, by=by.id, at=at)
            _let_order_keepers_back(room, by=by, at=at)


def _let_order_keepers_back(room: Room, *, by: Person, at: datetime) -> None:
    """As guests of a room by invitation they could be sent out; where they keep order nobody sends them out."""
    theirs = Removal.objects.filter(room=room, person__role__in=ORDER_KEEPERS)
    for person in theirs.order_by("person").values_list("person", flat=True):
        record(RemovalLifted(room=room.id, person=PersonId(person), by=by.id, at=at))
    theirs.delete()


def _admitted(*, act: Act, by: Person, name: str, purpose: str) -> tuple[str, str]:
    name, purpose = accept_room_name(name), accept_purpose(purpose)
    admit(act=act, by=by.id, text=f"{name}\n{purpose}")
    return name, purpose
