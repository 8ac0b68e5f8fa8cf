"""What answers a message, or passes it on, shows its first words: when those are others, so is every such message.

In the room of the source that is done with it, in the same transaction. Other rooms come after it, each in a
transaction of its own: two rooms held at once by everybody who edits, in whatever order, would wait for each other in a
circle. What is owed to them is written down with the edit (`QuotesDue`), so that it is made good though a process
falls; it may be done twice and does not mind. Until a room is told, an open page there shows the old
words; a fresh one never does.
"""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from chalou.chat.actions.held import locked, next_change
from chalou.chat.models import Message, QuotesDue, Room
from chalou.chat.queries import MOST_TO_CATCH_UP
from chalou.events.record import record
from chalou.events.vocabulary.chat import MessageRequoted, RoomSetAnew
from chalou.foundation.database import write
from chalou.foundation.ids import MessageId, RoomId

MOST_TOLD = 100
ROOMS_AT_ONCE = 50  # while whoever edited waits; the others a few minutes later


def alter_quotes(room: Room, source: Message, *, at: datetime) -> None:
    """A message was edited or taken back: its answers have changed too, and whatever passes it on. The room's row is
    held.
    """
    _alter(room, Message.objects.filter(room=room, reply_to=source), at=at)
    if Message.objects.filter(reply_to=source).exclude(room=room).exists():
        _owe(room, source, at=at)


def alter_quotes_of_many(room: Room, sources: Collection[MessageId], *, at: datetime) -> None:
    """Several messages of a room were taken back at once. The room's row is held."""
    _alter(room, Message.objects.filter(room=room, reply_to__in=sources), at=at)
    elsewhere = Message.objects.filter(reply_to__in=sources).exclude(room=room).order_by("reply_to")
    for source in elsewhere.values_list("reply_to", flat=True).distinct():
        QuotesDue.objects.create(room=room, message_id=source)


def set_anew(room: Room, *, at: datetime) -> None:
    """More of a room is another than can be told piece by piece: every page that is open loads anew. The room's row is
    held.
    """
    room.change += MOST_TO_CATCH_UP
    record(RoomSetAnew(room=room.id, change=next_change(room), at=at))


def alter_what_is_passed_on(room: Room, *, at: datetime) -> None:
    """Who may read a room is another: what may be shown here of other rooms, and in others of this one, may be too. The
    room's row is held.
    """
    here = Message.objects.filter(room=room, forwarded_from__isnull=False)
    _alter(room, here.exclude(forwarded_from=room), at=at)
    if _elsewhere(room.id, None).exists():
        _owe(room, None, at=at)


def settle_quotes(*, at: datetime) -> None:
    """Tell all rooms that were not told yet: what was too much at once, and what a process left that fell."""
    for due in QuotesDue.objects.order_by("id").values_list("id", flat=True):
        _settle(due, at=at)


def _owe(room: Room, source: Message | None, *, at: datetime) -> None:
    due = QuotesDue.objects.create(room=room, message=source)
    # What goes wrong here is made good by the chore; whoever edited must not see it as a failure.
    transaction.on_commit(partial(_settle, due.pk, at=at, most=ROOMS_AT_ONCE), robust=True)


def _settle(due: int, *, at: datetime, most: int | None = None) -> None:
    owed = QuotesDue.objects.filter(id=due).first()
    if owed is None:
        return
    messages = _elsewhere(RoomId(owed.room_id), owed.message_id)
    rooms = messages.filter(room__gt=owed.reached).order_by("room").values_list("room", flat=True).distinct()
    found = [RoomId(room) for room in (rooms if most is None else rooms[: most + 1])]
    for number in found[:most]:
        with write():
            room = locked(number)
            _alter(room, messages.filter(room=room), at=at)
            QuotesDue.objects.filter(id=due).update(reached=number)
    if most is None or len(found) <= most:
        with write():
            QuotesDue.objects.filter(id=due).delete()


def _elsewhere(room: RoomId, source: int | None) -> QuerySet[Message]:
    """What passes on this message of a room (none: any) in other rooms."""
    messages = Message.objects.filter(forwarded_from=room, taken_back_at=None).exclude(room=room)
    return messages if source is None else messages.filter(reply_to=source)


def _alter(room: Room, messages: QuerySet[Message], *, at: datetime) -> None:
    """Give these messages of a room, which is held, the next changes.

    Each of them is told, up to `MOST_TOLD`, the latest first. With more, the room's change is brought so far ahead that
    every page that is open loads anew: one number instead of a thousand frames.
    """
    told = list(messages.order_by("-seq").values_list("id", flat=True)[: MOST_TOLD + 1])
    for number in told[:MOST_TOLD]:
        change = next_change(room)
        Message.objects.filter(id=number).update(change=change)
        record(MessageRequoted(room=room.id, message=MessageId(number), change=change, at=at))
    if len(told) > MOST_TOLD:
        room.change += MOST_TO_CATCH_UP
        next_change(room)
