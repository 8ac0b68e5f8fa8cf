"""The answer when the house itself cannot: its disk is full, its records are away. Asks neither of them."""

import logging
import math

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from chalou.foundation.languages import FALLBACK
from chalou.foundation.refusals import Unable
from chalou.foundation.web.answers import bare_page, status_of, wants_json
from chalou.people.http import is_here, language_asked_for

log = logging.getLogger(__name__)


def unable_answer(request: HttpRequest, unable: Unable, error: BaseException) -> HttpResponse:
    """Say what is the matter, and give back what was typed: whoever has no scripts has it nowhere else."""
    # Once a line, not once a traceback: while the records are away every request comes here.
    log.warning("%s %s: %s: %s", request.method, request.path, unable.why, str(error).partition("\n")[0])
    language = asked_language(request)
    with override(language):
        if wants_json(request):
            said = {"refused": unable.why, "say": str(unable.say), "wait_s": unable.wait_s}
            answer: HttpResponse = JsonResponse(said, status=status_of(unable))
        else:
            answer = bare_page(
                "server/error.html",
                status=status_of(unable),
                language=language,
                title=_("The house cannot do that just now"),
                text=str(unable.say),
                typed=request.POST.get("text", ""),
                back=(request.path, _("Try again")) if request.method == "GET" else (_came_from(request), _("Back")),
            )
    answer.headers["Retry-After"] = str(math.ceil(unable.wait_s or 1))
    return answer


def _came_from(request: HttpRequest) -> str:
    address = request.headers.get("Referer", "")
    return address if is_here(request, address) else "/"


def asked_language(request: HttpRequest) -> str:
    """The reader's language as far as it is known without the database: that of the page under way, else the cookie's,
    else the browser's.
    """
    known: str = getattr(request, "LANGUAGE_CODE", "")
    asked = language_asked_for(
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""), request.headers.get("Accept-Language", "")
    )
    return known or asked or FALLBACK
