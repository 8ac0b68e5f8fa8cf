"""The manifest, the worker, the page for those without a line, and how to put the house on a telephone."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from chalou.foundation.languages import FALLBACK, LANGUAGES, html_lang
from chalou.foundation.web.answers import bare_page, page
from chalou.foundation.web.offline import may_be_kept
from chalou.house.queries import the_house
from chalou.people.http import house_of
from chalou.server.offline import manifest as of_house
from chalou.server.offline import worker as of_worker
from chalou.server.seeing.findings import NEAR


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    house = house_of(request)
    if house is None:
        raise Http404
    shown = of_house.manifest(house, html_lang(get_language() or FALLBACK))
    answer = JsonResponse(shown, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
    # Asked again whenever a browser looks: the house may have got another name.
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Asked for by browsers alone, at every visit: how they learn of an update, and of the end of all this."""
    script = of_worker.script(is_on=settings.CHALOU.offline)
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    patch_cache_control(answer, no_cache=True)
    return answer


@require_safe
def offline(request: HttpRequest, language: str) -> HttpResponse:  # noqa: ARG001
    """What the worker shows where neither the line nor a kept page helps: the kept ones. It fetches the page
    beforehand, in every language, for whoever may read it then; so the page knows nobody.
    """
    if language not in dict(LANGUAGES):
        raise Http404
    with override(language):
        return bare_page("server/offline.html", status=200, language=language, house=the_house(), stands_alone=True)


@require_safe
def install(request: HttpRequest) -> HttpResponse:
    """How to put the house on a telephone, and what a browser then keeps of it."""
    # What browsers call secure: https, and this very machine.
    can_keep = request.is_secure() or urlsplit(f"//{request.get_host()}").hostname in NEAR
    answer = page(request, "server/install.html", can_keep=can_keep, keeps=settings.CHALOU.offline)
    may_be_kept(request, answer)
    return answer
