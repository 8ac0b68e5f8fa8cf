"""Whom somebody meets in the house."""

from chalou.chat.models import Membership
from chalou.chat.queries.messages import readable_among
from chalou.foundation.ids import PersonId, RoomId
from chalou.people.models import Person

_ROOMS = 200


def met(viewer: Person, person: PersonId) -> frozenset[RoomId]:
    """The rooms in which this viewer sees somebody sit. None: they do not know each other here."""
    there = Membership.objects.filter(person=person).order_by("-id").values_list("room_id", flat=True)
    return frozenset(readable_among(viewer, [RoomId(room) for room in there[:_ROOMS]]))
