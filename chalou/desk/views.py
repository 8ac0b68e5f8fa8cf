"""Telling of something in two taps, the queue and the cases of those who keep order, and what people are told."""

from collections.abc import Callable

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chalou.chat import actions as chat
from chalou.chat.queries import vouchers
from chalou.desk import actions, queries, rules
from chalou.desk.forms import ACTS, DONE, HOURS, KINDS, TOLD, number_given, thing_named
from chalou.desk.queries import NoticeLine
from chalou.desk.refusals import refuse
from chalou.foundation import subjects
from chalou.foundation.clock import now
from chalou.foundation.hub.frames import moment
from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.answers import page, status_of, wants_json
from chalou.house.models import WayIn
from chalou.house.rules.customs import Seat
from chalou.people import queries as people
from chalou.people.http import MemberRequest, house_of, members_only
from chalou.people.models import WordKind
from chalou.people.queries import WordLine
from chalou.people.queries.receiving import receiver_of

GET_OR_POST = ["GET", "HEAD", "POST"]

TOO_LARGE = 2**53


@require_http_methods(GET_OR_POST)
@members_only
def report(request: MemberRequest, about: str) -> HttpResponse:
    """One page, four buttons. Told of already, it says so."""
    thing = thing_named(about)
    asked = number_given(request.POST.get("room") or request.GET.get("room"))
    room = RoomId(asked) if asked is not None else None
    seen = queries.seen(request.person, thing, room)
    refuse(rules.why_not_report(reporter=request.person.id, person=seen.person))
    words, refusal = request.POST.get("words", ""), None
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        try:
            made = actions.report(by=request.person, about=thing, kind=kind, words=words, room_id=room, at=now())
        except Refused as refused:
            if wants_json(request):
                raise
            refusal = refused
        else:
            if wants_json(request):
                return JsonResponse({"about": str(thing), "report": made})
            return redirect("desk:report", about=str(thing))
    return page(
        request,
        "desk/report.html",
        status=status_of(refusal) if refusal else 200,
        thing=thing,
        seen=seen,
        room=seen.room,
        kinds=KINDS,
        typed=words,
        refusal=refusal,
        is_told=queries.has_reported(request.person, thing),
    )


@require_safe
@members_only
def queue(request: MemberRequest) -> HttpResponse:
    shown = queries.queue_for(request.person, after=number_given(request.GET.get("after")) or 0)
    return page(request, "desk/queue.html", shown=shown)


@require_http_methods(GET_OR_POST)
@members_only
def case(request: MemberRequest, case: int) -> HttpResponse:
    """A case with what is needed to decide it; its forms come back here."""
    number = _known(case)
    refusal = None
    act = request.POST.get("act", "")
    if request.method == "POST":
        try:
            _act(request, number, act)
        except Refused as refused:
            refusal = refused
        else:
            return redirect(f"{reverse('desk:case', args=[number])}?done")
    shown = queries.case_for(request.person, number)
    return page(
        request,
        "desk/case.html",
        status=status_of(refusal) if refusal else 200,
        case=shown,
        about=subjects.shown(request.person, [shown.thanks.about]) if shown.thanks and shown.thanks.about else {},
        acts=ACTS,
        kinds={kind: title for kind, title, _ in KINDS},
        done=DONE,
        hours=HOURS,
        refusal=refusal,
        tried=act if refusal else "",
        reason=request.POST.get("reason", ""),
        is_done="done" in request.GET,
    )


_VERBS: dict[str, Callable[..., None]] = {  # each takes by, case, reason, at
    "dismiss": actions.dismiss,
    "settle": actions.settle,
    "warn": actions.warn,
    "hide": actions.hide,
    "show": actions.show,
    "take_back": actions.take_back,
    "send_out": actions.send_out,
    "send_away": actions.send_away,
}


def _act(request: MemberRequest, case: int, act: str) -> None:
    by, reason = request.person, request.POST.get("reason", "")
    if act == "mute":
        hours = number_given(request.POST.get("hours")) or 0
        if hours not in HOURS:
            raise NotFound
        actions.mute(by=by, case=case, hours=hours, reason=reason, at=now())
        return
    if act not in _VERBS:
        raise NotFound
    _VERBS[act](by=by, case=case, reason=reason, at=now())


@require_safe
@members_only
def audit(request: MemberRequest) -> HttpResponse:
    shown = queries.audit(request.person, before=number_given(request.GET.get("before")))
    return page(request, "desk/audit.html", shown=shown, done=DONE)


@require_safe
@members_only
def away(request: MemberRequest) -> HttpResponse:
    return page(request, "desk/away.html", people=queries.away(request.person))


