"""The words of scripts: `say("…")` in a module is translated here and printed into the page as JSON."""

import json
from functools import lru_cache
from gettext import GNUTranslations, translation

from django.conf import settings
from django.utils.translation import get_language, to_locale
from markupsafe import Markup

from chalou.foundation.languages import FALLBACK, chain

# What could end the script element or start a comment in it. JSON reads the escapes as the same characters.
_UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def catalogue() -> Markup:
    """All words of scripts in the reader's language: `{"English text": "translation"}` as JSON for a script element.

    A text that has a plural stands as a list of its forms. What the language lacks comes from the one it falls back
    to; what has no translation at all is left out, and scripts show the English they hold.
    """
    return _catalogue(get_language() or FALLBACK)


@lru_cache
def _catalogue(language: str) -> Markup:
    found: dict[str, str | dict[int, str]] = {}
    for code in reversed(chain(language)):
        for folder in settings.LOCALE_PATHS:
            read = translation("djangojs", localedir=folder, languages=[to_locale(code)], fallback=True)
            if isinstance(read, GNUTranslations):
                # gettext gives no other way to list what it holds; Django's own catalogue view reads this too.
                for key, text in read._catalog.items():  # type: ignore[attr-defined]
                    if isinstance(key, tuple):
                        forms = found.setdefault(key[0], {})
                        if isinstance(forms, dict):
                            forms[key[1]] = text
                    elif key:
                        found[key] = text
    said = {key: [text[n] for n in sorted(text)] if isinstance(text, dict) else text for key, text in found.items()}
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Markup(written.translate(_UNSAFE))  # noqa: S704  # the line above leaves nothing that HTML would read
