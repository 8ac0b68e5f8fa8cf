"""The lists beside a talk, as they are set on a page.

Who sits in a room is the same for everybody who reads it in one language, and fifty people are half of what a page
costs; so their list is rendered once and kept by its value.
"""

from functools import lru_cache

from django.template import engines
from django.utils.translation import get_language
from markupsafe import Markup

from chalou.chat.queries import SeatedPerson

KEPT = 512  # lists, some ten kilobytes each at most


def seats(seated: tuple[SeatedPerson, ...]) -> Markup:
    """The list of those who sit in a room, in the reader's language."""
    return _seats(seated, get_language())


@lru_cache(maxsize=KEPT)
def _seats(seated: tuple[SeatedPerson, ...], language: str | None) -> Markup:  # noqa: ARG001  # the template reads it
    html = engines["jinja2"].get_template("chat/_seats.html").render({"seated": seated})
    return Markup(html)  # noqa: S704  # rendered by the template above
