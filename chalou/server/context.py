"""What every page knows: the house, who reads, and in which language."""

from functools import cache, cached_property
from typing import Any

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.translation import get_language

from chalou.desk.queries import Waiting, open_count, waiting_for
from chalou.foundation.languages import FALLBACK, html_lang
from chalou.foundation.web.addresses import whole_address
from chalou.house.queries import languages_of, own_words
from chalou.house.rules.customs import Text
from chalou.people.http import house_of, viewer


class FormToken:
    """The hidden field of every form, the same in all forms of a page: drawing each anew costs a tenth of the page.

    Made when the first form wants it, because that gives whoever reads the page a cookie. Not one of Django's lazy
    objects, which are made already when a template asks whether they are there.
    """

    def __init__(self, request: HttpRequest):
        self._request = request

    def __html__(self) -> str:
        return self._field

    __str__ = __html__

    @cached_property
    def _field(self) -> str:
        return str(csrf_input(self._request))


def house_and_reader(request: HttpRequest) -> dict[str, Any]:  # Django's shape of a context processor
    language = get_language() or FALLBACK
    reader = viewer(request) if hasattr(request, "user") else None
    house = house_of(request)

    @cache
    def waiting() -> Waiting:
        return waiting_for(reader) if reader and reader.keeps_order else Waiting()

    return {
        "house": house,
        "reader": reader,
        # Asked by the line at the top of a page of those who keep order, and by no other.
        "cases_open": lambda: open_count(waiting()),
        "askings_waiting": lambda: waiting().askings,
        "language": language,
        "html_lang": html_lang(language),
        "languages": languages_of(house),
        "path": request.path,
        # What every address of the house begins with outside. Strangers' pages alone show it.
        "base": lambda: whole_address(request, "/").removesuffix("/"),
        "csrf_input": FormToken(request),
        # The keeper's own wording in the place of ours, where a page asks for it; empty: none.
        "own_words": lambda text: own_words(Text(text), language),
    }
