"""Parts of pages that are the same for everybody who is shown the same: drawn once, and kept by what they show.

Such a part is a template that sees the values it is given and nothing else of its page: no reader, no request, no token
of a form. A name that it was not given is an error there (`StrictUndefined`), so nothing of one reader can get into
what is kept for all; what belongs to a reader stands in the page around it. It shows no times, which follow a reader's
zone; tests/contracts/test_kept_parts.py looks.
"""

from collections.abc import Hashable
from functools import lru_cache

from django.template import engines
from django.utils.translation import get_language
from markupsafe import Markup

KEPT = 2048  # parts, from a hundred bytes to some ten kilobytes. What somebody may make long must not be a key.


def kept(template: str, /, **shown: Hashable) -> Markup:
    """The part, in the reader's language. Values are compared by what they are, so they must be such that cannot change
    unnoticed: texts, numbers, frozen values, tuples of them.
    """
    # The types too: text that was made safe equals the text that was not, and 1 equals True.
    return _kept(template, get_language(), tuple(shown.items()), tuple(map(type, shown.values())))


@lru_cache(maxsize=KEPT)
def _kept(
    template: str,
    language: str | None,  # noqa: ARG001  # the template reads it
    shown: tuple[tuple[str, Hashable], ...],
    types: tuple[type, ...],  # noqa: ARG001  # see above
) -> Markup:
    return Markup(engines["jinja2"].get_template(template).render(dict(shown)))  # noqa: S704  # rendered by a template
