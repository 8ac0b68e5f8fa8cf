"""Who may come into the keeper's room, and what its pages share."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from chalou.foundation.refusals import NotFound
from chalou.foundation.web.addresses import whole_address
from chalou.people.http import MemberRequest, members_only

P = ParamSpec("P")
GET_OR_POST = ["GET", "HEAD", "POST"]
LARGEST_NUMBER = 2**53
"""What is larger is nobody's."""


def keeper_only(
    view: Callable[Concatenate[MemberRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """For the keeper; for everybody else who is signed in there is no such page."""

    @wraps(view)
    def gate(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.person.is_keeper:
            raise NotFound
        return view(request, *args, **kwargs)

    return members_only(gate)


def saved(name: str) -> str:
    """The address of a page of the room, as it is shown after something was kept there."""
    return f"{reverse(name)}?saved"


def link_to(request: HttpRequest, name: str, token: str) -> str:
    """The whole address of a link, to be sent to somebody."""
    return whole_address(request, reverse(name, args=[token]))


def number_in(given: str) -> int | None:
    """A whole number from an address, if it is one."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else None
