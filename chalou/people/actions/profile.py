"""What people say of themselves: a few words, the languages they read, a picture; all of it theirs to take away."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.people import PersonChanged, ProfileChanged
from chalou.foundation import media
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId
from chalou.foundation.pictures import making
from chalou.foundation.refusals import NotFound, Refused
from chalou.people.actions.naming import refuse_name, refused_for_name, take_name
from chalou.people.models import Person, Profile
from chalou.people.names import accept_cup, accept_name, accept_reads, spelled
from chalou.screening.admit import admit, admit_deed
from chalou.screening.rules import Act, Deed

PICTURE_SIDES = (48, 96, 256)
"""A picture is kept in these sizes, square: for a line in a list, the same on a fine screen, and the profile."""

_MB = 1_000_000

_WHY_NO_PICTURE = {
    making.Why.UNKNOWN: _("This is no picture that can be shown here. JPEG, PNG, WebP, GIF and HEIC are."),
    making.Why.TOO_MANY_PIXELS: _("This picture is too large to be opened here. Make it smaller first."),
    making.Why.BROKEN: _("This picture has arrived broken, or is none. Choose it again, or take another."),
}


def set_profile(*, by: Person, words: str, reads: Iterable[str], is_listed: bool, at: datetime) -> None:
    """Say a few words of oneself, which languages one reads, and whether one stands in the list of the house."""
    codes = accept_reads(reads)
    words = admit(act=Act.SPEAK_OF_ONESELF, by=by.id, text=words, may_be_empty=True)
    with write():
        by.is_listed = is_listed
        by.save(update_fields=["is_listed"])
        Profile.objects.update_or_create(person=by, defaults={"words": words, "reads": codes})
        record(ProfileChanged(person=by.id, by=by.id, at=at))


def set_picture(*, by: Person, data: bytes, quarter_turns: int = 0, at: datetime) -> None:
    """Show a picture on one's own page. It is made anew, square, and what was hidden in it stays behind; one that was
    shown before is gone.
    """
    admit_deed(deed=Deed.BRING, by=by.id)
    if len(data) > settings.CHALOU.upload_mb * _MB:
        raise Refused("file_too_large", _("This is larger than what the house takes in one piece."), field="picture")
    try:
        made = making.made_of(data, quarter_turns=quarter_turns)
    except making.NoPicture as wrong:
        raise Refused(wrong.why.value, _WHY_NO_PICTURE[wrong.why], field="picture") from wrong
    token = media.new_token()
    try:
        for side, square in zip(PICTURE_SIDES, making.squares_of(made, PICTURE_SIDES), strict=True):
            media.keep(token, str(side), square)
        with write():
            before = _picture_of(by.id)
            Profile.objects.update_or_create(person=by, defaults={"picture": token})
            record(ProfileChanged(person=by.id, by=by.id, at=at))
            transaction.on_commit(partial(media.remove, before))
    except BaseException:
        media.remove([token])
        raise


def remove_picture(*, by: Person, at: datetime) -> None:
    """Show no picture any more. Its files are gone with it."""
    admit_deed(deed=Deed.CHOOSE, by=by.id)
    with write():
        before = _picture_of(by.id)
        if before:
            Profile.objects.filter(person=by).update(picture="")
            record(ProfileChanged(person=by.id, by=by.id, at=at))
            transaction.on_commit(partial(media.remove, before))


def clear_profile(*, by: Person, person_id: PersonId, at: datetime) -> None:
    """Those who keep order take somebody's words and picture away, where these have no place here; of the keeper and
    the moderators only the keeper does.
    """
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    if not by.keeps_order:
        raise Refused("not_yours", _("The keeper and the moderators decide about this."))
    with write():
        person = Person.objects.filter(pk=person_id).first()
        if person is None:
            raise NotFound
        if person.keeps_order and not by.is_keeper:
            raise Refused("keeps_order", _("The keeper alone decides about a moderator, nobody about the keeper."))
        files = empty_profile(person)
        record(ProfileChanged(person=person_id, by=by.id, at=at))
        transaction.on_commit(partial(media.remove, files))


def empty_profile(person: Person) -> list[str]:
    """Inside a transaction: somebody says nothing of themselves any more. Answers the tokens of files, to be removed
    when that is certain.
    """
    files = _picture_of(person.id)
    Profile.objects.filter(person=person).delete()
    return files


def _picture_of(person: PersonId) -> list[str]:
    """The token of somebody's picture, their row held: of two who change it the second knows of the first."""
    Person.objects.select_for_update(no_key=True).filter(pk=person).first()
    return list(Profile.objects.filter(person=person).exclude(picture="").values_list("picture", flat=True))


def change_profile(*, by: Person, name: str, cup: str, at: datetime) -> None:
    """Change what others see of oneself; not to a name that passes for somebody else's."""
    name, tea = accept_name(name), accept_cup(cup)
    admit(act=Act.CHANGE_PROFILE, by=by.id, text=name)
    is_seen, is_renamed = (by.name, by.cup) != (name, tea), by.name != name
    if is_renamed:
        refuse_name(name, role=by.role, but=by.pk, at=at)
    by.cup = tea
    for column, value in spelled(name).items():
        setattr(by, column, value)
    try:
        with write():
            by.save(update_fields=[*spelled(name), "cup"])
            if is_renamed:
                take_name(by, at=at)
            record(PersonChanged(person=by.id, is_seen=is_seen, at=at))
    except IntegrityError as error:
        raise refused_for_name(by, at=at) or error from error
