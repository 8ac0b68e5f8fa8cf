"""Bringing pictures and files into a room, and letting go of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from chalou.chat import rules
from chalou.chat.actions.storage import count_in, count_out, recount
from chalou.chat.models import CLOSED, Attachment, AttachmentKind, Membership, Message, Removal, Room
from chalou.chat.names import accept_alt, tidy_file_name
from chalou.chat.queries import AttachmentShown, most_kept, use_of, use_of_house
from chalou.chat.refusals import refuse, refuse_use, refused
from chalou.chat.rules import Refusal
from chalou.events.record import record
from chalou.events.vocabulary.chat import AttachmentBrought
from chalou.foundation import media
from chalou.foundation.database import write
from chalou.foundation.ids import AttachmentId, PersonId, RoomId
from chalou.foundation.pictures import making
from chalou.foundation.pictures.kinds import PICTURES, Kind, kind_of
from chalou.foundation.refusals import NotFound
from chalou.house.rules.customs import Right, Seat, sits_as
from chalou.people.models import Person
from chalou.people.queries import pictures_among
from chalou.screening.admit import admit_deed
from chalou.screening.rules import Deed

LARGE, SMALL, WHOLE = "large", "small", "whole"
"""What is kept of an attachment: a picture in two sizes, a file as it is."""

UNSENT_FOR = timedelta(days=1)
FORGOTTEN_AT_ONCE = 500

_MB = 1_000_000

_FILES = {Kind.PDF: ("application/pdf", ".pdf"), Kind.TEXT: ("text/plain", ".txt")}
_WHY_NO_PICTURE = {
    making.Why.UNKNOWN: Refusal.UNKNOWN_KIND,
    making.Why.TOO_MANY_PIXELS: Refusal.TOO_MANY_PIXELS,
    making.Why.BROKEN: Refusal.BROKEN_FILE,
}


@dataclass(frozen=True, slots=True)
class _Taken:
    """What will be kept of it."""

    kind: AttachmentKind
    type: str
    name: str
    parts: Mapping[str, bytes]
    width: int | None = None
    height: int | None = None

    @property
    def bytes(self) -> int:
        return sum(len(part) for part in self.parts.values())


def bring(
    *, by: Person, room_id: RoomId, data: bytes, name: str = "", alt: str = "", quarter_turns: int = 0, at: datetime
) -> AttachmentShown:
    """Bring a picture or file into a room in which one sits. Nobody else sees it until it is sent in a message; what is
    not sent is gone after a day.

    A picture is made anew, so that nothing hidden in it comes along; a file is kept as it is. What it is, its content
    says.
    """
    admit_deed(deed=Deed.BRING, by=by.id)
    # Before the work, and again with the row: neither strangers nor a full house cost a second of computing.
    _refuse_unless_sits(by, room_id)
    alt = accept_alt(alt)
    if len(data) > settings.CHALOU.upload_mb * _MB:
        raise refused(Refusal.FILE_TOO_LARGE)
    _refuse_where_full(by, size=1)
    taken = _taken(data, name, quarter_turns)
    token = media.new_token()
    try:
        for part, piece in taken.parts.items():
            media.keep(token, part, piece)
        with write():
            _refuse_unless_sits(by, room_id)
            _refuse_where_full(by, size=taken.bytes)
            row = Attachment.objects.create(
                room_id=room_id,
                brought_by=by,
                kind=taken.kind,
                name=taken.name,
                type=taken.type,
                bytes=taken.bytes,
                width=taken.width,
                height=taken.height,
                alt=alt,
                made_at=at,
                token=token,
            )
            count_in(row)
            record(AttachmentBrought(room=room_id, attachment=row.id, by=by.id, at=at))
    except BaseException:
        media.remove([token])
        raise
    return AttachmentShown(row.id, row.kind, row.name, row.type, row.bytes, row.width, row.height, row.alt)


def _taken(data: bytes, name: str, quarter_turns: int) -> _Taken:
    kind = kind_of(data)
    if kind is None:
        raise refused(Refusal.UNKNOWN_KIND)
    if kind not in PICTURES:
        content_type, ending = _FILES[kind]
        return _Taken(AttachmentKind.FILE, content_type, tidy_file_name(name, ending=ending), {WHOLE: data})
    try:
        made = making.made_of(data, quarter_turns=quarter_turns)
    except making.NoPicture as wrong:
        raise refused(_WHY_NO_PICTURE[wrong.why]) from wrong
    parts = {LARGE: made.large, SMALL: made.small}
    return _Taken(AttachmentKind.PICTURE, making.TYPE, "", parts, made.width, made.height)


def _refuse_unless_sits(by: Person, room_id: RoomId) -> None:
    access = Room.objects.filter(id=room_id).values_list("access", flat=True).first()
    theirs = Membership.objects.filter(room=room_id, person=by).values_list("is_host", "person__seat").first()
    is_member = theirs is not None
    is_removed = not is_member and Removal.objects.filter(room=room_id, person=by).exists()
    # Who was removed is told so where they could read, and finds nothing where they could not; as with words.
    if access is None or (access in CLOSED and not is_member):
        raise NotFound
    refuse(rules.why_not_bring(is_member=is_member, is_removed=is_removed))
    if theirs is not None:
        is_host, seat = theirs
        refuse_use(Right.PICTURES, seat=sits_as(Seat(seat), keeps_order=by.keeps_order), is_host=is_host)


def _refuse_where_full(by: Person, *, size: int) -> None:
    """What is brought in this very moment by others may come on top: a limit of megabytes, not of bytes."""
    most = most_kept()
    refuse(
        rules.why_not_keep(
            size=size,
            of_person=use_of(by.id).bytes,
            of_house=use_of_house().bytes,
            most_of_person=most.of_person,
            most_of_house=most.of_house,
        )
    )


def describe(message: Message, alts: Mapping[AttachmentId, str]) -> bool:
    """Say what is to be seen in pictures of a message, with its room's row held; answers whether that is another."""
    pictures = Attachment.objects.filter(message=message, kind=AttachmentKind.PICTURE, id__in=alts)
    altered = [one for one in pictures if one.alt != alts[one.id]]
    for one in altered:
        one.alt = alts[one.id]
        one.save(update_fields=["alt"])
    return bool(altered)


