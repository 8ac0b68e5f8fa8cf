"""The page about oneself, and in whose language and zone the house speaks."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone, translation

from chalou.foundation.clock import now
from chalou.foundation.languages import html_lang
from chalou.foundation.refusals import Refused
from chalou.people import actions
from chalou.people.http import LanguageAndZone
from chalou.people.models import Person, Role
from tests import making as make

pytestmark = pytest.mark.django_db

ME = "/me/table/"
LOOKS = "/me/looks/"


def fields(**other):
    return {"name": "阿福", "cup": "green"} | other


def looks(**other):
    return {"theme": "-", "text_size": "-", "motion": "-", "language": "-", "time_zone": "-"} | other


@pytest.fixture
def afu():
    make.house()
    return make.person(name="阿福")


def test_the_profile_is_changed(client, afu, happened):
    client.force_login(afu)
    answer = client.post(ME, fields(name=" 福  伯 "))
    assert answer.headers["Location"] == "/me/table/?saved"
    kept = Person.objects.get(pk=afu.pk)
    assert (kept.name, kept.cup) == ("福 伯", "green")
    assert happened() == [("PersonChanged", {"person": afu.id, "is_seen": True})]
    assert "notice--good" in client.get("/me/table/?saved").content.decode()


def test_the_looks_are_changed_and_stand_on_every_page(client, afu, happened, django_assert_num_queries):
    client.force_login(afu)
    chosen = {
        "theme": "evening",
        "text_size": "large",
        "motion": "less",
        "language": "en",
        "time_zone": "Europe/Lisbon",
    }
    assert client.post(LOOKS, looks(**chosen)).headers["Location"] == "/me/looks/?saved"
    kept = Person.objects.get(pk=afu.pk)
    assert {name: getattr(kept, name) for name in chosen} == chosen
    assert happened() == [("PersonChanged", {"person": afu.id, "is_seen": False})]
    with django_assert_num_queries(1):
        page = client.get("/about/software/").content.decode()
    assert '<html lang="en" data-theme="evening" data-text="large" data-motion="less">' in page
    assert '<meta name="color-scheme" content="dark">' in page
    client.post(LOOKS, looks(language="en"))
    assert '<html lang="en">' in client.get("/about/software/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"theme": "noon"}, {"text_size": "tiny"}, {"motion": "more"}, {"language": "xx"}, {"time_zone": "Mars"}],
)
def test_looks_that_there_are_not_are_refused(client, afu, happened, wrong):
    client.force_login(afu)
    assert client.post(LOOKS, looks(**wrong)).status_code == 422
    with pytest.raises(Refused):
        actions.choose_looks(by=afu, **{**dict.fromkeys(looks(), ""), **wrong}, at=now())
    assert happened() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "a\u202eb"},
        {"name": "茶" * 25},
        {"cup": "coffee"},
    ],
)
def test_what_does_not_fit_is_said_and_the_rest_kept(client, afu, happened, wrong):
    client.force_login(afu)
    answer = client.post(ME, fields(name="福伯") | wrong)
    assert answer.status_code == 422
    if "name" not in wrong:
        assert 'value="福伯"' in answer.content.decode()
    assert happened() == []


def test_a_name_is_shown_as_text(client, afu):
    client.force_login(afu)
    client.post(ME, fields(name="<b>x</b>"))
    assert "<b>x</b>" not in client.get(ME).content.decode()


@pytest.mark.usefixtures("no_time_passes")
def test_the_profile_is_not_changed_too_often(afu):
    for _ in range(20):
        actions.change_profile(by=afu, **fields(), at=now())
    with pytest.raises(Refused) as refused:
        actions.change_profile(by=afu, **fields(), at=now())
    assert refused.value.why == "too_fast"


@pytest.mark.parametrize("path", ["/me/", "/me/password/", "/me/new-password/"])
def test_a_stranger_is_shown_the_way_in(client, path):
    make.house()
    assert client.get(path).headers["Location"] == f"/signin/?next={path}"


@pytest.mark.parametrize(
    ("role", "ways"),
    [
        (Role.MEMBER, ["keeper_invitations"]),
        (Role.MODERATOR, ["keeper_invitations"]),
        (Role.KEEPER, ["keeper", "keeper_invitations"]),
    ],
)
def test_everybody_finds_the_pages_that_are_theirs(client, role, ways):
    make.house()
    client.force_login(make.person(role=role))
    text = client.get("/me/").content.decode()
    for name in ("keeper", "keeper_invitations"):
        assert (f'href="{reverse(name)}"' in text) is (name in ways)


def asked(rf, *, header="", cookie="", person=None):
    """The language and zone a view would see."""
    seen: dict[str, Any] = {}

    def view(request):
        seen.update(language=translation.get_language(), zone=timezone.get_current_timezone_name())
        return HttpResponse()

    request = rf.get("/", headers={"Accept-Language": header})
    request.COOKIES = {settings.LANGUAGE_COOKIE_NAME: cookie} if cookie else {}
    request.user = person or AnonymousUser()
    answer = LanguageAndZone(view)(request)
    seen.update(headers=answer.headers)
    return seen


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh-TW", "zh-hans"),
        ("zh-Hant-HK,en;q=0.5", "zh-hans"),
        ("wuu", "wuu"),
        ("wuu-Hans-CN,zh;q=0.9", "wuu"),
        ("zh-CN,wuu;q=0.5", "zh-hans"),
        ("en-GB,en;q=0.8,zh;q=0.1", "en"),
        ("zh;q=0.1,en;q=0.8", "en"),
        ("fr-FR,en;q=0.3", "en"),
        ("fr", "en"),
        ("", "en"),
        ("*", "en"),
        ("xx" * 4000, "en"),
        ("en;q=broken, \x00", "en"),
    ],
)
def test_a_stranger_hears_what_their_browser_asks_for_or_else_the_houses_language(rf, header, language):
    make.house(language="en")
    seen = asked(rf, header=header)
    assert seen["language"] == language
    assert seen["headers"]["Content-Language"] == html_lang(language)
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in seen["headers"]["Vary"].split(",")}


def test_before_there_is_a_house_chinese_is_spoken(rf):
    assert asked(rf, header="fr")["language"] == "zh-hans"


def test_a_choice_goes_before_the_browser_and_the_profile_before_the_choice(rf, afu):
    assert asked(rf, header="zh", cookie="en")["language"] == "en"
    assert asked(rf, header="zh", cookie="tlh")["language"] == "zh-hans"
    afu.language = "zh-hans"
    assert asked(rf, header="en", cookie="en", person=afu)["language"] == "zh-hans"


def test_times_are_in_the_readers_zone_or_the_houses(rf, afu):
    assert asked(rf)["zone"] == settings.TIME_ZONE
    assert asked(rf, person=afu)["zone"] == settings.TIME_ZONE
    afu.time_zone = "America/Toronto"
    assert asked(rf, person=afu)["zone"] == "America/Toronto"


def test_the_page_leaves_nothing_behind_for_the_next(rf):
    make.house()
    with translation.override("zh-hans"):
        asked(rf, header="en")
        assert translation.get_language() == "zh-hans"


def test_the_switch_is_remembered_for_a_stranger(client):
    make.house()
    answer = client.post("/language/", {"language": "en", "next": "/about/"})
    assert answer.headers["Location"] == "/about/"
    cookie = client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, bool(cookie["httponly"]), cookie["samesite"]) == ("en", True, "Lax")
    assert client.get("/about/").headers["Content-Language"] == "en"


def test_the_switch_is_remembered_in_the_profile_too(client, afu, happened):
    client.force_login(afu)
    client.post("/language/", {"language": "en", "next": "/"})
    assert Person.objects.get(pk=afu.pk).language == "en"
    assert happened() == [("PersonChanged", {"person": afu.id, "is_seen": False})]


def test_a_language_nobody_speaks_is_refused(client):
    make.house()
    assert client.post("/language/", {"language": "tlh"}).status_code == 409
    assert client.get("/language/").status_code == 405
