"""What can be done to the house itself. Who may do it is decided above: the house knows nobody."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.house import CustomsChanged, HouseChanged, HouseOpened
from chalou.foundation import media
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId
from chalou.foundation.languages import LANGUAGES
from chalou.foundation.pictures import making
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.text.characters import cleaned, trouble_in
from chalou.foundation.text.lines import BadLine, tidy_line, why_not_line
from chalou.house.models import CustomsVersion, House, WayIn
from chalou.house.queries import newest_version
from chalou.house.rules import (
    QUESTION_LENGTH,
    SIGN_ALT_LENGTH,
    WELCOME_LENGTH,
    as_kept,
    is_good_limit,
    why_not_house_name,
    why_not_tagline,
)
from chalou.house.rules.customs import Customs
from chalou.house.rules.document import written

SIGN = "large"
"""The part under which the sign is kept among the files."""

NOTE_LENGTH = 200
"""Why the customs were changed, in the keeper's words."""

SIGN_LONGEST = 1280
"""Points. On a desk it is shown some 700 wide; at this size it weighs about 150 KB."""


def open_house(
    *,
    name: str,
    language: str,
    way_in: WayIn,
    keeper: PersonId,
    at: datetime,
    tagline: str = "",
    is_demo: bool = False,
) -> House:
    """The house opens under this name, once."""
    house = House(id=1, language=_language(language), way_in=way_in, is_demo=is_demo, opened_at=at)
    house.name, house.tagline = accept_name(name), accept_tagline(tagline)
    try:
        with write():
            house.save(force_insert=True)
            record(HouseOpened(keeper=keeper, at=at))
    except IntegrityError as error:
        raise Refused("already_open", _("This house is open already.")) from error
    return house


def change_words(*, house: House, name: str, tagline: str, welcome: str, by: PersonId, at: datetime) -> None:
    """Another name, line below it, or word of welcome."""
    house.name, house.tagline, house.welcome = accept_name(name), accept_tagline(tagline), accept_welcome(welcome)
    _keep(house, "name", "tagline", "welcome", by=by, at=at)


def choose_languages(*, house: House, language: str, languages: Collection[str], by: PersonId, at: datetime) -> None:
    """Another language of the house, or others in which it can be read. Its own is always among them."""
    house.language = _language(language)
    house.languages = as_kept([_language(code) for code in languages], own=house.language)
    _keep(house, "language", "languages", by=by, at=at)


def choose_way_in(*, house: House, way_in: WayIn, question: str, is_listed: bool, by: PersonId, at: datetime) -> None:
    """Who may come in, what those are asked who ask to, and whether search engines may list the house."""
    house.way_in, house.question, house.is_listed = way_in, accept_question(question), is_listed
    _keep(house, "way_in", "question", "is_listed", by=by, at=at)


def set_limits(*, house: House, person_mb: int | None, house_mb: int | None, by: PersonId, at: datetime) -> None:
    """How much room pictures and files may take up, of one person and of all; None: as the settings say. What is there
    already stays.
    """
    for megabytes, field in ((person_mb, "media_mb_person"), (house_mb, "media_mb_house")):
        if not is_good_limit(megabytes):
            raise Refused("bad_limit", _("At least 1 megabyte, and no more than a disk has."), field=field)
    house.media_mb_person, house.media_mb_house = person_mb, house_mb
    _keep(house, "media_mb_person", "media_mb_house", by=by, at=at)


def hang_sign(*, house: House, data: bytes, alt: str, by: PersonId, at: datetime) -> None:
    """Hang a picture at the entrance in place of the one that was there. It is made anew, like every picture."""
    alt = accept_sign_alt(alt)
    try:
        made = making.made_of(data)
    except making.NoPicture as wrong:
        raise Refused(f"picture_{wrong.why.value}", _PICTURE_SAYS[wrong.why], field="picture") from wrong
    before, token = house.sign, media.new_token()
    large, width, height = making.smaller(made.large, longest=SIGN_LONGEST)
    try:
        media.keep(token, SIGN, large)
        house.sign, house.sign_alt, house.sign_width, house.sign_height = token, alt, width, height
        _keep(house, "sign", "sign_alt", "sign_width", "sign_height", by=by, at=at)
    except BaseException:
        media.remove([token])
        raise
    if before:
        transaction.on_commit(partial(media.remove, [before]))


def describe_sign(*, house: House, alt: str, by: PersonId, at: datetime) -> None:
    """Say better what is to be seen on the sign."""
    if not house.sign:
        raise NotFound
    house.sign_alt = accept_sign_alt(alt)
    _keep(house, "sign_alt", by=by, at=at)


