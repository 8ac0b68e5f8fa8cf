"""What people type about themselves, taken in or refused in words: for forms and actions alike."""

from collections.abc import Iterable, Sequence
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chalou.foundation.languages import LANGUAGES
from chalou.foundation.refusals import Refused
from chalou.foundation.text.lines import BadLine, line_key, tidy_line, why_not_line
from chalou.people.models import Person, Tea
from chalou.people.rules import (
    LANGUAGES_READ,
    NAME_LENGTH,
    BadName,
    BadSignInName,
    tidy_sign_in_name,
    why_not_sign_in_name,
)
from chalou.people.rules.passkeys import PASSKEY_NAME_LENGTH
from chalou.people.sounds import read_as, sounds_of

# Argon2 takes any length; nobody types more than this, and a program that does wants to keep us busy.
PASSWORD_LENGTH = 256
MAIL_ADDRESS_LENGTH = 254

_REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
TIME_ZONES: tuple[str, ...] = (
    *sorted(zone for zone in available_timezones() if zone.split("/")[0] in _REGIONS),
    "UTC",
)

_SIGN_IN_NAME_SAYS = {
    BadSignInName.EMPTY: _("Choose a name to sign in with."),
    BadSignInName.TOO_SHORT: _("That is too short: at least three letters or digits, or two Chinese characters."),
    BadSignInName.TOO_LONG: _("That is too long: at most 30 characters."),
    BadSignInName.OTHER_CHARACTERS: _(
        "Use letters a to z, digits, Chinese characters, and between them dots, hyphens or underscores; no spaces."
    ),
}
_NAME_SAYS = {
    BadLine.EMPTY: _("Write the name that others shall see."),
    BadLine.TOO_LONG: _("That is too long for the margin: at most 24 characters."),
    BadLine.UNSEEN_CHARACTERS: _("There is a character in it that cannot be seen. Type the name by hand, please."),
    BadLine.PILED_MARKS: _("Too many marks are piled on one letter. Two are enough."),
}
_TAKEN = _("Somebody here has this name, or one that looks like it. Please choose another.")
_TAKEN_AND_FREE = _(
    "Somebody here has this name, or one that looks like it. Add what tells you apart, where you are from or what you "
    "like to drink: “%(first)s”, or “%(second)s”."
)
_NAME_IS = {
    BadName.MIXED_ALPHABETS: _(
        "One word of it has letters of several alphabets, Latin and Cyrillic for example. Write each word in one."
    ),
    BadName.OF_THE_HOUSE: _("That would be read as if you spoke for the house. Choose a name of your own."),
    BadName.LIKE_KEEPER: _("That is too much like the name of somebody who looks after this house. Choose another."),
    BadName.TAKEN: _TAKEN,
}
_PASSWORD_SAYS = {
    "password_too_short": _("Too short: at least ten characters, please."),
    "password_too_common": _("Many people use this one, so it is guessed first."),
    "password_too_similar": _("Too much like your name."),
}


def accept_sign_in_name(typed: str) -> str:
    """The sign-in name as it is kept, or `Refused`."""
    name = tidy_sign_in_name(typed)
    if bad := why_not_sign_in_name(name):
        raise Refused(f"sign_in_name_{bad.value}", _SIGN_IN_NAME_SAYS[bad], field="sign_in_name")
    return name


def accept_name(typed: str) -> str:
    """The shown name as it is kept, or `Refused`."""
    name = tidy_line(typed)
    if bad := why_not_line(name, longest=NAME_LENGTH):
        raise Refused(f"name_{bad.value}", _NAME_SAYS[bad], field="name")
    return name


def refused_name(bad: BadName, free: Sequence[str] = ()) -> Refused:
    """Why a name is not taken. `free`: names that would tell two people apart, where that is the matter. Whose name it
    is like is never said: whoever joins is still a stranger.
    """
    say: str | Promise = _NAME_IS[bad]
    if bad is BadName.TAKEN and len(free) > 1:
        say = _TAKEN_AND_FREE % {"first": free[0], "second": free[1]}
    return Refused(bad.value, say, field="name")


def spelled(name: str) -> dict[str, str]:
    """The columns of a person that follow from their shown name: whoever sets the one sets them all."""
    return {"name": name, "name_key": line_key(name), "sounds": sounds_of(name), "read_as": read_as(name)}


def accept_password(typed: str, *, sign_in_name: str, name: str) -> str:
    """The password unchanged, or `Refused` with the first thing that is wrong with it."""
    if len(typed) > PASSWORD_LENGTH:
        raise Refused("password_too_long", _("At most 256 characters, please."), field="password")
    try:
        validate_password(typed, Person(sign_in_name=sign_in_name, name=name))
    except ValidationError as error:
        first = error.error_list[0]
        say = _PASSWORD_SAYS.get(first.code or "", first.message)
        raise Refused(first.code or "password_too_easy", say, field="password") from error
    return typed


def accept_language(code: str) -> str:
    """A language of the interface, or nothing: then the browser decides."""
    if code and code not in dict(LANGUAGES):
        raise Refused("no_such_language", _("The house does not speak this language."), field="language")
    return code


def accept_time_zone(name: str) -> str:
    """A time zone by its name, or nothing: then the house's is used."""
    if name and name not in TIME_ZONES:
        raise Refused("no_such_time_zone", _("There is no such time zone."), field="time_zone")
    return name


def accept_cup(cup: str) -> Tea:
    """What is in somebody's cup."""
    if cup not in Tea.values:
        raise Refused("no_such_tea", _("This tea is not on the stove. Choose another."), field="cup")
    return Tea(cup)


def accept_reads(codes: Iterable[str]) -> str:
    """The languages somebody reads, as they are kept: in the order of the list, each once."""
    chosen = set(codes)
    if not chosen <= LANGUAGES_READ.keys():
        raise Refused("no_such_language", _("This language is not on the list."), field="reads")
    return " ".join(code for code in LANGUAGES_READ if code in chosen)


def accept_passkey_name(typed: str) -> str:
    """What somebody calls one of their passkeys."""
    name = tidy_line(typed)
    if bad := why_not_line(name, longest=PASSKEY_NAME_LENGTH):
        say = {
            BadLine.EMPTY: _("Give it a name by which you know it again."),
            BadLine.TOO_LONG: _("That is too long: at most 40 characters."),
        }.get(bad, _("There is a character in it that cannot be seen. Type the name by hand, please."))
        raise Refused(f"passkey_name_{bad.value}", say, field="name")
    return name


def accept_mail_address(typed: str) -> str:
    """An address for letters, as it is written to."""
    address = typed.strip()
    try:
        if len(address) > MAIL_ADDRESS_LENGTH:
            raise ValidationError("")
        validate_email(address)
    except ValidationError as error:
        say = _("That is no e-mail address. One looks like name@example.org.")
        raise Refused("mail_address", say, field="address") from error
    return address


def mail_key(address: str) -> str:
    """By which an address is found: nobody tells capitals apart."""
    return address.strip().casefold()
