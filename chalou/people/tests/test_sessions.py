"""Sign-ins: whose they are, how they end, and that their keys stay where they belong."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from chalou.events.models import Event
from chalou.foundation.clock import now
from chalou.people import actions
from chalou.people.models import Person, Session
from chalou.people.sessions import SessionStore, SignedIn, digest, ended_among, person_of_session
from tests import making as make

pytestmark = pytest.mark.django_db

PASSWORD = "three steeps before talking"
BETTER = "four steeps, then a question"


@pytest.fixture(autouse=True)
def _house():
    make.house()


def browser(person):
    """A browser in which this person is signed in."""
    made = Client()
    made.force_login(person)
    return made


def key_of(client):
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def is_in(client):
    return client.get(reverse("people:me")).status_code == 200


def test_a_session_names_its_person():
    afu = make.person()
    client = browser(afu)
    assert Session.objects.get().person == afu
    found = person_of_session(key_of(client), now())
    assert found == SignedIn(afu.id, afu.name, afu.cup, afu.role, afu.language, False, afu.time_zone, None)


def test_what_a_session_brings_of_its_person_is_as_the_person_is(django_assert_num_queries):
    afu = make.person()
    is_other = {"text_size": "large", "motion": "less", "unread_notices": 3, "is_asked_about_tea": False}
    Person.objects.filter(pk=afu.pk).update(**is_other, blocks_somebody=True, language="zh-hans")
    session = SessionStore(key_of(browser(afu)))
    with django_assert_num_queries(1):
        session.load()
        brought = dict(vars(session.person))
    del brought["_state"]
    fresh = vars(Person.objects.get(pk=afu.pk))
    assert brought == {name: fresh[name] for name in brought}
    assert set(is_other) <= set(brought)


def test_a_stranger_has_no_session(client):
    client.get(reverse("account_login"))
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert not Session.objects.exists()


def test_the_live_connection_asks_as_a_page_does(django_assert_num_queries):
    key = key_of(browser(make.person()))
    with django_assert_num_queries(1):
        assert person_of_session(key, now())
    assert person_of_session("x" * 32, now()) is None
    assert person_of_session(digest(key), now()) is None
    assert person_of_session(key, now() + timedelta(days=61)) is None


def test_a_changed_password_ends_a_session_even_where_its_row_was_left():
    afu = make.person()
    key = key_of(browser(afu))
    afu.set_password(BETTER)
    afu.save()
    assert person_of_session(key, now()) is None


def test_who_may_not_sign_in_has_no_live_connection():
    afu = make.person()
    client = browser(afu)
    Person.objects.filter(pk=afu.pk).update(is_active=False)
    assert person_of_session(key_of(client), now()) is None
    assert not is_in(client)
    assert ended_among({digest(key_of(client)): afu.id}, at=now()) == [digest(key_of(client))]


def test_a_forged_person_in_a_session_is_nobody():
    afu, ming = make.person(), make.person()
    client = browser(afu)
    Session.objects.update(person=ming)
    assert person_of_session(key_of(client), now()) is None


def test_signing_out_ends_this_session_only(happened):
    afu = make.person()
    phone, desk = browser(afu), browser(afu)
    ended = digest(key_of(phone))
    assert phone.get(reverse("account_logout")).status_code == 200
    assert is_in(phone)
    answer = phone.post(reverse("account_logout"))
    assert answer.headers["Location"] == "/"
    assert not is_in(phone)
    assert is_in(desk)
    assert happened() == [("SessionsEnded", {"person": afu.id, "kept": None, "ended": ended})]


def test_signing_out_everywhere_ends_all(happened):
    afu, ming = make.person(), make.person()
    phone, desk, other = browser(afu), browser(afu), browser(ming)
    assert phone.get(reverse("people:sign_out_everywhere")).status_code == 405
    assert phone.post(reverse("people:sign_out_everywhere")).status_code == 302
    assert not is_in(phone)
    assert not is_in(desk)
    assert is_in(other)
    assert happened() == [("SessionsEnded", {"person": afu.id, "kept": None, "ended": None})]


def test_changing_the_password_ends_all_other_sessions(happened):
    afu = make.person(password=PASSWORD)
    phone, desk = browser(afu), browser(afu)
    before = key_of(phone)
    answer = phone.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": BETTER})
    assert answer.status_code == 200
    assert is_in(phone)
    assert not is_in(desk)
    assert key_of(phone) != before
    assert person_of_session(before, now()) is None
    assert person_of_session(key_of(phone), now())
    assert happened() == [
        ("PasswordChanged", {"person": afu.id}),
        ("SessionsEnded", {"person": afu.id, "kept": digest(key_of(phone)), "ended": None}),
    ]


def test_the_present_password_is_asked_for(happened):
    afu = make.person(password=PASSWORD)
    answer = browser(afu).post(reverse("account_change_password"), {"oldpassword": "wrong", "password1": BETTER})
    assert answer.status_code == 200
    assert PASSWORD not in answer.content.decode()
    assert BETTER not in answer.content.decode()
    afu.refresh_from_db()
    assert afu.check_password(PASSWORD)
    assert happened() == []


def test_guessing_the_present_password_is_slowed_down():
    client = browser(make.person(password=PASSWORD))
    wrong = {"oldpassword": "wrong", "password1": BETTER}
    answers = [client.post(reverse("account_change_password"), wrong).status_code for _ in range(7)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_a_guest_has_no_password_to_change():
    answer = browser(make.person()).get(reverse("account_change_password"))
    assert answer.status_code == 200


def test_keys_of_sessions_stand_nowhere_but_in_their_table():
    afu = make.person(password=PASSWORD)
    phone = browser(afu)
    phone.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": BETTER})
    key = key_of(phone)
    phone.post(reverse("account_logout"))
    assert key not in str(list(Event.objects.values_list("facts", flat=True)))


def test_sessions_that_are_over_are_known_by_their_digests(django_assert_num_queries):
    afu, ming = make.person(), make.person()
    phone, desk = browser(afu), browser(ming)
    listeners = {digest(key_of(phone)): afu.id, digest(key_of(desk)): ming.id, "0" * 32: afu.id}
    with django_assert_num_queries(1):
        assert ended_among(listeners, at=now()) == ["0" * 32]
    actions.end_sessions(by=ming, at=now())
    assert ended_among(listeners, at=now()) == [digest(key_of(desk)), "0" * 32]


def test_many_are_signed_in_at_once():
    people = actions.join_many([(f"member{n}", f"Member {n}") for n in range(3)], at=now())
    for person, key in actions.sign_in_many(people, at=now()):
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        assert is_in(client)
        signed_in = person_of_session(key, now())
        assert signed_in is not None
        assert signed_in.id == person.id


def test_what_is_over_is_forgotten():
    afu = make.person()
    fresh = browser(afu)
    Session.objects.create(session_key="old", session_data="", person=afu, expire_date=now() - timedelta(days=1))
    actions.make_signin_link(person=afu, by=None, at=now() - timedelta(days=9))
    actions.invite(by=make.keeper(), days=1, uses=1, at=now() - timedelta(days=2))
    assert actions.forget_what_is_over(at=now()) == 3
    assert is_in(fresh)


def test_a_session_of_nobody_has_no_person():
    session = SessionStore()
    session["note"] = "kept for a stranger"
    session.create()
    assert Session.objects.get().person is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_page_finds_out_by_itself_that_its_connection_has_gone():
    client = browser(make.person())
    assert is_in(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (ours,) = cursor.fetchone()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [ours])
    finally:
        other.close()
    assert is_in(client)
