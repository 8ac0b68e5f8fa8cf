"""Asking a room for votes, voting, and how it stands."""

from itertools import groupby
from operator import attrgetter
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chalou.chat import actions, queries
from chalou.chat.forms import AskForm
from chalou.chat.live.frames import ack, message_frame, poll_values, voted_values
from chalou.chat.queries import MessageShown, RoomSeen
from chalou.chat.refusals import muted, refuse, refuse_use
from chalou.chat.rules import MOST_CHOICES, Asked, PollShown, Refusal, why_not_close_poll, why_not_post, why_not_vote
from chalou.chat.views.asked import (
    GET_OR_POST,
    address_of,
    client_id_given,
    number,
    room_id,
    seq_number,
    thread_given,
    wants_html,
)
from chalou.foundation.clock import now
from chalou.foundation.ids import RoomId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.answers import page, status_of, wants_json
from chalou.house.rules.customs import Right
from chalou.people.http import MemberRequest, members_only, viewer

SHOWN_FIRST = 4  # fields for choices; the others are behind a word
NO_HOURS = -1  # what is no number of hours


@require_http_methods(GET_OR_POST)
@members_only
def ask(request: MemberRequest, room: int) -> HttpResponse:
    """Ask for votes, in the main thread of a room or in another one."""
    named = request.POST.get("thread") or request.GET.get("thread")
    seen = queries.room_for(request.person, room_id(room), thread_given(named))
    _refuse_unless_may_speak(seen)
    refuse_use(Right.POLLS, seat=request.person.sits_as, is_host=seen.is_host)
    refusal = None
    if request.method == "POST":
        try:
            made = actions.post(
                by=request.person,
                room_id=seen.id,
                text=request.POST.get("text", ""),
                client_id=client_id_given(request),
                at=now(),
                thread=seen.thread.id,
                poll=_asked(request),
            )
        except Refused as wrong:
            if wants_json(request):
                raise
            refusal = wrong
        else:
            if wants_json(request):
                return JsonResponse(ack(made))
            return HttpResponseRedirect(f"{address_of(seen.id, seen.thread)}#m{made.message.seq}")
    choices = request.POST.getlist("choice")[:MOST_CHOICES]
    return page(
        request,
        "chat/ask.html",
        status=status_of(refusal) if refusal else 200,
        room=seen,
        talk_at=address_of(seen.id, seen.thread),
        form=AskForm(request.POST or None),
        choices=[*choices, *[""] * (MOST_CHOICES - len(choices))],
        shown_first=SHOWN_FIRST,
        # The same id again: should this one have been written after all, it stays one message.
        client_id=request.POST.get("id") or uuid4(),
        refusal=refusal,
    )


def _refuse_unless_may_speak(seen: RoomSeen) -> None:
    """Before somebody types in vain; the writer asks again."""
    muted_s = (seen.muted_until - now()).total_seconds() if seen.muted_until else 0.0
    refusal = why_not_post(
        room_exists=True,
        thread_exists=True,
        is_by_invitation=False,  # who may not know of the room has not come so far
        is_member=seen.is_member,
        is_removed=seen.is_removed,
        is_archived=seen.thread.is_archived,
        is_muted=muted_s > 0,
        has_to_wait=False,
    )
    if refusal is Refusal.MUTED:
        raise muted(reason=seen.reason, wait_s=muted_s)
    refuse(refusal)


def _asked(request: HttpRequest) -> Asked:
    """What a form asks. No hours, or none at all: until it is closed by hand."""
    given = request.POST.get("hours", "")
    hours = number(given) if given else 0
    return Asked(
        # One in each field, or in each line of one.
        choices=tuple(line for given in request.POST.getlist("choice") for line in given.splitlines()),
        is_several="several" in request.POST,
        is_secret="secret" in request.POST,
        hours=NO_HOURS if hours is None else hours or None,
    )


@require_safe
def votes(request: HttpRequest, room: int, seq: int) -> HttpResponse:
    """How a poll stands, and who voted for what where that is open."""
    return _votes_page(request, room_id(room), seq)


def _votes_page(request: HttpRequest, room: RoomId, seq: int, *, refusal: Refused | None = None) -> HttpResponse:
    person = viewer(request)
    seen = queries.room_for(person, room)
    shown, poll = _polled(seen, seq)
    is_over = poll.is_over(now())
    mine = queries.votes_among(person.id if person else None, [shown]).get(shown.seq, ())
    if poll.is_secret and is_over:
        # Ballots go when a poll closes; those of one that closed by itself, within the hour.
        mine = ()
    named = queries.voters_of(shown, seen.unheard)
    if wants_json(request):
        people = [{"choice": one.place, "person": one.person, "name": one.name, "cup": one.cup} for one in named]
        values = {"room": seen.id, "seq": shown.seq, "change": shown.change, "poll": poll_values(poll), "mine": mine}
        return JsonResponse(values if poll.is_secret else {**values, "people": people})
    thread = queries.room_for(person, room, shown.thread).thread
    return page(
        request,
        "chat/votes.html",
        status=status_of(refusal) if refusal else 200,
        room=seen,
        message=shown,
        poll=poll,
        is_over=is_over,
        mine=mine,
        may_vote=person is not None
        and not why_not_vote(
            chosen=(),
            choices=len(poll.choices),
            is_several=poll.is_several,
            is_member=seen.is_member,
            is_removed=seen.is_removed,
            is_archived=thread.is_archived,
            is_over=is_over,
        ),
        may_close=person is not None
        and not why_not_close_poll(
            by=person.id,
            author=shown.author,
            is_host=seen.is_host,
            keeps_order=seen.keeps_order,
            is_over=is_over,
        ),
        voters={place: list(people) for place, people in groupby(named, key=attrgetter("place"))},
        refusal=refusal,
    )


def _polled(seen: RoomSeen, seq: int) -> tuple[MessageShown, PollShown]:
    """The message of somebody whom the viewer hears, and what it asks."""
    shown = queries.message_in(seen.id, seq_number(seq), seen.unheard)
    if shown.poll is None:
        raise NotFound
    return shown, shown.poll


@require_POST
@members_only
def vote(request: MemberRequest, room: int, seq: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    shown, _ = _polled(seen, seq)
    chosen = {number(one) or 0 for one in request.POST.getlist("choice")} if "undo" not in request.POST else set()
    try:
        voted = actions.vote(by=request.person, room_id=seen.id, seq=shown.seq, chosen=chosen, at=now())
    except Refused as refusal:
        if wants_json(request):
            raise
        return _votes_page(request, seen.id, seq, refusal=refusal)
    if wants_json(request):
        _, poll = _polled(seen, seq)
        return JsonResponse({**voted_values(voted, poll), "mine": sorted(chosen)})
    return redirect("chat:votes", room=room, seq=seq)


@require_POST
@members_only
def close_poll(request: MemberRequest, room: int, seq: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    shown, _ = _polled(seen, seq)
    actions.close_poll(by=request.person, room_id=seen.id, seq=shown.seq, at=now())
    if wants_json(request):
        altered = queries.message_in(seen.id, shown.seq)
        return JsonResponse(message_frame(altered).spelled(html=wants_html(request)))
    return redirect("chat:votes", room=room, seq=seq)
