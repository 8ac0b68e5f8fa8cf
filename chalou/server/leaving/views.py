"""Taking one's things along, and leaving for good.

Whoever finds a telephone that is signed in must not walk off with years of talk, nor end them: both ask for the
password, or for a sign-in of a moment ago.
"""

from django.contrib import auth
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chalou.exchange.person import actions, queries, shelf
from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.answers import page
from chalou.people import signing
from chalou.people.forms import put, status_of
from chalou.people.http import MemberRequest, leave_nothing, members_only
from chalou.server.leaving.forms import STAY, LeaveForm, ProofForm

GET_OR_POST = ["GET", "HEAD", "POST"]


@never_cache
@require_safe
@members_only
def leave(request: MemberRequest) -> HttpResponse:
    """Both ways, and what of one lies ready."""
    return _page(request, ProofForm(person=request.person))


@never_cache
@sensitive_post_parameters("password")
@require_POST
@members_only
def bundle(request: MemberRequest) -> HttpResponse:
    """Let one's things be put together."""
    form = ProofForm(request.POST, person=request.person)
    if form.is_valid():
        try:
            signing.prove(request, request.person, form.typed_password, at=now())
            actions.ask_for_bundle(by=request.person, at=now())
        except Refused as refused:
            put(form, refused)
        else:
            return redirect("leaving:leave")
    return _page(request, form)


@never_cache
@require_safe
@members_only
def file(request: MemberRequest) -> HttpResponseBase:
    """What lies ready, to be saved. No cache keeps it."""
    there = shelf.path(queries.token_of(request.person))
    try:
        opened = there.open("rb")
    except FileNotFoundError:
        raise NotFound from None
    name = f"chalou-{localtime(now()):%Y-%m-%d}.zip"
    return FileResponse(opened, as_attachment=True, filename=name, content_type="application/zip")


@require_POST
@members_only
def throw_away(request: MemberRequest) -> HttpResponse:
    """What lies ready is thrown away before its time."""
    actions.throw_bundle_away(by=request.person)
    return redirect("leaving:leave")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(GET_OR_POST)
@members_only
def for_good(request: MemberRequest) -> HttpResponse:
    """What leaving means, and the button."""
    person = request.person
    form = LeaveForm(request.POST or None, person=person)
    if form.is_valid():
        try:
            signing.prove(request, person, form.typed_password, at=now())
            actions.leave(by=person, keeps_words=form.cleaned_data["words"] == STAY, at=now())
        except Refused as refused:
            put(form, refused)
        else:
            # Its row is gone already; the request must forget it too, or the middleware would miss it when saving.
            auth.logout(request)
            answer = redirect("leaving:farewell")
            leave_nothing(answer)
            return answer
    return page(
        request,
        "server/leave_for_good.html",
        status=status_of(form),
        form=form,
        has_password=person.has_usable_password(),
        is_fresh=signing.is_fresh(request, at=now()),
        without_host=queries.rooms_left_without_host(person),
    )


@require_safe
def farewell(request: HttpRequest) -> HttpResponse:
    """The last word."""
    return page(request, "server/farewell.html")


def _page(request: MemberRequest, form: ProofForm) -> HttpResponse:
    person = request.person
    return page(
        request,
        "server/leave.html",
        status=status_of(form),
        form=form,
        bundle=queries.bundle_of(person),
        has_password=person.has_usable_password(),
        is_fresh=signing.is_fresh(request, at=now()),
    )
