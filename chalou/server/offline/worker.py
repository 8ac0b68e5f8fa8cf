"""The worker that stands between a browser and the house, and what it is told: a few lines that name the present tree
of static files, from which the rest of it comes.

They differ whenever the tree does, so a browser that looks finds out about every update.
"""

import json
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from chalou.foundation.languages import LANGUAGES, html_lang

PARTS = ("server/worker/copies.js", "server/worker/worker.js")
GOODBYE = "server/worker/goodbye.js"

_OF_PAGES = (".css", ".js", ".svg")
_BROUGHT = re.compile(r'^@import "(?P<name>[\w-]+\.css)";$', re.MULTILINE)


@lru_cache
def shell() -> tuple[str, ...]:
    """What pages are made of, by name: scripts, styles, drawings. A style that another brings along is laid out within
    that one, and the worker itself is kept by the browser.
    """
    found, brought = [], set()
    for folder in map(Path, settings.STATICFILES_DIRS):
        for file in sorted(path for path in folder.rglob("*") if path.suffix in _OF_PAGES):
            name = file.relative_to(folder)
            if file.suffix == ".css":
                source = file.read_text(encoding="utf-8")
                brought |= {str(name.with_name(one)) for one in _BROUGHT.findall(source)}
            found.append(str(name))
    return tuple(name for name in found if name not in brought and not name.startswith("server/worker/"))


@lru_cache
def script(*, is_on: bool) -> str:
    """The worker; or, where the keeper wants none, one that clears everything away and goes."""
    if not is_on:
        return f"importScripts({json.dumps(static(GOODBYE))});\n"
    told = {
        "version": settings.STATIC_VERSION,
        "static": settings.STATIC_URL,
        "shell": shell(),
        "offline": {html_lang(code): reverse("offline", args=[code]) for code, _name in LANGUAGES},
    }
    parts = ", ".join(json.dumps(static(part)) for part in PARTS)
    return f"self.house = {json.dumps(told)};\nimportScripts({parts});\n"
