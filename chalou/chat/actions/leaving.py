"""What becomes of somebody's seats and words when they leave the house for good.

Their name is gone with their account, before anything here. The rest is done room by room, each in a transaction of its
own, as what is owed to quotes is (`quotes`): all rooms of a house held at once would wait for each other in a circle.
What is still to be done is written down with the leaving (`Departure`); all of it may be done twice and does not mind.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby, islice

from django.db import connection, transaction
from django.db.models import Q

from chalou.chat.actions.held import clear_seat, locked
from chalou.chat.actions.quotes import alter_quotes_of_many, set_anew
from chalou.chat.actions.seats import end_membership
from chalou.chat.actions.storage import count_out
from chalou.chat.models import (
    Access,
    Aside,
    Attachment,
    Departure,
    EarlierTelling,
    Hand,
    Hidden,
    Membership,
    Mention,
    Message,
    Mute,
    Pin,
    Poll,
    Reaction,
    ReadMark,
    Removal,
    Room,
    Storage,
    Telling,
    TellingState,
    Wording,
)
from chalou.events.record import record
from chalou.events.vocabulary.chat import HostNamed, MessagesTakenBack
from chalou.foundation import media
from chalou.foundation.database import write
from chalou.foundation.ids import MessageId, PersonId, RoomId
from chalou.foundation.text.mentions import unbound
from chalou.people.models import Person

ROOMS_AT_ONCE = 50  # while whoever leaves waits; the others within minutes
TAKEN_BACK_AT_ONCE = 20  # messages: so few that those who talk meanwhile do not notice
NAMED_AT_ONCE = 200

_EMPTY = """
    UPDATE chat_message SET text = '', html = '', taken_back_at = %s, reactions = '', has_attachments = FALSE,
        has_poll = FALSE, change = %s
    WHERE id = %s
