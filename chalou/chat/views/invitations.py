"""Invitations to a room: for its hosts the page where they are written, for everybody the page a link leads to."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chalou.chat import actions, queries
from chalou.chat.models import Access
from chalou.chat.queries import InvitationShown
from chalou.chat.refusals import refuse, refused
from chalou.chat.rules import Refusal, why_not_invite
from chalou.chat.views.asked import GET_OR_POST, TOO_LARGE, done, room_id
from chalou.foundation.clock import now
from chalou.foundation.hub.frames import moment
from chalou.foundation.invitations import InvitationForm
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.addresses import whole_address
from chalou.foundation.web.answers import page, wants_json
from chalou.house.models import WayIn
from chalou.house.queries import the_house
from chalou.people.http import MemberRequest, members_only, slow_down, viewer


@never_cache
@require_http_methods(GET_OR_POST)
@members_only
def invitations(request: MemberRequest, room: int) -> HttpResponse:
    """Invitations that stand, and a new one. Its link is shown in this answer and never again."""
    seen = queries.room_for(request.person, room_id(room))
    refuse(why_not_invite(is_by_invitation=seen.access == Access.INVITATION, is_host=seen.is_host, standing=0))
    form, link = InvitationForm(request.POST or None), None
    if form.is_valid():
        try:
            token = actions.invite(by=request.person, room_id=seen.id, **form.cleaned_data, at=now())
        except Refused as refusal:
            if wants_json(request):
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            link = whole_address(request, reverse("chat:invitation", args=[token]))
            form = InvitationForm()
    standing = queries.standing_invitations(seen, at=now())
    if wants_json(request) and not form.errors:
        lines = [
            {"invitation": one.id, "by": one.made_by, "uses_left": one.uses_left, "until": moment(one.expires_at)}
            for one in standing
        ]
        return JsonResponse({"room": seen.id, "link": link, "invitations": lines})
    return page(
        request,
        "chat/invitations.html",
        status=422 if form.errors else 200,
        room=seen,
        form=form,
        link=link,
        invitations=standing,
    )


@require_POST
@members_only
def withdraw(request: MemberRequest, room: int, invitation: int) -> HttpResponse:
    """End an invitation before its time."""
    if invitation >= TOO_LARGE:
        raise NotFound
    seen = queries.room_for(request.person, room_id(room))
    actions.withdraw_invitation(by=request.person, room_id=seen.id, invitation=invitation, at=now())
    return redirect("chat:invitations", room=room)


@never_cache
@require_http_methods(GET_OR_POST)
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Where a link leads. Looking at it uses nothing up, for robots look at links before people do; its button does."""
    if request.method == "POST":
        slow_down(request, "invitation", per_minute=20, burst=20)
        return _take(request, token)
    return _shown(request, queries.invitation_shown(viewer(request), token, at=now()))


@members_only
def _take(request: MemberRequest, token: str) -> HttpResponse:
    try:
        room = actions.take_invitation(by=request.person, token=token, at=now())
    except Refused as refusal:
        if wants_json(request) or refusal.why == "too_fast":
            raise
        return _over(request, refusal)
    return done(request, room, {"room": room, "is_member": True})


def _shown(request: HttpRequest, shown: InvitationShown | None) -> HttpResponse:
    if shown is None:
        return _over(request, refused(Refusal.INVITATION_UNKNOWN))
    if shown.is_removed:
        return _over(request, refused(Refusal.REMOVED))
    if shown.is_member and not wants_json(request):
        return redirect("chat:room", room=shown.room)
    if shown.why_over is not None:
        return _over(request, refused(shown.why_over))
    if wants_json(request):
        return JsonResponse(
            {"name": shown.name, "purpose": shown.purpose, "by": shown.made_by, "is_member": shown.is_member}
        )
    house = the_house()
    may_join = house is not None and house.way_in != WayIn.INVITATION
    return page(request, "chat/invitation.html", invitation=shown, may_join=may_join)


def _over(request: HttpRequest, refusal: Refused) -> HttpResponse:
    if wants_json(request):
        raise refusal
    return page(request, "chat/invitation_over.html", status=410, refusal=refusal)
