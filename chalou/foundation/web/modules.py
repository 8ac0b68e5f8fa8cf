"""A script with all that it imports, named in the head of the page, so that a browser asks for all of it at once.

Otherwise it learns of a module when it has read the one that imports it, and on a slow line each such step is a journey
there and back. What a script takes later, by `import(…)`, is left out: it may never be wanted.
"""

import posixpath
import re
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from markupsafe import Markup

_IMPORTED = re.compile(r'^(?:import|export)\b[^"\';()]*"(\.[^"]+)";', re.MULTILINE)


@lru_cache
def script(name: str) -> Markup:
    """The elements for the head of a page that runs this script."""
    brought = [Markup('<link rel="modulepreload" href="{}">').format(static(one)) for one in modules(name)[1:]]
    return Markup("\n").join([*brought, Markup('<script type="module" src="{}"></script>').format(static(name))])


def modules(name: str) -> list[str]:
    """A script and all that it imports, and what those import: each once, in the order met."""
    found = [name]
    for one in found:
        path = finders.find(one)
        if path is None:
            raise FileNotFoundError(f"there is no script {one}, which {name} would bring along")
        imported = _IMPORTED.findall(Path(path).read_text(encoding="utf-8"))
        folder = posixpath.dirname(one)
        found += dict.fromkeys(
            wanted for part in imported if (wanted := posixpath.normpath(posixpath.join(folder, part))) not in found
        )
    return found
