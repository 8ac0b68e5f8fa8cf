"""The walk through the house, what was said since somebody came, and those whom an elder receives."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chalou.chat.queries import RoomLine, met, opened_since, rooms_for
from chalou.foundation.clock import now
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.text.markdown import to_html
from chalou.foundation.web.answers import page
from chalou.house.queries import at_the_door, the_customs
from chalou.house.rules.customs import Mode
from chalou.people import actions
from chalou.people.http import MemberRequest, members_only
from chalou.people.models import Door, Person
from chalou.people.queries import order_keepers
from chalou.people.queries.receiving import newcomers_of, receiver_of, receives
from chalou.people.rules.receiving import may_receive

GET_OR_POST = ["GET", "HEAD", "POST"]
STEPS = 4
ROOMS_SHOWN = 8


class Place(NamedTuple):
    """A room in which the viewer finds somebody."""

    id: int
    name: str


@never_cache
@require_safe
@members_only
def walk(request: MemberRequest, step: int) -> HttpResponse:
    """Four short pages: what this house is, its rooms, its customs, whom to ask."""
    if not 1 <= step <= STEPS:
        raise NotFound
    shown: dict[str, Any] = {"step": step, "steps": STEPS}
    if step == 1:
        shown["welcome"] = to_html(at_the_door().welcome)
        shown["keepers"] = order_keepers()
    elif step == 2:  # the second page
        lines = [line for line in rooms_for(request.person) if not line.is_closed and line.access != "direct"]
        shown["rooms"] = lines[:ROOMS_SHOWN]
        shown["has_more"] = len(lines) > ROOMS_SHOWN
    elif step == STEPS - 1:
        shown["listens"] = the_customs().new_rooms is Mode.LISTENING
    else:
        receiver = receiver_of(request.person.id)
        shown["receiver"] = receiver
        shown["places"] = _places(request.person, receiver.id, rooms_for(request.person)) if receiver else []
        shown["keepers"] = order_keepers()
    return page(request, f"server/welcome_{step}.html", **shown)


def _places(viewer: Person, person: PersonId, lines: Iterable[RoomLine]) -> list[Place]:
    """A few of the viewer's rooms in which they find somebody."""
    there = met(viewer, person)
    return [Place(line.id, line.name) for line in lines if line.id in there][:3]


@never_cache
@require_safe
@members_only
def since(request: MemberRequest) -> HttpResponse:
    """What was said since somebody came, for the days after: rooms with something new, tables opened meanwhile."""
    person = request.person
    lines = [line for line in rooms_for(person) if not line.is_closed and line.access != "direct"]
    return page(
        request,
        "server/welcome_since.html",
        since=person.joined_at,
        mine=[line for line in lines if line.is_member],
        others=[line for line in lines if not line.is_member][:ROOMS_SHOWN],
        tables=opened_since(person, [line.id for line in lines], person.joined_at),
    )


@never_cache
@require_http_methods(GET_OR_POST)
@members_only
def receiving(request: MemberRequest) -> HttpResponse:
    """Whether one receives newcomers, and those whom one has received."""
    person, refusal = request.person, None
    if request.method == "POST":
        try:
            actions.receive_newcomers(by=person, on=request.POST.get("on") == "yes", at=now())
        except Refused as refused:
            refusal = refused
        else:
            return redirect("welcome:receiving")
    theirs, lines = newcomers_of(person), rooms_for(person)
    return page(
        request,
        "server/receiving.html",
        status=403 if refusal else 200,
        refusal=refusal,
        is_on=receives(person.id),
        is_door_closed=person.door == Door.CLOSED,
        may=may_receive(seat=person.seat, keeps_order=person.keeps_order),
        newcomers=[(one, name, joined_at, _places(person, one, lines)) for one, name, joined_at in theirs],
    )
