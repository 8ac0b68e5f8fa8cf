"""Where somebody is signed in: seen in plain words, and ended one by one."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from chalou.people.models import Session
from chalou.people.rules.browsers import BROWSERS, SYSTEMS, kind_of
from chalou.people.sessions import SessionStore, digest
from tests import making as make

PASSWORD = "three steeps before talking"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
SAFARI = IPHONE + "Version/17.5 Mobile/15E148 Safari/604.1"
WECHAT = IPHONE + "Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN"
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
CHROME = "Chrome/126.0.0.0 Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) "


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (SAFARI, ("safari", "iphone")),
        (WECHAT, ("wechat", "iphone")),
        (ANDROID + "Chrome/126.0.0.0 Mobile Safari/537.36", ("chrome", "android")),
        (ANDROID + "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36", ("samsung", "android")),
        (WINDOWS + f"AppleWebKit/537.36 (KHTML, like Gecko) {CHROME} Edg/126.0.0.0", ("edge", "windows")),
        (WINDOWS + "Gecko/20100101 Firefox/127.0", ("firefox", "windows")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", ("firefox", "linux")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605 Version/17.5 Safari/605", ("safari", "mac")),
        ("curl/8.5.0", ("program", "unknown")),
        ("", ("unknown", "unknown")),
        ("Mozilla/5.0", ("unknown", "unknown")),
    ],
)
def test_browsers_are_told_by_what_they_say(said, kind):
    assert kind_of(said) == kind


@given(st.text(max_size=2000))
def test_whatever_a_browser_says_two_known_words_are_kept(said):
    browser, system = kind_of(said)
    assert browser in BROWSERS
    assert system in SYSTEMS


@pytest.fixture
def afu(db):
    make.house()
    return make.person(sign_in_name="afu", name="阿福", password=PASSWORD)


def signed_in(agent, **more):
    client = Client(headers={"Accept-Language": "en", "User-Agent": agent}, **more)
    assert client.post("/signin/", {"login": "afu", "password": PASSWORD}).status_code == 302
    return client


def is_in(client):
    return client.get("/live/").status_code == 200


def session_of(client):
    return digest(client.session.session_key)


def test_they_are_listed_in_plain_words_without_any_address(afu, django_assert_num_queries):
    phone, desk = signed_in(SAFARI, REMOTE_ADDR="198.51.100.23"), signed_in(WINDOWS + "Gecko/1 Firefox/127.0")
    with django_assert_num_queries(2):
        page = desk.get("/me/sign-ins/").content.decode()
    assert "Safari on iPhone" in page
    assert page.index("Firefox on Windows") < page.index("Safari on iPhone"), "this one first"
    assert page.count("sign-ins__here") == 1
    kept = str([SessionStore().decode(row.session_data) for row in Session.objects.all()])
    for secret in ("198.51.100.23", "17_5", "127.0"):
        assert secret not in page + kept
    assert phone.session.session_key not in page
    said = desk.get("/me/sign-ins/", headers={"Accept": "application/json"}).json()["sign_ins"]
    assert [(one["browser"], one["system"], one["here"]) for one in said] == [
        ("firefox", "windows", True),
        ("safari", "iphone", False),
    ]


def test_one_is_ended_and_the_others_go_on(afu, happened):
    phone, desk, other = signed_in(SAFARI), signed_in(CHROME), signed_in(WECHAT)
    phones = session_of(phone)
    assert desk.post(f"/me/sign-ins/{phones}/end/").headers["Location"] == "/me/sign-ins/?saved"
    assert [is_in(client) for client in (phone, desk, other)] == [False, True, True]
    assert happened() == [("SessionsEnded", {"person": afu.id, "kept": None, "ended": phones})]
    assert desk.post(f"/me/sign-ins/{phones}/end/").status_code == 404


def test_all_others_are_ended(afu, happened):
    phone, desk = signed_in(SAFARI), signed_in(CHROME)
    desk.post("/me/sign-ins/end-others/")
    assert [is_in(client) for client in (phone, desk)] == [False, True]
    assert happened() == [("SessionsEnded", {"person": afu.id, "kept": session_of(desk), "ended": None})]


def test_ending_this_one_signs_out(afu, happened):
    desk = signed_in(CHROME)
    here = session_of(desk)
    assert desk.post(f"/me/sign-ins/{here}/end/").headers["Location"] == "/"
    assert not is_in(desk)
    assert happened() == [("SessionsEnded", {"person": afu.id, "kept": None, "ended": here})]


def test_nobody_ends_what_is_another_persons(afu):
    make.person(sign_in_name="ming", password=PASSWORD)
    mine, other = signed_in(SAFARI), Client()
    other.post("/signin/", {"login": "ming", "password": PASSWORD})
    assert other.post(f"/me/sign-ins/{session_of(mine)}/end/").status_code == 404
    assert is_in(mine)


def test_a_sign_in_of_before_this_was_noted_is_listed_too(afu):
    old = Client(headers={"Accept-Language": "en"})
    old.force_login(afu)
    assert "since before this was noted" in old.get("/me/sign-ins/").content.decode()
