"""Who sits in a room, and what hosts do about it."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from chalou.chat import actions, queries
from chalou.chat.live.here import here_among
from chalou.chat.models import CLOSED
from chalou.chat.rules import MUTE_HOURS
from chalou.chat.views.asked import (
    done,
    here_now,
    may_change,
    number,
    person_id,
    room_id,
    thread_given,
    wants_html,
)
from chalou.foundation.clock import now
from chalou.foundation.web.answers import fragment, page, wants_json
from chalou.house.rules.customs import Mode
from chalou.people.http import MemberRequest, members_only


@require_POST
@members_only
def join(request: MemberRequest, room: int) -> HttpResponse:
    actions.join(by=request.person, room_id=room_id(room), at=now())
    return done(request, room_id(room), {"room": room, "is_member": True})


@require_POST
@members_only
def leave(request: MemberRequest, room: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    actions.leave(by=request.person, room_id=seen.id, at=now())
    if seen.access in CLOSED and not wants_json(request):
        return redirect("chat:rooms")
    return done(request, seen.id, {"room": room, "is_member": False})


@require_safe
@members_only
def people(request: MemberRequest, room: int) -> HttpResponse:
    if wants_html(request):
        # The panes beside an open talk, whose page has been told that somebody came or went.
        thread = thread_given(request.GET.get("thread"))
        shown = queries.page_of(request.person, room_id(room), thread=thread, now=now())
        return fragment(
            request,
            "chat/_panes_anew.html",
            may=shown.may,
            room=shown,
            may_change=may_change(request.person, shown),
            present=here_now(request.person, shown),
        )
    seen = queries.room_for(request.person, room_id(room))
    if wants_json(request) and "q" in request.GET:
        called = queries.people_called(seen.id, request.GET["q"][:64], seen.unheard) if seen.is_member else ()
        named = [
            {"person": one.id, "name": one.name, "cup": one.cup, "mark": queries.mark_beside(one)} for one in called
        ]
        return JsonResponse({"room": seen.id, "people": named})
    lets_in = seen.is_member and not queries.why_not_let_in(
        request.person, seen.id, is_host=seen.is_host, keeps_order=seen.keeps_order
    )
    listens = queries.talks_beside(seen.id, seen.mode) is Mode.LISTENING
    return page(
        request,
        "chat/people.html",
        room=seen,
        people=queries.people_of(seen.id, seen.unheard, after=number(request.GET.get("after")) or 0),
        removed=queries.removed_from(seen.id) if seen.may_keep_order else (),
        muted=queries.muted_in(seen.id, at=now()) if seen.may_keep_order else (),
        waiting=queries.waiting_in(seen.id, seen.unheard) if seen.may_keep_order else (),
        lets_in=lets_in,
        listeners=queries.listeners_in(seen.id, seen.unheard) if lets_in and listens else (),
        present=here_among(seen.id),
        mute_hours=MUTE_HOURS,
        people_page=queries.PEOPLE_PAGE,
        may_keep_order=seen.may_keep_order,
    )


@require_POST
@members_only
def remove(request: MemberRequest, room: int, person: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    reason = request.POST.get("reason", "")
    actions.remove(by=request.person, room_id=seen.id, person_id=person_id(person), at=now(), reason=reason)
    return redirect("chat:people", room=room)


@require_POST
@members_only
def mute(request: MemberRequest, room: int, person: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    actions.mute(
        by=request.person,
        room_id=seen.id,
        person_id=person_id(person),
        hours=number(request.POST.get("hours")) or 0,
        reason=request.POST.get("reason", ""),
        at=now(),
    )
    return redirect("chat:people", room=room)


@require_POST
@members_only
def unmute(request: MemberRequest, room: int, person: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    actions.unmute(by=request.person, room_id=seen.id, person_id=person_id(person), at=now())
    return redirect("chat:people", room=room)


@require_POST
@members_only
def lift(request: MemberRequest, room: int, person: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    actions.lift(by=request.person, room_id=seen.id, person_id=person_id(person), at=now())
    return redirect("chat:people", room=room)


@require_POST
@members_only
def name_host(request: MemberRequest, room: int, person: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    actions.name_host(by=request.person, room_id=seen.id, person_id=person_id(person), at=now())
    return redirect("chat:people", room=room)
