"""Reading at the desk: cases for those who keep order, notices for oneself. What they may not see is not found."""

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
from chalou.desk.models import Case, Decision, Notice, Report
from chalou.foundation.ids import MessageId, PersonId, RoomId, ThreadId
from chalou.foundation.refusals import NotFound
from chalou.foundation.subjects import Subject
from chalou.people.models import Person
from chalou.people.queries import WordLine, words_of

PAGE = 50
MOST_COUNTED = 99
REPORTS_SHOWN = 100
LONGEST_LINE = 120


@dataclass(frozen=True, slots=True)
class Seen:
    """A thing as somebody sees it who may report it. `text` as typed; `name` is that of whom it concerns."""

    person: PersonId | None
    name: str
    text: str
    room: RoomId | None


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


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A word of the house. `room_name` only where the reader may still read that room."""

    number: int
    act: str
    is_mine: bool
    reason: str
    room: RoomId | None
    room_name: str
    at: datetime
    is_read: bool


def seen(viewer: Person, about: Subject, room: RoomId | None = None) -> Seen:
    """A thing that this viewer may report because they can see it: a message of a room they may read, a table of it,
    the room itself, or somebody who sits in one (`room`: in which it happened).
    """
    if about.kind == "message":
        found = rooms.messages_readable(viewer, [about.number])
        if not found:
            raise NotFound
        message = found[0]
        # What it offers to choose between is said, too.
        offered = [f"· {choice.words}" for choice in message.poll.choices] if message.poll else []
        return Seen(message.author, message.name, "\n".join((message.text, *offered)), message.room)
    if about.kind == "thread":
        thread = rooms.thread_known(ThreadId(about.number))
        rooms.room_for(viewer, thread.room)
        return Seen(thread.opened_by, _name(thread.opened_by), thread.title, thread.room)
    if about.kind == "room":
        of = rooms.room_for(viewer, RoomId(about.number))
        if of.access == Access.DIRECT:  # its words are those of its people
            raise NotFound
        return Seen(None, "", f"{of.name}\n{of.purpose}".strip(), of.id)
    person = Person.objects.filter(pk=about.number, is_active=True).first() if about.kind == "person" else None
    if person is None:
        raise NotFound
    together = rooms.met(viewer, person.id)
    if not together and viewer.id != person.id and not viewer.is_keeper and not person.is_listed:
        raise NotFound
    return Seen(person.id, person.name, person.name, room if room in together else None)


def words_and_notices(person: Person) -> tuple[NoticeLine | WordLine, ...]:
    """Whatever the house told somebody, the newest first: what was decided, and its friendly words."""
    told: list[NoticeLine | WordLine] = [*notices_of(person), *words_of(person)]
    return tuple(sorted(told, key=lambda one: one.at, reverse=True)[:PAGE])


def _name(person: PersonId | None) -> str:
    return "" if person is None else Person.objects.filter(pk=person).values_list("name", flat=True).first() or ""


def has_reported(viewer: Person, about: Subject) -> bool:
    """Whether this viewer has told of a thing and nobody has decided yet."""
    return Report.objects.filter(
        reporter=viewer, case__about_kind=about.kind, case__about_number=about.number, case__decided_at=None
    ).exists()


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
    is_hidden = case.about_kind == "message" and rooms.is_hidden(MessageId(case.about_number))
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
            is_message=case.about_kind == "message",
            is_hidden=is_hidden,
            has_room=case.room_number is not None and not is_closed,
            has_person=person is not None and person.left_at is None,
        ),
    )


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


def notices_of(person: Person) -> tuple[NoticeLine, ...]:
    """What the house told somebody, the newest first."""
    rows = list(Notice.objects.filter(person=person).order_by("-id")[:PAGE])
    if not rows:
        return ()
    names = {line.id: line.name for line in rooms.rooms_for(person) if not line.is_closed}
    return tuple(
        NoticeLine(
            number=one.pk,
            act=one.act,
            is_mine=one.is_mine,
            reason=one.reason,
            room=RoomId(one.room_number) if one.room_number in names else None,
            room_name=names.get(RoomId(one.room_number or 0), ""),
            at=one.at,
            is_read=one.read_at is not None,
        )
        for one in rows
    )
