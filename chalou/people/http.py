"""Who asks: the typed request, the gate for pages of members, and the reader's language and zone."""

import hashlib
import ipaddress
import time
from collections.abc import Callable, Collection
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import parse_accept_lang_header

from chalou.foundation.ids import PersonId
from chalou.foundation.languages import FALLBACK, LANGUAGES, html_lang
from chalou.foundation.refusals import Refused
from chalou.foundation.throttle import the_throttle
from chalou.foundation.web.answers import wants_json
from chalou.house.models import House
from chalou.house.queries import languages_of, the_house
from chalou.people.models import Person
from chalou.people.sessions import SessionStore, signed_in

P = ParamSpec("P")

SPOKEN = tuple(code for code, _name in LANGUAGES)

# A year: whoever chose a language as a stranger keeps it.
LANGUAGE_COOKIE_AGE_S = 365 * 24 * 60 * 60


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in."""

    person: Person


def viewer(request: HttpRequest) -> Person | None:
    """The person who asks, or `None` for a stranger."""
    user: Any = request.user  # the stubs know only AbstractBaseUser | AnonymousUser
    return cast(Person, user) if user.is_authenticated else None


def house_of(request: HttpRequest) -> House | None:
    """The house, for a page that shows it: read together with the session where there is one. A form of the keeper may
    just have changed it, so there it is asked for anew.
    """
    if request.method not in ("GET", "HEAD"):
        person = viewer(request) if hasattr(request, "user") else None
        if person is not None and person.is_keeper:
            return the_house()
    return house_as_it_was(request)


def house_as_it_was(request: HttpRequest) -> House | None:
    """The house when the request came: asked for once, with the session where there is one."""
    session = getattr(request, "session", None)
    if isinstance(session, SessionStore) and session.house is not None:
        return session.house
    if not hasattr(request, "house_as_it_was"):
        request.house_as_it_was = the_house()  # type: ignore[attr-defined]  # kept with what it is about
    kept: House | None = request.house_as_it_was  # type: ignore[attr-defined]  # as above
    return kept


def members_only(
    view: Callable[Concatenate[MemberRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let only signed-in people pass; a stranger is shown the way in and comes back here afterwards."""

    @wraps(view)
    def gate(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = viewer(request)
        if person is None:
            if wants_json(request) or request.headers.get("Sec-Fetch-Dest") == "empty":
                return HttpResponse(status=401)
            return redirect_to_login(page_of(request))
        request.person = person  # type: ignore[attr-defined]  # this line makes it a MemberRequest
        return view(cast(MemberRequest, request), *args, **kwargs)

    return gate


def page_of(request: HttpRequest) -> str:
    """The page to come back to: this one, or for a form that was sent the page it stood on."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    return urlsplit(came_from).path if is_here(request, came_from) else "/"


def was_sent_from_here(request: HttpRequest) -> bool:
    """Whether a form stood on a page of this house, by what the browser says; old ones say nothing and are believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    came_from = request.headers.get("Origin") or request.headers.get("Referer")
    # A page without a place of its own sends "null", which would pass for a relative address. What is no address at
    # all is not here, and only what is here can be taken apart.
    return came_from is None or (is_here(request, came_from) and bool(urlsplit(came_from).netloc))


def is_here(request: HttpRequest, address: str) -> bool:
    """Whether an address leads to this house and nowhere else."""
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Where the form asked to go afterwards (`next`), if that is in this house."""
    wanted = request.POST.get("next", "")
    # A word without a slash would be looked up among the names of our pages, and most words are none.
    return wanted if "/" in wanted and is_here(request, wanted) else otherwise


def address_of(request: HttpRequest) -> str:
    """The network address a request comes from, for counting tries. Of IPv6 the first half: the other is the guest's
    to choose. Which proxies are believed is settled before (server/asgi).
    """
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def slow_down(request: HttpRequest, what: str, *, per_minute: float, burst: float) -> None:
    """Count a try of this address at `what`; raises `Refused` when there were too many."""
    wait_s = the_throttle.take(f"{what}:{address_of(request)}", per_minute=per_minute, burst=burst, at=time.monotonic())
    if wait_s is not None:
        say = _("That was too often in a short time. Try again in a minute.")
        raise Refused("too_fast", say, wait_s=wait_s)


@lru_cache(maxsize=4096)
def reader_digest(person: PersonId) -> str:
    """What a browser knows its reader by, to keep apart what it keeps for several (server/offline)."""
    return hashlib.sha256(f"{settings.SECRET_KEY}: the reader {person}".encode()).hexdigest()[:16]


def leave_nothing(answer: HttpResponseBase) -> None:
    """Have the browser throw away all that it has kept of this house: whoever used it has signed out."""
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'


class WhoAsks:
    """`request.user`: the person of the session, or nobody. Every page asks, if only for their language; and every
    answer says whose it is, so that no browser keeps one person's pages for another.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.user = _who(request)
        answer = self.get_response(request)
        person = viewer(request)
        answer.headers["Chalou-Reader"] = reader_digest(person.id) if person else "nobody"
        return answer


def _who(request: HttpRequest) -> Person | AnonymousUser:
    session = request.session
    assert isinstance(session, SessionStore)
    return signed_in(session) or AnonymousUser()


class LanguageAndZone:
    """The page is made in the reader's language and zone.

    Language: the profile's, else the cookie's (a stranger's choice), else what the browser asks for and we speak, else
    the house's, else Simplified Chinese. Zone: the profile's, else the house's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reader = viewer(request)
        language = language_of(request, reader)
        zone = ZoneInfo(reader.time_zone if reader and reader.time_zone else settings.TIME_ZONE)
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = language
            answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", html_lang(language))
        patch_vary_headers(answer, ("Cookie", "Accept-Language"))
        return answer


def language_of(request: HttpRequest, reader: Person | None) -> str:
    """The language for this reader, of those that the house offers; see `LanguageAndZone`."""
    house = house_as_it_was(request)
    spoken = dict(languages_of(house))
    if reader and reader.language in spoken:
        return reader.language
    asked = language_asked_for(
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""), request.headers.get("Accept-Language", ""), spoken
    )
    if asked is not None:
        return asked
    return house.language if house and house.language in spoken else FALLBACK


def language_asked_for(cookie: str, accept_language: str, spoken: Collection[str] = SPOKEN) -> str | None:
    """The language that a stranger's browser asks for, if it is one of those spoken here: all that we know, where
    nobody has looked at the house.
    """
    if cookie in spoken:
        return cookie
    for asked, _quality in parse_accept_lang_header(accept_language):
        if asked == "*":
            break
        # zh-TW and zh-HK are better served by the other script than by English.
        for code in spoken:
            if asked.split("-")[0] == code.split("-")[0]:
                return code
    return None
