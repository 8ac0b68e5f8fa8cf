"""What people do in rooms: one verb, one transaction, one event.

Everything that alters what a room shows, or who may see it, takes the room's row first and gives itself the next
`change`; so a post and a removal never pass each other unseen.
"""

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from uuid import uuid4

from django.db import connection

from chalou.chat import rules, writer
from chalou.chat.models import Access, Membership, Message, Removal, Room, Thread
from chalou.chat.names import accept_purpose, accept_room_name
from chalou.chat.refusals import refuse, refused
from chalou.chat.writer import Draft, Outcome, Posted, Reply
from chalou.events.record import record
from chalou.events.vocabulary.chat import (
    HostNamed,
    MemberAltered,
    MembershipBegan,
    MembershipEnded,
    MessageEdited,
    MessageTakenBack,
    RemovalLifted,
    RoomChanged,
    RoomOpened,
)
from chalou.foundation.database import write
from chalou.foundation.ids import ClientId, MessageId, PersonId, RoomId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.text.characters import cleaned
from chalou.foundation.text.markdown import to_html
from chalou.people.models import Person
from chalou.screening.admit import admit, admit_deed
from chalou.screening.rules import Act, Deed

PATIENCE_S = 20  # for a post by form: longer than any group takes, shorter than a person waits


def open_room(*, by: Person, name: str, purpose: str, access: Access, at: datetime) -> Room:
    """Open a room in this house. Its opener becomes its first host."""
    refuse(rules.why_not_open_room(keeps_order=by.keeps_order))
    name, purpose = _admitted(act=Act.OPEN_ROOM, by=by, name=name, purpose=purpose)
    with write():
        room = Room.objects.create(name=name, purpose=purpose, access=access, opened_at=at)
        Thread.objects.create(room=room, is_main=True, opened_at=at)
        Membership.objects.create(room=room, person=by, is_host=True, joined_at=at)
        record(RoomOpened(room=room.id, by=by.id, at=at))
    return room


def change_room(*, by: Person, room_id: RoomId, name: str, purpose: str, access: Access, at: datetime) -> None:
    """Give a room another name, purpose or way to read it. Only hosts, and those who keep order."""
    name, purpose = _admitted(act=Act.CHANGE_ROOM, by=by, name=name, purpose=purpose)
    with write():
        room = _locked(room_id)
        refuse(rules.why_not_host(is_host=_is_host(room, by), keeps_order=by.keeps_order))
        room.change += 1
        if access != room.access:
            room.rights_change = room.change
        room.name, room.purpose, room.access = name, purpose, access
        room.save(update_fields=["name", "purpose", "access", "change", "rights_change"])
        record(RoomChanged(room=room.id, change=room.change, by=by.id, at=at))


def _admitted(*, act: Act, by: Person, name: str, purpose: str) -> tuple[str, str]:
    name, purpose = accept_room_name(name), accept_purpose(purpose)
    admit(act=act, by=by.id, text=f"{name}\n{purpose}")
    return name, purpose


def join(*, by: Person, room_id: RoomId, at: datetime) -> None:
    """Sit down in a room. Doing it twice is doing it once; who was removed stays out until that is lifted."""
    admit_deed(deed=Deed.SIT, by=by.id)
    with write():
        room = _locked(room_id)
        is_removed = Removal.objects.filter(room=room, person=by).exists()
        if not rules.may_read(is_public=room.access == Access.PUBLIC, is_signed_in=True, is_removed=is_removed):
            raise NotFound
        refuse(rules.why_not_join(is_removed=is_removed))
        _, is_new = Membership.objects.get_or_create(room=room, person=by, defaults={"joined_at": at})
        if is_new:
            record(MembershipBegan(room=room.id, person=by.id, at=at))


def join_many(*, people: Sequence[Person], room_id: RoomId, at: datetime) -> None:
    """Many newcomers sit down at once: for load clients of a demo house."""
    with write():
        room = _locked(room_id)
        Membership.objects.bulk_create(Membership(room=room, person=person, joined_at=at) for person in people)
        for person in people:
            record(MembershipBegan(room=room.id, person=person.id, at=at))


