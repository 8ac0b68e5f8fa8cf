"""Signing in by name and password: by allauth's code, under our pages and our rules."""

import re
import time
from statistics import median

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from chalou.people.models import Person, Session
from tests import making as make

pytestmark = pytest.mark.django_db

PASSWORD = "three steeps before talking"
SIGN_IN = "/signin/"


@pytest.fixture(autouse=True)
def _house():
    make.house()


@pytest.fixture
def afu():
    return make.person(sign_in_name="afu", name="阿福", password=PASSWORD)


def sign_in(client, login="afu", password=PASSWORD, **other):
    return client.post(SIGN_IN, {"login": login, "password": password, **other})


def test_name_and_password_sign_in(client, afu):
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("chat:rooms"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == settings.SESSION_COOKIE_AGE
    assert Session.objects.get().person == afu


@pytest.mark.parametrize("login", ["AFU", " afu ", "ａｆｕ"])
def test_the_name_is_read_as_it_is_kept(client, afu, login):
    assert sign_in(client, login).status_code == 302


def test_a_program_that_takes_json_signs_in_just_so(client, afu):
    answer = client.post(SIGN_IN, {"login": "afu", "password": PASSWORD}, headers={"Accept": "application/json"})
    assert answer.status_code == 302


def test_a_token_is_needed():
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403
    for address in (reverse("account_signup"), "/link/x/", reverse("account_logout")):
        assert strict.post(address).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Sec-Fetch-Site": "cross-site"}, 409),
        ({"Sec-Fetch-Site": "same-site"}, 409),
        ({"Origin": "http://testserver"}, 302),
        ({"Origin": "https://elsewhere.example"}, 409),
        ({"Origin": "null"}, 409),
        ({"Referer": "http://testserver/rooms/"}, 302),
        ({"Referer": "https://elsewhere.example/testserver/"}, 409),
        ({}, 302),
    ],
)
def test_the_switch_of_languages_needs_no_token_and_obeys_only_this_house(headers, status):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/language/", {"language": "en"}, headers=headers).status_code == status


def answer_to(login, password):
    client = Client(headers={"Accept-Language": "en"})
    answer = client.post(SIGN_IN, {"login": login, "password": password})
    text = answer.content.decode().replace(login, "")
    # The one thing that differs from page to page is the token against forged forms.
    return answer.status_code, "".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)


def test_whether_a_name_exists_is_not_told(afu):
    make.person(sign_in_name="guest")
    inactive = make.person(sign_in_name="gone", password=PASSWORD)
    Person.objects.filter(pk=inactive.pk).update(is_active=False)
    wrong = answer_to("afu", "not the password")
    assert wrong[0] == 200
    assert answer_to("nobody", "not the password") == wrong
    assert answer_to("guest", "not the password") == wrong
    assert answer_to("gone", PASSWORD) == wrong


def test_a_password_is_kept_so_that_guessing_it_is_slow(hashed_as_a_house, afu):
    """At least what OWASP asks of Argon2id: 19 MiB of memory, twice over."""
    costs = re.match(r"argon2\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$", afu.password)
    assert costs is not None
    assert int(costs[1]) >= 19 * 1024
    assert int(costs[2]) >= 2


def test_an_unknown_name_costs_the_same_work(hashed_as_a_house, afu):
    make.person(sign_in_name="guest")

    def work(login):
        spans = []
        for number in range(3):
            began = time.perf_counter()
            # Each from an address of its own, so that no limit answers in its place.
            Client(REMOTE_ADDR=f"192.0.2.{number}").post(SIGN_IN, {"login": login, "password": "not the password"})
            spans.append(time.perf_counter() - began)
        return median(spans)

    work("afu")
    known, unknown, without = work("afu"), work("nobody"), work("guest")
    # Skipping the hash would be a tenth.
    assert unknown > known / 3
    assert without > known / 3


def test_no_demo_person_has_a_password_that_fits(client):
    make.person(sign_in_name="guest")
    for password in ("", "!", "guest", "password"):
        assert sign_in(client, "guest", password).status_code == 200
    assert not Session.objects.exists()


