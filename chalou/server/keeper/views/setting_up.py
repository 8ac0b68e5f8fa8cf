"""Opening the house, once."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chalou.foundation.clock import now
from chalou.foundation.refusals import Refused
from chalou.foundation.web.answers import page
from chalou.house.models import WayIn
from chalou.house.queries import the_house
from chalou.people import queries, signing
from chalou.people.forms import put, status_of
from chalou.people.http import slow_down
from chalou.server.keeper import actions
from chalou.server.keeper.forms import SetUpForm
from chalou.server.keeper.views.gate import GET_OR_POST
from chalou.server.setup_key import forget_setup_key


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
