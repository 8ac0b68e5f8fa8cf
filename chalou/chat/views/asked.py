"""What is asked for, and in which form: numbers in addresses, pages or values."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.foundation.web.answers import wants_json

GET_OR_POST = ["GET", "HEAD", "POST"]

# Larger numbers than a database column holds: nobody's room and nobody's message.
TOO_LARGE = 2**53


def done(request: HttpRequest, room: RoomId, values: dict[str, object]) -> HttpResponse:
    return JsonResponse(values) if wants_json(request) else redirect("chat:room", room=room)


def wants_html(request: HttpRequest) -> bool:
    return request.GET.get("frames") == "html"


def is_prefetch(request: HttpRequest) -> bool:
    """A browser that fetches ahead has not shown the page to anybody."""
    return "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))


def number(given: str | None) -> int | None:
    """A whole number from an address, if it is one."""
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 16 else None


def room_id(number: int) -> RoomId:
    return RoomId(_known(number))


def person_id(number: int) -> PersonId:
    return PersonId(_known(number))


def seq_number(number: int) -> int:
    return _known(number)


def _known(number: int) -> int:
    if number >= TOO_LARGE:
        raise NotFound
    return number
