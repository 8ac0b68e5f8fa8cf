"""How one comes in, at a glance, and where one is signed in."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chalou.foundation.clock import now
from chalou.foundation.mail import can_send
from chalou.foundation.web.answers import page, wants_json
from chalou.people import actions, passkeys, queries, signing
from chalou.people.http import MemberRequest, members_only
from chalou.people.sessions import digest, sign_ins_of


@never_cache
@require_safe
@members_only
def ways_in(request: MemberRequest) -> HttpResponse:
    """Password, passkeys, two steps, sign-ins, the address for letters: each with how it stands."""
    ways = queries.ways_in_of(request.person, at=now())
    return page(
        request,
        "people/ways_in.html",
        ways=ways,
        why_no_passkeys=passkeys.why_none(),
        can_send=can_send(),
        is_saved="saved" in request.GET,
    )


@never_cache
@require_safe
@members_only
def sign_ins(request: MemberRequest) -> HttpResponse:
    """Where one is signed in."""
    found = sign_ins_of(request.person, here=signing.session_of(request), at=now())
    if wants_json(request):
        return JsonResponse(
            {
                "sign_ins": [
                    {
                        "session": one.session,
                        "began_at": one.began_at.isoformat() if one.began_at else None,
                        "browser": one.browser,
                        "system": one.system,
                        "here": one.is_here,
                    }
                    for one in found
                ]
            }
        )
    return page(request, "people/sign_ins.html", sign_ins=found, is_saved="saved" in request.GET)


@never_cache
@require_POST
@members_only
def end_sign_in(request: MemberRequest, session: str) -> HttpResponse:
    """End one of them; the one of this browser as by its own button."""
    key = request.session.session_key
    if key is not None and digest(key) == session:
        signing.sign_out(request, at=now())
        return redirect("entrance")
    actions.end_session(by=request.person, session=session, at=now())
    return redirect(f"{reverse('people:sign_ins')}?saved")


@never_cache
@require_POST
@members_only
def end_other_sign_ins(request: MemberRequest) -> HttpResponse:
    """End all but this one."""
    actions.end_sessions(by=request.person, but=signing.session_of(request), at=now())
    return redirect(f"{reverse('people:sign_ins')}?saved")
