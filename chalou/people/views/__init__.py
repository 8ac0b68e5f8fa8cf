"""Coming in and going out, and whom one hears.

Signing in, signing out and changing the password are allauth's views under our pages; the rest is ours.
"""

from typing import Any, cast

from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chalou.foundation.clock import now
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.answers import page, wants_json
from chalou.house.models import WayIn
from chalou.house.queries import languages_of, the_house
from chalou.people import actions, queries, signing
from chalou.people.forms import (
    ChangePasswordForm,
    JoinForm,
    NewPasswordForm,
    SignInForm,
    put,
    status_of,
)
from chalou.people.http import (
    LANGUAGE_COOKIE_AGE_S,
    MemberRequest,
    address_of,
    house_of,
    leave_nothing,
    members_only,
    slow_down,
    viewer,
    was_sent_from_here,
    way_back,
)
from chalou.people.letters import Told
from chalou.people.models import Door, Person, Reading
from chalou.people.names import accept_language
from chalou.people.passkeys import why_none
from chalou.people.rules import SIGN_IN_NAME_LENGTH
from chalou.people.views.asking import ask
from chalou.people.views.telling import tell

AFTER_COMING_IN = settings.LOGIN_REDIRECT_URL
GET_OR_POST = ["GET", "HEAD", "POST"]
LARGEST_NUMBER = 2**53  # what is larger is nobody's


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    """Name and password; see docs/protocol.md for how a program does it."""

    template_name = "people/sign_in.html"
    form_class = SignInForm

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        too_many = form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts")
        context = self.get_context_data(form=form)
        return cast(HttpResponse, self.render_to_response(context, status=429 if too_many else 200))

    def get_context_data(self, **shown: Any) -> dict[str, Any]:
        house = the_house()
        way_in = house.way_in if house is not None else ""
        return {
            **super().get_context_data(**shown),
            "may_join": way_in == WayIn.OPEN,
            "may_ask": way_in == WayIn.APPROVAL,
            "has_passkeys": why_none() is None,
            "next": self.request.POST.get("next") or self.request.GET.get("next", ""),
        }

    def get_initial(self) -> dict[str, Any]:
        # Whoever was let in comes here from their own page, with the name they chose.
        return {**super().get_initial(), "login": self.request.GET.get("name", "")[:SIGN_IN_NAME_LENGTH]}


class SignOut(LogoutView):  # type: ignore[misc]  # allauth has no types
    """One button, because a link that signs out can be planted in any page."""

    template_name = "people/sign_out.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = cast(HttpResponseBase, super().post(*args, **kwargs))
        leave_nothing(answer)
        return answer


class ChangePassword(PasswordChangeView):  # type: ignore[misc]  # allauth has no types
    """The present password and a new one; all other sign-ins end."""

    template_name = "people/change_password.html"
    form_class = ChangePasswordForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = cast(Person, request.user)  # members_only stands before
        if not person.has_usable_password():
            return page(request, "people/no_password.html")
        if signing.may_choose_password(request, at=now()):
            return redirect("people:new_password")
        return cast(HttpResponseBase, super().dispatch(request, *args, **kwargs))

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        person = cast(Person, self.request.user)
        signing.change_password(self.request, person, form.cleaned_data["password1"], at=now())
        tell(person, Told.PASSWORD_CHANGED)
        return page(self.request, "people/password_changed.html")


sign_in = SignIn.as_view()
sign_out = never_cache(SignOut.as_view())
change_password = never_cache(members_only(ChangePassword.as_view()))


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(GET_OR_POST)
def join(request: HttpRequest, token: str | None = None) -> HttpResponse:
    """Become a member: of an open house by itself, of the other kind by an invitation."""
    if viewer(request) is not None:
        return redirect(AFTER_COMING_IN)
    house, inviter = the_house(), queries.inviter_of(token, at=now()) if token is not None else None
    if house is None:
        return redirect("setup")
    if inviter is None and (token is not None or house.way_in == WayIn.INVITATION):
        # An old link does not shut an open house: the page says where the door is.
        return page(
            request,
            "people/not_invited.html",
            status=403 if token is None else 404,
            was_invited=token is not None,
            may_join=house.way_in != WayIn.INVITATION,
        )
    if inviter is None and house.way_in == WayIn.APPROVAL:
        return ask(request)
    form = JoinForm(request.POST or None)
    if form.is_valid():
        try:
            person = actions.join(**form.cleaned_data, invitation=token, address=address_of(request), at=now())
        except Refused as refused:
            put(form, refused)
        else:
            signing.sign_in(request, person, at=now())
            return redirect(way_back(request, reverse("welcome:walk", args=[1])))
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return page(request, "people/join.html", status=status_of(form), form=form, inviter=inviter, next=wanted)


