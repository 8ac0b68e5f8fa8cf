"""What is asked for, and in which form: numbers in addresses, pages or values."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from chalou.chat import rules
from chalou.chat.attaching import Brought
from chalou.chat.live.here import here_beside
from chalou.chat.live.readers import tell_readers
from chalou.chat.models import Access
from chalou.chat.queries import RoomPage, RoomSeen, ThreadSeen
from chalou.chat.refusals import refused
from chalou.chat.rules import Refusal, why_not_change_thread
from chalou.foundation.ids import AttachmentId, ClientId, PersonId, RoomId, ThreadId
from chalou.foundation.refusals import NotFound
from chalou.foundation.web.answers import wants_json
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Right
from chalou.people.models import Person

GET_OR_POST = ["GET", "HEAD", "POST"]

# Larger numbers than a database column holds: nobody's room and nobody's message.
TOO_LARGE = 2**53


def done(request: HttpRequest, room: RoomId, values: dict[str, object]) -> HttpResponse:
    return JsonResponse(values) if wants_json(request) else redirect("chat:room", room=room)


def wants_html(request: HttpRequest) -> bool:
    return request.GET.get("frames") == "html"


def is_prefetch(request: HttpRequest) -> bool:
    """A browser that fetches ahead has not shown the page to anybody."""
    return "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))


def number(given: str | None) -> int | None:
    """A whole number from an address, if it is one."""
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 16 else None


def room_id(number: int) -> RoomId:
    return RoomId(_known(number))


def person_id(number: int) -> PersonId:
    return PersonId(_known(number))


def thread_id(number: int) -> ThreadId:
    return ThreadId(_known(number))


def thread_given(given: str | None) -> ThreadId | None:
    """The thread that a form or an address names; none: the main one."""
    if not given:
        return None
    named = number(given)
    if named is None:
        raise NotFound
    return thread_id(named)


def client_id_given(request: HttpRequest) -> ClientId:
    """What a program calls the message that it posts; a new one where it says nothing."""
    try:
        return ClientId(UUID(request.POST["id"])) if request.POST.get("id") else ClientId(uuid4())
    except ValueError:
        raise refused(Refusal.BAD_ID) from None


def brought_given(request: HttpRequest) -> tuple[Brought, ...]:
    """What a form says was brought before and belongs to its message: fields `attachment`, each a number, and
    `alt-<number>`.
    """
    found = []
    for given in request.POST.getlist("attachment"):
        named = number(given)
        if named is None:
            raise refused(Refusal.BAD_ATTACHMENT)
        found.append(Brought(AttachmentId(named), request.POST.get(f"alt-{named}")))
    return tuple(found)


def alts_given(request: HttpRequest) -> dict[AttachmentId, str]:
    """What a form says is to be seen in pictures: fields `alt-<number>`."""
    named = ((number(key.removeprefix("alt-")), alt) for key, alt in request.POST.items() if key.startswith("alt-"))
    return {AttachmentId(picture): str(alt) for picture, alt in named if picture is not None}


def address_of(room: RoomId, thread: ThreadSeen) -> str:
    """Where a thread is talked in."""
    return reverse("chat:room", args=[room]) if thread.is_main else reverse("chat:thread", args=[room, thread.id])


def may_change(viewer: Person | None, room: RoomPage) -> bool:
    """Whether this viewer is led to the settings of the thread on this page."""
    return viewer is not None and not why_not_change_thread(
        is_main=room.thread.is_main,
        is_member=room.is_member,
        is_opener=room.thread.opened_by == viewer.id,
        is_host=room.is_host,
        keeps_order=room.may_keep_order,
    )


def may_use(viewer: Person | None, *, is_host: bool = False) -> frozenset[Right]:
    """What the viewer's seat opens to them in a room: for what a page offers."""
    if viewer is None:
        return frozenset()
    return rules.may_use(seat=viewer.sits_as, is_host=is_host, customs=the_customs())


def here_now(viewer: Person | None, room: RoomPage) -> tuple[PersonId, ...]:
    """Those who are named beside the talk and have it open now. Strangers are told of nobody."""
    here = here_beside(room.id) if viewer is not None else frozenset()
    return tuple(one.id for one in room.seated if one.id in here)


def tell_read(room: RoomSeen) -> None:
    """Somebody has read, or wants to read again, what is at the thread of this room, by a page."""
    if room.shows_readers or room.access == Access.DIRECT:
        tell_readers({(room.id, room.thread.id)})


def seq_number(number: int) -> int:
    return _known(number)


def _known(number: int) -> int:
    if number >= TOO_LARGE:
        raise NotFound
    return number
