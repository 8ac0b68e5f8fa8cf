"""The door beside the password: by a passkey alone, and the second of two steps."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from chalou.foundation.clock import now
from chalou.foundation.counts import the_counts
from chalou.foundation.refusals import Refused
from chalou.foundation.web.answers import page, wants_json
from chalou.people import passkeys, queries, signing
from chalou.people.forms import CodeForm, put, status_of
from chalou.people.http import is_here, slow_down, way_back

GET_OR_POST = ["GET", "HEAD", "POST"]


@never_cache
@sensitive_post_parameters("answer")
@require_POST
def by_passkey(request: HttpRequest) -> HttpResponse:
    """Come in by a passkey alone: the device has made sure whose hands it is in, which is two steps in one."""
    slow_down(request, "passkey-sign-in", per_minute=10, burst=20)
    try:
        person = signing.person_of_answer(request, request.POST.get("answer", ""), at=now())
    except Refused as refused:
        the_counts.sign_ins.add("failed")
        status = 429 if refused.why == "too_fast" else 422
        return page(request, "people/passkey_failed.html", status=status, say=str(refused))
    the_counts.sign_ins.add("ok")
    signing.sign_in(request, person, at=now())
    return redirect(way_back(request, settings.LOGIN_REDIRECT_URL))


@never_cache
@sensitive_post_parameters("code", "answer")
@require_http_methods(GET_OR_POST)
def second_step(request: HttpRequest) -> HttpResponse:
    """The second step of somebody whose first was good a short while ago."""
    whose = signing.waiting(request, at=now())
    if whose is None:
        return HttpResponse(status=401) if wants_json(request) else redirect("account_login")
    form = CodeForm(request.POST if "code" in request.POST else None)
    failed = ""
    try:
        if "answer" in request.POST:
            slow_down(request, "passkey-sign-in", per_minute=10, burst=20)
            signing.person_of_answer(request, request.POST["answer"], at=now(), of=whose.person)
            return _come_in(request, whose)
        if form.is_valid():
            signing.use_code(whose.person, form.cleaned_data["code"], at=now())
            return _come_in(request, whose)
    except Refused as refused:
        the_counts.sign_ins.add("failed")
        if form.is_bound:
            put(form, refused)
        else:
            failed = str(refused)
    return page(
        request,
        "people/second_step.html",
        status=422 if failed else status_of(form),
        form=form,
        failed=failed,
        steps=queries.second_steps_of(whose.person),
        has_passkeys=passkeys.why_none() is None,
    )


def _come_in(request: HttpRequest, whose: signing.Waiting) -> HttpResponse:
    signing.take_second_step(request, whose, at=now())
    if whose.is_password_lost:
        return redirect("people:new_password")
    is_way_back = "/" in whose.wanted and is_here(request, whose.wanted)
    return redirect(whose.wanted if is_way_back else settings.LOGIN_REDIRECT_URL)
