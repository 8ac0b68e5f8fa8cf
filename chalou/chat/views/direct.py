"""Somebody's entry, talking with them directly, and not hearing them any more."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chalou.chat import actions, queries
from chalou.chat.rules import TALKERS
from chalou.chat.views.asked import GET_OR_POST, done, number, person_id
from chalou.foundation.clock import now
from chalou.foundation.refusals import Refused
from chalou.foundation.web.answers import page, status_of, wants_json
from chalou.people import actions as people
from chalou.people.http import MemberRequest, members_only


@require_safe
@members_only
def person(request: MemberRequest, person: int) -> HttpResponse:
    """Somebody of the house, as one meets them in its rooms."""
    if person == request.person.id:
        return redirect("people:me")
    met = queries.person_met(request.person, person_id(person))
    if wants_json(request):
        rooms = [line.id for line in met.rooms]
        return JsonResponse(
            {"person": met.id, "name": met.name, "cup": met.cup, "unheard": met.is_unheard, "rooms": rooms}
        )
    return page(request, "chat/person.html", person=met)


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
    return page(
        request,
        "chat/open_talk.html",
        status=status_of(refusal) if refusal else 200,
        people=queries.companions(request.person, words),
        chosen={number(one) for one in chosen},
        sought=words,
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
