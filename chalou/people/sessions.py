"""Sign-ins as rows that name their person, so that all of somebody's can be ended at once.

The key of a session never leaves this module and the cookie: events, the hub and logs know a session by its digest.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import Error, connection
from django.utils.crypto import constant_time_compare

from chalou.foundation.clock import now
from chalou.foundation.ids import PersonId
from chalou.house.models import House
from chalou.house.queries import house_in
from chalou.people.models import Person, Session
from chalou.people.rules.browsers import BROWSERS, SYSTEMS, UNKNOWN

__all__ = [
    "BACKEND",
    "BEGAN",
    "Began",
    "SessionMiddleware",
    "SessionStore",
    "SignIn",
    "SignedIn",
    "digest",
    "ended_among",
    "person_of_session",
    "sign_ins_of",
    "signed_in",
]

BEGAN = "began"
"""Under this key a session keeps when and in what kind of browser it began: of old ones nobody knows."""

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

# What Django makes of itself. Anything else in a cookie is not even looked for: PostgreSQL takes no NUL.
_KEY = re.compile(r"[a-z0-9]{32}")

# How many people one query asks about; SQLite takes 32,766 values, PostgreSQL plans long lists slowly.
_AT_ONCE = 1000


# Every request of somebody who is signed in reads both, and the house besides; the moments of the person are read when
# somebody asks. In the order of the fields, which is how Django takes them.
_PERSON = (
    *("id", "password", "sign_in_name", "name", "cup", "role", "seat", "last_day", "language", "time_zone"),
    *("theme", "text_size", "motion", "inviter_id", "is_active", "unread_notices", "blocks_somebody"),
    *("is_asked_about_tea",),
)
_FLAGS = ("is_active", "blocks_somebody", "is_asked_about_tea")
_SESSION_AND_PERSON = """
    SELECT s.session_data, p.id, p.password, p.sign_in_name, p.name, p.cup, p.role, p.seat, p.last_day, p.language,
        p.time_zone, p.theme, p.text_size, p.motion, p.inviter_id, p.is_active, p.unread_notices, p.blocks_somebody,
        p.is_asked_about_tea, h.id, h.name, h.tagline, h.language, h.way_in, h.is_demo, h.languages
    FROM people_session s LEFT JOIN people_person p ON p.id = s.person_id LEFT JOIN house_house h ON h.id = 1
    WHERE s.session_key = %s AND s.expire_date > %s
"""


def _first_asked(question: str, values: list[Any]) -> tuple[Any, ...] | None:
    """The row of the question with which a page begins. That the connection has gone is found out by using it: Django
    would find out by a question of its own before the first one of each page.
    """
    connection.health_check_done = True  # type: ignore[attr-defined]  # the stubs do not know it
    try:
        return _row(question, values)
    except Error:
        if connection.in_atomic_block or connection.is_usable():
            raise
        connection.close()
    return _row(question, values)


def _row(question: str, values: list[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _value(field: str, value: Any) -> Any:  # of whatever column
    """As Django has it: SQLite answers numbers for what is true, and words for a day."""
    if field in _FLAGS:
        return bool(value)
    return date.fromisoformat(value) if field == "last_day" and isinstance(value, str) else value


class SessionStore(db.SessionStore):
    """Django's sessions in the database, in our table, each with its person."""

    person: Person | None = None
    """Whose session this is, once it has been read."""

    house: House | None = None
    """The house, as it was then."""

    def load(self) -> dict[str, Any]:
        return self.load_at(now())

    def load_at(self, at: datetime) -> dict[str, Any]:
        """What the session holds, its person and the house, in one reading. One that is unknown or over is empty and
        nameless.
        """
        row = _first_asked(_SESSION_AND_PERSON, [self.session_key, connection.ops.adapt_datetimefield_value(at)])
        if row is None:
            self._session_key = None
            return {}
        data, person, house = row[0], row[1 : 1 + len(_PERSON)], row[1 + len(_PERSON) :]
        if person[0] is not None:
            read = zip(_PERSON, person, strict=True)
            values = [_value(field, value) for field, value in read]
            self.person = Person.from_db(connection.alias, _PERSON, values)
        self.house = house_in(house)
        kept: dict[str, Any] = self.decode(data)
        return kept

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
    blocks_somebody: bool
    time_zone: str
    last_day: date | None


class Began(NamedTuple):
    """When a session began (seconds since 1970), and in what kind of browser on what kind of device: words of
    `rules/browsers`.
    """

    at: float
    browser: str
    system: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in as its person sees it. `session` is its digest."""

    session: str
    began_at: datetime | None
    browser: str
    system: str
    is_here: bool


def digest(session_key: str) -> str:
    """What a session is called outside: nobody can make a cookie of it."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]


def signed_in(session: SessionStore) -> Person | None:
    """The person who is signed in by a session: not expired, not ended by a new password, and they may sign in.

    Nothing is written: a session that fits no more is left for the housekeeping.
    """
    named = session.get(SESSION_KEY)
    person = session.person
    if person is None or not person.is_active or str(named) != str(person.pk) or BACKEND_SESSION_KEY not in session:
        return None
    if not constant_time_compare(str(session.get(HASH_SESSION_KEY, "")), person.get_session_auth_hash()):
        return None
    return person


def person_of_session(session_key: str, at: datetime) -> SignedIn | None:
    """The person whose session this is, by the same rules as a page. One query."""
    if not _KEY.fullmatch(session_key):
        return None
    session = SessionStore(session_key)
    # What `session[…]` reads; the stubs do not know it.
    session._session_cache = session.load_at(at)  # type: ignore[attr-defined]
    person = signed_in(session)
    if person is None:
        return None
    return SignedIn(
        person.id,
        person.name,
        person.cup,
        person.role,
        person.language,
        person.blocks_somebody,
        person.time_zone,
        person.last_day,
    )


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


def sign_ins_of(person: Person, *, here: SessionStore, at: datetime) -> tuple[SignIn, ...]:
    """Where somebody is signed in: here first, then the latest."""
    found = [
        _sign_in(key, here.decode(data), here=here)
        for key, data in Session.objects.filter(person=person, expire_date__gt=at).values_list(
            "session_key", "session_data"
        )
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_here, -(one.began_at.timestamp() if one.began_at else 0))))


def _sign_in(key: str, kept: Mapping[str, Any], *, here: SessionStore) -> SignIn:
    began = kept.get(BEGAN) or {}
    browser, system = began.get("browser"), began.get("system")
    at = began.get("at")
    return SignIn(
        digest(key),
        datetime.fromtimestamp(at, UTC) if at is not None else None,
        browser if browser in BROWSERS else UNKNOWN,
        system if system in SYSTEMS else UNKNOWN,
        key == here.session_key,
    )
