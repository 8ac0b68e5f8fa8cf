"""Pages of rooms. Each view finds the room for the person who asks, calls one verb, and answers.

Programs that accept JSON get the values of docs/protocol.md from the same addresses.
"""

import contextlib
from uuid import UUID, uuid4

from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chalou.chat import actions, queries
from chalou.chat.forms import EditForm, RoomForm
from chalou.chat.live.frames import ack, catch_up_values, message_frame
from chalou.chat.models import Access
from chalou.chat.refusals import refused
from chalou.chat.rules import Refusal, why_not_edit, why_not_take_back
from chalou.chat.turns import turns
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId, PersonId, RoomId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.answers import fragment, page, status_of, wants_json
from chalou.people.http import MemberRequest, members_only, viewer

GET_OR_POST = ["GET", "HEAD", "POST"]

# Larger numbers than a database column holds: nobody's room and nobody's message.
TOO_LARGE = 2**53


@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    person = viewer(request)
    lines = queries.rooms_for(person)
    if wants_json(request):
        return JsonResponse(
            {
                "rooms": [
                    {
                        "room": line.id,
                        "name": line.name,
                        "purpose": line.purpose,
                        "access": line.access,
                        "unread": line.unread,
                        "is_member": line.is_member,
                    }
                    for line in lines
                ]
            }
        )
    return page(request, "chat/rooms.html", rooms=lines, may_open=person is not None and person.keeps_order)


@require_http_methods(GET_OR_POST)
@members_only
def open_room(request: MemberRequest) -> HttpResponse:
    if not request.person.keeps_order:
        raise refused(Refusal.ONLY_ORDER_KEEPERS)
    form = RoomForm(request.POST or None)
    if form.is_valid():
        try:
            opened = actions.open_room(
                by=request.person,
                name=form.cleaned_data["name"],
                purpose=form.cleaned_data["purpose"],
                access=Access(form.cleaned_data["access"]),
                at=now(),
            )
            return redirect("chat:room", room=opened.id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "chat/open_room.html", status=400 if form.errors else 200, form=form)


@require_safe
def room(request: HttpRequest, room: int) -> HttpResponse:
    return _room_page(request, _room(room))


def _room_page(
    request: HttpRequest,
    room: RoomId,
    *,
    draft: str = "",
    refusal: Refused | None = None,
    client_id: UUID | None = None,
) -> HttpResponse:
    person = viewer(request)
    shown = queries.page_of(
        person, room, at_seq=_number(request.GET.get("at")), before=_number(request.GET.get("before"))
    )
    if (
        person is not None
        and shown.messages
        and shown.messages[-1].seq > (shown.read_to or 0)
        and not _is_prefetch(request)
    ):
        # The one write that a GET may make: who is shown a page has read it. Without scripts nothing else could say so.
        # On a disk that takes nothing the page is shown all the same; the next one marks it.
        with contextlib.suppress(Error):
            actions.mark_read(marks={(person.id, room): shown.messages[-1].seq}, at=now())
    return page(
        request,
        "chat/room.html",
        status=status_of(refusal) if refusal else 200,
        room=shown,
        turns=turns(shown.messages, new_from=shown.new_from),
        draft=draft,
        refusal=refusal,
        client_id=client_id or uuid4(),
    )


@require_POST
@members_only
def join(request: MemberRequest, room: int) -> HttpResponse:
    actions.join(by=request.person, room_id=_room(room), at=now())
    return _done(request, _room(room), {"room": room, "is_member": True})


@require_POST
@members_only
def leave(request: MemberRequest, room: int) -> HttpResponse:
    queries.room_for(request.person, _room(room))
    actions.leave(by=request.person, room_id=_room(room), at=now())
    return _done(request, _room(room), {"room": room, "is_member": False})


@require_POST
@members_only
def post(request: MemberRequest, room: int) -> HttpResponse:
    """The slow way to the same writer: a form that waits for the commit."""
    queries.room_for(request.person, _room(room))
    text = request.POST.get("text", "")
    try:
        client_id = ClientId(UUID(request.POST["id"])) if request.POST.get("id") else ClientId(uuid4())
    except ValueError:
        raise refused(Refusal.BAD_ID) from None
    try:
        posted = actions.post(by=request.person, room_id=_room(room), text=text, client_id=client_id, at=now())
    except Refused as refusal:
        if wants_json(request):
            raise
        # The same id again: should this one have been written after all, it stays one message.
        return _room_page(request, _room(room), draft=text, refusal=refusal, client_id=client_id)
    if wants_json(request):
        return JsonResponse(ack(posted))
    return HttpResponseRedirect(f"{reverse('chat:room', args=[room])}#m{posted.message.seq}")


@require_POST
@members_only
def read(request: MemberRequest, room: int) -> HttpResponse:
    seen = queries.room_for(request.person, _room(room))
    seq = min(_number(request.POST.get("seq")) or 0, seen.seq)
    actions.mark_read(marks={(request.person.id, seen.id): seq}, at=now())
    line = next(line for line in queries.rooms_for(request.person) if line.id == seen.id)
    return _done(request, seen.id, {"room": room, "seq": seq, "unread": line.unread})


@require_safe
def since(request: HttpRequest, room: int, change: int) -> HttpResponse:
    seen = queries.room_for(viewer(request), _room(room))
    caught = queries.catch_up(seen.id, min(change, TOO_LARGE))
    return JsonResponse(catch_up_values(caught, html=_wants_html(request)))


@require_safe
def before(request: HttpRequest, room: int, seq: int) -> HttpResponse:
    seen = queries.room_for(viewer(request), _room(room))
    messages, has_earlier = queries.messages_before(seen.id, min(seq, TOO_LARGE))
    html = _wants_html(request)
    return JsonResponse(
        {"messages": [message_frame(one).spelled(html=html) for one in messages], "has_earlier": has_earlier}
    )


