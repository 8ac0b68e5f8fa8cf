"""What allauth asks of the house.

Its own pages, mails and messages are not used; what it does to a sign-in goes through `signing`, so that our events
stand in the same transaction.
"""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chalou.foundation.clock import now
from chalou.foundation.counts import the_counts
from chalou.people import signing
from chalou.people.http import address_of, is_here
from chalou.people.models import Person
from chalou.people.queries.door import asked_by_name
from chalou.people.rules import tidy_sign_in_name


def _tell_who_asks(sign_in_name: str, password: str) -> None:
    """Whoever asked to be let in reads at the door how it stands: only who knows the password they chose for it."""
    asking = asked_by_name(tidy_sign_in_name(sign_in_name))
    if asking is None or not check_password(password, asking.password):
        return
    if asking.decided_at is None:
        say = _("You asked to be let in; nobody has decided yet. Look in again in a day or two.")
        raise ValidationError(say, code="asking")
    say = _("You asked to be let in, and were not: %(reason)s")
    raise ValidationError(say, params={"reason": asking.reason}, code="declined")


def shown_name(person: Person) -> str:
    """How allauth names somebody."""
    return person.name


class HouseAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in by our rules: by name and password, one answer for everything that does not fit."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "Name and password do not belong together. Look at capitals in the password; if it is lost, the keeper can "
            "make you a link."
        ),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, or ask the keeper for a link."),
        "enter_current_password": _("This is not your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Joining is ours (`actions.join`); allauth's way to it stays shut."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only this house. allauth would also allow every other name that the house answers to."""
        return bool(url) and is_here(self.request, cast(str, url))

    def is_ajax(self, request: HttpRequest) -> bool:
        """Our sign-in answers programs as it answers browsers; see docs/protocol.md."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth puts the Host header in front, which whoever guesses passwords may choose at will.
        return str(credentials.get("username", "")).lower()

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Somebody who may not sign in gets the answer of a wrong password: allauth would tell the two apart. Who was
        sent out of the house reads why.
        """
        person = cast(Person | None, super().authenticate(request, **credentials))
        is_let_in = person is not None and person.is_active
        the_counts.sign_ins.add("ok" if is_let_in else "failed")
        if person is not None and not is_let_in and person.why_away:
            # Only whoever knows the password gets here, so nobody else learns of it.
            say = _("You were asked to leave this house: %(reason)s")
            raise ValidationError(say, params={"reason": person.why_away}, code="away")
        if person is None:
            _tell_who_asks(str(credentials.get("username", "")), str(credentials.get("password", "")))
        return person if is_let_in else None

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **login: Any) -> HttpResponse | None:
        """The password was good. Whoever chose two steps is not in yet."""
        refused = cast(HttpResponse | None, super().pre_login(request, user, **login))
        if refused is not None:
            return refused
        person = cast(Person, user)
        if not person.two_steps:
            return None
        signing.wait_for_second_step(request, person, wanted=login["redirect_url"] or "", at=now())
        return HttpResponseRedirect(reverse("people:second_step"))

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_login"))

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        signing.sign_in(request, cast(Person, user), at=now())

    def logout(self, request: HttpRequest) -> None:
        signing.sign_out(request, at=now())

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened themselves."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Letters of the house are ours (`letters`)."""