def leave(*, by: Person, room_id: RoomId, at: datetime) -> None:
    """Get up from a room. The last host stays until there is another."""
    admit_deed(deed=Deed.SIT, by=by.id)
    with write():
        room = _locked(room_id)
        seat = Membership.objects.filter(room=room, person=by).first()
        if seat is None:
            return
        others = Membership.objects.filter(room=room, is_host=True).exclude(person=by).count()
        refuse(rules.why_not_leave(is_host=seat.is_host, other_hosts=others))
        seat.delete()
        _end_membership(room, by.id, by=by, at=at)


def remove(*, by: Person, room_id: RoomId, person_id: PersonId, at: datetime) -> None:
    """Send somebody out of a room. They cannot sit down there again until it is lifted."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        room = _locked(room_id)
        person = Person.objects.filter(id=person_id).first()
        if person is None:
            raise NotFound
        seat = Membership.objects.filter(room=room, person=person).first()
        refuse(
            rules.why_not_remove(
                is_host=_is_host(room, by),
                keeps_order=by.keeps_order,
                target_is_host=seat is not None and seat.is_host,
                target_keeps_order=person.keeps_order,
                is_self=person.id == by.id,
            )
        )
        _, is_new = Removal.objects.get_or_create(
            room=room, person=person, defaults={"removed_by": by, "removed_at": at}
        )
        if seat is not None:
            seat.delete()
        if is_new:
            _end_membership(room, person.id, by=by, at=at)


def _end_membership(room: Room, person: PersonId, *, by: Person, at: datetime) -> None:
    room.change += 1
    room.rights_change = room.change
    room.save(update_fields=["change", "rights_change"])
    record(MembershipEnded(room=room.id, person=person, by=by.id, change=room.change, at=at))


def lift(*, by: Person, room_id: RoomId, person_id: PersonId, at: datetime) -> None:
    """Let somebody who was removed sit down again, if they like."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        room = _locked(room_id)
        refuse(rules.why_not_host(is_host=_is_host(room, by), keeps_order=by.keeps_order))
        lifted, _ = Removal.objects.filter(room=room, person_id=person_id).delete()
        if lifted:
            record(RemovalLifted(room=room.id, person=person_id, by=by.id, at=at))


def name_host(*, by: Person, room_id: RoomId, person_id: PersonId, at: datetime) -> None:
    """Make somebody who sits in the room a host of it."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        room = _locked(room_id)
        refuse(rules.why_not_host(is_host=_is_host(room, by), keeps_order=by.keeps_order))
        seat = Membership.objects.filter(room=room, person_id=person_id).first()
        if seat is None:
            raise NotFound
        if not seat.is_host:
            seat.is_host = True
            seat.save(update_fields=["is_host"])
            record(HostNamed(room=room.id, person=person_id, by=by.id, at=at))


def alter_member(*, person_id: PersonId, at: datetime) -> None:
    """Somebody's name or cup is another: count it as a change of every room they sit in, so that open pages follow."""
    for room_id in Membership.objects.filter(person=person_id).order_by("room").values_list("room", flat=True):
        with write():
            room = _locked(RoomId(room_id))
            change = _next_change(room)
            Membership.objects.filter(room=room, person=person_id).update(change=change)
            record(MemberAltered(room=room.id, person=person_id, change=change, at=at))


def hand_in(*, by: PersonId, room_id: RoomId, text: str, client_id: ClientId, at: datetime, reply: Reply) -> None:
    """Post a message without waiting: `reply` hears the outcome after the commit.

    Raises `Refused` at once for a text that is not let in. The same `client_id` of the same author is one message.
    """
    text = admit(act=Act.POST, by=by, text=text)
    writer.submit(Draft(client_id=client_id, room=room_id, author=by, text=text, html=to_html(text), at=at), reply)


def post(*, by: Person, room_id: RoomId, text: str, client_id: ClientId, at: datetime) -> Posted:
    """Post a message and wait until it is on disk. The slow way to the same writer: forms and programs."""
    waiting: Future[Outcome] = Future()
    hand_in(by=by.id, room_id=room_id, text=text, client_id=client_id, at=at, reply=partial(_fulfil, waiting))
    try:
        outcome = waiting.result(timeout=PATIENCE_S)
    except TimeoutError:
        raise refused(rules.Refusal.BUSY) from None
    if isinstance(outcome, Refused):
        if outcome.why == rules.Refusal.NOT_FOUND:
            raise NotFound
        raise outcome
    return outcome


