"""More than "nice tea": somebody is asked, answers with a tap, sends; and is left alone when they say so."""

import re
from typing import Any
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, said

CHINESE = ("这茶不错", "产地：", "福鼎", "明天几点开门", "为什么问？", "以后别问我了", "撤销")
ENGLISH = ("Nice tea!", "From: ", "Fuding", "When do you open", "Why do you ask?", "Do not ask me any more", "Undo")


@pytest.mark.parametrize(("browser", "words"), [({"phone": True}, CHINESE), ({"language": "en-GB"}, ENGLISH)])
def test_one_tap_adds_a_line_and_one_more_switches_it_off(
    demo: Demo, visit: Visit, browser: dict[str, Any], words: tuple[str, ...]
):
    nice, line, place, other, why, no_more, undo = words
    ming = demo.beside.person("阿明")
    room = demo.beside.room(ming)
    page = enter(visit(ming, **browser), demo.house, room)
    field, asked = page.locator("#say"), page.locator("section.more-tea")
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.post_data or "") if "/substance/" in request.url else None)

    field.press_sequentially(nice)
    expect(asked.locator("[data-line]")).to_have_count(4)
    # What is about other things ends it, and is not shown to the house.
    field.fill(other)
    expect(asked).to_have_count(0)
    field.fill(nice)
    expect(asked.locator("[data-line]")).to_have_count(4)
    assert not [body for body in posted if quote_plus(other) in body]
    expect(page.locator("form.speak > [role=status]")).not_to_be_empty()
    asked.locator(f'[data-line="{line}"]').click()
    expect(field).to_have_value(f"{nice}\n{line}")
    expect(field).to_be_focused()
    page.keyboard.type(place)
    # The house looks again: three things are left, one of which is begun and not filled.
    expect(asked.locator("[data-line]")).to_have_count(3)
    asked.locator("[data-line]").last.click()
    page.locator(".send").click()
    expect(said(page, place)).to_be_visible()
    assert demo.beside.texts(room) == [f"{nice}\n{line}{place}"]
    expect(asked).to_have_count(0)

    # Sending is sending, asked or not.
    field.fill(nice)
    expect(asked).to_be_visible()
    asked.get_by_role("button", name=why).click()
    asked.get_by_role("button", name=no_more).click()
    expect(page.get_by_role("button", name=undo)).to_be_visible()
    expect(asked).to_have_count(0)
    page.locator(".send").click()
    expect(said(page, nice)).to_have_count(2)
    page.reload()
    expect(page.locator("form.speak")).not_to_have_attribute("data-asks", re.compile(".*"))
