"""Sign-ins as rows that name their person, so that all of somebody's can be ended at once.

The key of a session never leaves this module and the cookie: events, the hub and logs know a session by its digest.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.middleware import SessionMiddleware
from django.utils.crypto import constant_time_compare, get_random_string

from chalou.foundation.database import write
from chalou.foundation.ids import PersonId
from chalou.people.models import Person, Session

__all__ = ["SessionMiddleware", "SessionStore", "SignedIn", "digest", "ended_among", "person_of_session", "sign_in_many"]


class SessionStore(db.SessionStore):
    """Django's sessions in the database, in our table, each with its person."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

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


def ended_among(people: Mapping[str, PersonId], *, at: datetime) -> list[str]:
    """Which of these sessions (their digests, with their people) are over: ended, or run out. One query."""
    keys = Session.objects.filter(person_id__in=set(people.values()), expire_date__gt=at).values_list(
        "session_key", flat=True
    )
    alive = {digest(key) for key in keys}
    return [session for session in people if session not in alive]


def sign_in_many(people: Iterable[Person], *, at: datetime) -> list[tuple[Person, str]]:
    """Sign people in without a browser; answers each with the key of their session. For load clients of a demo house."""
    made = [(person, get_random_string(32, VALID_KEY_CHARS)) for person in people]
    expires_at = at + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    with write():
        Session.objects.bulk_create(
            Session(
                session_key=key,
                person=person,
                expire_date=expires_at,
                session_data=SessionStore().encode(
                    {
                        SESSION_KEY: str(person.pk),
                        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                        HASH_SESSION_KEY: person.get_session_auth_hash(),
                    }
                ),
            )
            for person, key in made
        )
    return made
