"""Who may open a live connection: by the page it comes from and the session it brings."""

import contextlib
import logging
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error
from django.http import parse_cookie

from chalou.chat.live.visits import Visits
from chalou.foundation.clock import now
from chalou.foundation.hub.asgi import NotNow, Visitor
from chalou.foundation.hub.switch import Listener
from chalou.foundation.ids import PersonId
from chalou.foundation.languages import FALLBACK
from chalou.people.actions import be_here
from chalou.people.http import language_asked_for
from chalou.people.queries import blocks_of
from chalou.people.sessions import SignedIn, digest, person_of_session

log = logging.getLogger(__name__)


class HouseDoorman:
    def __init__(self, visits: Visits):
        self._visits = visits

    def is_own_origin(self, origin: str, host: str) -> bool:
        """With CHALOU_URL only pages of that address may connect; without, pages of the very host that was asked."""
        if settings.CHALOU.url:
            return origin == settings.CHALOU.url
        parts = urlsplit(origin)
        return parts.scheme in ("http", "https") and parts.netloc == host

    async def who(self, cookies: str, accept_language: str) -> Visitor | None:
        # As pages read it: other programs on this machine share the cookies of the host, and some write nonsense.
        key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
        if not key:
            return None
        try:
            person, unheard = await self._visits.ask(partial(_known, key, now()))
        except Error as error:
            log.warning("nobody can be let in: %s", str(error).partition("\n")[0])
            raise NotNow from error
        if person is None:
            return None
        language = person.language or language_asked_for("", accept_language) or FALLBACK
        return Visitor(person=person.id, name=person.name, session=digest(key), language=language, unheard=unheard)

    def heard(self, listener: Listener, data: bytes) -> None:
        self._visits.heard(listener, data)


def _known(key: str, at: datetime) -> tuple[SignedIn | None, frozenset[PersonId]]:
    """Whose session it is, and whom they do not hear. They are here: the first line of a day counts it."""
    person = person_of_session(key, at)
    if person is not None:
        # On a disk that takes nothing they come in all the same.
        with contextlib.suppress(Error):
            be_here(by=person.id, known_day=person.last_day, time_zone=person.time_zone, at=at)
    if person is None or not person.blocks_somebody:
        return person, frozenset()
    return person, blocks_of([person.id])[person.id]