def let_go(message: Message) -> list[str]:
    """Inside the transaction that takes a message back: what stood in it is gone. Answers the tokens of the files, to
    be removed when that is certain.
    """
    if not message.has_attachments:
        return []
    there = Attachment.objects.filter(message=message)
    found = list(there.values_list("token", "brought_by", "kind", "bytes"))
    there.delete()
    count_out((PersonId(person), kind, size) for _, person, kind, size in found)
    message.has_attachments = False
    return [token for token, *_ in found]


def forget_attachments(*, at: datetime, kept: Collection[str] = ()) -> None:
    """What was brought and not sent within a day is gone; so are files of which no row tells: a process was killed
    between the two, or a disk would not let go. `kept`: the tokens of files that are something else's.
    """
    unsent = Attachment.objects.filter(message=None, made_at__lt=at - UNSENT_FOR)
    while True:
        with write():
            # Locked: what is being sent at this moment is passed over.
            locked = unsent.select_for_update(skip_locked=True)
            found = list(locked.values_list("id", "token", "brought_by", "kind", "bytes")[:FORGOTTEN_AT_ONCE])
            Attachment.objects.filter(id__in=[row[0] for row in found]).delete()
            count_out((PersonId(person), kind, size) for _, _, person, kind, size in found)
        media.remove([token for _, token, *_ in found])
        if len(found) < FORGOTTEN_AT_ONCE:
            break
    old = sorted(set(media.left_behind(before=(at - UNSENT_FOR).timestamp())))
    for start in range(0, len(old), FORGOTTEN_AT_ONCE):
        some = old[start : start + FORGOTTEN_AT_ONCE]
        known = {*kept, *Attachment.objects.filter(token__in=some).values_list("token", flat=True)}
        known |= pictures_among(some)
        media.remove([token for token in some if token not in known])
    recount()
