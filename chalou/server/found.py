"""Being found: what search engines are told, and the list of the pages that are meant for them.

A house that is not to be listed says so in three places, because each of them is believed by somebody else: here, in
the head of every page, and by having no list.
"""

from datetime import datetime
from html import escape

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from chalou.chat.queries import TalkListed, talk_listed
from chalou.foundation.clock import now
from chalou.foundation.hub.frames import moment
from chalou.foundation.refusals import NotFound
from chalou.foundation.web.addresses import whole_address
from chalou.help.queries import help_for
from chalou.people.http import house_of

OF_THE_HOUSE = ("entrance", "about", "house_rules", "help:index")
"""Pages of the house itself that are meant to be found, by their names."""

_ONLY_THE_DOOR = ("/live/", "/me/", "/people/", "/notices/", "/report/", "/desk/", "/house/")
"""Where strangers find nothing but the way to sign in: a robot need not try each of them. Links with a token are not
among these: what may not be looked at may still be listed by its address alone, and there the address is the secret.
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may look at. Everything that strangers may read, if the house is to be found; else nothing."""
    house = house_of(request)
    lines = ["User-agent: *"]
    if house is None or not house.is_listed:
        lines.append("Disallow: /")
    else:
        lines += [f"Disallow: {path}" for path in _ONLY_THE_DOOR]
        lines += ["", f"Sitemap: {whole_address(request, reverse('sitemap'))}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The pages that are meant to be found; a house that is not has no such list."""
    house = house_of(request)
    if house is None or not house.is_listed:
        raise NotFound
    pages: list[tuple[str, datetime | None]] = [(reverse(name), None) for name in OF_THE_HOUSE]
    answers = [said for section in help_for(house.language) for said in section.questions]
    pages += [(reverse("help:answer", args=[said.slug]), None) for said in answers]
    pages += [(_address(talk), talk.last_at) for talk in talk_listed(at=now())]
    lines = [
        f"<url><loc>{escape(whole_address(request, path))}</loc>"
        + (f"<lastmod>{moment(last_at)}</lastmod>" if last_at else "")
        + "</url>"
        for path, last_at in pages
    ]
    body = "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *lines,
            "</urlset>",
        )
    )
    return HttpResponse(body + "\n", content_type="application/xml; charset=utf-8")


def _address(talk: TalkListed) -> str:
    if talk.thread is None:
        return reverse("chat:room", args=[talk.room])
    return reverse("chat:thread", args=[talk.room, talk.thread])
