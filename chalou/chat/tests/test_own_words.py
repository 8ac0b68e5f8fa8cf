"""Where the keeper words it: their own in the place of ours."""

from dataclasses import replace

import pytest
from django.test import Client

from chalou.chat import actions
from chalou.chat.models import Access
from chalou.foundation.clock import now
from chalou.house import queries as house
from chalou.house.actions import change_customs
from chalou.house.rules.customs import Customs, Mode, Seat, Text
from tests import making as make

pytestmark = pytest.mark.django_db

WORDS = {text: {"zh-hans": f"掌柜说：{text}"} for text in Text}


@pytest.fixture
def newcomer():
    make.house()
    customs = replace(house.the_customs(), words=WORDS)
    change_customs(customs=customs, instead_of=house.newest_version().number, by=make.keeper().id, at=now())
    room = make.room(access=Access.PUBLIC)
    person = make.person(joins=room, seat=Seat.NEWCOMER, language="zh-hans")
    browser = Client()
    browser.force_login(person)
    return browser, room


def test_each_stands_where_it_is_said_to(newcomer):
    browser, room = newcomer
    keeper = make.keeper()
    shown = {Text.SEATS: browser.get("/seats/"), Text.FIRST: browser.get("/welcome/1/")}
    actions.set_mode(by=keeper, room_id=room.id, mode=Mode.LISTENING, at=now())
    make.message(by=keeper, room=room)
    shown[Text.LISTENING] = browser.get(f"/rooms/{room.id}/")
    shown[Text.WELCOME] = shown[Text.LISTENING]
    actions.set_mode(by=keeper, room_id=room.id, mode=Mode.OPEN, at=now())
    make.floor(by=keeper, room=room, teller=keeper)
    shown[Text.STORY] = browser.get(f"/rooms/{room.id}/")
    assert [text for text, page in shown.items() if f"掌柜说：{text}" not in page.content.decode()] == []
    assert shown.keys() == set(Text)


def test_shanghainese_falls_back_to_chinese_and_nobody_else_does():
    customs = Customs(words={Text.SEATS: {"zh-hans": "慢慢来"}})
    said = {language: customs.own_words(Text.SEATS, language) for language in ("zh-hans", "wuu", "en")}
    assert said == {"zh-hans": "慢慢来", "wuu": "慢慢来", "en": ""}
