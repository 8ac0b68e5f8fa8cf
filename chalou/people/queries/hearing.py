"""Whom somebody does not hear, and who hides."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Sum

from chalou.foundation.ids import PersonId
from chalou.people.models import (
    Block,
    Person,
)


@dataclass(frozen=True, slots=True)
class BlockedPerson:
    """Somebody whom the viewer does not hear."""

    id: PersonId
    name: str
    cup: str
    at: datetime


def unheard_by(viewer: Person | None) -> frozenset[PersonId]:
    """Whom this viewer neither sees nor hears. Nothing is asked for those who block nobody."""
    if viewer is None or not viewer.blocks_somebody:
        return frozenset()
    return blocks_of([viewer.id])[viewer.id]


def blocks_of(people: Collection[PersonId]) -> dict[PersonId, frozenset[PersonId]]:
    """Whom each of these people does not hear. For the hub, which serves them."""
    found: defaultdict[int, set[PersonId]] = defaultdict(set)
    for person, blocked in Block.objects.filter(person__in=people).values_list("person_id", "blocked_id"):
        found[person].add(PersonId(blocked))
    return {person: frozenset(found.get(person, ())) for person in people}


def is_any_blocking(people: Collection[PersonId]) -> bool:
    """Whether one of these people blocks somebody."""
    return Block.objects.filter(person__in=people).exists()


def blocks_mark() -> tuple[int, int]:
    """Another pair of numbers after whatever block or unblock, for the comparison with what was told."""
    found = Block.objects.aggregate(last=Max("id"), count=Count("id"))
    return found["last"] or 0, found["count"]


def hidden_mark() -> tuple[int, int]:
    """Another pair of numbers after somebody chose not to show that they are here, or to show it again; as above."""
    found = Person.objects.filter(shows_here=False).aggregate(count=Count("id"), sum=Sum("id"))
    return found["count"], found["sum"] or 0


def hidden_among(people: Collection[PersonId]) -> frozenset[PersonId]:
    """Who of these people does not show that they are here. For the hub, which tells others."""
    rows = Person.objects.filter(pk__in=people, shows_here=False)
    return frozenset(PersonId(person) for person in rows.values_list("pk", flat=True))


def blocked_by(viewer: Person) -> tuple[BlockedPerson, ...]:
    """Whom the viewer does not hear, the latest first."""
    rows = Block.objects.filter(person=viewer).order_by("-id")
    return tuple(
        BlockedPerson(PersonId(person), name, cup, at)
        for person, name, cup, at in rows.values_list("blocked_id", "blocked__name", "blocked__cup", "at")
    )
