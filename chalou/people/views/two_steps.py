"""Two steps at signing in, for those who choose them: the choice, the app, the codes to print."""

from base64 import b32encode
from secrets import token_bytes

from django.core.signing import BadSignature, dumps, loads
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from chalou.foundation.clock import now
from chalou.foundation.refusals import Refused
from chalou.foundation.web.answers import page
from chalou.people import actions, queries
from chalou.people.forms import CodeForm, put, status_of
from chalou.people.http import MemberRequest
from chalou.people.letters import Told
from chalou.people.passkeys import why_none
from chalou.people.rules.codes import app_address, grouped
from chalou.people.views.fresh import fresh_only
from chalou.people.views.telling import house_name, tell

GET_OR_POST = ["GET", "HEAD", "POST"]
WITHIN_S = 60 * 60
_SALT = "chalou.people.code_app"


@never_cache
@require_http_methods(GET_OR_POST)
@fresh_only
def two_steps(request: MemberRequest) -> HttpResponse:
    """What they are; choosing them. The recovery codes are shown in this answer and never again."""
    if request.method == "POST":
        return _codes_page(request, actions.choose_two_steps(by=request.person, at=now()), is_first=True)
    return page(
        request,
        "people/two_steps.html",
        ways=queries.ways_in_of(request.person, at=now()),
        may_add_passkeys=why_none() is None,
        is_saved="saved" in request.GET,
    )


@never_cache
@require_POST
@fresh_only
def end(request: MemberRequest) -> HttpResponse:
    """The password alone is enough again."""
    actions.end_two_steps(by=request.person, at=now())
    tell(request.person, Told.TWO_STEPS_ENDED)
    return redirect(f"{reverse('people:two_steps')}?saved")


@never_cache
@require_POST
@fresh_only
def new_codes(request: MemberRequest) -> HttpResponse:
    """Ten new recovery codes, shown in this answer and never again."""
    return _codes_page(request, actions.make_recovery_codes(by=request.person, at=now()), is_first=False)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(GET_OR_POST)
@fresh_only
def app(request: MemberRequest) -> HttpResponse:
    """Set up an app: its secret as a picture and in letters, then a code that shows that it has it. Whoever has not
    chosen two steps yet chooses them by this.
    """
    if not request.person.has_usable_password():
        return redirect("people:two_steps")
    form = CodeForm(request.POST or None)
    secret = _secret_in(request) or b32encode(token_bytes(20)).decode("ascii")
    if form.is_valid():
        try:
            actions.set_up_code_app(by=request.person, secret=secret, code=form.cleaned_data["code"], at=now())
        except Refused as refused:
            put(form, refused)
        else:
            if queries.ways_in_of(request.person, at=now()).two_steps:
                return redirect(f"{reverse('people:two_steps')}?saved")
            return _codes_page(request, actions.choose_two_steps(by=request.person, at=now()), is_first=True)
    address = app_address(secret, house=house_name(), sign_in_name=request.person.sign_in_name)
    parts = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    return page(
        request,
        "people/code_app.html",
        status=status_of(form),
        form=form,
        address=address,
        secret=" ".join(parts),
        sealed=dumps({"person": request.person.pk, "secret": secret}, salt=_SALT),
    )


def _secret_in(request: MemberRequest) -> str | None:
    """The secret that stood on the page, which goes there and back: until it is taken nothing of it is kept."""
    try:
        told = loads(request.POST.get("sealed", ""), salt=_SALT, max_age=WITHIN_S)
    except BadSignature:
        return None
    return str(told["secret"]) if told["person"] == request.person.pk else None


@never_cache
@require_POST
@fresh_only
def remove_app(request: MemberRequest) -> HttpResponse:
    """Forget the app."""
    actions.remove_code_app(by=request.person, at=now())
    return redirect(f"{reverse('people:two_steps')}?saved")


def _codes_page(request: MemberRequest, codes: tuple[str, ...], *, is_first: bool) -> HttpResponse:
    shown = [grouped(code) for code in codes]
    # `never_cache` says no-store: not even in the memory of the browser, where the back button finds pages.
    return page(request, "people/recovery_codes.html", codes=shown, is_first=is_first)
