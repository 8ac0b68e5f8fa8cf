"""Invitations into the house: writing one, printing it for the counter, and who brought whom.

Others than the keeper see the invitations they made.
"""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chalou.foundation.clock import now
from chalou.foundation.ids import PersonId
from chalou.foundation.languages import DRAFTS, html_lang
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.answers import page
from chalou.house.queries import languages_of, whole_house
from chalou.people import actions as people_actions
from chalou.people import queries
from chalou.people.forms import put, status_of
from chalou.people.http import MemberRequest, members_only
from chalou.server.keeper.forms import LabelledInvitationForm
from chalou.server.keeper.views.gate import GET_OR_POST, LARGEST_NUMBER, keeper_only, link_to, number_in

SIZES = ("a6", "a5", "a4")


@never_cache
@require_http_methods(GET_OR_POST)
@members_only
def invitations(request: MemberRequest) -> HttpResponse:
    """Invitations that stand, and a new one. Its link is shown in this answer and never again."""
    standing = queries.open_invitations(request.person, at=now())
    bounds = people_actions.bounds_of(request.person)
    form, link, token = LabelledInvitationForm(request.POST or None, bounds=bounds), None, ""
    if form.is_valid():
        try:
            token = people_actions.invite(by=request.person, **form.cleaned_data, at=now())
        except Refused as refused:
            put(form, refused)
        else:
            link, form = link_to(request, "people:join_by", token), LabelledInvitationForm(bounds=bounds)
            standing = queries.open_invitations(request.person, at=now())
    return page(
        request,
        "server/keeper_invitations.html",
        status=status_of(form),
        form=form,
        link=link,
        token=token,
        bounds=bounds,
        invitations=standing,
    )


@never_cache
@require_POST
@members_only
def withdraw(request: MemberRequest, invitation: int) -> HttpResponse:
    """End an invitation before its time."""
    people_actions.withdraw_invitation(by=request.person, invitation=invitation, at=now())
    return redirect("keeper_invitations")


@never_cache
@require_safe
@members_only
def poster(request: MemberRequest, token: str) -> HttpResponse:
    """An invitation on paper, for the counter of a shop: for who keeps order and holds its link."""
    invitation = queries.invitation_for(request.person, token, at=now())
    house = whole_house()
    calls = []
    for code, _name in languages_of(house):
        if code in DRAFTS and code != house.language:
            continue  # paper cannot be mended
        with override(code):
            calls.append((html_lang(code), _("Point your telephone’s camera here, and come in for a cup of tea.")))
    return page(
        request,
        "server/keeper_poster.html",
        invitation=invitation,
        link=link_to(request, "people:join_by", token),
        host=settings.CHALOU.address.partition("//")[2],
        calls=calls,
        token=token,
        sizes=SIZES,
        size=request.GET.get("size", "") if request.GET.get("size", "") in SIZES else SIZES[0],
    )


@never_cache
@require_safe
@keeper_only
def tree(request: MemberRequest, person: int | None = None) -> HttpResponse:
    """Who brought whom: one branch at a time."""
    if person is not None and person >= LARGEST_NUMBER:
        raise NotFound
    before = number_in(request.GET.get("before", ""))
    branch = queries.branch_of(
        request.person,
        PersonId(person) if person is not None else None,
        before=PersonId(before) if before is not None else None,
    )
    return page(request, "server/keeper_tree.html", branch=branch, person=person)
