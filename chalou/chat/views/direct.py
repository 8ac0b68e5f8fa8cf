"""Somebody's entry, and what one can do about them."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from chalou.chat import queries
from chalou.chat.views.asked import GET_OR_POST, person_id
from chalou.foundation.clock import now
from chalou.foundation.web.answers import page, wants_json
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
