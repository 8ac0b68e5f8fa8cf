"""The people of the house: finding somebody, a link for a lost password, roles, handing the house over."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chalou.desk import actions as desk
from chalou.foundation.clock import now
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.answers import page
from chalou.people import actions as people_actions
from chalou.people import queries, signing
from chalou.people.forms import put, status_of
from chalou.people.http import MemberRequest
from chalou.people.models import Role
from chalou.server.keeper.forms import RoleForm
from chalou.server.keeper.views.gate import GET_OR_POST, LARGEST_NUMBER, keeper_only, link_to, number_in
from chalou.server.leaving.forms import ProofForm

LONGEST_SEARCH = 60


@never_cache
@require_safe
@keeper_only
def people(request: MemberRequest) -> HttpResponse:
    """Everybody in the house, the newest first, or whoever is looked for."""
    return _people_page(request, link=None)


def _people_page(request: MemberRequest, *, link: tuple[str, str] | None, status: int = 200) -> HttpResponse:
    before, called = request.GET.get("before", ""), request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    number = number_in(before)
    shown = queries.people_of_the_house(
        request.person, before=PersonId(number) if number is not None else None, called=called
    )
    return page(
        request, "server/keeper_people.html", status=status, shown=shown, link=link, before=before, called=called
    )


@never_cache
@require_POST
@keeper_only
def make_link(request: MemberRequest, person: int) -> HttpResponse:
    """A sign-in link for somebody whose password is lost. It is shown in this answer and never again."""
    whom = queries.somebody(request.person, PersonId(person))
    token = people_actions.make_signin_link(person=whom, by=request.person, at=now())
    return _people_page(request, link=(whom.name, link_to(request, "people:link", token)))


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
@sensitive_post_parameters("password")
@require_http_methods(GET_OR_POST)
@keeper_only
def hand_over(request: MemberRequest, person: int) -> HttpResponse:
    """Make somebody else the keeper. It asks for the password, or of who has none for a fresh sign-in: a screen that
    was left open must not be enough.
    """
    if person >= LARGEST_NUMBER:
        raise NotFound
    heir = queries.somebody(request.person, PersonId(person))
    if heir.is_keeper or not heir.is_active:
        raise NotFound
    # Somebody without a password sends an empty form, which is none to Django.
    form = ProofForm(request.POST if request.method == "POST" else None, person=request.person)
    if form.is_valid():
        try:
            signing.prove(request, request.person, form.typed_password, at=now())
            desk.hand_over(by=request.person, person_id=heir.id, at=now())
        except Refused as refused:
            put(form, refused)
        else:
            return redirect("desk:notices")
    return page(
        request,
        "server/keeper_hand_over.html",
        status=status_of(form),
        heir=heir,
        form=form,
        may_hand_over=request.person.has_usable_password() or signing.is_fresh(request, at=now()),
    )
