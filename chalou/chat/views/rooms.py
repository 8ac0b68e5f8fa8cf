"""The rooms of the house: which there are, opening one, what it is called and who may read it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chalou.chat import actions, queries
from chalou.chat.forms import RoomForm, RoomSettingsForm
from chalou.chat.models import Access
from chalou.chat.refusals import refuse_use, refused
from chalou.chat.rules import Refusal
from chalou.chat.views.asked import GET_OR_POST, may_use, room_id
from chalou.foundation.clock import now
from chalou.foundation.refusals import Refused
from chalou.foundation.web.answers import page, wants_json
from chalou.foundation.web.offline import may_be_kept
from chalou.foundation.web.outside import Outside
from chalou.house.rules.customs import Right
from chalou.people.http import MemberRequest, members_only, viewer


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
                        "is_closed": line.is_closed,
                        "named_at": line.named_at,
                    }
                    for line in lines
                ]
            }
        )
    answer = page(
        request,
        "chat/rooms.html",
        rooms=lines,
        outside=Outside(reverse("chat:rooms"), _("The rooms of this house."), is_listed=False),
        removals=queries.removals_of(person) if person is not None else (),
        may_open=Right.ROOMS in may_use(person),
    )
    may_be_kept(request, answer)
    return answer


@require_http_methods(GET_OR_POST)
@members_only
def open_room(request: MemberRequest) -> HttpResponse:
    refuse_use(Right.ROOMS, seat=request.person.sits_as)
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
@members_only
def closed(request: MemberRequest) -> HttpResponse:
    """The rooms by invitation, for those who keep order in the house: that they are there, not what is said in them."""
    return page(request, "chat/closed.html", rooms=queries.closed_rooms(request.person))


@require_http_methods(GET_OR_POST)
@members_only
def settings(request: MemberRequest, room: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    if not seen.may_keep_order:
        raise refused(Refusal.NOT_A_HOST)
    form = RoomSettingsForm(
        request.POST or None,
        initial={
            "name": seen.name,
            "purpose": seen.purpose,
            "access": seen.access,
            "slow_s": seen.slow_s,
            "readers": "yes" if seen.shows_readers else "no",
            "tea": "yes" if seen.asks_about_tea else "no",
        },
        may_close=seen.is_host,
    )
    asks_to_open = False
    if form.is_valid():
        try:
            actions.change_room(
                by=request.person,
                room_id=seen.id,
                name=form.cleaned_data["name"],
                purpose=form.cleaned_data["purpose"],
                access=Access(form.cleaned_data["access"]),
                at=now(),
                knows_it_opens=request.POST.get("opens") == "yes",
                slow_s=form.cleaned_data["slow_s"],
                shows_readers={"yes": True, "no": False}.get(form.cleaned_data["readers"]),
                asks_about_tea={"yes": True, "no": False}.get(form.cleaned_data["tea"]),
            )
            return redirect("chat:room", room=room)
        except Refused as refusal:
            if wants_json(request):
                raise
            asks_to_open = refusal.why == Refusal.OPENS_TALK
            if not asks_to_open:
                form.add_error(None, str(refusal))
    return page(
        request,
        "chat/settings.html",
        status=400 if form.errors else 409 if asks_to_open else 200,
        form=form,
        room=seen,
        asks_to_open=asks_to_open,
    )
