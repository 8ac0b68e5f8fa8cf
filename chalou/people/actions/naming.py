"""Who bears which name. Called inside the transaction that writes the person: a name is theirs with the same commit."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from chalou.foundation.refusals import Refused
from chalou.foundation.text.likeness import skeletons
from chalou.people.models import ORDER_KEEPERS, NameHeld, Person, Role
from chalou.people.names import refused_name
from chalou.people.rules import NAME_KEPT_FOR, BadName, told_apart, why_not_name


def refuse_name(name: str, *, role: Role | str = Role.MEMBER, but: int | None = None, at: datetime) -> None:
    """Raise `Refused` where somebody (`but`, or somebody new) may not take this name."""
    keeps_order = role in ORDER_KEEPERS
    bad = why_not_name(
        name,
        keeps_order=keeps_order,
        is_taken=_held(skeletons(name), but=but, at=at).exists(),
        of_order=() if keeps_order else _names_of_order(but),
    )
    if bad is not None:
        raise refused_name(bad, _free(name, at=at) if bad is BadName.TAKEN else ())


def take_name(person: Person, *, at: datetime) -> None:
    """Give somebody who has just been written the name in their row; what they were called before stays theirs for a
    while. Of two who take one name at once the database refuses the second (`refused_for_name` says so in words).
    """
    refuse_name(person.name, role=person.role, but=person.pk, at=at)
    _hold(person, at=at)


def hold_names(people: Sequence[Person]) -> None:
    """The names of people who have just been written from the shell of the machine, where nobody is refused: they may
    be the same.
    """
    NameHeld.objects.bulk_create(
        NameHeld(key=key, person=person, is_shared=True) for person in people for key in sorted(skeletons(person.name))
    )


def give_up_name(person: Person, *, at: datetime) -> None:
    """Somebody is called nothing any more. What they were called stays nobody else's for a while."""
    NameHeld.objects.filter(person=person, until=None).update(until=at + NAME_KEPT_FOR)


def refused_for_name(person: Person, *, at: datetime) -> Refused | None:
    """After the database has refused a row: was it for the name?"""
    if _held(skeletons(person.name), but=person.pk, at=at).exists():
        return refused_name(BadName.TAKEN, _free(person.name, at=at))
    return None


def forget_names(*, at: datetime) -> int:
    """Names that were given up long enough ago are for everybody again; answers how many rows of them there were."""
    forgotten, _kinds = NameHeld.objects.filter(until__lte=at).delete()
    return forgotten


def _hold(person: Person, *, at: datetime) -> None:
    keys = skeletons(person.name)
    NameHeld.objects.filter(key__in=keys, until__lte=at).exclude(person=person).delete()
    NameHeld.objects.filter(person=person, until=None).exclude(key__in=keys).update(until=at + NAME_KEPT_FOR)
    own = set(NameHeld.objects.filter(person=person, key__in=keys).values_list("key", flat=True))
    NameHeld.objects.filter(person=person, key__in=own).update(until=None)
    NameHeld.objects.bulk_create(NameHeld(key=key, person=person) for key in sorted(keys) if key not in own)


def _held(keys: Collection[str], *, but: int | None, at: datetime) -> QuerySet[NameHeld]:
    rows = NameHeld.objects.filter(Q(until=None) | Q(until__gt=at), key__in=keys)
    return rows if but is None else rows.exclude(person=but)


def _names_of_order(but: int | None) -> list[frozenset[str]]:
    rows = Person.objects.exclude(role=Role.MEMBER).filter(is_active=True).values_list("pk", "name")
    return [skeletons(name) for person, name in rows if person != but]


def _free(name: str, *, at: datetime) -> tuple[str, ...]:
    """Two names by which somebody could be told apart from those who are called the same."""
    candidates = {one: skeletons(one) for one in told_apart(name)}
    keys = [key for found in candidates.values() for key in found]
    taken = set(_held(keys, but=None, at=at).values_list("key", flat=True))
    return tuple(one for one, found in candidates.items() if taken.isdisjoint(found))[:2]
