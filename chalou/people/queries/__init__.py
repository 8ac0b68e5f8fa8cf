"""Reading about people: always for a viewer; what they may not see is not found."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet, Sum

from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound
from chalou.foundation.text.lines import line_key
from chalou.foundation.tokens import token_digest
from chalou.people.models import ORDER_KEEPERS, Block, Invitation, Person, Profile, Role, SignInLink
from chalou.people.rules import LANGUAGES_READ

PAGE = 50
INVITATIONS_SHOWN = 200
NEW_FOR = timedelta(days=7)
NEWCOMERS_NAMED = 6


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
class Listed:
    """Somebody in the list of the house. `letter` is the one under which they stand, empty for signs and figures;
    `picture` another word for each picture they have had, empty: none.
    """

    id: PersonId
    name: str
    cup: str
    role: str
    letter: str
    picture: str
    is_unheard: bool


@dataclass(frozen=True, slots=True)
class HouseList:
    """A page of the list: on the first one those who keep order before the others; `after` leads to the next."""

    of_order: tuple[Listed, ...]
    people: tuple[Listed, ...]
    after: PersonId | None


@dataclass(frozen=True, slots=True)
class ProfileShown:
    """What somebody says of themselves. `reads`: codes of languages and what they are called there."""

    words: str = ""
    reads: tuple[tuple[str, str], ...] = ()
    picture: str = ""


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
class OrderKeeper:
    """Who keeps the house, or order in it: as the entrance names them to everybody."""

    name: str
    cup: str
    role: str


@dataclass(frozen=True, slots=True)
class LinkShown:
    """What a link shows before its button is pressed."""

    name: str
    cup: str
    has_password: bool


def has_keeper() -> bool:
    """Whether the house has been set up."""
    return Person.objects.filter(role=Role.KEEPER).exists()


def order_keepers() -> tuple[OrderKeeper, ...]:
    """The keeper, and then the moderators in the order in which they came."""
    rows = Person.objects.filter(role__in=ORDER_KEEPERS, is_active=True)
    # The role of the keeper comes before that of moderators in the alphabet too.
    return tuple(OrderKeeper(*row) for row in rows.order_by("role", "id").values_list("name", "cup", "role"))


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


_LISTED = ("id", "name", "cup", "role", "read_as", "profile__picture")


def everybody(viewer: Person, *, words: str = "", after: PersonId | None = None) -> HouseList:
    """Those of the house who wish to be listed, by the alphabet in which their names are read aloud, for a member;
    sought by a part of the name, its pinyin or its initials. Nothing here tells how to reach anybody, or when they
    were here.
    """
    key, unheard = line_key(words), unheard_by(viewer)
    rows = Person.objects.filter(is_active=True, is_listed=True)
    if key:
        rows = rows.filter(Q(name_key__contains=key) | Q(sounds__contains=key.replace(" ", "")))
    place = Person.objects.filter(pk=after).values_list("read_as", "pk").first() if after is not None else None
    of_order: tuple[Listed, ...] = ()
    if place is None and not key:
        # As the index of those few says it.
        of_order = tuple(
            sorted(
                _listed(rows.filter(~Q(role=Role.MEMBER)).order_by("read_as", "id"), unheard),
                key=lambda one: one.role != Role.KEEPER,
            )
        )
    others = rows if key else rows.filter(role=Role.MEMBER)
    if place is not None:
        others = others.filter(Q(read_as__gt=place[0]) | Q(read_as=place[0], id__gt=place[1]))
    found = _listed(others.order_by("read_as", "id")[: PAGE + 1], unheard)
    return HouseList(of_order, found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def newcomers(viewer: Person, *, at: datetime) -> tuple[Listed, ...]:
    """Who of the last to come has come within a week, the latest first, without those whom the viewer does not hear."""
    unheard = unheard_by(viewer)
    # The last by their number, and then by their day: there is no index of days, and no need of one.
    last = Person.objects.filter(is_active=True, is_listed=True).exclude(pk=viewer.pk).order_by("-id")
    recent = [
        one for one, joined_at in last.values_list("id", "joined_at")[: 2 * NEWCOMERS_NAMED] if joined_at > at - NEW_FOR
    ]
    found = _listed(Person.objects.filter(pk__in=recent).order_by("-id"), unheard)
    return tuple(one for one in found if not one.is_unheard)[:NEWCOMERS_NAMED]


def _listed(rows: QuerySet[Person], unheard: Collection[PersonId]) -> tuple[Listed, ...]:
    return tuple(
        Listed(
            id=PersonId(person),
            name=name,
            cup=cup,
            role=role,
            letter=read_as[:1].upper() if read_as[:1].isascii() and read_as[:1].isalpha() else "",
            picture=picture_mark(picture),
            is_unheard=person in unheard,
        )
        for person, name, cup, role, read_as, picture in rows.values_list(*_LISTED)
    )


def picture_mark(token: str | None) -> str:
    """Another word for each picture, so that a browser may keep it; it does not tell where the file is."""
    return token_digest(token)[:12] if token else ""


def profile_of(person: PersonId) -> ProfileShown:
    """What somebody says of themselves, for a viewer who was found to meet them."""
    row = Profile.objects.filter(person=person).values_list("words", "reads", "picture").first()
    if row is None:
        return ProfileShown()
    words, reads, picture = row
    return ProfileShown(words, _languages(reads.split()), picture_mark(picture))


def as_shown(words: str, reads: Collection[str], kept: ProfileShown) -> ProfileShown:
    """A profile as it would be shown with other words and languages."""
    return ProfileShown(words, _languages(reads), kept.picture)


def _languages(codes: Collection[str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, name) for code, name in LANGUAGES_READ.items() if code in codes)


def picture_of(person: PersonId) -> str:
    """The token of somebody's picture, for a viewer who was found to meet them; `NotFound` where there is none."""
    token = Profile.objects.filter(person=person).values_list("picture", flat=True).first()
    if not token:
        raise NotFound
    return token


def pictures_among(tokens: Collection[str]) -> set[str]:
    """Which of these tokens are pictures of people. For the chore that removes files of which no row tells."""
    return set(Profile.objects.filter(picture__in=tokens).values_list("picture", flat=True))


def is_listed(person: PersonId) -> bool:
    """Whether somebody is here and stands in the list of the house: every member may know of them."""
    return Person.objects.filter(pk=person, is_active=True, is_listed=True).exists()


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
