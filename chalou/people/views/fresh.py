"""How one comes in is changed only by whoever has shown a short while ago that it is them: a telephone that lies about
unlocked must not be enough to take an account away.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chalou.foundation.clock import now
from chalou.foundation.refusals import Refused
from chalou.foundation.web.answers import page, wants_json
from chalou.people import passkeys, queries, signing
from chalou.people.forms import AgainForm, put, status_of
from chalou.people.http import MemberRequest, members_only, page_of, way_back

P = ParamSpec("P")
GET_OR_POST = ["GET", "HEAD", "POST"]


def fresh_only(
    view: Callable[Concatenate[MemberRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let only those pass who have just come in, or shown again that it is them; others are asked, and come back to the
    page. What a form held is typed again.
    """

    @wraps(view)
    def gate(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if signing.is_fresh(request, at=now()):
            return view(request, *args, **kwargs)
        asked = f"{reverse('people:again')}?{urlencode({'next': page_of(request)})}"
        if wants_json(request):
            say = _("First show again that it is you.")
            return JsonResponse({"refused": "again", "say": say, "wait_s": None, "to": asked}, status=409)
        return redirect(asked)

    return members_only(gate)


@never_cache
@sensitive_post_parameters("password", "answer")
@require_http_methods(GET_OR_POST)
@members_only
def again(request: MemberRequest) -> HttpResponse:
    """It is still you: by the password or a passkey."""
    person = request.person
    wanted = request.POST.get("next") or request.GET.get("next", "")
    form = AgainForm(request.POST if "password" in request.POST else None)
    failed = ""
    try:
        if "answer" in request.POST:
            signing.person_of_answer(request, request.POST["answer"], at=now(), of=person)
            signing.show_it_is_them(request, at=now())
            return redirect(way_back(request, reverse("people:ways_in")))
        if form.is_valid():
            signing.show_by_password(request, person, form.cleaned_data["password"], at=now())
            return redirect(way_back(request, reverse("people:ways_in")))
    except Refused as refused:
        if form.is_bound:
            put(form, refused)
        else:
            failed = str(refused)
    return page(
        request,
        "people/again.html",
        status=422 if failed else status_of(form),
        form=form,
        failed=failed,
        next=wanted,
        has_password=person.has_usable_password(),
        has_passkeys=passkeys.why_none() is None and bool(queries.credentials_of(person)),
    )
