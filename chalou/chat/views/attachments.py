"""Pictures and files: bringing them into a room, and looking at them."""

from typing import TypeAlias

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from chalou.chat import actions, queries
from chalou.chat.attaching import Brought
from chalou.chat.live.frames import attachment_values
from chalou.chat.models import Access
from chalou.chat.queries import AttachmentShown, RoomSeen
from chalou.chat.refusals import refused
from chalou.chat.rules import MOST_ATTACHED, Refusal
from chalou.chat.views.asked import TOO_LARGE, brought_given, number, room_id, thread_given
from chalou.chat.views.talk import posted
from chalou.foundation import media
from chalou.foundation.clock import now
from chalou.foundation.ids import AttachmentId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.answers import wants_json
from chalou.foundation.web.offline import may_be_kept
from chalou.people.http import MemberRequest, members_only, viewer

Upload: TypeAlias = "UploadedFile[bytes]"  # generic only for the type checker

PICTURE_SIZES, FILE_SIZES = (actions.LARGE, actions.SMALL), (actions.WHOLE,)


@require_POST
@members_only
def attachments(request: MemberRequest, room: int) -> HttpResponse:
    """One picture or file for a program; for a form without scripts all that it brings, and its words."""
    seen = queries.room_for(request.person, room_id(room), thread_given(request.POST.get("thread")))
    files = request.FILES.getlist("files")
    if wants_json(request):
        if len(files) != 1:
            raise refused(Refusal.UNKNOWN_KIND)
        return JsonResponse({"room": seen.id, **attachment_values(_brought(request, seen, files[0]))})
    return _brought_and_posted(request, seen, files)


def _brought(request: MemberRequest, seen: RoomSeen, file: Upload) -> AttachmentShown:
    return actions.bring(
        by=request.person,
        room_id=seen.id,
        data=file.read(),
        name=file.name or "",
        alt=request.POST.get("alt", ""),
        quarter_turns=number(request.POST.get("turns")) or 0,
        at=now(),
    )


def _brought_and_posted(request: MemberRequest, seen: RoomSeen, files: list[Upload]) -> HttpResponse:
    """The composer's form. What one file is refused for keeps nothing else from being kept."""
    brought, refusal = list(brought_given(request)), None
    for file in files:
        try:
            if len(brought) >= MOST_ATTACHED:
                raise refused(Refusal.TOO_MANY_ATTACHMENTS)
            brought.append(Brought(_brought(request, seen, file).id))
        except Refused as wrong:
            refusal = refusal or wrong
    return posted(request, seen, brought=brought, refusal=refusal)


@require_safe
def attachment(request: HttpRequest, room: int, attachment: int, size: str) -> HttpResponseBase:
    """A picture, or a file to be saved. Who may read the room is asked each time, also by a browser that has it."""
    if attachment >= TOO_LARGE:
        raise NotFound
    person = viewer(request)
    seen = queries.room_for(person, room_id(room))
    held = queries.attachment_for(person, seen.id, AttachmentId(attachment))
    if size not in (PICTURE_SIZES if held.shown.width is not None else FILE_SIZES):
        raise NotFound
    etag = f'"{held.shown.id}-{size}"'  # what is under a number never changes
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(media.held(held.token, size), content_type=held.shown.type)
        answer.headers["ETag"] = etag
        is_file = bool(held.shown.name)
        name = held.shown.name if is_file else f"{held.shown.id}-{size}.jpg"
        answer.headers["Content-Disposition"] = content_disposition_header(is_file, name) or "attachment"
    # It is looked at, never run: not by its type, not by what a browser makes of it, not in a frame of another page.
    # The style is what browsers themselves set a single picture in.
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
    )
    patch_cache_control(answer, private=True, no_cache=True)
    if size == actions.SMALL and seen.access != Access.DIRECT:
        may_be_kept(request, answer)
    return answer
