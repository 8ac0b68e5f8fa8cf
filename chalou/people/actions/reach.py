"""Whom somebody does not want to see or hear, who may talk with them, and what they show of themselves. The other is
never told.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.people import Blocked, DoorSet, ShownSet, Unblocked
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound, Refused
from chalou.people.models import Block, Door, Person, Reading
from chalou.people.rules import NoBlock, why_not_block
from chalou.screening.admit import admit_deed
from chalou.screening.rules import Deed

_SAYS: dict[NoBlock, str | Promise] = {
    NoBlock.ONESELF: _("One cannot help hearing oneself."),
    NoBlock.TOO_MANY: _("You have blocked five hundred people already. Hear one of them again first."),
}


def block(*, by: Person, person: PersonId, at: datetime) -> None:
    """Neither see nor hear somebody from now on, anywhere in the house. Doing it twice is doing it once."""
    admit_deed(deed=Deed.CHOOSE, by=by.id)
    with write():
        mine = _held(by)
        refusal = why_not_block(is_oneself=person == by.id, blocked=mine.exclude(blocked=person).count())
        if refusal is not None:
            raise Refused(refusal.value, _SAYS[refusal])
        if not Person.objects.filter(pk=person, left_at=None).exists():
            raise NotFound
        _, is_new = Block.objects.get_or_create(person=by, blocked_id=person, defaults={"at": at})
        if is_new:
            _remember(by, blocks_somebody=True)
            record(Blocked(person=by.id, blocked=person, at=at))


def unblock(*, by: Person, person: PersonId, at: datetime) -> None:
    """See and hear somebody again: what they said meanwhile too."""
    admit_deed(deed=Deed.CHOOSE, by=by.id)
    with write():
        mine = _held(by)
        ended, _kinds = mine.filter(blocked=person).delete()
        if not ended:
            raise NotFound
        _remember(by, blocks_somebody=mine.exists())
        record(Unblocked(person=by.id, blocked=person, at=at))


def set_door(*, by: Person, door: Door, at: datetime) -> None:
    """Choose who may talk with one directly. Talks that are there stay to be read."""
    admit_deed(deed=Deed.CHOOSE, by=by.id)
    with write():
        _held(by)
        by.door = door
        by.save(update_fields=["door"])
        record(DoorSet(person=by.id, door=door.value, at=at))


def set_shown(*, by: Person, at: datetime, here: bool | None = None, reading: Reading | None = None) -> None:
    """Choose what others see of one: that one is here and writes, and how far one has read. None: as it is."""
    admit_deed(deed=Deed.CHOOSE, by=by.id)
    with write():
        _held(by)
        by.refresh_from_db(fields=["shows_here", "shows_reading"])
        by.shows_here = by.shows_here if here is None else here
        by.shows_reading = by.shows_reading if reading is None else reading.value
        by.save(update_fields=["shows_here", "shows_reading"])
        record(ShownSet(person=by.id, here=by.shows_here, reading=by.shows_reading, at=at))


def _held(by: Person) -> QuerySet[Block]:
    """Somebody's blocks. Their row is held: of two verbs at once the second counts what the first has left."""
    Person.objects.select_for_update(no_key=True).filter(pk=by.pk).first()
    return Block.objects.filter(person=by)


def _remember(by: Person, *, blocks_somebody: bool) -> None:
    by.blocks_somebody = blocks_somebody
    by.save(update_fields=["blocks_somebody"])
