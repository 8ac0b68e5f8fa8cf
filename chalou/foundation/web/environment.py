"""The one Jinja2 environment of the house: what every template may call.

It must never know an area: pages bring their own values, and this gives them type, addresses and words.
"""

from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, pgettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from chalou.foundation.languages import FALLBACK, html_lang
from chalou.foundation.pictures.sizes import shown_size
from chalou.foundation.web.called import called
from chalou.foundation.web.figures import figure, file_size
from chalou.foundation.web.kept import kept
from chalou.foundation.web.modules import script
from chalou.foundation.web.pictures import qr_code
from chalou.foundation.web.ruby import read_out, ruby
from chalou.foundation.web.signs import cup_sign, house_seal
from chalou.foundation.web.times import local
from chalou.foundation.web.tongues import tongue
from chalou.foundation.web.words import catalogue


def led(sentence: str) -> str:
    """A sentence and the gap to what follows it on its line: Chinese signs bring their own.

    >>> led("Hosts:"), led("厅主：")
    ('Hosts: ', '厅主：')
    """
    return sentence if sentence[-1:] in "：。？！，；”）" else sentence + " "


# A page asks for some twenty addresses, and they never change while the process runs.
@lru_cache(maxsize=4096)
def url(name: str, /, *args: object, **kwargs: object) -> str:
    """The address of a page by its name: `url("chat:room", room=7)`."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def reader_language() -> str:
    """The language this page is written in, as HTML writes it."""
    return html_lang(get_language() or FALLBACK)


def said(text: str, /, **named: object) -> Markup:
    """A sentence in the reader's language, as the extension of Jinja2 would give it: what stands for its names is
    escaped. A page has some fifty without any, and through the extension they were a tenth of its time.
    """
    return Markup(gettext(text)) % named if named else _said(text, get_language())  # noqa: S704  # texts of our own


@lru_cache(maxsize=4096)
def _said(text: str, language: str | None) -> Markup:  # noqa: ARG001  # gettext reads it
    return Markup(gettext(text)) % {}  # noqa: S704  # as above


def counted(singular: str, plural: str, num: int, /, **named: object) -> Markup:
    """A sentence of `said` that goes with a number, which stands in it as `%(num)s`."""
    return Markup(ngettext(singular, plural, num)) % {"num": num, **named}  # noqa: S704  # texts of our own


class _Environment(Environment):
    """Jinja2's, but templates that are given no names of their own share one table of the names that all know. Its
    chain of two tables is searched name by name whenever a template takes something from another: 5 % of a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def environment(**options: Any) -> Environment:  # Django hands over the keywords of jinja2.Environment
    """The environment Django's Jinja2 backend asks for.

    A name that is not there is an error (`StrictUndefined`), never an empty place on somebody's page.
    """
    options |= {"undefined": StrictUndefined, "autoescape": True}
    extensions = ["jinja2.ext.i18n", "jinja2.ext.do"]
    made = _Environment(
        extensions=extensions, trim_blocks=True, lstrip_blocks=True, **options
    )  # autoescape is set above
    # Both are put in by the i18n extension, which the stubs of Jinja2 do not show.
    made.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)  # type: ignore[attr-defined]
    made.globals.update(gettext=said, _=said, ngettext=counted)
    made.policies["ext.i18n.trimmed"] = True  # babel.cfg says the same
    made.globals.update(static=lru_cache(static), script=script, url=url, words=catalogue, kept=kept)
    # Whether browsers of members keep what they read; else pages do not even call the worker.
    made.globals.update(keeps_pages=settings.CHALOU.offline)
    made.globals.update(reader_language=reader_language, shown_size=shown_size)
    made.filters.update(
        called=called,
        led=led,
        local=local,
        cup_sign=cup_sign,
        house_seal=house_seal,
        tongue=tongue,
        html_lang=html_lang,
        ruby=ruby,
        read_out=read_out,
        qr_code=qr_code,
        figure=figure,
        filesizeformat=file_size,
    )
    return made
