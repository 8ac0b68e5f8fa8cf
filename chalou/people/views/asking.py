"""Asking to be let into a house that is open by approval, and the page that tells how it stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chalou.foundation.clock import now
from chalou.foundation.refusals import Refused
from chalou.foundation.web.answers import page
from chalou.house.queries import whole_house
from chalou.people import actions
from chalou.people.forms import AskForm, put, status_of
from chalou.people.http import address_of, slow_down
from chalou.people.names import accept_language
from chalou.people.queries import door
from chalou.people.rules import ASKING_WAITS


def ask(request: HttpRequest) -> HttpResponse:
    """Asking to be let in: afterwards one has a page of one's own that tells how it stands."""
    form = AskForm(request.POST or None, question=whole_house().question)
    if form.is_valid():
        try:
            token = actions.ask(
                **form.cleaned_data,
                address=address_of(request),
                language=accept_language(getattr(request, "LANGUAGE_CODE", "")),
                at=now(),
            )
        except Refused as refused:
            put(form, refused)
        else:
            return redirect("people:asking", token=token)
    return page(request, "people/ask.html", status=status_of(form), form=form, days=ASKING_WAITS.days)


@never_cache
@require_safe
def asking(request: HttpRequest, token: str) -> HttpResponse:
    """How it stands with somebody who asked to be let in; for whoever has the address."""
    shown = door.asking_shown(token)
    if shown is None:
        return page(request, "people/asking_over.html", status=404)
    return page(request, "people/asking.html", shown=shown, token=token)


@never_cache
@require_POST
def take_asking_back(request: HttpRequest, token: str) -> HttpResponse:
    """They want nothing any more."""
    slow_down(request, "asking", per_minute=20, burst=20)
    actions.take_asking_back(token=token, at=now())
    return redirect("entrance")