def take_sign_down(*, house: House, by: PersonId, at: datetime) -> None:
    """Our own drawing hangs there again; the picture is deleted."""
    if not house.sign:
        raise NotFound
    before = house.sign
    house.sign = house.sign_alt = ""
    house.sign_width = house.sign_height = None
    _keep(house, "sign", "sign_alt", "sign_width", "sign_height", by=by, at=at)
    transaction.on_commit(partial(media.remove, [before]))


def change_customs(
    *, customs: Customs, instead_of: int, by: PersonId | None, at: datetime, note: str = ""
) -> CustomsVersion:
    """Other customs in the place of version `instead_of`. If somebody else was quicker, it is refused: who wrote these
    did not see what they would undo. By nobody: from the shell.
    """
    note = _accept_line(note, longest=NOTE_LENGTH, field="note")
    with write():
        # Its row is what two who change the customs at once wait for.
        if not House.objects.select_for_update(no_key=True).filter(id=1).exists():
            raise NotFound
        before = newest_version()
        if before.number != instead_of:
            say = _("Meanwhile the customs were changed elsewhere. Look at what would change now, and save again.")
            raise Refused("customs_changed_meanwhile", say)
        if before.customs == customs:
            raise Refused("customs_are_so", _("That is how it is already: nothing would change."))
        made = CustomsVersion.objects.create(document=written(customs), by_number=by, note=note, at=at)
        record(CustomsChanged(version=made.pk, by=by, at=at))
    return made


def _keep(house: House, *columns: str, by: PersonId, at: datetime) -> None:
    """Write these columns down, and what is another by it. What is as it was is no event."""
    with write():
        before = House.objects.select_for_update(no_key=True).filter(id=house.pk).values(*columns).get()
        changed = tuple(column for column in columns if before[column] != getattr(house, column))
        if changed:
            house.save(update_fields=changed)
            record(HouseChanged(changed=changed, by=by, at=at))


_PICTURE_SAYS = {
    making.Why.UNKNOWN: _("This is no picture that can be shown. JPEG, PNG, WebP, GIF and HEIC can."),
    making.Why.TOO_MANY_PIXELS: _("This picture has too many points. Send it smaller."),
    making.Why.BROKEN: _("This picture cannot be read; it is damaged."),
}
_NAME_SAYS = {
    BadLine.EMPTY: _("A house needs a name."),
    BadLine.TOO_LONG: _("That is too long for the board over the door: at most 40 characters."),
    BadLine.UNSEEN_CHARACTERS: _("There is a character in it that cannot be seen. Type it by hand, please."),
    BadLine.PILED_MARKS: _("Too many marks are piled on one letter. Two are enough."),
}


def accept_name(typed: str) -> str:
    """The name of a house as it is kept, or `Refused`."""
    name = tidy_line(typed)
    if bad := why_not_house_name(name):
        raise Refused(f"house_name_{bad.value}", _NAME_SAYS[bad], field="name")
    return name


def accept_tagline(typed: str) -> str:
    """The line below the name as it is kept, perhaps none, or `Refused`."""
    line = tidy_line(typed)
    match why_not_tagline(line):
        case None:
            return line
        case BadLine.TOO_LONG:
            raise Refused("tagline_too_long", _("That is too long: at most 120 characters."), field="tagline")
        case bad:
            raise Refused(f"tagline_{bad.value}", _NAME_SAYS[bad], field="tagline")


def accept_welcome(typed: str) -> str:
    """The word of welcome as it is kept: paragraphs of plain text, perhaps none, or `Refused`."""
    text = cleaned(typed).strip()
    if len(text) > WELCOME_LENGTH:
        raise Refused("welcome_too_long", _("That is too long: at most 2,000 characters."), field="welcome")
    if text and trouble_in(text):
        raise Refused("welcome_unseen_characters", _NAME_SAYS[BadLine.UNSEEN_CHARACTERS], field="welcome")
    return text


def accept_question(typed: str) -> str:
    """The question at the door as it is kept, perhaps none, or `Refused`."""
    return _accept_line(typed, longest=QUESTION_LENGTH, field="question")


def accept_sign_alt(typed: str) -> str:
    """What is to be seen on the sign, as it is kept, perhaps nothing, or `Refused`."""
    return _accept_line(typed, longest=SIGN_ALT_LENGTH, field="alt")


def _accept_line(typed: str, *, longest: int, field: str) -> str:
    line = tidy_line(" ".join(typed.split()))
    match why_not_line(line, longest=longest) if line else None:
        case None:
            return line
        case BadLine.TOO_LONG:
            raise Refused(f"{field}_too_long", _("That is too long: at most 200 characters."), field=field)
        case bad:
            raise Refused(f"{field}_{bad.value}", _NAME_SAYS[bad], field=field)


def _language(code: str) -> str:
    if code not in dict(LANGUAGES):
        raise Refused("no_such_language", _("The house does not speak this language."), field="language")
    return code
