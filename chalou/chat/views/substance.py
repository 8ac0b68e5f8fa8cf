"""More than "nice tea": what somebody is writing is looked over while they pause, and they are asked for what it does
not say. Nothing is kept of it, nothing counted, and nothing waits for it.
"""

from dataclasses import asdict
from datetime import timedelta

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chalou.chat import queries
from chalou.chat.rules.substance import Verdict, judge, language_of_lines, says_much, sieve_of
from chalou.chat.rules.tea_words import KINDS, tea_words
from chalou.chat.views.asked import GET_OR_POST, room_id, thread_given, wants_html
from chalou.foundation.clock import now
from chalou.people.http import MemberRequest, members_only
from chalou.screening.admit import admit_deed
from chalou.screening.rules import Deed

LONGEST = 4000
"""Characters of a text that are looked over; of what is longer, the beginning."""

ANSWERED_WITHIN = timedelta(hours=6)
"""So long a few words may be meant for what somebody else has told of their tea."""


@never_cache
@require_http_methods(GET_OR_POST)
@members_only
def substance(request: MemberRequest, room: int) -> HttpResponse:
    """GET: whether one is asked here, and the words by which a browser leaves other things alone. POST: what is missing
    in a text, and whether to ask for it.
    """
    person = request.person
    seen = queries.room_for(person, room_id(room), thread_given(request.POST.get("thread")))
    is_asked = seen.is_member and seen.asks_about_tea and person.is_asked_about_tea
    words = tea_words()
    if request.method != "POST":
        return JsonResponse({"asks": is_asked, "sieve": asdict(sieve_of(words)) if is_asked else None})
    admit_deed(deed=Deed.LOOK_OVER, by=person.id)
    if not is_asked:
        return JsonResponse({"asks": False})
    text = request.POST.get("text", "")[:LONGEST]
    goes_on = request.POST.get("goes_on") == "yes"
    verdict = judge(text, words, goes_on=goes_on, is_answer=bool(request.POST.get("reply_to")))
    if verdict.asks and not goes_on and says_much(queries.said_before(person, seen, now() - ANSWERED_WITHIN), words):
        verdict = judge(text, words, is_answer=True)
    language = language_of_lines(text)
    values: dict[str, object] = {
        "asks": verdict.asks,
        "why_not": verdict.silence,
        "tea": verdict.tea,
        "praise": verdict.praise,
        "said": verdict.present,
        "missing": [
            {"kind": kind, "line": words.lines[kind][language]}
            for kind in verdict.missing
            if kind not in verdict.started
        ],
    }
    if wants_html(request) and verdict.asks:
        values["html"] = render_to_string(
            "chat/_substance.html",
            {"verdict": verdict, "lines": values["missing"], "names": _names(), "found": found(verdict)},
            request=request,
        )
    return JsonResponse(values)


def found(verdict: Verdict) -> tuple[str, ...]:
    """The words that made the house ask: each once, in the order in which somebody would tell them."""
    return tuple(dict.fromkeys((*verdict.tea, *verdict.praise)))


def _names() -> dict[str, tuple[str, str]]:
    """Of each kind, how it is asked for and what it is called."""
    names = (
        (_("Origin"), _("where it is from")),
        (_("Taste"), _("what you tasted")),
        (_("Brewing"), _("how it was brewed")),
        (_("Story"), _("its story")),
    )
    return dict(zip(KINDS, names, strict=True))
