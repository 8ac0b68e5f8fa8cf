"""The storyteller's floor of a room: who tells, who waits, words put aside, and what was told."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chalou.chat import actions, queries
from chalou.chat.live.frames import attachment_values, floor_values
from chalou.chat.queries import RoomSeen
from chalou.chat.rules.floor import ASIDES_WAIT_H
from chalou.chat.views.asked import GET_OR_POST, client_id_given, number, person_id, room_id, wants_html
from chalou.chat.views.talk import room_page
from chalou.foundation.clock import now
from chalou.foundation.ids import AttachmentId, RoomId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.answers import fragment, page, status_of, wants_json
from chalou.house.queries import the_customs
from chalou.people.http import MemberRequest, members_only, viewer
from chalou.people.models import Person


@require_http_methods(GET_OR_POST)
def floor(request: HttpRequest, room: int) -> HttpResponseBase:
    """How the floor stands, opening it, and what was told in this room. A post says what it wants by `do`."""
    if request.method == "POST":
        return _acted(request, room)
    seen = queries.room_for(viewer(request), room_id(room))
    if wants_html(request):
        told = number(request.GET.get("told"))
        shown = queries.floor_of(viewer(request), seen)
        return fragment(request, "chat/_floor_anew.html", room=seen, floor=shown, told=told)
    if wants_json(request):
        return JsonResponse({"room": seen.id, "floor": floor_values(queries.floor_words(seen.id))})
    return _floor_page(request, seen)


def _floor_page(request: HttpRequest, seen: RoomSeen, refusal: Refused | None = None) -> HttpResponse:
    person = viewer(request)
    shown = queries.floor_of(person, seen)
    tellers = queries.tellers_for(person, seen) if shown is None else ()
    return page(
        request,
        "chat/floor.html",
        status=status_of(refusal) if refusal else 200,
        room=seen,
        floor=shown,
        tellers=tellers,
        stories=queries.stories_of(person, seen, before=number(request.GET.get("before"))),
        stories_page=queries.STORIES_PAGE,
        title=request.POST.get("title", ""),
        times=the_customs().floor,
        asides_wait_h=ASIDES_WAIT_H,
        refusal=refusal,
    )


@members_only
def _acted(request: MemberRequest, room: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    do = request.POST.get("do", "")
    try:
        told = _do(request.person, seen.id, do, request)
    except Refused as refusal:
        if wants_json(request):
            raise
        return _floor_page(request, seen, refusal)
    if wants_json(request):
        return JsonResponse({"room": seen.id, "floor": floor_values(queries.floor_words(seen.id)), "told": told})
    return redirect("chat:story", room=room, floor=told) if told is not None else redirect("chat:room", room=room)


def _do(person: Person, room: RoomId, do: str, request: HttpRequest) -> int | None:
    """Answers the telling that is over by it."""
    match do:
        case "open":
            teller = number(request.POST.get("teller"))
            teller_id = person_id(teller) if teller is not None else person.id
            title = request.POST.get("title", "")
            actions.open_floor(by=person, room_id=room, teller=teller_id, title=title, at=now())
        case "raise":
            actions.raise_hand(by=person, room_id=room, at=now())
        case "lower":
            actions.lower_hand(by=person, room_id=room, at=now())
        case "pass":
            to = number(request.POST.get("to"))
            actions.pass_floor(by=person, room_id=room, to=person_id(to) if to is not None else None, at=now())
        case "end":
            return actions.end_floor(by=person, room_id=room, at=now()).pk
        case _:
            raise NotFound
    return None


@require_POST
@members_only
def aside(request: MemberRequest, room: int) -> HttpResponse:
    """Words beside the telling: `kind` is aside or question."""
    seen = queries.room_for(request.person, room_id(room))
    text, client_id = request.POST.get("text", ""), client_id_given(request)
    try:
        put = actions.put_aside(
            by=request.person,
            room_id=seen.id,
            text=text,
            is_question=request.POST.get("kind") == "question",
            client_id=client_id,
            at=now(),
        )
    except Refused as refusal:
        if wants_json(request):
            raise
        # With what was typed: should the telling be over, it can be said at once.
        return room_page(request, seen.id, draft=text, refusal=refusal, client_id=client_id)
    if wants_json(request):
        return JsonResponse({"room": seen.id, "aside": put, "say": _("It waits beside the telling.")})
    return redirect("chat:room", room=room)


@require_safe
def story(request: HttpRequest, room: int, floor: int) -> HttpResponse:
    """What was told, on a page of its own."""
    return _story_page(request, queries.room_for(viewer(request), room_id(room)), _known(floor))


def _story_page(request: HttpRequest, seen: RoomSeen, floor: int, refusal: Refused | None = None) -> HttpResponse:
    shown = queries.story_for(viewer(request), seen, floor)
    if wants_json(request):
        parts = [
            {
                "telling": one.id,
                "person": one.person,
                "name": one.name,
                "html": list(one.paragraphs),
                "pictures": [
                    {
                        **attachment_values(piece.picture),
                        "after": sum(bool(before.html) for before in one.pieces[:place]),
                    }
                    for place, piece in enumerate(one.pieces)
                    if piece.picture is not None
                ],
            }
            for one in shown.parts
            if one.is_shown
        ]
        return JsonResponse({"room": seen.id, "floor": shown.id, "title": shown.title, "parts": parts})
    status = status_of(refusal) if refusal else 200
    return page(
        request,
        "chat/story.html",
        status=status,
        room=seen,
        story=shown,
        asides_wait_h=ASIDES_WAIT_H,
        refusal=refusal,
    )


@require_POST
@members_only
def asides(request: MemberRequest, room: int, floor: int) -> HttpResponse:
    """Let what was put aside into the talk, or let it go: one (`aside`), or all of it."""
    seen = queries.room_for(request.person, room_id(room))
    verb = {"release": actions.release_asides, "drop": actions.drop_asides}.get(request.POST.get("do", ""))
    if verb is None:
        raise NotFound
    verb(
        by=request.person,
        room_id=seen.id,
        floor_id=_known(floor),
        aside=number(request.POST.get("aside")),
        at=now(),
    )
    if wants_json(request):
        return JsonResponse({"room": seen.id, "floor": floor})
    shown = queries.story_for(request.person, seen, floor)
    if shown.ended_at is None:
        return redirect("chat:room", room=room)
    return redirect("chat:story", room=room, floor=floor)


@require_http_methods(GET_OR_POST)
@members_only
def telling(request: MemberRequest, room: int, floor: int, telling: int) -> HttpResponse:
    """One's own part of what was told: reading it in the field where it is edited; keeping and withdrawing it."""
    seen = queries.room_for(request.person, room_id(room))
    shown = queries.story_for(request.person, seen, _known(floor))
    part = next((one for one in shown.parts if one.id == telling and (one.is_mine or one.may_withdraw)), None)
    if part is None or (request.method != "POST" and not part.is_mine):
        raise NotFound
    refusal = None
    if request.method == "POST":
        try:
            _decide(request, seen.id, part.id)
        except Refused as wrong:
            if wants_json(request):
                raise
            refusal = wrong
        else:
            if wants_json(request):
                return JsonResponse({"room": seen.id, "floor": shown.id, "telling": part.id})
            return redirect("chat:story", room=room, floor=floor)
    return page(
        request,
        "chat/telling.html",
        status=status_of(refusal) if refusal else 200,
        room=seen,
        story=shown,
        part=part,
        text=request.POST.get("text", part.text),
        refusal=refusal,
    )


def _decide(request: MemberRequest, room: RoomId, telling: int) -> None:
    by, at = request.person, now()
    match request.POST.get("do"):
        case "keep":
            actions.keep_telling(by=by, room_id=room, telling_id=telling, at=at)
        case "edit":
            text, named = request.POST.get("text", ""), request.POST.getlist("picture")
            # As they stood when the form was made; a program that names none means them as they stand now.
            pictures = [AttachmentId(number(one) or 0) for one in named] or None
            actions.keep_telling(by=by, room_id=room, telling_id=telling, text=text, pictures=pictures, at=at)
        case "withdraw":
            actions.withdraw_telling(by=by, room_id=room, telling_id=telling, at=at)
        case _:
            raise NotFound


def _known(floor: int) -> int:
    return room_id(floor)
