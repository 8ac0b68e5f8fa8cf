"""Somebody's page, talking with them directly, and not hearing them any more."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chalou.chat import actions, queries
from chalou.chat.rules import TALKERS
from chalou.chat.views.asked import GET_OR_POST, done, may_use, number, person_id
from chalou.foundation import media
from chalou.foundation.clock import now
from chalou.foundation.hub.frames import moment
from chalou.foundation.ids import MessageId
from chalou.foundation.pictures.making import TYPE
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.answers import page, status_of, wants_json
from chalou.house.rules.customs import Right
from chalou.people import actions as people
from chalou.people import queries as people_queries
from chalou.people.http import MemberRequest, members_only
from chalou.people.queries.receiving import receiver_of

PICTURE_KEPT_S = 7 * 24 * 60 * 60
"""A picture that is another has another address; one that is removed, a browser that showed it may keep for so long."""


@never_cache
@require_safe
@members_only
def person(request: MemberRequest, person: int) -> HttpResponse:
    """Somebody's page, for a member who meets them; one's own, as others see it."""
    seen = queries.person_seen(request.person, person_id(person))
    met = seen.met
    if wants_json(request):
        return JsonResponse(
            {
                "person": met.id,
                "name": met.name,
                "cup": met.cup,
                "unheard": met.is_unheard,
                "receives_you": met.receives_viewer,
                "rooms": [line.id for line in met.rooms],
                "role": seen.role,
                "seat": seen.seat,
                "thanked_by": seen.thanks.people,
                "hosts": [line.id for line in seen.hosts],
                "words": seen.profile.words,
                "reads": [code for code, _name in seen.profile.reads],
            }
        )
    return page(
        request,
        "chat/person.html",
        person=met,
        seen=seen,
        may=may_use(request.person),
        is_cleared="cleared" in request.GET,
    )


@never_cache
@require_safe
@members_only
def said(request: MemberRequest, person: int) -> HttpResponse:
    """What somebody said in rooms that the reader may read, the latest first."""
    before = number(request.GET.get("before"))
    met, lines, earlier = queries.said_by(
        request.person, person_id(person), before=None if before is None else MessageId(before)
    )
    if wants_json(request):
        found = [{"room": one.room, "seq": one.seq, "at": moment(one.at), "words": one.words} for one in lines]
        return JsonResponse({"person": met.id, "said": found, "before": earlier})
    return page(request, "chat/said.html", person=met, lines=lines, earlier=earlier, is_first=before is None)


@require_safe
@members_only
def picture(request: MemberRequest, person: int, side: int) -> HttpResponse:
    """Somebody's picture. Its address names it (`v`), so that a browser may keep it; who may see it is asked here."""
    if side not in people.PICTURE_SIDES or not queries.may_meet(request.person, person_id(person)):
        raise NotFound
    token = people_queries.picture_of(person_id(person))
    if person in people_queries.unheard_by(request.person):
        raise NotFound
    answer = HttpResponse(media.held(token, str(side)), content_type=TYPE)
    # As for pictures in talk: looked at, never run.
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
    )
    if request.GET.get("v") == people_queries.picture_mark(token):
        patch_cache_control(answer, private=True, max_age=PICTURE_KEPT_S)
    else:
        patch_cache_control(answer, private=True, no_store=True)
    return answer


@require_POST
@members_only
def clear(request: MemberRequest, person: int) -> HttpResponse:
    """Take somebody's words and picture away, for those who keep order."""
    met = queries.person_met(request.person, person_id(person))
    people.clear_profile(by=request.person, person_id=met.id, at=now())
    return redirect(f"{reverse('people_met:person', kwargs={'person': met.id})}?cleared")


@require_POST
@members_only
def talk(request: MemberRequest, person: int) -> HttpResponse:
    """The direct talk with somebody."""
    met = queries.person_met(request.person, person_id(person))
    room = actions.open_talk(by=request.person, others=[met.id], at=now())
    return done(request, room, {"room": room})


@require_http_methods(GET_OR_POST)
@members_only
def open_talk(request: MemberRequest) -> HttpResponse:
    """Choose one or several of those with whom one shares a room."""
    words, chosen = request.GET.get("name", "")[:24], request.POST.getlist("person")[: 2 * TALKERS]
    refusal: Refused | None = None
    if request.method == "POST":
        numbers = [number(one) for one in chosen]
        try:
            met = [queries.person_met(request.person, person_id(one)).id for one in numbers if one is not None]
            room = actions.open_talk(by=request.person, others=met, at=now())
            return done(request, room, {"room": room})
        except Refused as refused_it:
            if wants_json(request):
                raise
            refusal = refused_it
    may = may_use(request.person)
    return page(
        request,
        "chat/open_talk.html",
        status=status_of(refusal) if refusal else 200,
        people=queries.companions(request.person, words),
        chosen={number(one) for one in chosen},
        sought=words,
        may=may,
        receiver=None if Right.TALK in may else receiver_of(request.person.id),
        refusal=refusal,
    )


@require_http_methods(GET_OR_POST)
@members_only
def block(request: MemberRequest, person: int) -> HttpResponse:
    """Neither see nor hear somebody any more; asks before."""
    met = queries.person_met(request.person, person_id(person))
    if request.method != "POST":
        return page(request, "chat/block.html", person=met)
    people.block(by=request.person, person=met.id, at=now())
    if wants_json(request):
        return JsonResponse({"person": met.id, "unheard": True})
    return redirect("people:blocked")
