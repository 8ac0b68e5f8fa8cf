"""How a view answers: a whole page, or a piece of one. Both are the same templates."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers

from chalou.foundation.languages import FALLBACK, LANGUAGES, html_lang
from chalou.foundation.refusals import Refused, Unable


def page(request: HttpRequest, template: str, *, status: int = 200, **shown: object) -> HttpResponse:
    """A whole page for this reader. No browser or proxy keeps it for anybody else."""
    return _answer(request, template, status, shown)


def fragment(request: HttpRequest, template: str, *, status: int = 200, **shown: object) -> HttpResponse:
    """A piece of a page, to be put into one that is open: the same template the page includes."""
    answer = _answer(request, template, status, shown)
    # A piece is never what somebody wants to find by the back button.
    patch_cache_control(answer, no_store=True)
    return answer


def bare_page(template: str, *, status: int, language: str = FALLBACK, **shown: object) -> HttpResponse:
    """A page that asks nobody: no database, no session, no form. For the moments when those are what failed."""
    nobody = {
        "house": None,
        "reader": None,
        "language": language,
        "html_lang": html_lang(language),
        "languages": LANGUAGES,
        "path": "/",
    }
    answer = HttpResponse(render_to_string(template, {"status": status, **nobody, **shown}), status=status)
    patch_cache_control(answer, no_store=True)
    return answer


def _answer(request: HttpRequest, template: str, status: int, shown: dict[str, object]) -> HttpResponse:
    answer = HttpResponse(render_to_string(template, {"status": status, **shown}, request=request), status=status)
    # The language follows the cookie of whoever has one, else what their browser asks for.
    patch_vary_headers(answer, ("Cookie", "Accept-Language"))
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


def status_of(refusal: Refused) -> int:
    """The status of an answer that refuses something."""
    if isinstance(refusal, Unable):
        return 503
    return 429 if refusal.why == "too_fast" else 409


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks."""
    return "application/json" in request.headers.get("Accept", "")