@require_POST
@members_only
def let_back(request: MemberRequest, person: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    actions.let_back(by=request.person, person_id=PersonId(_known(person)), reason=reason, at=now())
    return redirect("desk:away")


@require_safe
@members_only
def vouching(request: MemberRequest) -> HttpResponse:
    """Whose word lets others speak at once, and how that went."""
    return page(request, "desk/vouching.html", people=vouchers(request.person, at=now()))


@require_POST
@members_only
def withdraw_vouching(request: MemberRequest, person: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    chat.withdraw_vouching(by=request.person, person_id=PersonId(_known(person)), reason=reason, at=now())
    return redirect("desk:vouching")


@require_POST
@members_only
def restore_vouching(request: MemberRequest, person: int) -> HttpResponse:
    chat.restore_vouching(by=request.person, person_id=PersonId(_known(person)), at=now())
    return redirect("desk:vouching")


@require_safe
@members_only
def asking(request: MemberRequest) -> HttpResponse:
    """Who asks to be let into the house, the longest wait first."""
    return _asking_page(request)


@require_POST
@members_only
def decide_asking(request: MemberRequest, asking: int) -> HttpResponse:
    """Let somebody in, or decline with a reason; what was typed stays where it is refused."""
    if not request.person.keeps_order:
        raise NotFound
    reason, act = request.POST.get("reason", ""), request.POST.get("act", "")
    if act not in ("let_in", "decline"):
        raise NotFound
    try:
        if act == "let_in":
            actions.let_in(by=request.person, asking=_known(asking), at=now())
        else:
            actions.decline(by=request.person, asking=_known(asking), reason=reason, at=now())
    except Refused as refused:
        return _asking_page(request, refusal=refused, tried=asking, reason=reason)
    return redirect(f"{reverse('desk:asking')}?{act}")


def _asking_page(
    request: MemberRequest, *, refusal: Refused | None = None, tried: int | None = None, reason: str = ""
) -> HttpResponse:
    house = house_of(request)
    return page(
        request,
        "desk/asking.html",
        status=status_of(refusal) if refusal else 200,
        waiting=people.waiting_at_the_door(request.person),
        refusal=refusal,
        tried=tried,
        reason=reason,
        done=next((act for act in ("let_in", "decline") if act in request.GET), ""),
        is_asked=house is not None and house.way_in == WayIn.APPROVAL,
        days=people.ASKING_DAYS,
    )


@require_safe
@members_only
def notices(request: MemberRequest) -> HttpResponse:
    shown = queries.words_and_notices(request.person)
    if wants_json(request):
        return JsonResponse(
            {
                "notices": [
                    {
                        "word": one.number,
                        "what": one.kind,
                        "seat": one.seat.value if one.seat else None,
                        "person": one.other,
                        "about": str(one.about) if one.about else None,
                        "reason": one.words,
                        "at": moment(one.at),
                        "read": one.is_read,
                    }
                    if isinstance(one, WordLine)
                    else {
                        "notice": one.number,
                        "what": one.act,
                        "reported_by_you": one.is_mine,
                        "reason": one.reason,
                        "room": one.room,
                        "at": moment(one.at),
                        "read": one.is_read,
                    }
                    for one in shown
                ]
            }
        )
    return page(
        request,
        "desk/notices.html",
        notices=shown,
        about=subjects.shown(request.person, [one.about for one in shown if isinstance(one, WordLine) and one.about]),
        told=TOLD,
        seat_names=people.SEAT_NAMES,
        receiver=receiver_of(request.person.id) if any(_is_day_after(one) for one in shown) else None,
        has_unread=any(not one.is_read for one in shown),
    )


def _is_day_after(one: NoticeLine | WordLine) -> bool:
    return isinstance(one, WordLine) and one.kind == WordKind.DAY_AFTER


@require_http_methods(GET_OR_POST)
@members_only
def set_back(request: MemberRequest, person: int) -> HttpResponse:
    """The keeper gives somebody an earlier seat, with a reason that they read."""
    somebody, seats = people.to_be_set_back(request.person, PersonId(_known(person)))
    refusal = None
    if request.method == "POST":
        chosen = request.POST.get("seat", "")
        if chosen not in seats:
            raise NotFound
        reason = request.POST.get("reason", "")
        try:
            actions.set_back(by=request.person, person_id=somebody.id, seat=Seat(chosen), reason=reason, at=now())
        except Refused as refused:
            refusal = refused
        else:
            return redirect("people_met:person", person=somebody.id)
    return page(
        request,
        "desk/set_back.html",
        status=status_of(refusal) if refusal else 200,
        person=somebody,
        seats=seats,
        seat_names=people.SEAT_NAMES,
        refusal=refusal,
        chosen=request.POST.get("seat", ""),
        reason=request.POST.get("reason", ""),
    )


@require_POST
@members_only
def notices_read(request: MemberRequest) -> HttpResponse:
    actions.read_notices(by=request.person, at=now())
    return JsonResponse({"read": True}) if wants_json(request) else redirect("desk:notices")


def _known(number: int) -> int:
    if number >= TOO_LARGE:
        raise NotFound
    return number
