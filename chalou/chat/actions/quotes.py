"""What answers a message shows its first words: when those are others, so is every answer."""

from datetime import datetime

from chalou.chat.actions.held import next_change
from chalou.chat.models import Message, Room
from chalou.chat.queries import MOST_TO_CATCH_UP
from chalou.events.record import record
from chalou.events.vocabulary.chat import MessageRequoted
from chalou.foundation.ids import MessageId

MOST_TOLD = 100


def alter_quotes(room: Room, source: Message, *, at: datetime) -> None:
    """A message was edited or taken back: its answers in its room have changed too. The room's row is held.

    Each of them is told, up to `MOST_TOLD`, the latest first. With more, the room's change is brought so far ahead that
    every page that is open loads anew: one number instead of a thousand frames.
    """
    # They stand in the same room; were it named here, SQLite would walk through all that was ever said in it.
    answers = Message.objects.filter(reply_to=source).order_by("-seq").values_list("id", flat=True)
    told = list(answers[: MOST_TOLD + 1])
    for number in told[:MOST_TOLD]:
        change = next_change(room)
        Message.objects.filter(id=number).update(change=change)
        record(MessageRequoted(room=room.id, message=MessageId(number), change=change, at=at))
    if len(told) > MOST_TOLD:
        room.change += MOST_TO_CATCH_UP
        next_change(room)
