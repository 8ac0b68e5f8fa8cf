"""Words beside a telling: put there, let into the talk when it is over, or dropped."""

from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TookTooLong
from datetime import datetime, timedelta
from functools import partial

from django.db.models import QuerySet

from chalou.chat import writer
from chalou.chat.actions.floor import may_end, refuse_unless_may_speak
from chalou.chat.actions.held import locked_for
from chalou.chat.actions.stage import open_floor_of
from chalou.chat.models import Aside, Floor
from chalou.chat.refusals import refuse, refused
from chalou.chat.rules import Refusal
from chalou.chat.rules import floor as rules
from chalou.chat.writer import Draft, Outcome, Posted
from chalou.events.record import record
from chalou.events.vocabulary.floor import AsidePut, AsidesDropped, AsidesReleased
from chalou.foundation.database import write
from chalou.foundation.ids import ClientId, PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.foundation.text.markdown import to_html
from chalou.house.rules.customs import Mode
from chalou.people.models import Person
from chalou.screening.admit import admit, admit_deed
from chalou.screening.rules import Act, Deed

PATIENCE_S = 20
AT_ONCE = 200
# Why words that were let in will never be written; for every other reason (the house is busy, somebody tells
# again) they wait for the chore.
_NEVER = frozenset(
    {
        Refusal.NOT_FOUND.value,
        Refusal.NOT_A_MEMBER.value,
        Refusal.REMOVED.value,
        Refusal.MUTED.value,
        Refusal.QUIET.value,
        Refusal.LISTEN_FIRST.value,
        Refusal.ARCHIVED.value,
        Refusal.BAD_ID.value,
    }
)


def put_aside(*, by: Person, room_id: RoomId, text: str, is_question: bool, client_id: ClientId, at: datetime) -> int:
    """Keep words beside the telling that is under way, for its teller and the hosts: an aside, or a question. They are
    screened and limited as a message is. The same `client_id` is the same words.
    """
    text = admit(act=Act.POST, by=by.id, text=text)
    html = to_html(text)
    with write():
        room, standing = locked_for(by, room_id)
        if not standing.is_member:
            raise refused(Refusal.NOT_A_MEMBER)
        held = open_floor_of(room)
        known = Aside.objects.filter(person=by, client_id=client_id).first()
        if known is not None:
            return known.pk
        if held is None:
            raise refused(Refusal.FLOOR_OVER)
        refuse_unless_may_speak(room, Mode(held.row.mode_before), by.id, at=at)
        refuse(
            rules.why_not_put_aside(
                is_over=False,
                is_holder=held.stage.is_held_by(by.id),
                asides=Aside.objects.filter(floor=held.row, person=by).count(),
            )
        )
        aside = Aside.objects.create(
            floor=held.row, person=by, client_id=client_id, text=text, html=html, is_question=is_question, put_at=at
        )
        record(AsidePut(room=room.id, floor=held.row.pk, aside=aside.pk, is_question=is_question, by=by.id, at=at))
    return aside.pk


def release_asides(*, by: Person, room_id: RoomId, floor_id: int, at: datetime, aside: int | None = None) -> None:
    """Let what was put aside into the main table, as messages of those who wrote it, in their order: one, or all. Once
    the telling is over; by the hosts, by who opened it, and by its teller. What somebody wrote who may not speak in the
    room any more is dropped. Each becomes one message, however often this is done.
    """
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        floor = _collected(by, room_id, floor_id)
        if floor.room.mode == Mode.STORY:
            raise refused(Refusal.FLOOR_HELD)
        waiting = _waiting(floor, aside)
        numbers = tuple(waiting.values_list("pk", flat=True))
        waiting.update(released_at=at)
        if numbers:
            record(AsidesReleased(room=floor.room.id, floor=floor.pk, asides=numbers, by=by.id, at=at))
    _say(Aside.objects.filter(floor=floor, released_at__isnull=False).order_by("pk"), at=at)


def drop_asides(*, by: Person, room_id: RoomId, floor_id: int, at: datetime, aside: int | None = None) -> None:
    """Let what was put aside go: one, or all that wait. By those who may release it; one's own at any time."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        if aside is not None and Aside.objects.filter(pk=aside, floor=floor_id, person=by, released_at=None).exists():
            room, _ = locked_for(by, room_id)
            floor = Floor.objects.get(pk=floor_id)
            if floor.room_id != room.id:
                raise NotFound
        else:
            floor = _collected(by, room_id, floor_id)
        waiting = _waiting(floor, aside)
        numbers = tuple(waiting.values_list("pk", flat=True))
        waiting.delete()
        if numbers:
            record(AsidesDropped(room=RoomId(floor.room_id), floor=floor.pk, asides=numbers, by=by.id, at=at))


def settle_asides(*, at: datetime) -> None:
    """Words that were let in while the process died, or while somebody told again."""
    _say(Aside.objects.filter(released_at__isnull=False).order_by("pk"), at=at)


def forget_asides(*, at: datetime) -> None:
    """What nobody let into the talk within the time that is said."""
    with write():
        Aside.objects.filter(floor__ended_at__lt=at - timedelta(hours=rules.ASIDES_WAIT_H), released_at=None).delete()


def _collected(by: Person, room_id: RoomId, floor_id: int) -> Floor:
    """The floor, its room held, for somebody who may decide about what was put aside."""
    room, standing = locked_for(by, room_id)
    floor = Floor.objects.filter(pk=floor_id, room=room).first()
    if floor is None:
        raise NotFound
    if not may_end(floor, by, standing):
        raise refused(Refusal.FLOOR_NOT_YOURS)
    floor.room = room
    return floor


def _waiting(floor: Floor, aside: int | None) -> QuerySet[Aside]:
    found = Aside.objects.filter(floor=floor, released_at=None).order_by("pk")
    return found if aside is None else found.filter(pk=aside)


def _say(asides: QuerySet[Aside], *, at: datetime) -> None:
    """Have them written, in order, and forget each that is on disk or never will be."""
    some: Sequence[Aside] = list(asides.select_related("floor")[:AT_ONCE])
    waiting: list[tuple[Aside, Future[Outcome]]] = []
    for aside in some:
        future: Future[Outcome] = Future()
        draft = Draft(
            client_id=ClientId(aside.client_id),
            room=RoomId(aside.floor.room_id),
            author=PersonId(aside.person_id),
            text=aside.text,
            html=aside.html,
            at=at,
            is_released=True,
        )
        writer.submit(draft, partial(_fulfil, future))
        waiting.append((aside, future))
    done: list[int] = []
    for aside, future in waiting:
        try:
            outcome = future.result(timeout=PATIENCE_S)
        except TookTooLong:
            break
        if isinstance(outcome, Posted) or outcome.why in _NEVER:
            done.append(aside.pk)
    with write():
        Aside.objects.filter(pk__in=done).delete()


def _fulfil(waiting: "Future[Outcome]", outcome: Outcome) -> None:
    waiting.set_result(outcome)
