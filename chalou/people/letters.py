"""The letters of the house to somebody about their own account: short, plain text, in their language."""

import enum
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from chalou.foundation.mail import Letter
from chalou.people.models import Person


class Told(enum.Enum):
    """What somebody is told who gave an address, should it not have been them."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # what happened, not a password
    PASSKEY_ADDED = "passkey_added"
    TWO_STEPS_ENDED = "two_steps_ended"
    ADDRESS_CHANGED = "address_changed"


_TOLD: dict[Told, str | Promise] = {
    Told.PASSWORD_CHANGED: _("The password by which you sign in was changed."),
    Told.PASSKEY_ADDED: _("One can sign in as you by another passkey now."),
    Told.TWO_STEPS_ENDED: _("To sign in as you the password alone is enough now."),
    Told.ADDRESS_CHANGED: _("Letters for you no longer go to this address."),
}


def to_confirm(person: Person, *, to: str, token: str, house: str, language: str) -> Letter:
    """The link that confirms an address."""

    def write() -> tuple[str, str]:
        subject = gettext("Is this your address? — %(house)s") % {"house": house}
        text = gettext(
            "%(name)s has given this address at %(house)s, for a lost password and words about their own account.\n\n"
            "If that was you, open this link within a day and press the button:\n%(link)s\n\n"
            "If it was not you, do nothing. Nothing more will come."
        )
        return subject, text % {"name": person.name, "house": house, "link": _whole("people:confirm_mail", token)}

    return _written(to, write, language)


def to_come_in(person: Person, *, to: str, token: str, house: str, language: str) -> Letter:
    """The link for somebody who lost their password."""

    def write() -> tuple[str, str]:
        subject = gettext("Your way back in — %(house)s") % {"house": house}
        text = gettext(
            "%(name)s, this link lets you in to %(house)s once, within an hour:\n%(link)s\n\n"
            "Right afterwards you may choose a new password. You sign in as: %(sign_in_name)s\n\n"
            "If you did not ask for it, do nothing: nobody has come in, and your password is as before. "
            "Pass this letter on to nobody."
        )
        return subject, text % {
            "name": person.name,
            "house": house,
            "link": _whole("people:link", token),
            "sign_in_name": person.sign_in_name,
        }

    return _written(to, write, person.language or language)


def of_change(person: Person, *, to: str, told: Told, house: str, language: str) -> Letter:
    """A word about a change of how somebody comes in."""

    def write() -> tuple[str, str]:
        subject = gettext("About your account — %(house)s") % {"house": house}
        text = gettext(
            "%(name)s, at %(house)s something has changed:\n%(what)s\n\n"
            "If that was you, all is well. If it was not, sign in, look under “Me” at where you are signed in, choose "
            "a new password, and tell the keeper of the house.\n%(link)s"
        )
        return subject, text % {
            "name": person.name,
            "house": house,
            "what": _TOLD[told],
            "link": _whole("people:ways_in"),
        }

    return _written(to, write, person.language or language)


def of_trial(*, to: str, house: str) -> Letter:
    """To see whether letters arrive."""
    return Letter(
        to,
        gettext("A letter to try it — %(house)s") % {"house": house},
        gettext("Letters of %(house)s arrive here.") % {"house": house},
    )


def _written(to: str, write: Callable[[], tuple[str, str]], language: str) -> Letter:
    with override(language):
        return Letter(to, *write())


def _whole(name: str, *parts: str) -> str:
    """By the setting: a link in a letter must never follow what somebody says the house is called."""
    return f"{settings.CHALOU.address}{reverse(name, args=parts)}"
