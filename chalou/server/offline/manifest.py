"""What a telephone has to know to put the house on its home screen. The format: w3.org/TR/appmanifest."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from chalou.house.models import House

PAPER = "#f3f1e7"
"""The page by day, as in tokens.css: it is shown before any style has been read, and a manifest can say only one."""

ICONS = (("192", "any"), ("512", "any"), ("512", "maskable"))
MOST_UNDER_AN_ICON = 12


def short_name(name: str) -> str:
    """What fits under an icon, where telephones cut whatever is longer.

    >>> short_name("九曲茶楼"), short_name("The House of Nine Bends")
    ('九曲茶楼', 'The House of')
    """
    if len(name) <= MOST_UNDER_AN_ICON:
        return name
    start = name[: MOST_UNDER_AN_ICON + 1]
    return (start.rpartition(" ")[0] or start[:MOST_UNDER_AN_ICON]).strip()


def manifest(house: House, language: str) -> dict[str, Any]:  # JSON
    """The house's own, in the language of whoever asks."""
    ways = (
        (_("Rooms"), reverse("chat:rooms")),
        (_("Talk with somebody"), reverse("chat:open_talk")),
        (_("Me"), reverse("people:me")),
    )
    return {
        "id": "/",
        "name": house.name,
        "short_name": short_name(house.name),
        "description": house.tagline,
        "lang": language,
        "dir": "ltr",
        "start_url": reverse("chat:rooms"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [_icon(size, purpose) for size, purpose in ICONS],
        "shortcuts": [{"name": name, "url": url, "icons": [_icon("192", "any")]} for name, url in ways],
    }


def _icon(size: str, purpose: str) -> dict[str, str]:
    name = f"icon-{size}.png" if purpose == "any" else f"icon-{purpose}-{size}.png"
    return {"src": static(f"web/{name}"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
