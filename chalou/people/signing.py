"""Beginning and ending a sign-in in a browser: the one place that does either, so that none goes unannounced.

`actions` ends sessions of a person; here is the session of the request that is being answered: who is in, whether they
showed a short while ago that it is them, who has taken the first of two steps and waits for the second, and which
passkey ceremony is under way.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import auth
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.people import SessionsEnded
from chalou.foundation.database import write
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.throttle import the_throttle
from chalou.people import actions, passkeys, queries
from chalou.people.http import viewer
from chalou.people.models import Person
from chalou.people.rules.browsers import kind_of
from chalou.people.sessions import BACKEND, BEGAN, Began, SessionStore, digest

# How long somebody who came in by a link may choose a password without knowing the old one.
NEW_PASSWORD_WITHIN_S = 15 * 60
# How long after coming in, or showing again that it is them, somebody may change how they come in.
FRESH_FOR_S = 15 * 60
# How long the house waits for the second step, and for the answer of a device.
SECOND_STEP_WITHIN_S = 10 * 60
CEREMONY_WITHIN_S = 5 * 60

# What is kept in a session, by these keys.
_NEW_PASSWORD_UNTIL = "new_password_until"  # noqa: S105  # a key in the session, not a password
_FRESH_UNTIL = "fresh_until"
_WAITING = "second_step"
_CEREMONY = "passkey"

_WRONG_PASSWORD = _("This is not your present password.")
_SIGN_IN_AGAIN = _(
    "You have no password, so the house asks for a fresh sign-in: sign out, come in again by a link from the keeper, "
    "and do this within a quarter of an hour."
)
_TOO_OFTEN = _("That was too often in a short time. Try again in a minute.")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who has taken the first of two steps."""

    person: Person
    wanted: str
    is_password_lost: bool


def session_of(request: HttpRequest) -> SessionStore:
    """The session of this request, by its class."""
    return cast(SessionStore, request.session)


def sign_in(request: HttpRequest, person: Person, *, at: datetime) -> None:
    """Begin a sign-in of `person` in this browser. Whoever was signed in here before is signed out."""
    with write():
        _announce_end(request, at=at)
        # Django gives the session a new key, or empties it when it was another person's.
        auth.login(request, person, backend=BACKEND)
        actions.be_here(by=person.id, known_day=None, time_zone=person.time_zone, at=at)
    # A stranger's session, which waited for a second step or a device, was to last some minutes only.
    request.session.set_expiry(None)
    request.session.pop(_WAITING, None)
    browser, system = kind_of(request.headers.get("User-Agent", ""))
    request.session[BEGAN] = Began(at.timestamp(), browser, system)._asdict()
    show_it_is_them(request, at=at)


def sign_in_by_link(request: HttpRequest, token: str, *, at: datetime) -> Person:
    """Use the link up and sign its person in, both or neither; one that came by mail may be the first of two steps
    only (`waiting` tells).

    Somebody who has a password came because it is lost: they may choose a new one for a quarter of an hour.
    """
    with write():
        link = actions.use_signin_link(token=token, at=at)
        if link.by_mail and link.person.two_steps:
            wait_for_second_step(request, link.person, wanted="", is_password_lost=True, at=at)
            return link.person
        sign_in(request, link.person, at=at)
    if link.person.has_usable_password():
        let_choose_password(request, at=at)
    return link.person


def let_choose_password(request: HttpRequest, *, at: datetime) -> None:
    """Do not ask for the old password for a quarter of an hour."""
    request.session[_NEW_PASSWORD_UNTIL] = at.timestamp() + NEW_PASSWORD_WITHIN_S


def may_choose_password(request: HttpRequest, *, at: datetime) -> bool:
    """Whether this sign-in began by a link a short while ago, so that the old password is not asked for."""
    until: Any = request.session.get(_NEW_PASSWORD_UNTIL)  # what is in a session has no type
    return isinstance(until, float) and at.timestamp() < until


def prove(request: HttpRequest, person: Person, password: str, *, at: datetime) -> None:
    """Raise `Refused` unless whoever asks knows the person's password, or for those who have none has just come in."""
    if person.has_usable_password():
        show_by_password(request, person, password, at=at)
    elif not is_fresh(request, at=at):
        raise Refused("sign_in_again", _SIGN_IN_AGAIN)


def change_password(request: HttpRequest, person: Person, password: str, *, at: datetime) -> None:
    """Give the person this password. This browser stays signed in, under a new key; all others are signed out."""
    request.session.pop(_NEW_PASSWORD_UNTIL, None)
    show_it_is_them(request, at=at)
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


