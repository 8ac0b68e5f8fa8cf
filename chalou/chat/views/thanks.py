"""Thanking somebody for what they said or did, and naming an elder: where one meets people."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chalou.chat import actions, queries
from chalou.chat.models import Access
from chalou.chat.refusals import refused
from chalou.chat.rules import Refusal
from chalou.chat.views.asked import GET_OR_POST, address_of, person_id, room_id, seq_number
from chalou.foundation import subjects
from chalou.foundation.clock import now
from chalou.foundation.hub.frames import moment
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.subjects import Subject
from chalou.foundation.web.answers import page, status_of, wants_json
from chalou.house.rules.customs import Seat
from chalou.people import actions as people
from chalou.people import queries as people_queries
from chalou.people.http import MemberRequest, members_only


@never_cache
@require_http_methods(GET_OR_POST)
@members_only
def for_message(request: MemberRequest, room: int, seq: int) -> HttpResponse:
    """Thank somebody for a message; who else does, for those who may read it."""
    seen = queries.room_for(request.person, room_id(room))
    shown = queries.message_in(seen.id, seq_number(seq), seen.unheard)
    if shown.is_gone:
        raise refused(Refusal.TAKEN_BACK)
    if seen.access == Access.DIRECT:
        raise refused(Refusal.THANK_THERE)
    refusal, words = None, request.POST.get("words", "")
    if request.method == "POST":
        try:
            made = actions.thank_for(by=request.person, room_id=seen.id, seq=shown.seq, words=words, at=now())
        except Refused as wrong:
            if wants_json(request):
                raise
            refusal = wrong
        else:
            if wants_json(request):
                return JsonResponse({"thanks": made})
            return redirect(f"{reverse('chat:thank_for', args=[room, seq])}?thanked")
    lines = people_queries.thanks_for(request.person, Subject("message", shown.id))
    if wants_json(request):
        return JsonResponse({"room": seen.id, "seq": shown.seq, "thanks": [_values(line) for line in lines]})
    there = queries.room_for(request.person, seen.id, shown.thread)
    return page(
        request,
        "chat/thank_for.html",
        status=status_of(refusal) if refusal else 200,
        room=there,
        message=shown,
        talk_at=address_of(seen.id, there.thread),
        lines=lines,
        mine=next((line for line in lines if line.by == request.person.id), None),
        words=words,
        refusal=refusal,
        is_thanked="thanked" in request.GET,
    )


@never_cache
@require_http_methods(GET_OR_POST)
@members_only
def of_person(request: MemberRequest, person: int) -> HttpResponse:
    """Who thanks somebody and for what; and thanking them for a deed, where one shares a room with them."""
    met = queries.person_met(request.person, person_id(person))
    refusal, words = None, request.POST.get("words", "")
    may_thank = bool(met.rooms) and met.id != request.person.id and not met.is_unheard
    if request.method == "POST":
        try:
            # Where nobody shares a room with them, as with beginning a talk: thanks are no way to reach strangers.
            if not met.rooms and met.id != request.person.id:
                raise refused(Refusal.NOT_REACHED)
            made = people.thank(by=request.person, to=met.id, about=None, words=words, at=now())
        except Refused as wrong:
            if wants_json(request):
                raise
            refusal = wrong
        else:
            if wants_json(request):
                return JsonResponse({"thanks": made})
            return redirect(f"{reverse('people_met:thanks', args=[person])}?thanked")
    seen = people_queries.thanks_of(request.person, met.id)
    about = subjects.shown(request.person, [line.about for line in seen.lines if line.about is not None])
    open_lines = [line for line in seen.lines if line.about is None or line.about in about]
    if wants_json(request):
        told = {"person": met.id, "people": seen.people, "elders": seen.elders}
        return JsonResponse({**told, "thanks": [_values(line) for line in open_lines]})
    return page(
        request,
        "chat/thanks.html",
        status=status_of(refusal) if refusal else 200,
        person=met,
        seen=seen,
        lines=open_lines,
        about=about,
        has_closed=len(open_lines) < len(seen.lines),
        may_thank=may_thank,
        words=words,
        refusal=refusal,
        is_thanked="thanked" in request.GET,
    )


def _values(line: people_queries.ThanksLine) -> dict[str, object]:
    return {
        "thanks": line.number,
        "by": line.by,
        "name": line.name,
        "about": str(line.about) if line.about else None,
        "words": line.words,
        "at": moment(line.at),
    }


@require_POST
@members_only
def take_back(request: MemberRequest, thanks: int) -> HttpResponse:
    """Thanks are gone: for whoever gave them, whoever was thanked, and those who keep order."""
    to = people.take_thanks_back(by=request.person, thanks=person_id(thanks), at=now())
    if wants_json(request):
        return JsonResponse({"thanks": thanks, "taken_back": True})
    return redirect("people_met:thanks", person=to)


@never_cache
@require_http_methods(GET_OR_POST)
@members_only
def elder(request: MemberRequest, person: int) -> HttpResponse:
    """Name somebody an elder; asks before."""
    met = queries.person_met(request.person, person_id(person))
    if not (request.person.is_keeper or request.person.seat == Seat.ELDER.value):
        raise NotFound
    if request.method != "POST":
        return page(request, "chat/elder.html", person=met)
    people.name_elder(by=request.person, person_id=met.id, at=now())
    return redirect("people_met:person", person=met.id)