def test_guessing_one_name_is_slowed_down(afu):
    for number in range(5):
        assert sign_in(Client(REMOTE_ADDR=f"198.51.100.{number}"), password="wrong guess").status_code == 200
    answer = sign_in(Client(REMOTE_ADDR="198.51.100.99"))
    assert answer.status_code == 429
    assert not Session.objects.exists()


def test_another_host_header_gives_no_further_guesses(afu):
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{number}", headers={"Host": f"h{number}.example"}), password="wrong")
    assert sign_in(Client(headers={"Host": "h9.example"})).status_code == 429


def test_guessing_many_names_from_one_address_is_slowed_down():
    client = Client()
    answers = [sign_in(client, f"name{number}", "wrong guess").status_code for number in range(12)]
    assert answers[:10] == [200] * 10
    assert answers[10:] == [429, 429]


def test_whoever_hammers_the_door_sees_a_page_of_the_house(client):
    for number in range(30):
        client.post(SIGN_IN, {"login": f"name{number}"})
    answer = client.post(SIGN_IN, {"login": "name"}, headers={"Accept-Language": "en"})
    assert answer.status_code == 429
    assert "九曲茶楼" in answer.content.decode()


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "http:///evil.example",
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nobody_is_led_out_of_the_house(afu, elsewhere):
    assert sign_in(Client(), next=elsewhere).headers["Location"] == reverse("chat:rooms")
    out = Client()
    out.force_login(afu)
    assert out.post(reverse("account_logout"), {"next": elsewhere}).headers["Location"] == "/"
    assert Client().post("/language/", {"language": "en", "next": elsewhere}).headers["Location"] == "/"
    joined = Client().post(
        reverse("account_signup"),
        {"sign_in_name": "ming", "name": "阿明", "password": PASSWORD, "next": elsewhere},
    )
    assert joined.headers["Location"] == reverse("welcome:walk", args=[1])


def test_another_name_of_the_house_is_elsewhere_too(afu, settings):
    settings.ALLOWED_HOSTS = ["testserver", "old.example"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://old.example"]
    assert sign_in(Client(), next="https://old.example/x").headers["Location"] == reverse("chat:rooms")


def test_a_stranger_comes_back_to_the_page_they_wanted(client, afu):
    asked = client.get(reverse("people:me"))
    assert asked.headers["Location"] == "/signin/?next=/me/"
    assert 'value="/me/"' in client.get(asked.headers["Location"]).content.decode()
    assert sign_in(client, next="/me/").headers["Location"] == "/me/"


def test_a_form_sent_after_signing_out_leads_back_to_its_page(client):
    answer = client.post(reverse("people:sign_out_everywhere"), headers={"Referer": "http://testserver/rooms/7/"})
    assert answer.headers["Location"] == "/signin/?next=/rooms/7/"
    answer = client.post(reverse("people:sign_out_everywhere"), headers={"Referer": "https://evil.example/x/"})
    assert answer.headers["Location"] == "/signin/?next=/"


def test_a_program_without_a_session_is_told_so(client):
    assert client.get(reverse("people:me"), headers={"Accept": "application/json"}).status_code == 401


def views(resolver=None, path=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry, path + str(entry.pattern))
        else:
            assert isinstance(entry, URLPattern)
            yield path + str(entry.pattern), entry


def test_no_page_of_allauth_is_reachable_that_we_did_not_restyle():
    ours = {"signin/", "signout/", "me/password/"}
    found = set()
    for path, entry in views():
        made_by = getattr(entry.callback, "view_class", None)
        lineage = [made_by, *made_by.__mro__] if made_by else []
        assert not entry.callback.__module__.startswith("allauth"), path
        assert made_by is None or made_by.__module__.startswith("chalou."), path
        if any(kind.__module__.startswith("allauth.") for kind in lineage):
            found.add(path)
    assert found == ours


@pytest.mark.parametrize(
    "path", ["/accounts/", "/accounts/login/", "/login/", "/signup/", "/email/", "/password/reset/", "/reauthenticate/"]
)
def test_addresses_of_allauth_lead_nowhere(client, path):
    assert client.get(path).status_code == 404
