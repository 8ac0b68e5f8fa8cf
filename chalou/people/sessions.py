"""Sign-ins as rows that name their person, so that all of somebody's can be ended at once.

The key of a session never leaves this module and the cookie: events, the hub and logs know a session by its digest.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.middleware import SessionMiddleware
from django.utils.crypto import constant_time_compare

from chalou.foundation.ids import PersonId
from chalou.people.models import Session

__all__ = ["BACKEND", "SessionMiddleware", "SessionStore", "SignedIn", "digest", "ended_among", "person_of_session"]

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

# What Django makes of itself. Anything else in a cookie is not even looked for: PostgreSQL takes no NUL.
_KEY = re.compile(r"[a-z0-9]{32}")

# How many people one query asks about; SQLite takes 32,766 values, PostgreSQL plans long lists slowly.
_AT_ONCE = 1000


class SessionStore(db.SessionStore):
    """Django's sessions in the database, in our table, each with its person."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and _KEY.fullmatch(key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:  # what Django and allauth keep in a session
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row


class SignedIn(NamedTuple):
    """Whose live connection it is; values, because it outlives the database row it was read from."""

    id: PersonId
    name: str
    cup: str
    role: str
    language: str


def digest(session_key: str) -> str:
    """What a session is called outside: nobody can make a cookie of it."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]


def person_of_session(session_key: str, at: datetime) -> SignedIn | None:
    """The person whose session this is, by the same rules as a page: not expired, not ended by a new password, and
    the person may sign in. One query, nothing is written.
    """
    if not _KEY.fullmatch(session_key):
        return None
    row = Session.objects.select_related("person").filter(session_key=session_key, expire_date__gt=at).first()
    if row is None or row.person is None or not row.person.is_active:
        return None
    person = row.person
    kept = SessionStore().decode(row.session_data)
    if str(kept.get(SESSION_KEY)) != str(person.pk) or BACKEND_SESSION_KEY not in kept:
        return None
    if not constant_time_compare(str(kept.get(HASH_SESSION_KEY, "")), person.get_session_auth_hash()):
        return None
    return SignedIn(person.id, person.name, person.cup, person.role, person.language)


def ended_among(sessions: Mapping[str, PersonId], *, at: datetime) -> list[str]:
    """Which of these sessions, given by digest with their person, are over: run out, ended, or their person gone.

    For the connections of a process that missed the announcement.
    """
    people = sorted(set(sessions.values()))
    alive: set[str] = set()
    for start in range(0, len(people), _AT_ONCE):
        rows = Session.objects.filter(
            person__in=people[start : start + _AT_ONCE], person__is_active=True, expire_date__gt=at
        )
        alive.update(digest(key) for key in rows.values_list("session_key", flat=True))
    return [session for session in sessions if session not in alive]