@require_safe
def message(request: HttpRequest, room: int, seq: int) -> HttpResponse:
    return _message_page(request, _room(room), seq)


def _message_page(
    request: HttpRequest, room: RoomId, seq: int, *, form: EditForm | None = None, refusal: Refused | None = None
) -> HttpResponse:
    person = viewer(request)
    seen = queries.room_for(person, room)
    shown = queries.message_in(seen.id, _seq(seq))
    if wants_json(request):
        return JsonResponse(message_frame(shown).spelled(html=_wants_html(request)))
    earlier, later = queries.around(seen.id, shown.seq)
    is_mine = person is not None and person.id == shown.author
    may_take_back = person is not None and not why_not_take_back(
        by=person.id,
        author=shown.author,
        is_host=seen.is_host,
        keeps_order=person.keeps_order,
        is_gone=shown.is_gone,
    )
    may_edit = person is not None and not why_not_edit(
        by=person.id, author=shown.author, is_member=seen.is_member, is_gone=shown.is_gone
    )
    return page(
        request,
        "chat/message.html",
        status=status_of(refusal) if refusal else 200,
        message=shown,
        room=seen,
        before=earlier,
        after=later,
        is_mine=is_mine,
        may_take_back=may_take_back,
        form=(form or EditForm({"text": shown.text})) if may_edit else None,
        refusal=refusal,
    )


@require_POST
@members_only
def edit(request: MemberRequest, room: int, seq: int) -> HttpResponse:
    seen = queries.room_for(request.person, _room(room))
    try:
        actions.edit(by=request.person, room_id=seen.id, seq=_seq(seq), text=request.POST.get("text", ""), at=now())
    except Refused as refusal:
        if wants_json(request):
            raise
        return _message_page(request, seen.id, seq, form=EditForm(request.POST), refusal=refusal)
    return _altered(request, seen.id, seq)


@require_POST
@members_only
def take_back(request: MemberRequest, room: int, seq: int) -> HttpResponse:
    seen = queries.room_for(request.person, _room(room))
    actions.take_back(by=request.person, room_id=seen.id, seq=_seq(seq), at=now())
    return _altered(request, seen.id, seq)


@require_safe
@members_only
def people(request: MemberRequest, room: int) -> HttpResponse:
    if _wants_html(request):
        # The panes beside an open talk, whose page has been told that somebody came or went.
        return fragment(request, "chat/_panes_anew.html", room=queries.page_of(request.person, _room(room)))
    seen = queries.room_for(request.person, _room(room))
    return page(
        request,
        "chat/people.html",
        room=seen,
        people=queries.people_of(seen.id, after=_number(request.GET.get("after")) or 0),
        removed=queries.removed_from(seen.id) if seen.may_keep_order else (),
        may_keep_order=seen.may_keep_order,
    )


@require_POST
@members_only
def remove(request: MemberRequest, room: int, person: int) -> HttpResponse:
    seen = queries.room_for(request.person, _room(room))
    actions.remove(by=request.person, room_id=seen.id, person_id=_person(person), at=now())
    return redirect("chat:people", room=room)


@require_POST
@members_only
def lift(request: MemberRequest, room: int, person: int) -> HttpResponse:
    seen = queries.room_for(request.person, _room(room))
    actions.lift(by=request.person, room_id=seen.id, person_id=_person(person), at=now())
    return redirect("chat:people", room=room)


@require_POST
@members_only
def name_host(request: MemberRequest, room: int, person: int) -> HttpResponse:
    seen = queries.room_for(request.person, _room(room))
    actions.name_host(by=request.person, room_id=seen.id, person_id=_person(person), at=now())
    return redirect("chat:people", room=room)


@require_http_methods(GET_OR_POST)
@members_only
def settings(request: MemberRequest, room: int) -> HttpResponse:
    seen = queries.room_for(request.person, _room(room))
    if not seen.may_keep_order:
        raise refused(Refusal.NOT_A_HOST)
    form = RoomForm(request.POST or None, initial={"name": seen.name, "purpose": seen.purpose, "access": seen.access})
    if form.is_valid():
        try:
            actions.change_room(
                by=request.person,
                room_id=seen.id,
                name=form.cleaned_data["name"],
                purpose=form.cleaned_data["purpose"],
                access=Access(form.cleaned_data["access"]),
                at=now(),
            )
            return redirect("chat:room", room=room)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "chat/settings.html", status=400 if form.errors else 200, form=form, room=seen)


def _done(request: HttpRequest, room: RoomId, values: dict[str, object]) -> HttpResponse:
    return JsonResponse(values) if wants_json(request) else redirect("chat:room", room=room)


def _altered(request: HttpRequest, room: RoomId, seq: int) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(message_frame(queries.message_in(room, seq)).spelled(html=_wants_html(request)))
    return HttpResponseRedirect(f"{reverse('chat:room', args=[room])}?at={seq}#m{seq}")


def _wants_html(request: HttpRequest) -> bool:
    return request.GET.get("frames") == "html"


def _is_prefetch(request: HttpRequest) -> bool:
    """A browser that fetches ahead has not shown the page to anybody."""
    return "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))


def _number(given: str | None) -> int | None:
    """A whole number from an address, if it is one."""
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 16 else None


def _room(number: int) -> RoomId:
    return RoomId(_known(number))


def _person(number: int) -> PersonId:
    return PersonId(_known(number))


def _seq(number: int) -> int:
    return _known(number)


def _known(number: int) -> int:
    if number >= TOO_LARGE:
        raise NotFound
    return number
