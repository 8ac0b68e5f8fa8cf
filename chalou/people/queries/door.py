"""Who waits at the door, invitations to be printed, and who brought whom."""

import enum
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound
from chalou.foundation.tokens import token_digest
from chalou.people.models import Asking, Invitation, Person, Role
from chalou.people.rules import ASKING_TOLD, ASKING_WAITS

PAGE = 50
ASKING_DAYS = ASKING_WAITS.days
DEEPEST = 60
"""So far up one is led in the tree of invitations."""


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
class PrintedInvitation:
    """An invitation that is to hang on paper."""

    id: int
    expires_at: datetime


def how_many(viewer: Person) -> tuple[int, int]:
    """How many people there are, and how many of them are moderators; for the keeper."""
    if not viewer.is_keeper:
        raise NotFound
    here = Person.objects.filter(left_at=None)
    return here.count(), here.filter(role=Role.MODERATOR).count()


def invitation_for(viewer: Person, token: str, *, at: datetime) -> PrintedInvitation:
    """An invitation that stands, for who keeps order and holds its link: to print it."""
    rows = Invitation.objects.filter(digest=token_digest(token), expires_at__gt=at, uses_left__gt=0)
    found = rows.values_list("id", "expires_at").first()
    if not viewer.keeps_order or found is None:
        raise NotFound
    return PrintedInvitation(*found)


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
