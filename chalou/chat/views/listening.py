"""How a room talks, and listening first: the mode, the card of whoever is new, and letting them in."""

from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from chalou.chat import actions, queries
from chalou.chat.live.frames import listening_values
from chalou.chat.rules import USUAL_SLOW_S
from chalou.chat.views.asked import address_of, done, number, person_id, room_id, thread_given
from chalou.chat.views.talk import room_page
from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.answers import fragment, page, wants_json
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Mode, Right
from chalou.people.http import MemberRequest, members_only
from chalou.people.queries import SEAT_NAMES


@require_POST
@members_only
def mode(request: MemberRequest, room: int) -> HttpResponse:
    """By a tap beside the talk; a slow room has the usual pace unless one is given."""
    seen = queries.room_for(request.person, room_id(room))
    try:
        wanted = Mode(request.POST.get("mode", ""))
    except ValueError:
        raise NotFound from None
    slow_s = (number(request.POST.get("slow_s")) or USUAL_SLOW_S) if wanted is Mode.SLOW else 0
    actions.set_mode(by=request.person, room_id=seen.id, mode=wanted, slow_s=slow_s, at=now())
    return done(request, seen.id, {"room": seen.id, "mode": wanted.value, "slow_s": slow_s})


@require_safe
@members_only
def place(request: MemberRequest, room: int) -> HttpResponse:
    """What stands at the foot of the talk now: for an open page whose room talks otherwise, or whose reader has come to
    the end of listening.
    """
    at = now()
    shown = queries.page_of(request.person, room_id(room), thread=thread_given(request.GET.get("thread")), now=at)
    return fragment(
        request,
        "chat/_place_anew.html",
        room=shown,
        may=shown.may,
        talk_at=address_of(shown.id, shown.thread),
        client_id=uuid4(),
        upload_mb=settings.CHALOU.upload_mb,
    )


@require_POST
@members_only
def listening(request: MemberRequest, room: int) -> HttpResponse:
    """How far one has come, for programs; whoever has come to the end is settled by asking."""
    seen = queries.room_for(request.person, room_id(room))
    actions.listen(by=request.person.id, room_id=seen.id, at=now())
    return done(
        request, seen.id, listening_values(seen.id, queries.listening_for(request.person.id, seen.id, at=now()))
    )


@require_POST
@members_only
def ask_for_seat(request: MemberRequest, room: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    actions.ask_for_seat(by=request.person, room_id=seen.id, at=now())
    return done(request, seen.id, {"room": seen.id, "asked": True})


@require_POST
@members_only
def answer_rules(request: MemberRequest, room: int) -> HttpResponse:
    """The questions of the house: all right, and one goes on; else each wrong one is explained."""
    seen = queries.room_for(request.person, room_id(room))
    given = {}
    for key, chosen in request.POST.items():
        place = number(key.removeprefix("answer-")) if key.startswith("answer-") else None
        if place is not None:
            given[place] = number(str(chosen))
    try:
        wrong = actions.answer_rules(by=request.person, digest=request.POST.get("digest", ""), given=given, at=now())
    except Refused as refusal:
        if wants_json(request):
            raise
        return room_page(request, seen.id, refusal=refusal)
    if wants_json(request):
        return JsonResponse({"room": seen.id, "wrong": list(wrong)})
    return room_page(request, seen.id, wrong_answers=wrong) if wrong else redirect("chat:room", room=room)


@require_POST
@members_only
def let_in(request: MemberRequest, room: int, person: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    actions.let_in(by=request.person, room_id=seen.id, person_id=person_id(person), at=now())
    if wants_json(request):
        return JsonResponse({"room": seen.id, "person": person, "settled": True})
    return redirect("chat:people", room=room)


@require_POST
@members_only
def put_off(request: MemberRequest, room: int, person: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    word = request.POST.get("reason", "")
    actions.put_off(by=request.person, room_id=seen.id, person_id=person_id(person), word=word, at=now())
    return redirect("chat:people", room=room)


@require_safe
@members_only
def let_in_by_me(request: MemberRequest) -> HttpResponse:
    """Those for whom one has given one's word; to whoever cannot yet, how that comes."""
    return page(
        request,
        "chat/let_in.html",
        may=queries.may_let_in(request.person),
        from_seat=SEAT_NAMES[the_customs().rights[Right.VOUCH]],
        people=queries.let_in_by(request.person, at=now()),
        why_no_vouching=queries.why_no_vouching(request.person.id),
    )
