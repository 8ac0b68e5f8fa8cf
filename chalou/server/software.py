"""The page about the software: what it is, what it is made of, and under which licences all of it stands."""

import platform

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from chalou import __version__
from chalou.foundation.languages import LANGUAGES
from chalou.foundation.refusals import NotFound
from chalou.foundation.web.answers import page
from chalou.server import made_of


@require_safe
def software(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        "server/software.html",
        version=__version__,
        source=made_of.source(),
        spoken=LANGUAGES,
        libraries=made_of.libraries(),
        python=platform.python_version(),
    )


@require_safe
def licences(request: HttpRequest, name: str) -> HttpResponse:
    """The whole texts of the licence of one library, or of ourselves."""
    texts = made_of.licence_texts(name)
    if not texts:
        raise NotFound
    ours = made_of.Library(made_of.OURSELVES, "Chalou", __version__, "Apache-2.0", True)
    library = next((one for one in made_of.libraries() if one.slug == name), ours)
    return page(request, "server/licences.html", library=library, texts=texts)
