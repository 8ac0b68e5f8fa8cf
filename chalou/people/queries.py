"""Reading about people: always for a viewer; what they may not see is not found."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Sum

from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound
from chalou.foundation.tokens import token_digest
from chalou.people.models import Block, Invitation, Person, Role, SignInLink

PAGE = 50
INVITATIONS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in the keeper's list."""

    id: PersonId
    sign_in_name: str
    name: str
    cup: str
    role: str
    joined_at: datetime
    inviter: str | None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of people, the newest first. `before` leads to the next one; None: there is none."""

    people: tuple[PersonLine, ...]
    before: PersonId | None


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation that stands."""

    id: int
    made_by: str
    made_at: datetime
    expires_at: datetime
    uses_left: int


@dataclass(frozen=True, slots=True)
class BlockedPerson:
    """Somebody whom the viewer does not hear."""

    id: PersonId
    name: str
    cup: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody shows of themselves, and who may talk with them directly."""

    here: bool
    reading: str
    door: str


@dataclass(frozen=True, slots=True)
class LinkShown:
    """What a link shows before its button is pressed."""

    name: str
    cup: str
    has_password: bool


def has_keeper() -> bool:
    """Whether the house has been set up."""
    return Person.objects.filter(role=Role.KEEPER).exists()


def people_of_the_house(viewer: Person, *, before: PersonId | None = None) -> PeoplePage:
    """Everybody, for the keeper. Paged by number, so that a large house costs no more than a small one."""
    if not viewer.is_keeper:
        raise NotFound
    rows = Person.objects.filter(left_at=None)
    if before is not None:
        rows = rows.filter(id__lt=before)
    lines = tuple(
        PersonLine(PersonId(person), sign_in_name, name, cup, role, joined_at, inviter)
        for person, sign_in_name, name, cup, role, joined_at, inviter in rows.order_by("-id").values_list(
            "id", "sign_in_name", "name", "cup", "role", "joined_at", "inviter__name"
        )[: PAGE + 1]
    )
    return PeoplePage(lines[:PAGE], lines[PAGE - 1].id if len(lines) > PAGE else None)


def somebody(viewer: Person, person: PersonId) -> Person:
    """A person by number, for the keeper."""
    if not viewer.is_keeper:
        raise NotFound
    found = Person.objects.filter(pk=person, left_at=None).first()
    if found is None:
        raise NotFound
    return found


def by_sign_in_name(sign_in_name: str) -> Person:
    """A person by sign-in name, for whoever has the shell."""
    found = Person.objects.filter(sign_in_name=sign_in_name).first()
    if found is None:
        raise NotFound
    return found


def open_invitations(viewer: Person, *, at: datetime) -> tuple[InvitationLine, ...]:
    """Invitations that stand: all for the keeper, their own for a moderator."""
    if not viewer.keeps_order:
        raise NotFound
    rows = Invitation.objects.filter(expires_at__gt=at, uses_left__gt=0)
    if not viewer.is_keeper:
        rows = rows.filter(made_by=viewer)
    return tuple(
        InvitationLine(*values)
        for values in rows.order_by("-id").values_list("id", "made_by__name", "made_at", "expires_at", "uses_left")[
            :INVITATIONS_SHOWN
        ]
    )


def inviter_of(token: str, *, at: datetime) -> str | None:
    """The name of whoever made this invitation, if it stands."""
    rows = Invitation.objects.filter(digest=token_digest(token), expires_at__gt=at, uses_left__gt=0)
    return rows.values_list("made_by__name", flat=True).first()


def link_shown(token: str, *, at: datetime) -> LinkShown | None:
    """Whom this link signs in, if it is good. Looking uses nothing up: robots look at links before people do."""
    link = (
        SignInLink.objects.select_related("person")
        .filter(digest=token_digest(token), expires_at__gt=at, uses_left__gt=0, person__is_active=True)
        .first()
    )
    if link is None:
        return None
    return LinkShown(link.person.name, link.person.cup, link.person.has_usable_password())


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


def shown_of(viewer: Person) -> Shown:
    """What the viewer lets others see of them, and who may reach them; for their own page."""
    rows = Person.objects.filter(pk=viewer.pk).values_list("shows_here", "shows_reading", "door")
    return Shown(*rows.get())


def blocked_by(viewer: Person) -> tuple[BlockedPerson, ...]:
    """Whom the viewer does not hear, the latest first."""
    rows = Block.objects.filter(person=viewer).order_by("-id")
    return tuple(
        BlockedPerson(PersonId(person), name, cup, at)
        for person, name, cup, at in rows.values_list("blocked_id", "blocked__name", "blocked__cup", "at")
    )
