"""Beginning and ending a sign-in in a browser: the one place that does either, so that none goes unannounced.

`actions` ends sessions of a person; here is the session of the request that is being answered.
"""

from datetime import datetime
from typing import Any, cast

from django.contrib import auth
from django.http import HttpRequest

from chalou.events.record import record
from chalou.events.vocabulary.people import SessionsEnded
from chalou.foundation.database import write
from chalou.people import actions
from chalou.people.http import viewer
from chalou.people.models import Person
from chalou.people.sessions import BACKEND, SessionStore, digest

# How long somebody who came in by a link may choose a password without knowing the old one.
NEW_PASSWORD_WITHIN_S = 15 * 60
_NEW_PASSWORD_UNTIL = "new_password_until"  # noqa: S105  # a key in the session, not a password


def session_of(request: HttpRequest) -> SessionStore:
    """The session of this request, by its class."""
    return cast(SessionStore, request.session)


def sign_in(request: HttpRequest, person: Person, *, at: datetime) -> None:
    """Begin a sign-in of `person` in this browser. Whoever was signed in here before is signed out."""
    with write():
        _announce_end(request, at=at)
        # Django gives the session a new key, or empties it when it was another person's.
        auth.login(request, person, backend=BACKEND)


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
