"""What was told from a floor: its teller keeps it, edits it, withdraws it. Each decides about their own part."""

from collections.abc import Sequence
from datetime import datetime

from chalou.chat.actions.held import Standing, locked_for
from chalou.chat.models import EarlierTelling, Telling, TellingState
from chalou.chat.queries import pictures_in, told_in
from chalou.chat.refusals import refuse
from chalou.chat.rules import WORDINGS_KEPT
from chalou.chat.rules import floor as rules
from chalou.chat.rules import told as rules_of_told
from chalou.events.record import record
from chalou.events.vocabulary.floor import TellingKept, TellingWithdrawn
from chalou.foundation.database import write
from chalou.foundation.ids import AttachmentId, PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.foundation.text.markdown import to_html
from chalou.people.models import Person
from chalou.screening.admit import admit, admit_deed
from chalou.screening.rules import Act, Deed


def keep_telling(
    *,
    by: Person,
    room_id: RoomId,
    telling_id: int,
    at: datetime,
    text: str | None = None,
    pictures: Sequence[AttachmentId] | None = None,
) -> None:
    """Keep what one told, for all who may read the room: as it was said, or in the words of `text`. From then on it
    stands for itself. What it said before an edit is kept for its teller. The pictures shown with it stand in it; in
    `text` where a line says `[#1]`, the first of `pictures` (of all of them, in order, where none are named).
    """
    if text is not None:
        text = admit(act=Act.KEEP_TELLING, by=by.id, text=text)
    else:
        admit_deed(deed=Deed.CHOOSE, by=by.id)
    with write():
        telling, _ = _held(by, room_id, telling_id)
        refuse(
            rules.why_not_keep(
                by=by.id,
                teller=PersonId(telling.person_id),
                is_over=telling.until_seq is not None,
                taken_by=PersonId(telling.withdrawn_by_id) if telling.withdrawn_by_id is not None else None,
            )
        )
        if text is not None:
            order = pictures if pictures is not None else [one.id for one in pictures_in(telling)]
            words = rules_of_told.as_edited(text, order)
        else:
            told = told_in(telling) if not telling.text else ()
            words = telling.text or rules_of_told.text_of(
                (one.text, [each.id for each in one.pictures]) for one in told
            )
        if telling.state == TellingState.KEPT and telling.text == words:
            return
        if telling.text and telling.text != words:
            EarlierTelling.objects.create(
                telling=telling, text=telling.text, said_at=telling.edited_at or telling.kept_at or at
            )
            old = EarlierTelling.objects.filter(telling=telling).order_by("-pk").values_list("pk", flat=True)
            EarlierTelling.objects.filter(pk__in=list(old[WORDINGS_KEPT:])).delete()
            telling.edited_at = at
        elif text is not None:
            telling.edited_at = at
        telling.text, telling.html, telling.state = words, to_html(words), TellingState.KEPT
        telling.kept_at = telling.kept_at or at
        telling.withdrawn_by = telling.withdrawn_at = None
        telling.save()
        record(TellingKept(room=room_id, floor=telling.floor_id, telling=telling.pk, by=by.id, at=at))


def withdraw_telling(*, by: Person, room_id: RoomId, telling_id: int, at: datetime) -> None:
    """Let others read it no more. What is in the talk stays there; its teller may keep it again, unless a host has
    taken it down.
    """
    admit_deed(deed=Deed.CHOOSE, by=by.id)
    with write():
        telling, standing = _held(by, room_id, telling_id)
        manages = standing.is_host or standing.keeps_order
        refuse(rules.why_not_withdraw(by=by.id, teller=PersonId(telling.person_id), manages=manages))
        if telling.state == TellingState.WITHDRAWN:
            return
        telling.state, telling.withdrawn_by, telling.withdrawn_at = TellingState.WITHDRAWN, by, at
        telling.save(update_fields=["state", "withdrawn_by", "withdrawn_at"])
        record(TellingWithdrawn(room=room_id, floor=telling.floor_id, telling=telling.pk, by=by.id, at=at))


def _held(by: Person, room_id: RoomId, telling_id: int) -> tuple[Telling, Standing]:
    room, standing = locked_for(by, room_id)
    telling = Telling.objects.select_related("floor").filter(pk=telling_id, floor__room=room).first()
    if telling is None:
        raise NotFound
    return telling, standing
