"""What every page knows: the house, who reads, and in which language."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from chalou.foundation.languages import FALLBACK, LANGUAGES, html_lang
from chalou.house.queries import the_house
from chalou.people.http import viewer


def house_and_reader(request: HttpRequest) -> dict[str, Any]:  # Django's shape of a context processor
    language = get_language() or FALLBACK
    return {
        "house": the_house(),
        "reader": viewer(request) if hasattr(request, "user") else None,
        "language": language,
        "html_lang": html_lang(language),
        "languages": LANGUAGES,
        "path": request.path,
    }
