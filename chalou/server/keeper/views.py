"""Setting the house up, and the keeper's room: the house itself, its people, its invitations, its address.

Moderators see the invitations they made; for everybody else these pages do not exist.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chalou.chat import queries as chat
from chalou.foundation.clock import now
from chalou.foundation.hub import hub
from chalou.foundation.ids import PersonId
from chalou.foundation.invitations import InvitationForm
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.addresses import whole_address
from chalou.foundation.web.answers import page
from chalou.house.models import WayIn
from chalou.house.queries import the_house
from chalou.people import actions as people_actions
from chalou.people import queries, signing
from chalou.people.forms import put, status_of
from chalou.people.http import MemberRequest, members_only, slow_down
from chalou.people.models import Role
from chalou.server.keeper import actions
from chalou.server.keeper.forms import HouseWordsForm, RoleForm, SetUpForm
from chalou.server.seeing import findings
from chalou.server.setup_key import forget_setup_key

P = ParamSpec("P")
GET_OR_POST = ["GET", "HEAD", "POST"]
MB = 1_000_000


def keeper_only(
    view: Callable[Concatenate[MemberRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """For the keeper; for everybody else who is signed in there is no such page."""

    @wraps(view)
    def gate(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.person.is_keeper:
            raise NotFound
        return view(request, *args, **kwargs)

    return members_only(gate)


@never_cache
@sensitive_post_parameters("key", "password")
@require_http_methods(GET_OR_POST)
def set_up(request: HttpRequest) -> HttpResponse:
    """Open the house, once. Afterwards this page is gone."""
    if queries.has_keeper() or the_house() is not None:
        return redirect("entrance")
    if request.method == "POST":
        slow_down(request, "setup", per_minute=6, burst=10)
    form = SetUpForm(
        request.POST or None,
        initial={
            # The link on the console brings the key along.
            "key": request.GET.get("key", ""),
            "language": getattr(request, "LANGUAGE_CODE", ""),
            "way_in": WayIn.INVITATION.value,
            "room_name": gettext("The front hall"),
        },
    )
    if form.is_valid():
        typed = form.cleaned_data
        try:
            keeper = actions.set_up(
                house_name=typed["house_name"],
                language=typed["language"],
                way_in=WayIn(typed["way_in"]),
                sign_in_name=typed["sign_in_name"],
                name=typed["name"],
                password=typed["password"],
                room_name=typed["room_name"],
                at=now(),
            )
        except Refused as refused:
            put(form, refused)
        else:
            forget_setup_key()
            signing.sign_in(request, keeper, at=now())
            return redirect(settings.LOGIN_REDIRECT_URL)
    return page(request, "server/setup.html", status=status_of(form), form=form)


@never_cache
@require_http_methods(GET_OR_POST)
@keeper_only
def keepers_room(request: MemberRequest) -> HttpResponse:
    """The house: name, line, language, way in."""
    house = the_house()
    if house is None:
        raise NotFound
    form = HouseWordsForm(
        request.POST or None,
        initial={"name": house.name, "tagline": house.tagline, "language": house.language, "way_in": house.way_in},
    )
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.change_house(
                by=request.person,
                house=house,
                name=typed["name"],
                tagline=typed["tagline"],
                language=typed["language"],
                way_in=WayIn(typed["way_in"]),
                at=now(),
            )
        except Refused as refused:
            put(form, refused)
        else:
            return redirect(f"{reverse('keeper')}?saved")
    return page(request, "server/keeper.html", status=status_of(form), form=form, is_saved="saved" in request.GET)


@never_cache
@require_safe
@keeper_only
def people(request: MemberRequest) -> HttpResponse:
    """Everybody in the house, the newest first."""
    return _people_page(request, link=None)


def _people_page(request: MemberRequest, *, link: tuple[str, str] | None, status: int = 200) -> HttpResponse:
    before = request.GET.get("before", "")
    shown = queries.people_of_the_house(
        request.person, before=PersonId(int(before)) if before.isdecimal() and len(before) < 19 else None
    )
    return page(request, "server/keeper_people.html", status=status, shown=shown, link=link, before=before)


@never_cache
@require_safe
@keeper_only
def address(request: MemberRequest) -> HttpResponse:
    """How the house is reached, as far as the house can tell from this request, and how it is otherwise."""
    asked = findings.Asked(
        scheme=request.scheme or "",
        host=request.get_host(),
        client=request.META.get("REMOTE_ADDR", ""),
        forwarded_for=request.headers.get("X-Forwarded-For", ""),
        forwarded_scheme=request.headers.get("X-Forwarded-Proto", ""),
    )
    processes = 1 if hub.the_hub is None else hub.the_hub.presence.process_count(at=time.monotonic())
    found = [
        *findings.of_address(),
        *findings.of_request(asked),
        *findings.of_letters(),
        *findings.of_machine(),
        *findings.of_processes(processes),
    ]
    mend = [finding for finding in found if not finding.is_good]
    good = [finding for finding in found if finding.is_good]
    return page(request, "server/keeper_address.html", mend=mend, good=good)


@never_cache
@require_safe
@keeper_only
def storage(request: MemberRequest) -> HttpResponse:
    """How much room pictures and files take, and whose: how much, never what or where."""
    return page(
        request,
        "server/keeper_storage.html",
        use=chat.use_of_house(),
        most=settings.CHALOU.media_mb_house * MB,
        most_of_person=settings.CHALOU.media_mb_person * MB,
        largest=chat.largest_uses(),
    )


@never_cache
@require_POST
@keeper_only
def make_link(request: MemberRequest, person: int) -> HttpResponse:
    """A sign-in link for somebody whose password is lost. It is shown in this answer and never again."""
    whom = queries.somebody(request.person, PersonId(person))
    token = people_actions.make_signin_link(person=whom, by=request.person, at=now())
    return _people_page(request, link=(whom.name, _address(request, "people:link", token)))


@never_cache
@require_POST
@keeper_only
def give_role(request: MemberRequest, person: int) -> HttpResponse:
    """Member or moderator."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise NotFound
    whom = queries.somebody(request.person, PersonId(person))
    people_actions.give_role(by=request.person, person=whom, role=Role(form.cleaned_data["role"]), at=now())
    return redirect("keeper_people")


@never_cache
@require_http_methods(GET_OR_POST)
@members_only
def invitations(request: MemberRequest) -> HttpResponse:
    """Invitations that stand, and a new one. Its link is shown in this answer and never again."""
    standing = queries.open_invitations(request.person, at=now())
    form, link = InvitationForm(request.POST or None), None
    if form.is_valid():
        try:
            token = people_actions.invite(by=request.person, **form.cleaned_data, at=now())
        except Refused as refused:
            put(form, refused)
        else:
            link, form = _address(request, "people:join_by", token), InvitationForm()
            standing = queries.open_invitations(request.person, at=now())
    return page(
        request, "server/keeper_invitations.html", status=status_of(form), form=form, link=link, invitations=standing
    )


@never_cache
@require_POST
@members_only
def withdraw(request: MemberRequest, invitation: int) -> HttpResponse:
    """End an invitation before its time."""
    people_actions.withdraw_invitation(by=request.person, invitation=invitation, at=now())
    return redirect("keeper_invitations")


def _address(request: HttpRequest, name: str, token: str) -> str:
    """The whole address of a link, to be sent to somebody."""
    return whole_address(request, reverse(name, args=[token]))
