"""Reading cases, decisions and who is away: for those who keep order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import connection
from django.db.models import Count, QuerySet

from chalou.chat import queries as rooms
from chalou.chat.models import Access, Room
from chalou.chat.queries import MessageShown
from chalou.desk import rules
from chalou.desk.models import Case, Decision, Report
from chalou.foundation.ids import MessageId, PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.people.models import Person
from chalou.people.queries import ThanksLine, thanks_known

PAGE = 50
MOST_COUNTED = 99
REPORTS_SHOWN = 100
LONGEST_LINE = 120


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many cases, and how many who ask to be let in."""

    cases: int = 0
    askings: int = 0


@dataclass(frozen=True, slots=True)
class CaseLine:
    """An open case in the queue."""

    number: int
    about_kind: str
    name: str
    words: str
    opened_at: datetime
    reports: int


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of open cases, the oldest first. `after` leads on to the next; None: there is none."""

    cases: tuple[CaseLine, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class ReportShown:
    """What was said when reporting, and what was seen. Nobody is shown who it was."""

    kind: str
    words: str
    seen: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision. Names as they are now; a person or a room that is gone has none."""

    number: int
    act: str
    by: str
    person: str
    person_number: int | None
    room: str
    case: int | None
    about_kind: str
    about_number: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case with what whoever decides needs. `message` and those around it only where the viewer may read the room;
    `thanks`, to somebody called `thanks_to`, as they stand now.
    `is_closed_room`: they may not, and see what was reported and nothing else of it.
    """

    number: int
    about_kind: str
    about_number: int
    is_hidden: bool
    person: PersonId | None
    name: str
    cup: str
    role: str
    joined_at: datetime | None
    is_away: bool
    opened_at: datetime
    decided_at: datetime | None
    reports: tuple[ReportShown, ...]
    room: RoomId | None
    room_name: str
    is_closed_room: bool
    message: MessageShown | None
    thanks: ThanksLine | None
    thanks_to: str
    before: tuple[MessageShown, ...]
    after: tuple[MessageShown, ...]
    decisions: tuple[DecisionLine, ...]
    earlier: tuple[DecisionLine, ...]
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """A page of decisions, the newest first. `before` leads on."""

    decisions: tuple[DecisionLine, ...]
    before: int | None


@dataclass(frozen=True, slots=True)
class AwayLine:
    """Somebody who was sent out of the house."""

    id: PersonId
    name: str
    cup: str
    reason: str


def _open_for(viewer: Person) -> QuerySet[Case]:
    """The open cases this viewer may decide: `rules.may_decide`, asked of the database."""
    if not viewer.keeps_order:
        raise NotFound
    return Case.objects.filter(decided_at=None).exclude(person=viewer)


_WAITING = """
    SELECT
    (SELECT COUNT(*) FROM (SELECT 1 FROM desk_case WHERE decided_at IS NULL
        AND (person_id IS NULL OR person_id <> %s) LIMIT %s) cases),
    (SELECT COUNT(*) FROM (SELECT 1 FROM people_asking WHERE decided_at IS NULL LIMIT %s) askings)
