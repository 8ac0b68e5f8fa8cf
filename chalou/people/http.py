"""Who asks: the typed request, the gate for pages of members, and the reader's language and zone."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from chalou.people.models import Person

P = ParamSpec("P")


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in."""

    person: Person


def viewer(request: HttpRequest) -> Person | None:
    """The person who asks, or `None` for a stranger."""
    user: Any = request.user  # the stubs know only AbstractBaseUser | AnonymousUser
    return cast(Person, user) if user.is_authenticated else None


def members_only(
    view: Callable[Concatenate[MemberRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let only signed-in people pass; a stranger is shown the way in and comes back here afterwards."""

    @wraps(view)
    def gate(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = viewer(request)
        if person is None:
            if "application/json" in request.headers.get("Accept", "") or request.headers.get("Sec-Fetch-Dest") == "empty":
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path())
        request.person = person  # type: ignore[attr-defined]  # this line makes it a MemberRequest
        return view(cast(MemberRequest, request), *args, **kwargs)

    return gate
