"""What has come to a room since a moment."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from chalou.chat.models import Thread
from chalou.chat.queries.values import TableOpened
from chalou.foundation.ids import RoomId, ThreadId
from chalou.people.models import Person
from chalou.people.queries import unheard_by

_MOST = 12


def opened_since(viewer: Person, rooms: Collection[RoomId], since: datetime) -> tuple[TableOpened, ...]:
    """The tables opened since a moment in rooms that the viewer was found to see, those spoken in last first; without
    those of people whom the viewer does not hear.
    """
    rows = Thread.objects.filter(room__in=rooms, is_main=False, archived_at=None, opened_at__gt=since)
    rows = rows.filter(Q(opened_by=None) | ~Q(opened_by__in=unheard_by(viewer)))
    found = rows.order_by("-last_seq", "-id").values_list("room", "room__name", "id", "title", "opened_by__name")
    return tuple(
        TableOpened(RoomId(room), name, ThreadId(thread), title, by or "")
        for room, name, thread, title, by in found[:_MOST]
    )
