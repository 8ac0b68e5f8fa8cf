"""Reading about people: always for a viewer; what they may not see is not found."""

import enum
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, Sum

from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound
from chalou.foundation.text.lines import line_key
from chalou.foundation.tokens import token_digest
from chalou.people.models import Asking, Block, Invitation, Person, Role, SignInLink
from chalou.people.rules import ASKING_TOLD, ASKING_WAITS

PAGE = 50
INVITATIONS_SHOWN = 200
DEEPEST = 60
"""So far up one is led in the tree of invitations."""


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
    came: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class AskingLine:
    """Somebody who waits at the door, for those who decide. What they wrote is plain text."""

    id: int
    name: str
    sign_in_name: str
    question: str
    answer: str
    asked_at: datetime


class AskingState(enum.StrEnum):
    WAITING = "waiting"
    LET_IN = "let_in"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class AskingShown:
    """What somebody who asked sees on their own page."""

    state: AskingState
    name: str
    sign_in_name: str
    question: str
    answer: str
    asked_at: datetime
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class BranchLine:
    """Somebody in the tree of invitations, and how many they brought."""

    id: PersonId
    name: str
    cup: str
    joined_at: datetime
    brought: int


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch of the tree of invitations: from the first one down to a person, and whom they brought, the latest
    first. `before` leads on. Without a person: those whom nobody brought.
    """

    down_to: tuple[BranchLine, ...]
    brought: tuple[BranchLine, ...]
    before: PersonId | None


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


def people_of_the_house(viewer: Person, *, before: PersonId | None = None, called: str = "") -> PeoplePage:
    """Everybody, for the keeper, or those who could be meant by `called`: a part of the name, its pinyin or initials,
    or the sign-in name. Paged by number, so that a large house costs no more than a small one.
    """
    if not viewer.is_keeper:
        raise NotFound
    rows = Person.objects.filter(id__lt=before) if before is not None else Person.objects.all()
    key = line_key(called)
    if key:
        sound = key.replace(" ", "")
        rows = rows.filter(Q(name_key__contains=key) | Q(sounds__contains=sound) | Q(sign_in_name__contains=sound))
    lines = tuple(
        PersonLine(PersonId(person), sign_in_name, name, cup, role, joined_at, inviter)
        for person, sign_in_name, name, cup, role, joined_at, inviter in rows.order_by("-id").values_list(
            "id", "sign_in_name", "name", "cup", "role", "joined_at", "inviter__name"
        )[: PAGE + 1]
    )
    return PeoplePage(lines[:PAGE], lines[PAGE - 1].id if len(lines) > PAGE else None)


def how_many(viewer: Person) -> tuple[int, int]:
    """How many people there are, and how many of them are moderators; for the keeper."""
    if not viewer.is_keeper:
        raise NotFound
    return Person.objects.count(), Person.objects.filter(role=Role.MODERATOR).count()


def somebody(viewer: Person, person: PersonId) -> Person:
    """A person by number, for the keeper."""
    if not viewer.is_keeper:
        raise NotFound
    found = Person.objects.filter(pk=person).first()
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
        for values in rows.order_by("-id").values_list(
            *("id", "made_by__name", "made_at", "expires_at", "uses_left", "came", "label")
        )[:INVITATIONS_SHOWN]
    )


def inviter_of(token: str, *, at: datetime) -> str | None:
    """The name of whoever made this invitation, if it stands."""
    rows = Invitation.objects.filter(digest=token_digest(token), expires_at__gt=at, uses_left__gt=0)
    return rows.values_list("made_by__name", flat=True).first()


def invitation_for(viewer: Person, token: str, *, at: datetime) -> InvitationLine:
    """An invitation that stands, for who keeps order and holds its link: to print it."""
    rows = Invitation.objects.filter(digest=token_digest(token), expires_at__gt=at, uses_left__gt=0)
    found = rows.values_list("id", "made_by__name", "made_at", "expires_at", "uses_left", "came", "label").first()
    if not viewer.keeps_order or found is None:
        raise NotFound
    return InvitationLine(*found)


def branch_of(viewer: Person, person: PersonId | None, *, before: PersonId | None = None) -> Branch:
    """Who brought whom, for the keeper: one branch at a time, so that a large tree costs no more than a small one."""
    if not viewer.is_keeper:
        raise NotFound
    down: list[BranchLine] = []
    above: int | None = person
    while above is not None and len(down) < DEEPEST and above not in {line.id for line in down}:
        row = Person.objects.filter(pk=above).values_list("id", "name", "cup", "joined_at", "inviter").first()
        if row is None:
            raise NotFound
        down.append(BranchLine(PersonId(row[0]), *row[1:4], brought=0))
        above = row[4]
    rows = Person.objects.filter(inviter=person) if person is not None else Person.objects.filter(inviter=None)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows.order_by("-id").values_list("id", "name", "cup", "joined_at")[: PAGE + 1])
    theirs = Person.objects.filter(inviter__in=[row[0] for row in found]).values_list("inviter")
    counts = dict(theirs.annotate(count=Count("id")))
    lines = [BranchLine(PersonId(row[0]), *row[1:4], brought=counts.get(row[0], 0)) for row in found]
    return Branch(tuple(reversed(down)), tuple(lines[:PAGE]), lines[PAGE - 1].id if len(lines) > PAGE else None)


def is_asked_for(sign_in_name: str) -> bool:
    """Whether somebody who waits at the door has chosen this sign-in name."""
    return Asking.objects.filter(sign_in_name=sign_in_name, decided_at=None).exists()


def waiting_at_the_door(viewer: Person) -> tuple[AskingLine, ...]:
    """Who asks to be let in, the longest wait first. For those who decide."""
    if not viewer.keeps_order:
        raise NotFound
    rows = Asking.objects.filter(decided_at=None).order_by("id")
    return tuple(
        AskingLine(*row)
        for row in rows.values_list("id", "name", "sign_in_name", "question", "answer", "asked_at")[:PAGE]
    )


def waiting_count(*, since: datetime | None = None) -> int:
    """How many wait at the door, perhaps only those who have since a moment."""
    waiting = Asking.objects.filter(decided_at=None)
    return (waiting.filter(asked_at__lte=since) if since is not None else waiting).count()


def asking_shown(token: str) -> AskingShown | None:
    """What somebody who asked sees by their own address, as long as it is kept."""
    asking = Asking.objects.filter(digest=token_digest(token)).first()
    return shown_asking(asking) if asking is not None else None


def shown_asking(asking: Asking) -> AskingShown:
    if asking.decided_at is None:
        state, until = AskingState.WAITING, asking.asked_at + ASKING_WAITS
    else:
        state = AskingState.LET_IN if asking.person_id is not None else AskingState.DECLINED
        until = asking.decided_at + ASKING_TOLD
    return AskingShown(
        state=state,
        name=asking.name,
        sign_in_name=asking.sign_in_name,
        question=asking.question,
        answer=asking.answer,
        asked_at=asking.asked_at,
        until=until,
        reason=asking.reason,
    )


def asked_by_name(sign_in_name: str) -> Asking | None:
    """The latest asking under this sign-in name that has a password to know it by."""
    return Asking.objects.filter(sign_in_name=sign_in_name).exclude(password="").order_by("-id").first()


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
