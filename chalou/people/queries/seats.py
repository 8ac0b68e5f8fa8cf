"""How far people have come, what leads on, and for what they are thanked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound
from chalou.foundation.subjects import Subject
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Customs, Right, Seat
from chalou.people.models import Person, Role, Thanks, Word
from chalou.people.queries.hearing import blocks_of, unheard_by
from chalou.people.rules.seats import Ahead, Come, ahead_of, counted, earned

SEAT_NAMES: Mapping[Seat, str | Promise] = {
    Seat.NEWCOMER: pgettext_lazy("seat", "newcomer"),
    Seat.GUEST: pgettext_lazy("seat", "guest"),
    Seat.REGULAR: pgettext_lazy("seat", "regular"),
    Seat.ELDER: pgettext_lazy("seat", "elder"),
}

THANKS_SHOWN = 50
WORDS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class RightLine:
    """What a seat may open, and from which seat on. `has`: the reader has it."""

    right: Right
    seat: Seat
    has: bool


@dataclass(frozen=True, slots=True)
class SeatPage:
    """Where somebody sits, how they came there and what comes next; for nobody but themselves."""

    seat: Seat
    is_named: bool
    ahead: Ahead | None
    rights: tuple[RightLine, ...]


@dataclass(frozen=True, slots=True)
class ThanksLine:
    """One thanks: by whom and for what. `about` is None for a deed, of which the words tell."""

    number: int
    by: PersonId
    name: str
    cup: str
    seat: Seat
    to: PersonId
    about: Subject | None
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ThanksSeen:
    """Who thanks somebody, as a viewer is told: so many people, so many elders among them, and the latest of it."""

    people: int = 0
    elders: int = 0
    lines: tuple[ThanksLine, ...] = ()


@dataclass(frozen=True, slots=True)
class WordLine:
    """A friendly word of the house. `other` is whom it speaks of, where they are here."""

    number: int
    kind: str
    seat: Seat | None
    other: PersonId | None
    name: str
    about: Subject | None
    words: str
    at: datetime
    is_read: bool


def came_to(person: Person) -> Come:
    """How far somebody has come, on the values of their row."""
    return _come(person, _thanked_by([person]).get(person.id, frozenset()))


def who_came_to(customs: Customs) -> tuple[PersonId, ...]:
    """Those who have come to a better seat than they have."""
    below = [seat.value for seat in Seat if seat is not Seat.ELDER]
    rows = list(Person.objects.filter(is_active=True, seat__in=below).exclude(role=Role.KEEPER).order_by("pk"))
    thanked = _thanked_by(rows)
    found = []
    for person in rows:
        come = _come(person, thanked.get(person.id, frozenset()))
        if earned(come, customs) is not come.seat:
            found.append(person.id)
    return tuple(found)


def _come(person: Person, thanked_by: frozenset[int]) -> Come:
    return Come(
        seat=Seat.ELDER if person.is_keeper else Seat(person.seat),
        listened_in=person.listened_in,
        days=person.days_here,
        thanked_by=len(thanked_by),
        is_vouched=person.is_vouched,
    )


_AT_ONCE = 500


def _thanked_by(people: list[Person]) -> Mapping[PersonId, frozenset[int]]:
    """Whose thanks count for each of them: of those who are in the house and whom they hear, since they were last set
    back.
    """
    found: dict[PersonId, frozenset[int]] = {}
    for start in range(0, len(people), _AT_ONCE):
        some = {one.id: one for one in people[start : start + _AT_ONCE]}
        pairs: dict[PersonId, set[tuple[int, int]]] = {}
        given = Thanks.objects.filter(Q(to__in=some) | Q(by__in=some), by__is_active=True)
        for by, to, at in given.order_by("id").values_list("by", "to", "at"):
            thanked = some.get(PersonId(to))
            if thanked is not None and (thanked.set_back_at is None or at > thanked.set_back_at):
                pairs.setdefault(PersonId(to), set()).add((by, to))
            if by in some:
                pairs.setdefault(PersonId(by), set()).add((by, to))
        unheard = blocks_of(list(some))
        for number, theirs in pairs.items():
            there = {by for by, _ in theirs} - unheard.get(number, frozenset())
            found[number] = counted(theirs, person=number, there=there)
    return found


def seat_page(viewer: Person) -> SeatPage:
    """Where the viewer sits, and what comes next."""
    customs, person = the_customs(), Person.objects.get(pk=viewer.pk)
    come = came_to(person)
    return SeatPage(come.seat, person.is_keeper, ahead_of(come, customs), rights_shown(viewer))


def to_be_set_back(viewer: Person, person: PersonId) -> tuple[Person, tuple[Seat, ...]]:
    """Somebody to whom the keeper may give an earlier seat, and which there are."""
    if not viewer.is_keeper:
        raise NotFound
    found = Person.objects.filter(pk=person, is_active=True).exclude(pk=viewer.pk).first()
    if found is None:
        raise NotFound
    return found, tuple(seat for seat in Seat if not seat.reaches(Seat(found.seat)))


def rights_shown(viewer: Person | None) -> tuple[RightLine, ...]:
    """What each seat may do, by the customs of this house, in the order in which it opens."""
    customs = the_customs()
    lines = [
        RightLine(right, seat, has=viewer is not None and viewer.sits_as.reaches(seat))
        for right, seat in customs.rights.items()
    ]
    return tuple(sorted(lines, key=lambda line: (list(Seat).index(line.seat), list(Right).index(line.right))))


def ways_to_seats() -> tuple[Ahead, ...]:
    """What leads to each seat, for everybody to read."""
    customs = the_customs()
    found = [ahead_of(Come(seat=below), customs) for below in list(Seat)[:-1]]
    return tuple({one.seat: one for one in found if one is not None}.values())


def thanks_of(viewer: Person, person: PersonId) -> ThanksSeen:
    """Who thanks somebody and for what, the latest first, for a viewer who was found to meet them; without those whom
    the viewer does not hear, and those who are no longer in the house.
    """
    rows = Thanks.objects.filter(to=person, by__is_active=True).exclude(by__in=unheard_by(viewer))
    people = {by: (seat, role) for by, seat, role in rows.values_list("by", "by__seat", "by__role").distinct()}
    if not people:
        return ThanksSeen()
    elders = sum(1 for seat, role in people.values() if seat == Seat.ELDER.value or role == Role.KEEPER)
    return ThanksSeen(len(people), elders, tuple(_line(one) for one in _whole(rows)[:THANKS_SHOWN]))


def thanks_for(viewer: Person, about: Subject) -> tuple[ThanksLine, ...]:
    """Who thanks for a thing, for a viewer who may see it."""
    rows = Thanks.objects.filter(about_kind=about.kind, about_number=about.number, by__is_active=True)
    return tuple(_line(one) for one in _whole(rows.exclude(by__in=unheard_by(viewer)))[:THANKS_SHOWN])


def thanks_seen(viewer: Person, number: int) -> ThanksLine:
    """One thanks, for a viewer who may see what it is for."""
    rows = Thanks.objects.filter(pk=number, by__is_active=True).exclude(by__in=unheard_by(viewer))
    found = _whole(rows).first()
    if found is None:
        raise NotFound
    return _line(found)


def thanks_known(number: int) -> tuple[ThanksLine, str, bool] | None:
    """For those who decide about it: one thanks, whom it is to, and whether its words are out of sight. None: it is
    gone.
    """
    found = _whole(Thanks.objects.filter(pk=number)).select_related("to").first()
    return None if found is None else (_line(found), found.to.name, found.hidden_at is not None)


def thanks_hidden() -> QuerySet[Thanks, int]:
    """The thanks whose words are out of sight, by number."""
    return Thanks.objects.exclude(hidden_at=None).values_list("pk", flat=True)


def _whole(rows: QuerySet[Thanks]) -> QuerySet[Thanks]:
    return rows.select_related("by").order_by("-id")


def _line(one: Thanks) -> ThanksLine:
    by = one.by
    about = Subject(one.about_kind, one.about_number) if one.about_number is not None else None
    seat = Seat.ELDER if by.is_keeper else Seat(by.seat)
    return ThanksLine(one.pk, by.id, by.name, by.cup, seat, PersonId(one.to_id), about, _words(one), one.at)


def _words(thanks: Thanks | None) -> str:
    return "" if thanks is None or thanks.hidden_at is not None else thanks.words


def words_of(person: Person) -> tuple[WordLine, ...]:
    """The friendly words of the house to somebody, the newest first."""
    rows = Word.objects.filter(person=person).exclude(other__in=unheard_by(person))
    return tuple(
        WordLine(
            number=one.pk,
            kind=one.kind,
            seat=Seat(one.seat) if one.seat else None,
            other=PersonId(one.other.pk) if one.other and one.other.is_active else None,
            name=one.other.name if one.other else "",
            about=_about(one.thanks),
            words=_words(one.thanks),
            at=one.at,
            is_read=one.read_at is not None,
        )
        for one in rows.select_related("other", "thanks").order_by("-id")[:WORDS_SHOWN]
    )


def _about(thanks: Thanks | None) -> Subject | None:
    if thanks is None or thanks.about_number is None:
        return None
    return Subject(thanks.about_kind, thanks.about_number)