def write_down(*, said: Sequence[tuple[Person, str, datetime]], room_id: RoomId) -> None:
    """Put down what was said at another time, in order: the talk of a demo house. Whoever said it sits in the room."""
    drafts = [
        Draft(
            client_id=ClientId(uuid4()),
            room=room_id,
            author=person.id,
            text=cleaned(text),
            html=to_html(cleaned(text)),
            at=at,
        )
        for person, text, at in said
    ]
    for outcome in writer.write_group(drafts):
        if isinstance(outcome, Refused):
            raise outcome


def _fulfil(waiting: "Future[Outcome]", outcome: Outcome) -> None:
    waiting.set_result(outcome)


def edit(*, by: Person, room_id: RoomId, seq: int, text: str, at: datetime) -> MessageId:
    """Put one's own words differently. Everybody sees that it was edited, and when."""
    text = admit(act=Act.EDIT, by=by.id, text=text)
    html = to_html(text)
    with write():
        room = _locked(room_id)
        message = _message(room, seq)
        refuse(
            rules.why_not_edit(
                by=by.id,
                author=PersonId(message.author_id),
                is_member=Membership.objects.filter(room=room, person=by).exists(),
                is_gone=message.taken_back_at is not None,
            )
        )
        if message.text == text:
            return message.id
        message.text, message.html, message.edited_at = text, html, at
        message.change = _next_change(room)
        message.save(update_fields=["text", "html", "edited_at", "change"])
        record(MessageEdited(room=room.id, message=message.id, change=message.change, by=by.id, at=at))
    return message.id


def take_back(*, by: Person, room_id: RoomId, seq: int, at: datetime) -> MessageId:
    """Take a message back: its words are deleted, an empty place stays. By its author, a host, or who keeps order."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        room = _locked(room_id)
        message = _message(room, seq)
        refuse(
            rules.why_not_take_back(
                by=by.id,
                author=PersonId(message.author_id),
                is_host=_is_host(room, by),
                keeps_order=by.keeps_order,
                is_gone=message.taken_back_at is not None,
            )
        )
        message.text, message.html, message.taken_back_at = "", "", at
        message.change = _next_change(room)
        message.save(update_fields=["text", "html", "taken_back_at", "change"])
        record(MessageTakenBack(room=room.id, message=message.id, change=message.change, by=by.id, at=at))
    return message.id


def mark_read(*, marks: dict[tuple[PersonId, RoomId], int], at: datetime) -> None:
    """People have read rooms up to a message. Marks never go back, and never past the last message.

    Many at once, because everybody in a room reads every message: one transaction for what came in a second.
    """
    if not marks:
        return
    with write(), connection.cursor() as cursor:
        reached = dict(Room.objects.filter(id__in={room for _, room in marks}).values_list("id", "seq"))
        cursor.executemany(
            "INSERT INTO chat_readmark (person_id, room_id, seq, read_at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (person_id, room_id) DO UPDATE SET seq = excluded.seq, read_at = excluded.read_at"
            " WHERE chat_readmark.seq < excluded.seq",
            [
                (person, room, min(seq, reached[room]), connection.ops.adapt_datetimefield_value(at))
                # In one order in every process, so that two of them never wait for each other in a circle.
                for (person, room), seq in sorted(marks.items())
                if room in reached and seq > 0
            ],
        )


def _locked(room_id: RoomId) -> Room:
    """The room's row, held until the transaction ends; on SQLite the transaction itself holds everything."""
    room = Room.objects.select_for_update(no_key=True).filter(id=room_id).first()
    if room is None:
        raise NotFound
    return room


def _next_change(room: Room) -> int:
    room.change += 1
    room.save(update_fields=["change"])
    return room.change


def _is_host(room: Room, person: Person) -> bool:
    return Membership.objects.filter(room=room, person=person, is_host=True).exists()


def _message(room: Room, seq: int) -> Message:
    message = Message.objects.filter(room=room, seq=seq).first()
    if message is None:
        raise NotFound
    return message
