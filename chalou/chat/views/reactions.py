"""Answering a message without words, and who did."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from chalou.chat import actions, queries
from chalou.chat.live.frames import reacted_values
from chalou.chat.rules import REACTIONS, why_not_react
from chalou.chat.views.asked import room_id, seq_number
from chalou.foundation.clock import now
from chalou.foundation.web.answers import page, wants_json
from chalou.people.http import MemberRequest, members_only, viewer


@require_safe
def reactions(request: HttpRequest, room: int, seq: int) -> HttpResponse:
    """Who did what at a message; where one may, the buttons to do it too."""
    person = viewer(request)
    seen = queries.room_for(person, room_id(room))
    shown = queries.message_in(seen.id, seq_number(seq), seen.unheard)
    named = queries.reactions_to(shown, seen.unheard)
    if wants_json(request):
        return JsonResponse(
            {
                "room": seen.id,
                "seq": shown.seq,
                "change": shown.change,
                "reactions": shown.reaction_counts,
                "people": [{"kind": one.kind, "person": one.person, "name": one.name, "cup": one.cup} for one in named],
            }
        )
    may_react = person is not None and not why_not_react(
        kind=REACTIONS[0], on=True, is_member=seen.is_member, is_removed=seen.is_removed, is_gone=shown.is_gone
    )
    return page(
        request,
        "chat/reactions.html",
        room=seen,
        message=shown,
        kinds=REACTIONS,
        named=named,
        mine=queries.mine_among(person.id if person else None, [shown]).get(shown.seq, ()),
        may_react=may_react,
    )


@require_POST
@members_only
def react(request: MemberRequest, room: int, seq: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    done = actions.react(
        by=request.person,
        room_id=seen.id,
        seq=seq_number(seq),
        kind=request.POST.get("undo") or request.POST.get("kind", ""),
        on="undo" not in request.POST,
        at=now(),
    )
    if wants_json(request):
        return JsonResponse(reacted_values(done))
    return HttpResponseRedirect(reverse("chat:reactions", args=[room, seq]))
