"""What one has brought into the house, the largest first, and how much of one's room it takes."""

import re

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chalou.chat import queries
from chalou.chat.live.frames import attachment_values
from chalou.foundation.web.answers import page, wants_json
from chalou.people.http import MemberRequest, members_only

_PLACE_IN_LIST = re.compile(r"(\d{1,15})-(\d{1,15})", re.ASCII)


@never_cache
@require_safe
@members_only
def brought(request: MemberRequest) -> HttpResponse:
    """For its owner: where each stands, so that what is wanted no more can be taken back."""
    place = _PLACE_IN_LIST.fullmatch(request.GET.get("after", ""))
    lines, after = queries.brought_by(request.person, after=(int(place[1]), int(place[2])) if place else None)
    use, most = queries.use_of(request.person.id), queries.most_kept().of_person
    if wants_json(request):
        found = [{**attachment_values(line.shown), "room": line.room, "seq": line.seq} for line in lines]
        used = {"pictures": use.pictures, "files": use.files, "bytes": use.bytes, "most": most}
        return JsonResponse({"use": used, "attachments": found, "after": after})
    is_first = place is None
    return page(request, "chat/brought.html", use=use, most=most, lines=lines, after=after, is_first=is_first)
