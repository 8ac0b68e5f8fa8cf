"""Reading what was told from a floor: whole on a page of its own, and the list of it in its room."""

from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Prefetch, Q

from chalou.chat.models import EarlierTelling, Floor, Membership, Message, Telling, TellingState
from chalou.chat.queries.floor import asides_at
from chalou.chat.queries.values import PartShown, RoomSeen, StoryLine, StoryShown
from chalou.chat.rules import Refusal
from chalou.chat.rules import floor as rules
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Right
from chalou.people.models import Person

STORIES_PAGE = 50


class Told(NamedTuple):
    seq: int
    text: str
    html: str


def told_in(telling: Telling) -> list[Told]:
    """What somebody said from the floor, in order, as it stands now: with their edits, without what was taken back."""
    said = Message.objects.filter(
        room=telling.floor.room_id,
        author=telling.person_id,
        seq__gt=telling.after_seq,
        thread__is_main=True,
        taken_back_at=None,
        forwarded_from=None,
    )
    if telling.until_seq is not None:
        said = said.filter(seq__lte=telling.until_seq)
    # A picture without words is part of the talk, not of the tale.
    return [Told(*row) for row in said.exclude(text="").order_by("seq").values_list("seq", "text", "html")]


def story_for(viewer: Person | None, room: RoomSeen, floor_id: int) -> StoryShown:
    """What was told from one floor of a room that this viewer reads. Of parts that are not kept only their tellers see
    more than whose they are.
    """
    row = Floor.objects.filter(pk=floor_id, room=room.id).first()
    if row is None:
        raise NotFound
    mine = viewer.id if viewer is not None else None
    manages = viewer is not None and (room.is_host or room.keeps_order)
    collects = viewer is not None and rules.may_end(
        by=viewer.id,
        opener=PersonId(row.opened_by_id) if row.opened_by_id is not None else None,
        teller=PersonId(row.teller_id),
        manages=manages,
        is_member=room.is_member,
    )
    tellings = (
        Telling.objects.filter(floor=row)
        .exclude(person__in=room.unheard)
        .select_related("person", "floor")
        .prefetch_related(Prefetch("earlier", EarlierTelling.objects.order_by("-pk")))
        .order_by("place")
    )
    sees_asides = viewer is not None and row.ended_at is not None
    return StoryShown(
        id=row.pk,
        title=row.title,
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        parts=tuple(_part(one, mine, manages=manages) for one in tellings),
        may_end=collects,
        asides=asides_at(row.pk, mine, sees_all=collects, unheard=room.unheard) if sees_asides else (),
        asides_until=row.ended_at and row.ended_at + timedelta(hours=rules.ASIDES_WAIT_H),
    )


def stories_of(viewer: Person | None, room: RoomSeen, *, before: int | None = None) -> tuple[StoryLine, ...]:
    """What was told in a room, the latest first: what somebody keeps, and what the viewer may still keep."""
    mine = viewer.id if viewer is not None else None
    shown = Q(state=TellingState.KEPT) | Q(person=mine)
    parts = Telling.objects.filter(shown).exclude(person__in=room.unheard).select_related("person").order_by("place")
    rows = (
        Floor.objects.filter(room=room.id, ended_at__isnull=False, pk__in=parts.order_by().values("floor"))
        .prefetch_related(Prefetch("tellings", parts))
        .order_by("-pk")
    )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(_line(row, mine) for row in rows[:STORIES_PAGE])


def tellers_for(viewer: Person | None, room: RoomSeen) -> tuple[tuple[PersonId, str], ...]:
    """Those who may be asked to tell, if the viewer may open the floor in this room; themselves first."""
    if viewer is None or why_not_open_floor(viewer, room) is not None:
        return ()
    seated = Membership.objects.filter(room=room.id, person__is_active=True).exclude(person__in=room.unheard)
    rows = seated.order_by("-is_host", "joined_at", "id").values_list("person_id", "person__name")[:200]
    people = [(PersonId(person), name) for person, name in rows]
    return tuple(sorted(people, key=lambda one: one[0] != viewer.id))


def why_not_open_floor(viewer: Person, room: RoomSeen) -> Refusal | None:
    """Whether somebody may open the floor in a room: a host, who keeps order there, whose seat has the right to it."""
    looks_after = room.is_host or room.keeps_order
    if not (looks_after or room.is_member):
        return Refusal.NOT_A_MEMBER
    allowed = looks_after or the_customs().allows(Right.TELL, seat=viewer.sits_as)
    return None if allowed else Refusal.ANOTHER_SEAT


def _part(one: Telling, mine: PersonId | None, *, manages: bool) -> PartShown:
    is_kept = one.state == TellingState.KEPT
    is_mine = one.person_id == mine
    follows = is_mine and one.state == TellingState.OPEN
    told = told_in(one) if follows else []
    if follows:
        paragraphs = tuple(message.html for message in told)
        text = "\n\n".join(message.text for message in told)
    else:
        sees = is_kept or is_mine
        paragraphs, text = ((one.html,), one.text) if sees else ((), "")
    return PartShown(
        id=one.pk,
        person=PersonId(one.person_id),
        name=one.person.name,
        cup=one.person.cup,
        is_shown=is_kept,
        is_withdrawn=one.state == TellingState.WITHDRAWN,
        is_taken_down=one.withdrawn_by_id not in (None, one.person_id),
        is_mine=is_mine,
        may_withdraw=(is_kept and (is_mine or manages)) or (is_mine and one.state == TellingState.OPEN),
        paragraphs=paragraphs,
        text=text if is_mine else "",
        edited_at=one.edited_at,
        earlier=tuple((old.text, old.said_at) for old in one.earlier.all()) if is_mine else (),
    )


def _line(row: Floor, mine: PersonId | None) -> StoryLine:
    parts: Collection[Telling] = row.tellings.all()
    return StoryLine(
        id=row.pk,
        title=row.title,
        tellers=tuple(dict.fromkeys(one.person.name for one in parts)),
        opened_at=row.opened_at,
        is_mine_to_keep=any(one.person_id == mine and one.state == TellingState.OPEN for one in parts),
    )
