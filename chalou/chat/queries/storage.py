"""How much of the house's room for pictures and files is taken, and by whom."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, F, Q, Sum

from chalou.chat import rules
from chalou.chat.models import CLOSED, Access, Attachment, Membership, Removal, Storage
from chalou.chat.queries.values import AttachmentShown
from chalou.foundation.ids import PersonId, RoomId
from chalou.house.queries import media_limits
from chalou.people.models import Person

PAGE = 50
LARGEST = 20

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Use:
    """What is kept of pictures and files."""

    pictures: int = 0
    files: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Most:
    """How many bytes of pictures and files may be kept, of one person and of all."""

    of_person: int
    of_house: int


@dataclass(frozen=True, slots=True)
class UseBy:
    """What is kept of one person's."""

    person: PersonId
    name: str
    cup: str
    use: Use


@dataclass(frozen=True, slots=True)
class BroughtLine:
    """Something that one has brought. `room` None: into a room that one sees no longer. `seq` None: not sent yet."""

    shown: AttachmentShown
    at: datetime
    room: RoomId | None
    room_name: str
    seq: int | None


def use_of_house() -> Use:
    """All that is kept here. Adds up a row for each person, however much each has brought."""
    found = Storage.objects.aggregate(pictures=Sum("pictures"), files=Sum("files"), bytes=Sum("bytes"))
    return Use(**{name: value or 0 for name, value in found.items()})


def most_kept() -> Most:
    """What the keeper has set, or else the settings."""
    kept = media_limits()
    return Most(
        of_person=(kept.person or settings.CHALOU.media_mb_person) * MB,
        of_house=(kept.house or settings.CHALOU.media_mb_house) * MB,
    )


def use_of(person: PersonId) -> Use:
    """What is kept of this person's."""
    row = Storage.objects.filter(person=person).values_list("pictures", "files", "bytes").first()
    return Use(*row) if row else Use()


def largest_uses() -> tuple[UseBy, ...]:
    """Those who keep most here, the largest first. The keeper's: it says how much, and not what or where."""
    rows = Storage.objects.filter(bytes__gt=0).order_by("-bytes", "person")
    columns = ("person", "person__name", "person__cup", "pictures", "files", "bytes")
    return tuple(
        UseBy(PersonId(person), name, cup, Use(*use))
        for person, name, cup, *use in rows.values_list(*columns)[:LARGEST]
    )


def brought_by(person: Person, *, after: tuple[int, int] | None = None) -> tuple[tuple[BroughtLine, ...], str | None]:
    """A page of what somebody has brought, the largest first, and what the next page comes after; `after` is that."""
    rows = Attachment.objects.filter(brought_by=person).order_by("-bytes", "-id")
    if after is not None:
        rows = rows.filter(Q(bytes__lt=after[0]) | Q(bytes=after[0], id__lt=after[1]))
    columns = ("id", "kind", "name", "type", "bytes", "width", "height", "alt")
    more = ("made_at", "room", "room__name", "room__access", "message__seq")
    found = list(rows.values_list(*columns, *more)[: PAGE + 1])
    rooms = {row[9] for row in found}
    seated, removed = (
        set(table.objects.filter(room__in=rooms, person=person).values_list("room_id", flat=True))
        for table in (Membership, Removal)
    )
    lines = []
    for *shown, at, room, name, access, seq in found[:PAGE]:
        may_read = rules.may_read(
            is_public=access == Access.PUBLIC,
            is_by_invitation=access in CLOSED,
            is_signed_in=True,
            is_member=room in seated,
            is_removed=room in removed,
        )
        lines.append(
            BroughtLine(AttachmentShown(*shown), at, room if may_read else None, name if may_read else "", seq)
        )
    last = lines[-1].shown if len(found) > PAGE else None
    return tuple(lines), f"{last.bytes}-{last.id}" if last else None


def uses_by_attachments() -> dict[PersonId, Use]:
    """What each person keeps here, added up anew from every row: to set right what was counted wrong."""
    rows = Attachment.objects.values("brought_by").annotate(
        pictures=Count("id", filter=Q(kind="picture")), files=Count("id", filter=Q(kind="file")), all=Sum(F("bytes"))
    )
    return {
        PersonId(person): Use(pictures, files, total)
        for person, pictures, files, total in rows.values_list("brought_by", "pictures", "files", "all")
    }
