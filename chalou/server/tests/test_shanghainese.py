"""Shanghainese, a draft: chosen like the other languages, and Chinese where it has no sentence of its own."""

import json
import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.test import Client
from django.utils import translation
from django.utils.translation import get_language_info, gettext, ngettext

from chalou.foundation.clock import now
from chalou.foundation.languages import chain, is_chinese
from chalou.foundation.web import words
from chalou.help import actions as house_help
from chalou.house.models import House
from chalou.people.models import Person, Role
from tests import making as make
from tools import translations

READERS = ("stranger", "guest", "moderator", "keeper")
CHOOSER = '<button name="language" value="wuu" lang="wuu">上海闲话（初稿）</button>'


def lacking(*, plural: bool) -> tuple[str, ...]:
    """A text, with its plural, that Shanghainese does not say."""
    kept = translations.read("wuu", "django")
    return next(
        (one.id,) if isinstance(one.id, str) else tuple(one.id)
        for one in kept
        if one.id
        and not one.context
        and "%" not in str(one.id).replace("%(num)s", "")
        and isinstance(one.id, tuple) is plural
        and not any((one.string,) if isinstance(one.string, str) else one.string or ())
    )


def read_by(who: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    if who == "keeper":
        client.force_login(make.keeper())
    elif who != "stranger":
        client.force_login(make.person(role=Role.MODERATOR if who == "moderator" else Role.MEMBER))
    return client


@pytest.mark.parametrize(("code", "those"), [("wuu", ("wuu", "zh-hans")), ("zh-hans", ("zh-hans",)), ("en", ("en",))])
def test_whose_sentences_a_reader_gets(code, those):
    assert chain(code) == those


def test_what_is_written_in_characters():
    assert [code for code in ("zh-hans", "zh-Hans", "wuu", "en") if is_chinese(code)] == ["zh-hans", "zh-Hans", "wuu"]


def test_what_it_lacks_is_said_in_chinese_never_in_english():
    (one,), (several, many) = lacking(plural=False), lacking(plural=True)
    with translation.override("zh-hans"):
        chinese, counted = gettext(one), ngettext(several, many, 3)
    with translation.override("wuu"):
        assert gettext("Rooms") == "茶厅"
        assert gettext("Nobody sits here yet") == "还呒没人在座"
        assert (
            ngettext("%(num)s hour", "%(num)s hours", 1)
            == ngettext("%(num)s hour", "%(num)s hours", 2)
            == "%(num)s个钟头"
        )
        assert (gettext(one), ngettext(several, many, 3)) == (chinese, counted)
        assert gettext("This field is required.") == "这个字段是必填项。"
    assert not chinese.isascii()
    assert not counted.isascii()


def test_scripts_get_the_same_chain():
    with translation.override("zh-hans"):
        chinese = json.loads(words.catalogue())
    with translation.override("wuu"):
        shanghainese = json.loads(words.catalogue())
    assert shanghainese.keys() == chinese.keys()
    assert shanghainese["Answer"] == "回一句"
    assert shanghainese["{count} person has voted"] == ["{count}个人投了票"]


def test_a_word_of_scripts_that_it_lacks_is_chinese(tmp_path, settings):
    for locale, texts in {"zh_Hans": {"Send": "送出", "Quiet": "安静"}, "wuu": {"Send": "送出去"}}.items():
        catalogue = Catalog(locale=locale)
        for text, said in texts.items():
            catalogue.add(text, said)
        folder = tmp_path / locale / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "djangojs.mo").open("wb") as file:
            write_mo(file, catalogue)
    settings.LOCALE_PATHS = [tmp_path]
    words._catalogue.cache_clear()
    try:
        with translation.override("wuu"):
            assert json.loads(words.catalogue()) == {"Send": "送出去", "Quiet": "安静"}
    finally:
        words._catalogue.cache_clear()


def test_django_knows_how_it_is_called():
    assert get_language_info("wuu")["name_local"] == "上海闲话"


GUESTS_READ = re.compile(
    r"server/templates/server/(entrance|about|install|offline)|people/templates|chat/(templates|static)|web/templates"
    r"|chat/refusals"
)


def test_guests_are_spoken_to_in_it():
    """What is for keepers and moderators may stay Chinese. Of what guests read, new sentences may wait for a while."""
    read = [
        bool(one.string and all(one.string))
        for domain in translations.DOMAINS
        for one in translations.read("wuu", domain)
        if one.id and any(GUESTS_READ.search(file) for file, _line in one.locations)
    ]
    assert len(read) > 500
    assert read.count(False) <= len(read) / 5


@pytest.mark.django_db
@pytest.mark.parametrize("who", READERS)
def test_everybody_may_choose_it_and_reads_it_from_then_on(who):
    make.house()
    client = read_by(who)
    assert CHOOSER in client.get("/about/").content.decode()
    assert client.post("/language/", {"language": "wuu", "next": "/about/"}).status_code == 302
    answer = client.get("/about/")
    page = answer.content.decode()
    assert '<html lang="wuu"' in page
    assert answer.headers["Content-Language"] == "wuu"
    assert '<span lang="wuu" aria-current="true">上海闲话（初稿）</span>' in page
    assert "关于这间茶楼" not in page
    assert "关于搿爿茶楼" in page
    if who != "stranger":
        assert Person.objects.get(language="wuu").pk


@pytest.mark.django_db
def test_that_it_is_a_draft_stands_where_the_house_tells_of_itself():
    house = make.house()
    in_chinese = Client(headers={"accept-language": "zh-CN"})
    assert "还是初稿" in in_chinese.get("/about/").content.decode()
    House.objects.filter(pk=house.pk).update(languages="zh-hans en")
    page = in_chinese.get("/about/").content.decode()
    assert "还是初稿" not in page
    assert "上海闲话" not in page
    assert Client(headers={"accept-language": "wuu"}).get("/about/").headers["Content-Language"] == "zh-Hans"


@pytest.mark.django_db
def test_strangers_pages_say_in_a_language_that_others_know_what_they_are_written_in():
    make.house()
    page = Client(headers={"accept-language": "wuu"}).get("/").content.decode()
    assert '<html lang="wuu"' in page
    assert '<meta property="og:locale" content="zh_CN">' in page


@pytest.mark.django_db
def test_the_help_is_chinese_and_the_houses_own_words_go_first():
    make.house()
    reader = Client(headers={"accept-language": "wuu"})
    assert 'lang="zh-Hans"' in reader.get("/help/manners/").content.decode()
    house_help.write_help(by=make.keeper(), slug="manners", language="zh-hans", title="规矩", text="先听听。", at=now())
    page = reader.get("/help/manners/").content.decode()
    assert '<div class="answer" lang="zh-Hans"><p>先听听。</p></div>' in page
