"""The machine of the house: how it is reached, its backups, and what it does by itself."""

import time

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chalou.foundation.clock import now
from chalou.foundation.hub import hub
from chalou.foundation.refusals import Refused
from chalou.foundation.web.answers import page, status_of
from chalou.people.http import MemberRequest
from chalou.server.keeper import actions, queries
from chalou.server.keeper.views.gate import keeper_only
from chalou.server.seeing import findings


@never_cache
@require_safe
@keeper_only
def address(request: MemberRequest) -> HttpResponse:
    """How the house is reached, as far as the house can tell from this request, and how it is otherwise."""
    asked = findings.Asked(
        scheme=request.scheme or "",
        host=request.get_host(),
        client=request.META.get("REMOTE_ADDR", ""),
        forwarded_for=request.headers.get("X-Forwarded-For", ""),
        forwarded_scheme=request.headers.get("X-Forwarded-Proto", ""),
    )
    processes = 1 if hub.the_hub is None else hub.the_hub.presence.process_count(at=time.monotonic())
    found = [
        *findings.of_address(),
        *findings.of_request(asked),
        *findings.of_letters(),
        *findings.of_machine(),
        *findings.of_processes(processes),
    ]
    mend = [finding for finding in found if not finding.is_good]
    good = [finding for finding in found if finding.is_good]
    return page(request, "server/keeper_address.html", mend=mend, good=good, over_http=findings.over_http())


@never_cache
@require_safe
@keeper_only
def backups(request: MemberRequest) -> HttpResponse:
    """The backups in the folder of the house, how the next stands, and how one goes back to one."""
    return _backups_page(request)


@never_cache
@require_POST
@keeper_only
def back_up_now(request: MemberRequest) -> HttpResponse:
    """Begin one. It is made beside the house, not while this page is answered."""
    try:
        actions.back_up_now(by=request.person, at=now())
    except Refused as refused:
        return _backups_page(request, refusal=refused)
    return redirect("keeper_backups")


def _backups_page(request: MemberRequest, refusal: Refused | None = None) -> HttpResponse:
    return page(
        request,
        "server/keeper_backups.html",
        status=status_of(refusal) if refusal else 200,
        shown=queries.backups(at=now()),
        refusal=refusal,
        data=settings.CHALOU.data,
        hours=settings.CHALOU.backup_hours,
        keeps=settings.CHALOU.backups_kept,
    )


@never_cache
@require_safe
@keeper_only
def jobs(request: MemberRequest) -> HttpResponse:
    """What the house does by itself, and what of it went wrong."""
    return page(request, "server/keeper_jobs.html", jobs=queries.jobs(at=now()), refusal=None)


@never_cache
@require_POST
@keeper_only
def do_job(request: MemberRequest, name: str) -> HttpResponse:
    """Do it now, not when it is due."""
    try:
        actions.hurry_chore(by=request.person, name=name, at=now())
    except Refused as refused:
        shown = queries.jobs(at=now())
        return page(request, "server/keeper_jobs.html", status=status_of(refusal=refused), jobs=shown, refusal=refused)
    return redirect("keeper_jobs")
