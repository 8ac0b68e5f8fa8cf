"""What people say of themselves, and the list of everybody in the house."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound
from chalou.foundation.text.lines import line_key
from chalou.foundation.tokens import token_digest
from chalou.people.models import (
    Person,
    Profile,
    Role,
)
from chalou.people.queries.hearing import unheard_by
from chalou.people.rules import LANGUAGES_READ

PAGE = 50
NEW_FOR = timedelta(days=7)

NEWCOMERS_NAMED = 6


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody in the list of the house. `letter` is the one under which they stand, empty for signs and figures;
    `picture` another word for each picture they have had, empty: none.
    """

    id: PersonId
    name: str
    cup: str
    role: str
    seat: str
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


_LISTED = ("id", "name", "cup", "role", "seat", "read_as", "profile__picture")


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
            seat=seat,
            letter=read_as[:1].upper() if read_as[:1].isascii() and read_as[:1].isalpha() else "",
            picture=picture_mark(picture),
            is_unheard=person in unheard,
        )
        for person, name, cup, role, seat, read_as, picture in rows.values_list(*_LISTED)
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
