"""People as one meets them in rooms."""

from chalou.chat.models import Access, Membership, Message
from chalou.chat.queries.messages import readable_among
from chalou.chat.queries.rooms import rooms_for
from chalou.chat.queries.values import PersonMet
from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.people.models import Block, Person

_ROOMS = 200


def met(viewer: Person, person: PersonId) -> frozenset[RoomId]:
    """The rooms in which this viewer sees somebody sit. None: they do not know each other here."""
    there = Membership.objects.filter(person=person).order_by("-id").values_list("room_id", flat=True)
    return frozenset(readable_among(viewer, [RoomId(room) for room in there[:_ROOMS]]))


def person_met(viewer: Person, person: PersonId) -> PersonMet:
    """Somebody whom the viewer can meet: they sit or have spoken in a room that the viewer may read, or the viewer has
    blocked them. Everybody else is not found, so that numbers cannot be tried out for names.
    """
    found = Person.objects.filter(pk=person, is_active=True).values_list("name", "cup").first()
    if found is None:
        raise NotFound
    is_unheard = Block.objects.filter(person=viewer, blocked=person).exists()
    readable = {line.id: line for line in rooms_for(viewer) if not line.is_closed}
    seats = Membership.objects.filter(person=person, room__in=readable).values_list("room_id", flat=True)
    there = [readable[room] for room in readable if room in set(seats)]
    if not there and not is_unheard and not Message.objects.filter(author=person, room__in=readable).exists():
        raise NotFound
    name, cup = found
    shared = tuple(line for line in there if line.is_member and line.access != Access.DIRECT)
    return PersonMet(person, name, cup, is_unheard, shared)
