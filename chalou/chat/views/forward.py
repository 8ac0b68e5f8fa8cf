"""Passing a message on to another place of the house."""

import re
from uuid import UUID, uuid4

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_http_methods

from chalou.chat import actions, queries
from chalou.chat.live.frames import ack
from chalou.chat.queries import MessageShown, RoomSeen
from chalou.chat.refusals import refuse, refused
from chalou.chat.rules import Refusal
from chalou.chat.views.asked import GET_OR_POST, address_of, client_id_given, room_id, seq_number, thread_id
from chalou.foundation.clock import now
from chalou.foundation.ids import RoomId, ThreadId
from chalou.foundation.refusals import Refused
from chalou.foundation.web.answers import page, status_of, wants_json
from chalou.people.http import MemberRequest, members_only

_PLACE = re.compile(r"(\d{1,15})(?:-(\d{1,15}))?", re.ASCII)


@require_http_methods(GET_OR_POST)
@members_only
def forward(request: MemberRequest, room: int, seq: int) -> HttpResponse:
    """Choose where to, add words if one likes, send. Only places are offered where what is sent may be shown."""
    seen = queries.room_for(request.person, room_id(room))
    shown = queries.message_in(seen.id, seq_number(seq), seen.unheard)
    refuse(Refusal.TAKEN_BACK if shown.is_gone else None)
    source, message = queries.origin(request.person, seen, shown)
    refuse(Refusal.TAKEN_BACK if message.is_gone else None)
    if request.method != "POST":
        return _form(request, seen, shown, source)
    client_id = client_id_given(request)
    try:
        to, thread = _place(request.POST.get("to", ""))
        made = actions.forward(
            by=request.person,
            room_id=source.id,
            seq=message.seq,
            to=to,
            thread=thread,
            text=request.POST.get("text", ""),
            client_id=client_id,
            at=now(),
        )
    except Refused as refusal:
        if wants_json(request):
            raise
        # The same id again: should this one have been written after all, it stays one message.
        return _form(request, seen, shown, source, refusal=refusal, client_id=client_id)
    if wants_json(request):
        return JsonResponse(ack(made))
    there = queries.room_for(request.person, to, made.message.thread)
    return HttpResponseRedirect(f"{address_of(to, there.thread)}#m{made.message.seq}")


def _place(given: str) -> tuple[RoomId, ThreadId | None]:
    """A room, or one of its tables: `7` or `7-12`."""
    found = _PLACE.fullmatch(given)
    if found is None:
        raise refused(Refusal.NO_PLACE)
    return room_id(int(found[1])), thread_id(int(found[2])) if found[2] else None


def _form(
    request: MemberRequest,
    room: RoomSeen,
    message: MessageShown,
    source: RoomSeen,
    *,
    refusal: Refused | None = None,
    client_id: UUID | None = None,
) -> HttpResponse:
    return page(
        request,
        "chat/forward.html",
        status=status_of(refusal) if refusal else 200,
        room=room,
        message=message,
        source=source,
        places=queries.places_to_speak(request.person, source, but=message.thread, at=now()),
        chosen=request.POST.get("to", ""),
        draft=request.POST.get("text", ""),
        refusal=refusal,
        client_id=client_id or uuid4(),
    )
