"""Passkeys under “Me”: the list, a new one, another name, away with it; and what a device is asked."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.answers import page
from chalou.people import actions, passkeys, queries, signing
from chalou.people.forms import NewPasskeyForm, PasskeyNameForm, put, status_of
from chalou.people.http import MemberRequest, slow_down, viewer
from chalou.people.letters import Told
from chalou.people.rules.browsers import kind_of
from chalou.people.views.fresh import fresh_only
from chalou.people.views.telling import house_name, tell

GET_OR_POST = ["GET", "HEAD", "POST"]
LARGEST_NUMBER = 2**53  # what is larger is nobody's

# How a device is called before its owner names it. Names of things, the same in every language.
_SYSTEMS = {
    "harmony": "HarmonyOS",
    "ipad": "iPad",
    "iphone": "iPhone",
    "android": "Android",
    "windows": "Windows",
    "mac": "Mac",
    "chromeos": "Chromebook",
    "linux": "Linux",
}


@never_cache
@require_http_methods(GET_OR_POST)
@fresh_only
def keys(request: MemberRequest) -> HttpResponse:
    """The list, and a new one."""
    _browser, system = kind_of(request.headers.get("User-Agent", ""))
    form = NewPasskeyForm(request.POST or None, initial={"name": _SYSTEMS.get(system, _("My passkey"))})
    if form.is_valid():
        try:
            state = signing.end_ceremony(request, at=now())
            if state is None:
                raise Refused("passkey", passkeys.NOT_PROVED)
            key = passkeys.added(form.cleaned_data["answer"], state=state)
            actions.add_passkey(by=request.person, key=key, name=form.cleaned_data["name"], at=now())
        except Refused as refused:
            put(form, refused)
        else:
            tell(request.person, Told.PASSKEY_ADDED)
            return redirect(f"{reverse('people:passkeys')}?added")
    ways = queries.ways_in_of(request.person, at=now())
    return page(
        request,
        "people/passkeys.html",
        status=status_of(form),
        form=form,
        ways=ways,
        why_none=passkeys.why_none(),
        done=next((word for word in ("added", "renamed", "removed") if word in request.GET), ""),
    )


@never_cache
@require_POST
@fresh_only
def new_options(request: MemberRequest) -> HttpResponse:
    """What the device is asked for a new passkey."""
    _possible()
    slow_down(request, "passkey", per_minute=20, burst=20)
    known = queries.credentials_of(request.person)
    options, state = passkeys.asked_to_add(request.person, known=known, house=house_name())
    signing.begin_ceremony(request, state, at=now())
    return _as_json(options)


@never_cache
@require_POST
def options(request: HttpRequest) -> HttpResponse:
    """What the device is asked to prove that its person is there: of somebody who is in, or waits for the second step,
    one of their keys; of a stranger any of this house.
    """
    _possible()
    slow_down(request, "passkey", per_minute=20, burst=20)
    waits = signing.waiting(request, at=now())
    whose = waits.person if waits is not None else viewer(request)
    known = queries.credentials_of(whose) if whose is not None else None
    asked, state = passkeys.asked_to_prove(known=known)
    signing.begin_ceremony(request, state, at=now())
    return _as_json(asked)


@never_cache
@require_http_methods(GET_OR_POST)
@fresh_only
def rename(request: MemberRequest, passkey: int) -> HttpResponse:
    """Call one otherwise; on the same page it is removed."""
    found = next((one for one in queries.ways_in_of(request.person, at=now()).passkeys if one.id == passkey), None)
    if found is None:
        raise NotFound
    form = PasskeyNameForm(request.POST or None, initial={"name": found.name})
    if form.is_valid():
        try:
            actions.rename_passkey(by=request.person, passkey=passkey, name=form.cleaned_data["name"], at=now())
        except Refused as refused:
            put(form, refused)
        else:
            return redirect(f"{reverse('people:passkeys')}?renamed")
    return page(request, "people/passkey.html", status=status_of(form), form=form, passkey=found)


@never_cache
@require_POST
@fresh_only
def remove(request: MemberRequest, passkey: int) -> HttpResponse:
    """Away with one. What the device keeps of it, its owner removes there."""
    if passkey >= LARGEST_NUMBER:
        raise NotFound
    actions.remove_passkey(by=request.person, passkey=passkey, at=now())
    return redirect(f"{reverse('people:passkeys')}?removed")


def _possible() -> None:
    if passkeys.why_none() is not None:
        raise NotFound


def _as_json(asked: dict[str, Any]) -> JsonResponse:  # what fido2 makes
    return JsonResponse(asked)
