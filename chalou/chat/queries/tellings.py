"""Reading what was told from a floor: whole on a page of its own, and the list of it in its room."""

from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from chalou.chat.models import Aside, Attachment, EarlierTelling, Floor, Membership, Message, Telling, TellingState
from chalou.chat.queries.attachments import ATTACHMENT_COLUMNS
from chalou.chat.queries.floor import asides_at
from chalou.chat.queries.values import AttachmentShown, PartShown, PieceShown, RoomSeen, StoryLine, StoryShown
from chalou.chat.rules import Refusal
from chalou.chat.rules import floor as rules
from chalou.chat.rules import told as rules_of_told
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
    pictures: tuple[AttachmentShown, ...] = ()


def told_in(telling: Telling) -> list[Told]:
    """What somebody said from the floor and showed with it, in order, as it stands now: with their edits, without what
    was taken back.
    """
    pictures: dict[int, list[AttachmentShown]] = {}
    for message, *columns in _pictures_in(telling).values_list("message", *ATTACHMENT_COLUMNS):
        pictures.setdefault(message, []).append(AttachmentShown(*columns))
    said = _said_in(telling).order_by("seq").values_list("id", "seq", "text", "html")
    told = [Told(seq, text, html, tuple(pictures.get(number, ()))) for number, seq, text, html in said]
    return [one for one in told if one.text or one.pictures]


def pictures_in(telling: Telling) -> tuple[AttachmentShown, ...]:
    """The pictures that somebody showed from the floor, in order; what was taken back is gone from here, too."""
    return tuple(AttachmentShown(*row) for row in _pictures_in(telling).values_list(*ATTACHMENT_COLUMNS))


def _said_in(telling: Telling) -> QuerySet[Message]:
    said = Message.objects.filter(
        room=telling.floor.room_id,
        author=telling.person_id,
        seq__gt=telling.after_seq,
        thread__is_main=True,
        taken_back_at=None,
        forwarded_from=None,
    )
    return said if telling.until_seq is None else said.filter(seq__lte=telling.until_seq)


def _pictures_in(telling: Telling) -> QuerySet[Attachment]:
    showing = _said_in(telling).filter(has_attachments=True)
    return Attachment.objects.filter(message__in=showing, width__isnull=False).order_by("message__seq", "place")


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
    """What was told in a room, the latest first: what somebody keeps, what the viewer may still keep, and where words
    wait at the side that they may let into the talk.
    """
    mine = viewer.id if viewer is not None else None
    shown = Q(state=TellingState.KEPT) | Q(person=mine)
    parts = Telling.objects.filter(shown).exclude(person__in=room.unheard).select_related("person").order_by("place")
    asides = Aside.objects.filter(floor=OuterRef("pk"), released_at=None).exclude(person__in=room.unheard)
    manages = viewer is not None and (room.is_host or room.keeps_order)
    theirs = Q() if manages else Q(opened_by=mine) | Q(teller=mine) if room.is_member else Q(pk__in=())

    def may_collect(row: Floor) -> bool:
        opener = PersonId(row.opened_by_id) if row.opened_by_id is not None else None
        return mine is not None and rules.may_end(
            by=mine, opener=opener, teller=PersonId(row.teller_id), manages=manages, is_member=room.is_member
        )

    rows = (
        Floor.objects.filter(room=room.id, ended_at__isnull=False)
        .annotate(waits=Exists(asides))
        .filter(Q(pk__in=parts.order_by().values("floor")) | (Q(waits=True) & theirs))
        .prefetch_related(Prefetch("tellings", parts))
        .order_by("-pk")
    )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(_line(row, mine, collects=row.waits and may_collect(row)) for row in rows[:STORIES_PAGE])


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
    shows = is_mine or (is_kept and "<p>[#" in one.html)
    pictures = pictures_in(one) if shows else ()
    told = told_in(one) if follows else []
    if follows:
        pieces = tuple(piece for said in told for piece in _said(said))
        text = rules_of_told.text_of((said.text, [picture.id for picture in said.pictures]) for said in told)
    else:
        pieces = _kept(one.html, pictures) if is_kept or is_mine else ()
        text = one.text
    numbers = [picture.id for picture in pictures]
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
        pieces=pieces,
        text=rules_of_told.to_be_edited(text, numbers) if is_mine else "",
        pictures=pictures if is_mine else (),
        edited_at=one.edited_at,
        earlier=tuple((rules_of_told.to_be_edited(old.text, numbers), old.said_at) for old in one.earlier.all())
        if is_mine
        else (),
    )


def _said(said: Told) -> tuple[PieceShown, ...]:
    words = (PieceShown(html=said.html),) if said.text else ()
    return (*words, *(PieceShown(picture=one) for one in said.pictures))


def _kept(html: str, pictures: Collection[AttachmentShown]) -> tuple[PieceShown, ...]:
    """A kept text. Where a picture stood that is gone, nothing stands."""
    there = {one.id: one for one in pictures}
    found = (
        PieceShown(html=piece) if isinstance(piece, str) else PieceShown(picture=there.get(piece))
        for piece in rules_of_told.pieces_of(html)
    )
    return tuple(piece for piece in found if piece.html or piece.picture)


def _line(row: Floor, mine: PersonId | None, *, collects: bool) -> StoryLine:
    parts: Collection[Telling] = row.tellings.all()
    return StoryLine(
        id=row.pk,
        title=row.title,
        tellers=tuple(dict.fromkeys(one.person.name for one in parts)),
        opened_at=row.opened_at,
        has_asides=collects,
        is_mine_to_keep=any(one.person_id == mine and one.state == TellingState.OPEN for one in parts),
    )