"""


def leave_rooms(*, by: Person, keeps_words: bool, at: datetime) -> None:
    """Give up all seats, and all that is kept of how one sat there. What one said stays, said by a guest who left, or
    goes: words, earlier wordings, pictures, files and polls, as when it is taken back. In the transaction that erases
    the account; rooms follow after it, those of long ago and the words within minutes (`settle_departures`).
    """
    with write():
        Departure.objects.create(person=by, keeps_words=keeps_words, left_at=at)
        # What goes wrong here is made good by the chore; whoever leaves must not see it as a failure.
        transaction.on_commit(partial(_from_rooms, by.id, at=at, most=ROOMS_AT_ONCE), robust=True)


def settle_departures(*, at: datetime) -> None:
    """Finish what those who left have left behind."""
    for departure in list(Departure.objects.order_by("left_at", "pk")):
        person = PersonId(departure.person_id)
        _from_rooms(person, at=at)
        _forget_marks(person)
        if not departure.keeps_words:
            _take_words_back(person, at=at)
        with write():
            Departure.objects.filter(person=person).delete()


def _from_rooms(person: PersonId, *, at: datetime, most: int | None = None) -> None:
    """From every room that shows them, in order; each is told anew."""
    reached = Departure.objects.filter(person=person).values_list("reached", flat=True).first()
    if reached is None:
        return
    shown = _rooms_that_show(person)
    for number in [room for room in shown if room > reached][:most]:
        _forget_names_in(number, person)
        with write():
            room = locked(number)
            _get_up(room, person, at=at)
            set_anew(room, at=at)
            Departure.objects.filter(person=person).update(reached=number)
    if most is None:
        # Somebody may have seated them while they were leaving.
        late = Membership.objects.filter(person=person).exclude(room__access=Access.DIRECT).order_by("room")
        for room_id in late.values_list("room", flat=True):
            with write():
                _get_up(locked(RoomId(room_id)), person, at=at)


def _rooms_that_show(person: PersonId) -> list[RoomId]:
    """Where they sit, spoke, are named, or are quoted from."""
    found: set[int] = set()
    for rows in (
        Message.objects.filter(author=person).values_list("room", flat=True),
        Membership.objects.filter(person=person).values_list("room", flat=True),
        Mention.objects.filter(person=person).values_list("message__room", flat=True),
        Message.objects.filter(forwarded_from__isnull=False, reply_to__author=person).values_list("room", flat=True),
    ):
        found.update(rows.order_by().distinct())
    return [RoomId(room) for room in sorted(found)]


def _get_up(room: Room, person: PersonId, *, at: datetime) -> None:
    """Their seat in a room, which is held. In direct talk it stays, with nobody in it: the others keep their talk, and
    what it is called. A room by invitation, where nobody of the house could name a host, gets the one who has sat there
    longest.
    """
    seat = Membership.objects.filter(room=room, person=person).first()
    if seat is None or room.access == Access.DIRECT:
        return
    others = Membership.objects.filter(room=room).exclude(person=person)
    if room.access == Access.INVITATION and seat.is_host and not others.filter(is_host=True).exists():
        heir = others.order_by("joined_at", "id").first()
        if heir is not None:
            heir.is_host = True
            heir.save(update_fields=["is_host"])
            record(HostNamed(room=room.id, person=PersonId(heir.person_id), by=person, at=at))
    clear_seat(seat)
    end_membership(room, person, by=person, at=at)


def _forget_names_in(room: RoomId, person: PersonId) -> None:
    """Where they are named with an @: the words are those of whoever wrote them, and call nobody any more."""
    while True:
        with write():
            locked(room)
            named = Mention.objects.filter(person=person, message__room=room)
            numbers = list(named.values_list("message", flat=True)[:NAMED_AT_ONCE])
            for message in Message.objects.filter(id__in=numbers):
                message.html = unbound(message.html, person)
                message.save(update_fields=["html"])
            named.filter(message__in=numbers).delete()
        if len(numbers) < NAMED_AT_ONCE:
            return


def _forget_marks(person: PersonId) -> None:
    """What was kept of how far they had read and why they could not sit or speak somewhere; what they had not sent."""
    with write():
        ReadMark.objects.filter(person=person).delete()
        Removal.objects.filter(person=person).delete()
        Mute.objects.filter(person=person).delete()
        Hand.objects.filter(person=person).delete()
        Aside.objects.filter(person=person).delete()
        transaction.on_commit(partial(media.remove, _let_go(Q(brought_by=person, message=None))))
    with write():
        Storage.objects.filter(person=person, bytes=0).delete()


def _take_words_back(person: PersonId, *, at: datetime) -> None:
    """All that they said, also what the house has put out of sight; a few at a time."""
    said = Message.objects.filter(author=person, taken_back_at=None).values_list("room", "id")
    hidden = Hidden.objects.filter(message__author=person).values_list("message__room", "message")
    for room, messages in groupby(sorted({*said, *hidden}), key=lambda row: row[0]):
        for some in _few(MessageId(message) for _, message in messages):
            _take_back(RoomId(room), some, by=person, at=at)
    with write():
        EarlierTelling.objects.filter(telling__person=person).delete()
        told = Telling.objects.filter(person=person)
        told.update(text="", html="", state=TellingState.WITHDRAWN, withdrawn_by=None, withdrawn_at=None)
        Storage.objects.filter(person=person, bytes=0).delete()


def _take_back(room_id: RoomId, numbers: Sequence[MessageId], *, by: PersonId, at: datetime) -> None:
    """Empty these messages of a room at once, with all that hangs on them: `talk.empty` for several."""
    with write():
        room = locked(room_id)
        # Read again with the room's row held.
        still = Q(taken_back_at=None) | Q(id__in=Hidden.objects.values("message"))
        of_them = Message.objects.filter(still, id__in=numbers, author=by).order_by("seq")
        gone = [MessageId(one) for one in of_them.values_list("id", flat=True)]
        if not gone:
            return
        for table in (Hidden, Wording, Reaction, Poll, Mention, Pin):
            table._default_manager.filter(message__in=gone).delete()
        transaction.on_commit(partial(media.remove, _let_go(Q(message__in=gone))))
        moment = connection.ops.adapt_datetimefield_value(at)
        with connection.cursor() as cursor:
            cursor.executemany(_EMPTY, [(moment, room.change + place, one) for place, one in enumerate(gone, start=1)])
        room.change += len(gone)
        room.save(update_fields=["change"])
        record(MessagesTakenBack(room=room.id, messages=tuple(gone), change=room.change, by=by, at=at))
        alter_quotes_of_many(room, gone, at=at)


def _let_go(which: Q) -> list[str]:
    """Pictures and files are gone; answers their tokens, to be removed when that is certain."""
    there = Attachment.objects.filter(which)
    found = list(there.values_list("token", "brought_by", "kind", "bytes"))
    there.delete()
    count_out((PersonId(person), kind, size) for _, person, kind, size in found)
    return [token for token, *_ in found]


def _few(messages: Iterator[MessageId]) -> Iterator[list[MessageId]]:
    while some := list(islice(messages, TAKEN_BACK_AT_ONCE)):
        yield some
