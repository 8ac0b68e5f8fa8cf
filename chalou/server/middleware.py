"""Around every answer: the headers that keep pages safe, and refusals as answers a person or a program can read."""

import math
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from chalou.foundation.database import why_unable
from chalou.foundation.refusals import NotFound, Refused, Unable
from chalou.foundation.web.answers import page, status_of, wants_json
from chalou.people.http import is_here
from chalou.server.unable import unable_answer

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def security_headers() -> dict[str, str]:
    """No code, style, picture or frame from anywhere but here, and none inside the page itself."""
    own = settings.CHALOU.url.replace("http", "ws", 1) if settings.CHALOU.url else ""
    # Who came by https once comes by https again, though somebody on the way would have it otherwise.
    only_https = {"Strict-Transport-Security": "max-age=31536000"} if settings.SESSION_COOKIE_SECURE else {}
    return only_https | {
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            f"connect-src 'self' {own}".rstrip()
            + "; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        ),
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


class SafeAnswers:
    """The security headers on every answer, whatever made it, and no answer kept for anybody else.

    Values for programs are not kept at all: they hold messages, and would lie on the disk after signing out. What is no
    page is not for those who search, above all no picture from a talk; pages say so in their head.
    """

    def __init__(self, get_response: GetResponse):
        self.get_response = get_response
        self._always = security_headers()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in self._always.items():
            response.headers.setdefault(name, value)
        kind = response.headers.get("Content-Type", "")
        is_for_programs = kind.startswith("application/json")
        if not kind.startswith("text/html"):
            response.headers.setdefault("X-Robots-Tag", "noindex")
        response.headers.setdefault("Cache-Control", "no-store" if is_for_programs else "private, no-cache")
        return response


class ClearAnswers:
    """What a view refuses becomes an answer here and nowhere else."""

    def __init__(self, get_response: GetResponse):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotFound):
            return not_found(request)
        if isinstance(error, Refused):
            return refusal_answer(request, error)
        unable = why_unable(error)
        return unable_answer(request, unable, error) if unable else None


def refusal_answer(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal as JSON for programs and as a page for people."""
    if isinstance(refusal, Unable):
        return unable_answer(request, refusal, refusal)
    status = status_of(refusal)
    came_from = request.headers.get("Referer", "")
    if wants_json(request):
        answer: HttpResponse = JsonResponse(
            {"refused": refusal.why, "say": str(refusal.say), "wait_s": refusal.wait_s}, status=status
        )
    else:
        answer = page(
            request,
            "server/error.html",
            status=status,
            title=_("From a later seat on") if refusal.why == "another_seat" else _("That did not work"),
            text=str(refusal.say),
            wants_seat=refusal.why == "another_seat",
            back=(came_from if is_here(request, came_from) else "/", _("Back")),
        )
    if refusal.wait_s is not None:
        answer.headers["Retry-After"] = str(max(1, math.ceil(refusal.wait_s)))
    return answer


def not_found(request: HttpRequest, exception: Http404 | None = None) -> HttpResponse:  # noqa: ARG001
    """There is no such thing for this person; whether there is for others is not said."""
    if wants_json(request):
        return JsonResponse(
            {"refused": "not_found", "say": _("There is no such thing here."), "wait_s": None}, status=404
        )
    return page(
        request,
        "server/error.html",
        status=404,
        title=_("Nobody sits here"),
        text=_("There is nothing at this address, or it is not open to you. Perhaps you have to sign in first."),
        back=("/", _("To the entrance")),
    )
