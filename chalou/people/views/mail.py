"""An address for letters: given under “Me”, confirmed by its link; and the way back in for a lost password."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chalou.foundation.clock import now
from chalou.foundation.mail import Letter, can_send, the_post
from chalou.foundation.refusals import Refused
from chalou.foundation.web.answers import page
from chalou.people import actions, letters, queries
from chalou.people.forms import MailForm, put, status_of
from chalou.people.http import MemberRequest, slow_down, viewer
from chalou.people.letters import Told
from chalou.people.views.fresh import fresh_only
from chalou.people.views.telling import house_name, language_now, tell

GET_OR_POST = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(GET_OR_POST)
@fresh_only
def address(request: MemberRequest) -> HttpResponse:
    """The address: which, whether it is confirmed, another one."""
    form = MailForm(request.POST if request.method == "POST" and can_send() else None)
    person = request.person
    if form.is_valid():
        try:
            token = actions.give_mail_address(by=person, address=form.cleaned_data["address"], at=now())
        except Refused as refused:
            put(form, refused)
        else:
            letter = letters.to_confirm(
                person, to=form.cleaned_data["address"], token=token, house=house_name(), language=language_now()
            )
            the_post.put(lambda: [letter])
            return redirect(f"{reverse('people:mail')}?sent")
    ways = queries.ways_in_of(person, at=now())
    return page(
        request,
        "people/mail.html",
        status=status_of(form),
        form=form,
        ways=ways,
        can_send=can_send(),
        is_sent="sent" in request.GET,
        is_removed="removed" in request.GET,
    )


@never_cache
@require_POST
@fresh_only
def remove(request: MemberRequest) -> HttpResponse:
    """Forget it. A last letter says so to the one that held."""
    held = actions.remove_mail_address(by=request.person, at=now())
    if held is not None:
        tell(request.person, Told.ADDRESS_CHANGED, at_address=held)
    return redirect(f"{reverse('people:mail')}?removed")


@never_cache
@require_http_methods(GET_OR_POST)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a letter. Looking at it shows one button: robots look at links before people do. It signs nobody in,
    and works in whatever browser letters are read.
    """
    if request.method == "POST":
        slow_down(request, "confirm", per_minute=20, burst=20)
        try:
            person, before = actions.confirm_mail_address(token=token, at=now())
        except Refused as refused:
            return page(request, "people/mail_link_over.html", status=410, say=str(refused))
        if before is not None:
            tell(person, Told.ADDRESS_CHANGED, at_address=before)
        return page(request, "people/mail_confirmed.html")
    shown = queries.confirmation_shown(token, at=now())
    if shown is None:
        return page(request, "people/mail_link_over.html", status=410, say=None)
    name, given = shown
    return page(request, "people/confirm_mail.html", name=name, address=given)


@never_cache
@require_http_methods(GET_OR_POST)
def lost(request: HttpRequest) -> HttpResponse:
    """“I lost my password”. Whether anybody has the address is not told, neither by words nor by the time it takes:
    it is looked up on the thread that sends letters.
    """
    if viewer(request) is not None:
        return redirect("account_change_password")
    form = MailForm(request.POST if request.method == "POST" and can_send() else None)
    if form.is_valid():
        given = form.cleaned_data["address"]
        slow_down(request, "lost", per_minute=2, burst=6)
        _write_to(given, language=language_now())
        return page(request, "people/lost_sent.html", address=given)
    return page(request, "people/lost.html", status=status_of(form), form=form, can_send=can_send())


def _write_to(given: str, *, language: str) -> None:
    def wanted() -> Iterator[Letter]:
        for person, to, token in actions.make_links_by_mail(address=given, at=now()):
            yield letters.to_come_in(person, to=to, token=token, house=house_name(), language=language)

    the_post.put(wanted)
