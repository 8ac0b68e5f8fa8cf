"""Reading about people: always for a viewer; what they may not see is not found."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound
from chalou.foundation.text.lines import line_key
from chalou.foundation.tokens import token_digest
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Right
from chalou.people.models import ORDER_KEEPERS, Invitation, Person, Role
from chalou.people.queries.door import (
    ASKING_DAYS,
    AskingLine,
    AskingShown,
    Branch,
    asked_by_name,
    asking_shown,
    branch_of,
    how_many,
    invitation_for,
    is_asked_for,
    waiting_at_the_door,
    waiting_count,
)
from chalou.people.queries.hearing import (
    BlockedPerson,
    blocked_by,
    blocks_mark,
    blocks_of,
    hidden_among,
    hidden_mark,
    is_any_blocking,
    unheard_by,
)
from chalou.people.queries.profiles import (
    HouseList,
    Listed,
    ProfileShown,
    as_shown,
    everybody,
    is_listed,
    newcomers,
    picture_mark,
    picture_of,
    pictures_among,
    profile_of,
)
from chalou.people.queries.seats import (
    SEAT_NAMES,
    RightLine,
    SeatPage,
    ThanksLine,
    ThanksSeen,
    WordLine,
    rights_shown,
    seat_page,
    thanks_for,
    thanks_hidden,
    thanks_known,
    thanks_of,
    thanks_seen,
    to_be_set_back,
    ways_to_seats,
    words_of,
)
from chalou.people.queries.ways_in import (
    LinkShown,
    PasskeyLine,
    SecondSteps,
    WaysIn,
    confirmation_shown,
    credentials_of,
    link_shown,
    mail_of,
    passkey_by_credential,
    second_steps_of,
    ways_in_of,
    who_may_come_in,
)

__all__ = [
    "ASKING_DAYS",
    "PAGE",
    "SEAT_NAMES",
    "AskingLine",
    "AskingShown",
    "BlockedPerson",
    "Branch",
    "HouseList",
    "InvitationLine",
    "LinkShown",
    "Listed",
    "OrderKeeper",
    "PasskeyLine",
    "PeoplePage",
    "PersonLine",
    "ProfileShown",
    "RightLine",
    "SeatPage",
    "SecondSteps",
    "Shown",
    "ThanksLine",
    "ThanksSeen",
    "WaysIn",
    "WordLine",
    "are_newcomers_among",
    "as_shown",
    "asked_by_name",
    "asking_shown",
    "blocked_by",
    "blocks_mark",
    "blocks_of",
    "branch_of",
    "by_sign_in_name",
    "confirmation_shown",
    "credentials_of",
    "everybody",
    "has_keeper",
    "hidden_among",
    "hidden_mark",
    "how_many",
    "invitation_for",
    "inviter_of",
    "is_any_blocking",
    "is_asked_for",
    "is_listed",
    "link_shown",
    "mail_of",
    "newcomers",
    "open_invitations",
    "order_keepers",
    "passkey_by_credential",
    "people_of_the_house",
    "picture_mark",
    "picture_of",
    "pictures_among",
    "profile_of",
    "rights_shown",
    "seat_page",
    "second_steps_of",
    "shown_of",
    "somebody",
    "thanks_for",
    "thanks_hidden",
    "thanks_known",
    "thanks_of",
    "thanks_seen",
    "to_be_set_back",
    "unheard_by",
    "waiting_at_the_door",
    "waiting_count",
    "ways_in_of",
    "ways_to_seats",
    "who_may_come_in",
    "words_of",
]

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
    came: int
    label: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody shows of themselves, and who may talk with them directly."""

    here: bool
    reading: str
    door: str


@dataclass(frozen=True, slots=True)
class OrderKeeper:
    """Who keeps the house, or order in it: as the entrance names them to everybody."""

    name: str
    cup: str
    role: str


def has_keeper() -> bool:
    """Whether the house has been set up."""
    return Person.objects.filter(role=Role.KEEPER).exists()


def order_keepers() -> tuple[OrderKeeper, ...]:
    """The keeper, and then the moderators in the order in which they came."""
    rows = Person.objects.filter(role__in=ORDER_KEEPERS, is_active=True)
    # The role of the keeper comes before that of moderators in the alphabet too.
    return tuple(OrderKeeper(*row) for row in rows.order_by("role", "id").values_list("name", "cup", "role"))


def names_of(people: Collection[PersonId]) -> dict[PersonId, str]:
    """What these people are called; who has left for good has no name."""
    rows = Person.objects.filter(pk__in=people).values_list("id", "name")
    return {PersonId(number): name for number, name in rows}


def are_newcomers_among(people: Collection[PersonId], *, since: datetime) -> bool:
    """Whether one of these people came after that moment and keeps no order here."""
    return Person.objects.filter(pk__in=people, joined_at__gt=since).exclude(role__in=ORDER_KEEPERS).exists()


def people_of_the_house(viewer: Person, *, before: PersonId | None = None, called: str = "") -> PeoplePage:
    """Everybody, for the keeper, or those who could be meant by `called`: a part of the name, its pinyin or initials,
    or the sign-in name. Paged by number, so that a large house costs no more than a small one.
    """
    if not viewer.is_keeper:
        raise NotFound
    rows = Person.objects.filter(left_at=None)
    if before is not None:
        rows = rows.filter(id__lt=before)
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
    """Invitations that stand: all for the keeper, their own for others who may invite."""
    if not the_customs().allows(Right.INVITE, seat=viewer.sits_as):
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


def shown_of(viewer: Person) -> Shown:
    """What the viewer lets others see of them, and who may reach them; for their own page."""
    rows = Person.objects.filter(pk=viewer.pk).values_list("shows_here", "shows_reading", "door")
    return Shown(*rows.get())