def show_it_is_them(request: HttpRequest, *, at: datetime) -> None:
    """Whoever uses this browser has just shown that it is them."""
    request.session[_FRESH_UNTIL] = at.timestamp() + FRESH_FOR_S


def show_by_password(request: HttpRequest, person: Person, password: str, *, at: datetime) -> None:
    """It is them, by their password; or `Refused`. Whoever found a browser open may not guess there for long."""
    slow_down_for(person, "again", per_minute=1, burst=6)
    if not check_password(password, person.password):
        raise Refused("wrong_password", _WRONG_PASSWORD, field="password")
    show_it_is_them(request, at=at)


def is_fresh(request: HttpRequest, *, at: datetime) -> bool:
    """Whether that was a short while ago, so that how they come in may be changed."""
    until: Any = request.session.get(_FRESH_UNTIL)  # what is in a session has no type
    return isinstance(until, float) and at.timestamp() < until


def wait_for_second_step(
    request: HttpRequest,
    person: Person,
    *,
    wanted: str,
    is_password_lost: bool = False,
    at: datetime,
) -> None:
    """Remember that the first step was good. Nobody is signed in by it."""
    request.session[_WAITING] = {
        "person": person.pk,
        # A new password, or being sent away, voids what was begun before.
        "hash": person.get_session_auth_hash(),
        "until": at.timestamp() + SECOND_STEP_WITHIN_S,
        "wanted": wanted,
        "is_password_lost": is_password_lost,
    }


def waiting(request: HttpRequest, *, at: datetime) -> Waiting | None:
    """Who waits in this browser for their second step."""
    kept: Any = request.session.get(_WAITING)  # what is in a session has no type
    if not isinstance(kept, dict) or at.timestamp() >= kept["until"]:
        return None
    person = queries.who_may_come_in(kept["person"])
    if person is None or not constant_time_compare(kept["hash"], person.get_session_auth_hash()):
        return None
    return Waiting(person, kept["wanted"], kept["is_password_lost"])


def take_second_step(request: HttpRequest, whose: Waiting, *, at: datetime) -> None:
    """The second step was good too: they are in."""
    sign_in(request, whose.person, at=at)
    if whose.is_password_lost:
        let_choose_password(request, at=at)


def use_code(person: Person, code: str, *, at: datetime) -> None:
    """Take a code as second step. Six figures could be guessed in a night; so tries are counted by whose they are."""
    slow_down_for(person, "code", per_minute=0.5, burst=6)
    actions.use_code(person=person, code=code, at=at)


def slow_down_for(person: Person, what: str, *, per_minute: float, burst: float) -> None:
    """Count a try at something of this person's, from wherever it comes."""
    wait_s = the_throttle.take(f"{what}:{person.pk}", per_minute=per_minute, burst=burst, at=time.monotonic())
    if wait_s is not None:
        raise Refused("too_fast", _TOO_OFTEN, wait_s=wait_s)


def begin_ceremony(request: HttpRequest, state: passkeys.Json, *, at: datetime) -> None:
    """Keep what a device was asked until it answers."""
    request.session[_CEREMONY] = {"state": state, "until": at.timestamp() + CEREMONY_WITHIN_S}
    if viewer(request) is None and _WAITING not in request.session:
        request.session.set_expiry(CEREMONY_WITHIN_S)


def end_ceremony(request: HttpRequest, *, at: datetime) -> passkeys.Json | None:
    """What the device was asked, once: the same answer is good a second time for nobody."""
    kept: Any = request.session.pop(_CEREMONY, None)  # what is in a session has no type
    if not isinstance(kept, dict) or at.timestamp() >= kept["until"]:
        return None
    state: passkeys.Json = kept["state"]
    return state


def person_of_answer(request: HttpRequest, answer: str, *, at: datetime, of: Person | None = None) -> Person:
    """Whose passkey a device has answered with (of this person, where one is asked for), or `Refused`."""
    state = end_ceremony(request, at=at)
    passkey = queries.passkey_by_credential(passkeys.credential_in(answer))
    if passkey is not None and of is not None and passkey.person_id != of.pk:
        passkey = None
    proof = passkeys.proved(answer, passkey=passkey, state=state)
    try:
        return actions.use_passkey(proof=proof, at=at)
    except NotFound:
        raise Refused("passkey", passkeys.NOT_PROVED) from None


def _announce_end(request: HttpRequest, *, at: datetime) -> None:
    before = viewer(request)
    key = request.session.session_key
    if before is not None and key is not None:
        record(SessionsEnded(person=before.id, ended=digest(key), at=at))