"""


def waiting_for(viewer: Person) -> Waiting:
    """What waits for those who keep order, each up to `MOST_COUNTED`: one query, by hand, for the line at the top of
    every page of theirs.
    """
    if not viewer.keeps_order:
        raise NotFound
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [viewer.pk, MOST_COUNTED, MOST_COUNTED])
        return Waiting(*cursor.fetchone())


def open_count(waiting: Waiting) -> int:
    """How much waits at the desk altogether, up to `MOST_COUNTED`."""
    return min(waiting.cases + waiting.askings, MOST_COUNTED)


def queue_for(viewer: Person, *, after: int = 0) -> Queue:
    """The open cases, the oldest first. Their number is their order."""
    rows = list(
        _open_for(viewer)
        .filter(id__gt=after)
        .annotate(count=Count("reports"))
        .order_by("id")
        .values_list("id", "about_kind", "person__name", "opened_at", "count")[: PAGE + 1]
    )
    shown = rows[:PAGE]
    first = _first_seen([row[0] for row in shown])
    lines = tuple(
        CaseLine(number, kind, name or "", " ".join(first.get(number, "").split())[:LONGEST_LINE], opened_at, count)
        for number, kind, name, opened_at, count in shown
    )
    return Queue(lines, shown[-1][0] if len(rows) > PAGE else None)


def _first_seen(cases: Sequence[int]) -> dict[int, str]:
    rows = Report.objects.filter(case__in=cases).order_by("case", "id").values_list("case_id", "seen")
    return {case: next(these)[1] for case, these in groupby(rows, key=lambda row: row[0])}


def case_for(viewer: Person, number: int) -> CaseShown:
    """One case, open or decided."""
    case = Case.objects.select_related("person").filter(pk=number).first()
    if case is None or not rules.may_decide(keeps_order=viewer.keeps_order, viewer=viewer.id, person=case.person_id):
        raise NotFound
    reports = tuple(
        ReportShown(*row)
        for row in Report.objects.filter(case=case)
        .order_by("id")
        .values_list("kind", "words", "seen", "made_at")[:REPORTS_SHOWN]
    )
    room_name, is_closed, message, before, after = _around(viewer, case)
    person = case.person
    thanks, thanks_to, _ = (thanks_known(case.about_number) if case.about_kind == "thanks" else None) or (
        None,
        "",
        False,
    )
    is_words, is_hidden = words_in(case)
    return CaseShown(
        number=case.pk,
        about_kind=case.about_kind,
        about_number=case.about_number,
        is_hidden=is_hidden,
        person=person.id if person else None,
        name=person.name if person else "",
        cup=person.cup if person else "empty",
        role=person.role if person else "",
        joined_at=person.joined_at if person else None,
        is_away=person is not None and not person.is_active and person.left_at is None,
        opened_at=case.opened_at,
        decided_at=case.decided_at,
        reports=reports,
        room=RoomId(case.room_number) if case.room_number is not None else None,
        room_name=room_name,
        is_closed_room=is_closed,
        message=message,
        thanks=thanks,
        thanks_to=thanks_to,
        before=before,
        after=after,
        decisions=_lines(Decision.objects.filter(case_number=case.pk).order_by("id")),
        earlier=_lines(
            Decision.objects.filter(person_number=person.pk)
            .exclude(case_number=case.pk)
            .exclude(act__in=("dismiss", "settle"))
            .order_by("-id")[:10]
        )
        if person
        else (),
        acts=rules.acts_for(
            is_decided=case.decided_at is not None,
            is_words=is_words,
            is_hidden=is_hidden,
            has_room=case.room_number is not None and not is_closed,
            has_person=person is not None and person.left_at is None,
        ),
    )


def words_in(case: Case) -> tuple[bool, bool]:
    """Whether a case is about words that somebody said, and whether these are out of sight."""
    if case.about_kind == "message":
        return True, rooms.is_hidden(MessageId(case.about_number))
    known = thanks_known(case.about_number) if case.about_kind == "thanks" else None
    if known is None:
        return False, False
    line, _to, is_hidden = known
    return is_hidden or bool(line.words), is_hidden


_Around = tuple[str, bool, MessageShown | None, tuple[MessageShown, ...], tuple[MessageShown, ...]]


def _around(viewer: Person, case: Case) -> _Around:
    """The room's name, and the message as it is now with a few around it, where the viewer may read that room."""
    if case.room_number is None:
        return "", False, None, (), ()
    try:
        room = rooms.room_for(viewer, RoomId(case.room_number))
    except NotFound:
        named = Room.objects.filter(pk=case.room_number, access=Access.INVITATION).values_list("name", flat=True)
        return named.first() or "", True, None, (), ()
    if case.about_kind != "message":
        return room.name, False, None, (), ()
    message = rooms.message_by_id(MessageId(case.about_number))
    return room.name, False, message, *rooms.around(message)


def audit(viewer: Person, *, before: int | None = None) -> Audit:
    """What was decided in this house, for those who keep order; what was decided about themselves too."""
    if not viewer.keeps_order:
        raise NotFound
    rows = Decision.objects.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    lines = _lines(rows[: PAGE + 1])
    return Audit(lines[:PAGE], lines[PAGE - 1].number if len(lines) > PAGE else None)


def _lines(rows: Iterable[Decision]) -> tuple[DecisionLine, ...]:
    found = list(rows)
    if not found:
        return ()
    numbers = {one.by_number for one in found} | {one.person_number for one in found if one.person_number is not None}
    names = dict(Person.objects.filter(pk__in=numbers).values_list("pk", "name"))
    of_rooms = {one.room_number for one in found if one.room_number is not None}
    room_names = dict(Room.objects.filter(pk__in=of_rooms).values_list("pk", "name"))
    return tuple(
        DecisionLine(
            number=one.pk,
            act=one.act,
            by=names.get(one.by_number, ""),
            person=names.get(one.person_number or 0, ""),
            person_number=one.person_number,
            room=room_names.get(one.room_number or 0, ""),
            case=one.case_number,
            about_kind=one.about_kind,
            about_number=one.about_number,
            reason=one.reason,
            at=one.at,
        )
        for one in found
    )


def away(viewer: Person) -> tuple[AwayLine, ...]:
    """Those who were sent out of the house, the last to join first."""
    if not viewer.keeps_order:
        raise NotFound
    rows = Person.objects.filter(is_active=False).exclude(why_away="").exclude(pk=viewer.pk).order_by("-id")
    found = rows.values_list("id", "name", "cup", "why_away")[:200]
    return tuple(AwayLine(PersonId(number), name, cup, reason) for number, name, cup, reason in found)
