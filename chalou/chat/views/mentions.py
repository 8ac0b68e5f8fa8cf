"""Going from one message that names somebody to the next."""

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_safe

from chalou.chat import queries
from chalou.chat.views.asked import address_of, number, room_id
from chalou.foundation.web.answers import wants_json
from chalou.people.http import MemberRequest, members_only


@require_safe
@members_only
def mention(request: MemberRequest, room: int) -> HttpResponse:
    """To the first message after one that names whoever asks, at whatever table it stands; where there is none, to the
    room.
    """
    seen = queries.room_for(request.person, room_id(room))
    seq = queries.next_mention(request.person.id, seen.id, number(request.GET.get("after")) or 0)
    if wants_json(request):
        return JsonResponse({"room": seen.id, "seq": seq})
    if seq is None:
        return HttpResponseRedirect(address_of(seen.id, seen.thread))
    there = queries.room_for(request.person, seen.id, queries.message_in(seen.id, seq).thread)
    return HttpResponseRedirect(f"{address_of(seen.id, there.thread)}?at={seq}&named={seq}#m{seq}")
