"""How long each page took, by the name of its view; and a line for one that failed or was slow."""

import logging
import secrets
import time
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase

from chalou.foundation.counts import the_counts
from chalou.server.seeing.logs import request_id

log = logging.getLogger(__name__)

SLOW_S = 1.0
"""A page that took as long is worth a line: by then somebody has looked at an empty screen."""

NOWHERE = "(none)"


class PagesSeen:
    """Around everything else that Django does for a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        since = time.monotonic()
        # Not taken back at the end: Django writes its own line about a refusal or a fault after we have returned. The
        # next page that this thread makes has the next one.
        request_id.set(secrets.token_hex(4))
        answer = self.get_response(request)
        took_s = time.monotonic() - since
        match = request.resolver_match
        view = match.view_name if match is not None else NOWHERE
        the_counts.pages_s.add((view, f"{answer.status_code // 100}xx"), took_s)
        if answer.status_code >= 500 or took_s >= SLOW_S:
            _note(request.method or "", match.route if match is not None else NOWHERE, answer.status_code, took_s)
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        if isinstance(error, DatabaseError):
            the_counts.database_errors.add("pages")


def _note(method: str, route: str, status: int, took_s: float) -> None:
    """The pattern of the address (`link/<str:token>/`), not the address: a pattern holds no key."""
    # A stranger chooses the method, and may write anything there.
    said = method if method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "?"
    ms = round(took_s * 1000)
    what = "failed" if status >= 500 else "was slow"
    values = {"method": said, "route": route, "status": status, "ms": ms}
    log.warning("%s %s %s: %d after %d ms", said, route, what, status, ms, extra=values)
