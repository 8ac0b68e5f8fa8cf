"""The entrance, the page about the house, and the pages that say what went wrong."""

import sys

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from chalou import __version__
from chalou.chat.queries import going_on
from chalou.foundation import media
from chalou.foundation.clock import now
from chalou.foundation.database import away, why_unable
from chalou.foundation.languages import DRAFTS, FALLBACK
from chalou.foundation.pictures.making import TYPE as PICTURE
from chalou.foundation.refusals import NotFound
from chalou.foundation.text.markdown import to_html
from chalou.foundation.web.answers import bare_page, page, wants_json
from chalou.foundation.web.outside import ABOUT, Outside
from chalou.house.actions import SIGN
from chalou.house.queries import at_the_door, languages_of, sign_token, the_house
from chalou.people.http import house_of, language_asked_for, viewer
from chalou.people.queries import order_keepers
from chalou.server.middleware import not_found as not_found
from chalou.server.unable import asked_language, unable_answer

KEPT_S = 365 * 24 * 60 * 60


@require_safe
def entrance(request: HttpRequest) -> HttpResponse:
    """The front of the house: its name and welcome, what is going on at its door, who keeps it, and how to come in."""
    house = the_house()
    if house is None:
        return page(request, "server/not_open.html")
    door = at_the_door()
    return page(
        request,
        "server/entrance.html",
        door=door,
        welcome=to_html(door.welcome),
        going_on=going_on(viewer(request), at=now()),
        keepers=order_keepers(),
        outside=Outside(reverse("entrance"), house.tagline or " ".join(door.welcome.split())[:ABOUT], is_listed=True),
    )


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    about = _("Who keeps this house, what is kept about you, and which software it runs on.")
    outside = Outside(reverse("about"), about, is_listed=True)
    has_draft = any(code in DRAFTS for code, _name in languages_of(house_of(request)))
    return page(
        request,
        "server/about.html",
        version=__version__,
        keepers=order_keepers(),
        outside=outside,
        has_draft=has_draft,
    )


@require_safe
def sign(request: HttpRequest, token: str) -> HttpResponseBase:
    """The picture that hangs at the entrance, for everybody. Another picture has another address, so browsers may keep
    this one for ever.
    """
    if not token or token != sign_token():
        raise NotFound
    answer: HttpResponseBase | None = get_conditional_response(request, etag=f'"{token}"')
    if answer is None:
        answer = HttpResponse(media.held(token, SIGN), content_type=PICTURE)
        answer.headers["ETag"] = f'"{token}"'
    # It is looked at, never run, as what people bring into rooms.
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
    )
    patch_cache_control(answer, public=True, max_age=KEPT_S, immutable=True)
    return answer


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """What /live/ says to those who do not come with a WebSocket: a client finds out here whether it is signed in."""
    person = viewer(request)
    if person is None:
        return JsonResponse({"refused": "signed_out"}, status=401)
    return JsonResponse({"person": person.id, "name": person.name})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """A form without its token: usually a page that stood open for very long, or cookies that are switched off."""
    say = _("This form has grown old, or cookies are switched off. Load the page again, and send it once more.")
    if wants_json(request):
        return JsonResponse({"refused": "csrf", "say": say, "wait_s": None}, status=403)
    return page(
        request,
        "server/error.html",
        status=403,
        title=_("Please send it once more"),
        text=say,
        back=(request.path if request.method == "GET" else "/", _("Back")),
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    kind, page = wrong_request(400, request.headers.get("Accept", ""), request.headers.get("Accept-Language", ""))
    return HttpResponse(page, status=400, content_type=kind)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return not_found(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault, or that of the disk or the database. Asks neither database nor session: they may be what failed."""
    # Django hands over no exception, but calls this while it is being handled. What views raise is answered in the
    # middleware; this is for sessions and readers, which are looked up before any view.
    error = sys.exc_info()[1]
    unable = why_unable(error)
    if error is not None and unable is not None:
        return unable_answer(request, unable, error)
    language = asked_language(request)
    with override(language):
        if wants_json(request):
            say = _("Something broke in the house. What you wrote is still in your browser; try again in a moment.")
            return JsonResponse({"refused": "fault", "say": say, "wait_s": 5}, status=500)
        return bare_page(
            "server/error.html",
            status=500,
            language=language,
            title=_("Something broke in the house"),
            text=_("It has been written down for the keeper. Go back and try again in a moment; nothing is lost."),
            back=("/", _("To the entrance")),
        )


def wrong_request(status: int, accept: str, accept_language: str) -> tuple[str, bytes]:
    """The answer to a request that no view sees, and its type: too large (413), not to be read (400),
    not there (404), not to be answered in time (503), or our fault."""
    language = language_asked_for("", accept_language) or FALLBACK
    with override(language):
        why, title, text = {
            413: (
                "too_large",
                _("That was too much at once"),
                _("What you sent is larger than the house takes. Go back and make it smaller."),
            ),
            404: (
                "not_found",
                _("Nobody sits here"),
                _("There is nothing at this address, or it is not open to you. Perhaps you have to sign in first."),
            ),
            503: (
                "away",
                _("The house cannot do that just now"),
                str(away().say),
            ),
            400: (
                "bad_request",
                _("That could not be read"),
                _("The house did not understand what this browser sent."),
            ),
        }.get(
            status,
            (
                "fault",
                _("Something broke in the house"),
                _("It has been written down for the keeper. Go back and try again in a moment; nothing is lost."),
            ),
        )
        if "application/json" in accept:
            return "application/json", JsonResponse({"refused": why, "say": text, "wait_s": None}).content
        answer = bare_page(
            "server/error.html",
            status=status,
            language=language,
            title=title,
            text=text,
            back=("/", _("To the entrance")),
        )
        return "text/html; charset=utf-8", answer.content
