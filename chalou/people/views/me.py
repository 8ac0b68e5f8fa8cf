"""“Me”: an overview, and a page each for what others see of one and how one sees the house."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.answers import page, wants_json
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Right
from chalou.people import actions, queries
from chalou.people.forms import UNSET, LooksForm, ProfileForm, put, status_of
from chalou.people.http import MemberRequest, members_only

GET_OR_POST = ["GET", "HEAD", "POST"]


@never_cache
@require_safe
@members_only
def me(request: MemberRequest) -> HttpResponse:
    """The overview: what there is, and how it stands."""
    ways = queries.ways_in_of(request.person, at=now())
    return page(
        request,
        "people/me.html",
        ways=ways,
        shown=queries.shown_of(request.person),
        seat_names=queries.SEAT_NAMES,
        may_vouch=the_customs().allows(Right.VOUCH, seat=request.person.sits_as),
        may_invite=the_customs().allows(Right.INVITE, seat=request.person.sits_as),
    )


@never_cache
@require_safe
@members_only
def my_seat(request: MemberRequest) -> HttpResponse:
    """Where one sits, why, and what comes next."""
    seen = queries.seat_page(request.person)
    if wants_json(request):
        ahead = seen.ahead
        return JsonResponse(
            {
                "seat": seen.seat.value,
                "next": ahead.seat.value if ahead else None,
                "conditions": [
                    {"what": one.step.value, "wanted": one.wanted, "there": one.there}
                    for one in (ahead.conditions if ahead else ())
                ],
                "or_vouched": ahead is not None and ahead.or_vouched,
                "rights": {line.right.value: line.has for line in seen.rights},
            }
        )
    return page(request, "people/my_seat.html", seen=seen, seat_names=queries.SEAT_NAMES)


@require_safe
def seats(request: HttpRequest) -> HttpResponse:
    """What leads to each seat in this house, and what it opens: for everybody to read."""
    return page(
        request,
        "people/seats.html",
        ways=queries.ways_to_seats(),
        rights=queries.rights_shown(None),
        seat_names=queries.SEAT_NAMES,
    )


@never_cache
@require_http_methods(GET_OR_POST)
@members_only
def at_table(request: MemberRequest) -> HttpResponse:
    """One's name and what is in the cup."""
    person = request.person
    form = ProfileForm(request.POST or None, initial={"name": person.name, "cup": person.cup})
    if form.is_valid():
        try:
            actions.change_profile(by=person, **form.cleaned_data, at=now())
        except Refused as refused:
            put(form, refused)
        else:
            return redirect(f"{reverse('people:at_table')}?saved")
    return page(request, "people/at_table.html", status=status_of(form), form=form, is_saved="saved" in request.GET)


@never_cache
@require_http_methods(GET_OR_POST)
@members_only
def looks(request: MemberRequest) -> HttpResponse:
    """Light, letters, movement, language and zone."""
    person = request.person
    names = ("theme", "text_size", "motion", "language", "time_zone")
    form = LooksForm(request.POST or None, initial={name: getattr(person, name) or UNSET for name in names})
    if form.is_valid():
        try:
            actions.choose_looks(by=person, **form.cleaned_data, at=now())
        except Refused as refused:
            put(form, refused)
        else:
            return redirect(f"{reverse('people:looks')}?saved")
    return page(request, "people/looks.html", status=status_of(form), form=form, is_saved="saved" in request.GET)


@require_POST
@members_only
def asked(request: MemberRequest) -> HttpResponse:
    """Whether one is asked for more where one praises a tea in a few empty words."""
    chosen = request.POST.get("tea")
    if chosen not in ("yes", "no"):
        raise NotFound
    actions.be_asked_about_tea(by=request.person, is_asked=chosen == "yes", at=now())
    if wants_json(request):
        return JsonResponse({"tea": chosen})
    return redirect(f"{reverse('people:looks')}?saved")


@never_cache
@require_safe
@members_only
def others(request: MemberRequest) -> HttpResponse:
    """Whom one hears, who may reach one, and what others see of one. The forms have addresses of their own."""
    return page(request, "people/others.html", shown=queries.shown_of(request.person), is_saved="saved" in request.GET)