@never_cache
@require_http_methods(GET_OR_POST)
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A link from the keeper. Looking at it shows one button and uses nothing up; pressing it signs in."""
    if request.method == "POST":
        slow_down(request, "link", per_minute=20, burst=20)
        try:
            person = signing.sign_in_by_link(request, token, at=now())
        except Refused as refused:
            return page(request, "people/link_over.html", status=410, say=str(refused))
        if signing.waiting(request, at=now()) is not None:
            return redirect("people:second_step")
        return redirect("people:new_password" if person.has_usable_password() else AFTER_COMING_IN)
    shown = queries.link_shown(token, at=now())
    if shown is None:
        return page(request, "people/link_over.html", status=410, say=None)
    return page(request, "people/link.html", link=shown)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(GET_OR_POST)
@members_only
def new_password(request: MemberRequest) -> HttpResponse:
    """A new password without the old one, for a quarter of an hour after coming in by a link."""
    if not signing.may_choose_password(request, at=now()):
        return redirect("account_change_password")
    form = NewPasswordForm(request.POST or None, person=request.person)
    if form.is_valid():
        signing.change_password(request, request.person, form.cleaned_data["password"], at=now())
        tell(request.person, Told.PASSWORD_CHANGED)
        return page(request, "people/password_changed.html")
    return page(request, "people/new_password.html", status=status_of(form), form=form)


@never_cache
@require_safe
@members_only
def blocked(request: MemberRequest) -> HttpResponse:
    """Whom one neither sees nor hears. Blocking itself is done where one meets people."""
    people = queries.blocked_by(request.person)
    if wants_json(request):
        return JsonResponse({"people": [{"person": one.id, "name": one.name, "cup": one.cup} for one in people]})
    return page(request, "people/blocked.html", people=people)


@require_POST
@members_only
def door(request: MemberRequest) -> HttpResponse:
    """Who may talk with one directly."""
    chosen = request.POST.get("door", "")
    if chosen not in Door.values:
        raise NotFound
    actions.set_door(by=request.person, door=Door(chosen), at=now())
    if wants_json(request):
        return JsonResponse({"door": chosen})
    return redirect(f"{reverse('people:others')}?saved")


@require_POST
@members_only
def shown(request: MemberRequest) -> HttpResponse:
    """What others see of one: that one is here and writes, and how far one has read. What is left out stays."""
    here, reading = request.POST.get("here"), request.POST.get("reading")
    if here not in (None, "yes", "no") or reading not in (None, *Reading.values):
        raise NotFound
    actions.set_shown(
        by=request.person,
        here=None if here is None else here == "yes",
        reading=None if reading is None else Reading(reading),
        at=now(),
    )
    if wants_json(request):
        return JsonResponse({"here": request.person.shows_here, "reading": request.person.shows_reading})
    return redirect(f"{reverse('people:others')}?saved")


@require_POST
@members_only
def hear(request: MemberRequest, person: int) -> HttpResponse:
    """See and hear somebody again."""
    if person >= LARGEST_NUMBER:
        raise NotFound
    actions.unblock(by=request.person, person=PersonId(person), at=now())
    if wants_json(request):
        return JsonResponse({"person": person, "unheard": False})
    return redirect("people:blocked")


@never_cache
@require_POST
@members_only
def sign_out_everywhere(request: MemberRequest) -> HttpResponse:
    """End all sign-ins, this one too."""
    signing.sign_out_everywhere(request, request.person, at=now())
    answer = redirect(settings.ACCOUNT_LOGOUT_REDIRECT_URL)
    leave_nothing(answer)
    return answer


@csrf_exempt
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The switch at the foot of every page: for this browser, and for somebody signed in on all their devices.

    Its form has no token, so that pages for strangers are the same for all of them; the browser says where it was.
    """
    if not was_sent_from_here(request):
        say = _("That was sent from a page that is not of this house. Choose the language on one of ours.")
        raise Refused("elsewhere", say)
    slow_down(request, "language", per_minute=20, burst=20)
    answer = redirect(way_back(request, "/"))
    language = accept_language(request.POST.get("language", ""))
    if language not in dict(languages_of(house_of(request))):
        language = ""  # a page from before the keeper chose others
    if language:
        person = viewer(request)
        if person is not None:
            actions.choose_language(by=person, language=language, at=now())
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=LANGUAGE_COOKIE_AGE_S,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return answer
