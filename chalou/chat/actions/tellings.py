"""What was told from a floor: its teller keeps it, edits it, withdraws it. Each decides about their own part."""

from datetime import datetime

from chalou.chat.actions.held import Standing, locked_for
from chalou.chat.models import EarlierTelling, Telling, TellingState
from chalou.chat.queries import told_in
from chalou.chat.refusals import refuse
from chalou.chat.rules import WORDINGS_KEPT
from chalou.chat.rules import floor as rules
from chalou.events.record import record
from chalou.events.vocabulary.floor import TellingKept, TellingWithdrawn
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.foundation.text.markdown import to_html
from chalou.people.models import Person
from chalou.screening.admit import admit, admit_deed
from chalou.screening.rules import Act, Deed


def keep_telling(*, by: Person, room_id: RoomId, telling_id: int, at: datetime, text: str | None = None) -> None:
    """Keep what one told, for all who may read the room: as it was said, or in the words of `text`. From then on it
    stands for itself. What it said before an edit is kept for its teller.
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
        words = text if text is not None else telling.text or "\n\n".join(one.text for one in told_in(telling))
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
