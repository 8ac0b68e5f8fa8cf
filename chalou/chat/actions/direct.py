"""Direct talk of two or more people."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from chalou.chat import queries, rules
from chalou.chat.actions.held import seat
from chalou.chat.models import Access, Room, Thread
from chalou.chat.refusals import refuse, refuse_use
from chalou.events.record import record
from chalou.events.vocabulary.chat import TalkOpened
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId, RoomId
from chalou.house.rules.customs import Right
from chalou.people.models import Person
from chalou.people.queries.receiving import receiver_of
from chalou.screening.admit import admit_deed
from chalou.screening.rules import Deed


def open_talk(*, by: Person, others: Collection[PersonId], at: datetime) -> RoomId:
    """The direct talk of oneself and these people: the one that they have, or else a new one. The others see it when
    the first word is said. Whoever is new here may begin one with whoever receives them, and no other.
    """
    everybody = sorted({by.id, *others})
    key = ",".join(str(one) for one in everybody)
    there = queries.direct_room(key) if 1 < len(everybody) <= rules.TALKERS else None
    if there is not None:
        # What was said stays to be read, whatever became of a door since.
        return there
    admit_deed(deed=Deed.TALK, by=by.id)
    with write():
        # Their rows are held, in one order: of two who open the same talk at once one finds it, and nobody closes their
        # door unseen.
        held = Person.objects.select_for_update(no_key=True).filter(
            Q(pk=by.pk) | Q(pk__in=everybody[: 2 * rules.TALKERS])
        )
        rows = {one.pk: one for one in held.order_by("pk")}
        if (there := queries.direct_room(key) if len(everybody) <= rules.TALKERS else None) is not None:
            return there
        wanted = set(everybody[: 2 * rules.TALKERS]) - {by.id}
        receiver = receiver_of(by.id) if rows[by.pk].received_by_id in wanted else None
        if not rules.is_with_receiver(others=wanted, receiver=receiver.id if receiver else None):
            refuse_use(Right.TALK, seat=rows[by.pk].sits_as)
        reached = queries.how_reached(by.id, wanted, receiver=receiver.id if receiver else None)
        refuse(
            rules.why_not_open_talk(
                others=len(everybody) - 1,
                is_own_door_closed=reached.is_own_door_closed,
                hears_all=reached.hears_all,
                reaches_all=reached.reaches_all,
            )
        )
        room = Room.objects.create(name="", purpose="", access=Access.DIRECT, opened_at=at, direct_key=key)
        Thread.objects.create(room=room, is_main=True, opened_at=at)
        seat(room, list(Person.objects.filter(pk__in=everybody).order_by("pk")), at=at)
        record(TalkOpened(room=room.id, by=by.id, people=tuple(everybody), at=at))
    return room.id
