"""Handing the house over."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.people import HouseHandedOver, RoleGiven
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound, Refused
from chalou.house.rules.customs import Seat
from chalou.people.actions.coming import NOT_YOURS
from chalou.people.models import Person, Role, SignInLink


def hand_over(*, by: Person, person_id: PersonId, at: datetime) -> None:
    """Somebody else is the keeper from now on, and whoever was is a moderator. That it is really the keeper who asks,
    by their password, is asked before.
    """
    if not by.is_keeper:
        raise Refused("not_yours", NOT_YOURS)
    with write():
        # Both rows, in one order: of two who hand over at once the second is keeper no more.
        held = Person.objects.select_for_update(no_key=True).filter(pk__in=[by.pk, person_id]).order_by("pk")
        rows = {person.pk: person for person in held}
        if not rows[by.pk].is_keeper:
            raise Refused("not_yours", NOT_YOURS)
        heir = rows.get(person_id)
        if heir is None or not heir.is_active:
            raise NotFound
        if heir.is_keeper:
            raise Refused("one_keeper", _("You keep this house already."))
        for person, role in ((rows[by.pk], Role.MODERATOR), (heir, Role.KEEPER)):
            # Who keeps the house is an elder of it, and stays one.
            person.role, person.seat = role, Seat.ELDER.value
            person.save(update_fields=["role", "seat"])
            record(RoleGiven(person=person.id, role=role.value, by=by.id, at=at))
        # A link that the former keeper made for them would be a way back into the keeper's room.
        SignInLink.objects.filter(person=heir).delete()
        record(HouseHandedOver(person=heir.id, by=by.id, at=at))
    by.role = Role.MODERATOR
