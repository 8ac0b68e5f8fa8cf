"""What was said last in a thread."""

from datetime import datetime

from chalou.chat.models import Message
from chalou.chat.queries.values import RoomSeen
from chalou.people.models import Person


def said_before(viewer: Person, room: RoomSeen, since: datetime) -> str:
    """What somebody else said last in this thread, if that is the newest that the viewer hears there and was said since
    then; else nothing.
    """
    heard = Message.objects.filter(thread=room.thread.id).exclude(author__in=room.unheard).order_by("-seq")
    newest = heard.values_list("author", "text", "posted_at").first()
    if newest is None or newest[0] == viewer.id or newest[2] < since:
        return ""
    return newest[1]
