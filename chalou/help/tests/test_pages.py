"""The help as people meet it: read, looked through, changed by form, and the keeper's guide inside the house."""

import re

import pytest
from django.test import Client

from chalou.help.guide import guide
from chalou.help.models import Entry
from chalou.help.queries import help_for
from chalou.people.models import Role
from chalou.people.sessions import BACKEND
from tests import making as make

pytestmark = pytest.mark.django_db


def browser(person=None, language="en") -> Client:
    made = Client(headers={"accept-language": language})
    if person:
        made.force_login(person, backend=BACKEND)
    return made


@pytest.fixture
def keeper():
    make.house()
    return browser(make.keeper())


def test_a_stranger_reads_everything_and_sees_nothing_to_change(keeper):
    page = browser().get("/help/").content.decode()
    assert page.count('class="question"') == sum(len(section.questions) for section in help_for("en"))
    assert "<form" in page
    assert "/help/change/" not in page
    assert "/help/keeper/" not in page


def test_what_is_looked_for_is_found_without_scripts_and_shown_at_once_where_it_is_little(keeper):
    page = browser().get("/help/", {"q": "MELON seeds"}).content.decode()
    assert re.findall(r'<details class="question" data-slug="([a-z-]+)" open>', page) == ["what-is-this"]
    assert 'value="MELON seeds"' in page
    nothing = browser().get("/help/", {"q": '"><script>'}).content.decode()
    assert "No answer has these words" in nothing
    assert "<script>&" not in nothing
    assert '"><script>' not in nothing


def test_a_question_has_a_page_of_its_own_and_one_that_is_hidden_leads_to_the_others(keeper):
    page = browser().get("/help/manners/")
    assert page.status_code == 200
    assert "<h1>What are the manners here?</h1>" in page.content.decode()
    keeper.post("/help/change/", {"slug": "manners", "how": "hide"})
    assert browser().get("/help/manners/").headers["Location"] == "/help/"
    assert browser().get("/help/no-such-question/").status_code == 404


def test_the_keeper_changes_words_and_takes_ours_again(keeper):
    address = "/help/change/manners/en/"
    assert "What are the manners here?" in keeper.get(address).content.decode()
    typed = {"title": "Our customs", "text": "Listen *first*.\n\n- no hurry"}
    seen = keeper.post(address, {**typed, "look": "yes"}).content.decode()
    assert "<em>first</em>" in seen
    assert "It is not saved yet." in seen
    assert not Entry.objects.exists()
    assert keeper.post(address, typed).headers["Location"] == f"{address}?saved"
    assert "<h1>Our customs</h1>" in browser().get("/help/manners/").content.decode()
    keeper.post(f"{address}again/", {"how": "ours"})
    assert "<h1>What are the manners here?</h1>" in browser().get("/help/manners/").content.decode()
    assert "Our customs" in keeper.get(address).content.decode(), "among the earlier wordings"


def test_what_is_refused_stands_beside_its_field_and_keeps_what_was_typed(keeper):
    page = keeper.post("/help/change/manners/en/", {"title": "x" * 130, "text": "Listen."})
    assert page.status_code == 422
    assert "at most 120 characters" in page.content.decode()
    assert "x" * 130 in page.content.decode()


def test_a_question_in_one_language_is_marked_as_such_in_the_other(keeper):
    typed = {"section": "this-house", "title": "茶会哪天办？", "text": "逢五下午两点。"}
    led = browser(make.keeper(), "zh-CN").post("/help/change/new/question/", typed).headers["Location"]
    slug = led.partition("#at-")[2]
    page = browser().get(f"/help/{slug}/").content.decode()
    assert '<h1 lang="zh-Hans">茶会哪天办？</h1>' in page
    assert '<div class="answer" lang="zh-Hans"><p>逢五下午两点。</p></div>' in page


def test_what_the_keeper_hid_and_owns_can_be_deleted_and_what_cannot_is_said(keeper):
    keeper.post("/help/change/new/section/", {"title": "Our club"})
    slug = Entry.objects.get().slug
    refused = keeper.post("/help/change/", {"slug": slug, "how": "drop"})
    assert refused.status_code == 409
    assert "Hide it first" in refused.content.decode()
    keeper.post("/help/change/", {"slug": slug, "how": "hide"})
    assert keeper.post("/help/change/", {"slug": slug, "how": "drop"}).status_code == 302
    assert not Entry.objects.exists()
    assert keeper.post("/help/change/", {"slug": "manners", "how": "burn"}).status_code == 404


def test_moderators_find_the_way_to_change_it_when_the_keeper_lets_them(keeper):
    moderator = browser(make.person(role=Role.MODERATOR))
    assert "/help/change/" not in moderator.get("/help/").content.decode()
    assert moderator.get("/help/change/").status_code == 404
    keeper.post("/help/change/care/", {"moderators": "yes"})
    assert "/help/change/" in moderator.get("/help/").content.decode()
    assert moderator.get("/help/change/").status_code == 200
    assert moderator.post("/help/change/care/", {}).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_guide_stands_in_the_house_with_pictures_and_every_chapter(keeper, language):
    reader = browser(make.keeper(), language)
    chapters = re.findall(r'href="(/help/keeper/[a-z-]+/)"', reader.get("/help/keeper/").content.decode())
    assert len(chapters) == len(guide("en"))
    for chapter in chapters:
        page = reader.get(chapter)
        assert page.status_code == 200
        for picture in re.findall(r'src="(/help/keeper/pictures/[^"]+)"', page.content.decode()):
            shown = reader.get(picture)
            assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/webp")
            assert shown.content[8:12] == b"WEBP"
    assert reader.get("/help/keeper/no-such-chapter/").status_code == 404
    assert reader.get("/help/keeper/pictures/room.webp").status_code == 404, "not one of the guide"
