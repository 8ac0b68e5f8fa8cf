"""The keeper's room as one enters it: what each part is for, how it stands, and what wants looking after first."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chalou.foundation.clock import now
from chalou.foundation.web.answers import page
from chalou.people.http import MemberRequest
from chalou.server.keeper import queries
from chalou.server.keeper.views.gate import keeper_only


@never_cache
@require_safe
@keeper_only
def keepers_room(request: MemberRequest) -> HttpResponse:
    return page(request, "server/keeper.html", shown=queries.overview(request.person, at=now()))
