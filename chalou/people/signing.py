"""Beginning and ending a sign-in in a browser: the one place that does either, so that none goes unannounced.

`actions` ends sessions of a person; here is the session of the request that is being answered.
"""

import time
from datetime import datetime
from typing import Any, cast

from django.contrib import auth
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.people import SessionsEnded
from chalou.foundation.database import write
from chalou.foundation.refusals import Refused
from chalou.foundation.throttle import the_throttle
from chalou.people import actions
from chalou.people.http import viewer
from chalou.people.models import Person
from chalou.people.sessions import BACKEND, SessionStore, digest

# How long somebody who came in by a link may choose a password without knowing the old one.
NEW_PASSWORD_WITHIN_S = 15 * 60
# So long after signing in, whoever has no password need not sign in again for what cannot be undone.
FRESH_FOR_S = 15 * 60
_SIGNED_IN_AT = "signed_in_at"
_NEW_PASSWORD_UNTIL = "new_password_until"  # noqa: S105  # a key in the session, not a password
_SIGN_IN_AGAIN = _(
    "You have no password, so the house asks for a fresh sign-in: sign out, come in again by a link from the keeper, "
    "and do this within a quarter of an hour."
)
_NOT_IT = _("This is not your present password.")
_TOO_OFTEN = _("That was too often in a short time. Try again in a minute.")


def session_of(request: HttpRequest) -> SessionStore:
    """The session of this request, by its class."""
    return cast(SessionStore, request.session)


def sign_in(request: HttpRequest, person: Person, *, at: datetime) -> None:
    """Begin a sign-in of `person` in this browser. Whoever was signed in here before is signed out."""
    with write():
        _announce_end(request, at=at)
        # Django gives the session a new key, or empties it when it was another person's.
        auth.login(request, person, backend=BACKEND)
        request.session[_SIGNED_IN_AT] = at.timestamp()


def sign_in_by_link(request: HttpRequest, token: str, *, at: datetime) -> Person:
    """Use the link up and sign its person in, both or neither.

    Somebody who has a password came because it is lost: they may choose a new one for a quarter of an hour.
    """
    with write():
        person = actions.use_signin_link(token=token, at=at)
        sign_in(request, person, at=at)
    if person.has_usable_password():
        request.session[_NEW_PASSWORD_UNTIL] = at.timestamp() + NEW_PASSWORD_WITHIN_S
    return person


def may_choose_password(request: HttpRequest, *, at: datetime) -> bool:
    """Whether this sign-in began by a link a short while ago, so that the old password is not asked for."""
    until: Any = request.session.get(_NEW_PASSWORD_UNTIL)  # what is in a session has no type
    return isinstance(until, float) and at.timestamp() < until


def signed_in_lately(request: HttpRequest, *, at: datetime) -> bool:
    """Whether this sign-in is fresh: whoever only found a telephone lying about did not begin it."""
    began: Any = request.session.get(_SIGNED_IN_AT)  # as above
    return isinstance(began, float) and 0 <= at.timestamp() - began < FRESH_FOR_S


def prove(request: HttpRequest, person: Person, password: str, *, at: datetime) -> None:
    """Raise `Refused` unless whoever asks knows the person's password, or for those who have none has just signed in.
    A few tries a minute.
    """
    if not person.has_usable_password():
        if not signed_in_lately(request, at=at):
            raise Refused("sign_in_again", _SIGN_IN_AGAIN)
        return
    wait_s = the_throttle.take(f"prove:{person.pk}", per_minute=5, burst=5, at=time.monotonic())
    if wait_s is not None:
        raise Refused("too_fast", _TOO_OFTEN, wait_s=wait_s)
    if not person.check_password(password):
        raise Refused("wrong_password", _NOT_IT, field="password")


def change_password(request: HttpRequest, person: Person, password: str, *, at: datetime) -> None:
    """Give the person this password. This browser stays signed in, under a new key; all others are signed out."""
    request.session.pop(_NEW_PASSWORD_UNTIL, None)
    actions.change_password(by=person, password=password, session=session_of(request), at=at)


def sign_out(request: HttpRequest, *, at: datetime) -> None:
    """End the sign-in of this browser."""
    with write():
        _announce_end(request, at=at)
        auth.logout(request)


def sign_out_everywhere(request: HttpRequest, person: Person, *, at: datetime) -> None:
    """End all sign-ins of this person, this browser's too."""
    with write():
        actions.end_sessions(by=person, at=at)
        # Its row is gone already; the request must forget it too, or the middleware would miss it when saving.
        auth.logout(request)


def _announce_end(request: HttpRequest, *, at: datetime) -> None:
    before = viewer(request)
    key = request.session.session_key
    if before is not None and key is not None:
        record(SessionsEnded(person=before.id, ended=digest(key), at=at))
