"""A page of a listening room is heard by whoever is shown it."""

import contextlib
from dataclasses import replace

from django.db import Error

from chalou.chat import actions, queries
from chalou.chat.queries import RoomPage
from chalou.foundation.clock import now
from chalou.people.models import Person


def heard_on(person: Person, shown: RoomPage) -> tuple[RoomPage, bool]:
    """Whoever listens has come further by being shown the page; answers it as it is now, and whether they have come to
    the end just now. It belongs to the read mark: without scripts nothing else could say so.
    """
    with contextlib.suppress(Error):
        actions.listen(by=person.id, room_id=shown.id, at=now())
    listens = queries.listens_in(shown.id, person.id, at=now())
    speaks = listens.speaks(is_told=shown.floor is not None)
    shown = replace(shown, listens=listens, why_no_place="" if speaks else "listening")
    return shown, listens.progress.is_reached
