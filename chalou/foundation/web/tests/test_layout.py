"""The frame of every page: with a house and without, for a stranger, a member, the keeper, and when nothing works."""

from types import SimpleNamespace

import pytest
from django.template import engines

from chalou.foundation.web.answers import bare_page

HOUSE = SimpleNamespace(name="九曲<茶楼", tagline="", is_demo=True, way_in="open")
AS_THE_DEVICE = {"theme": "", "text_size": "", "motion": "", "unread_notices": 0}
MEMBER = SimpleNamespace(name="阿福", is_keeper=False, keeps_order=False, **AS_THE_DEVICE)
KEEPER = SimpleNamespace(name="顾松年", is_keeper=True, keeps_order=True, **AS_THE_DEVICE)


def page(house: object = HOUSE, reader: object = None, **shown: object) -> str:
    known = {
        "house": house,
        "reader": reader,
        "language": "zh-hans",
        "html_lang": "zh-Hans",
        "languages": (("zh-hans", "简体中文"), ("en", "English")),
        "path": "/rooms/3/",
        "csrf_input": "",
        "cases_open": lambda: 3,
    }
    source = "{% extends 'web/layout.html' %}{% block title %}T{% endblock %}{% block main %}<p>M</p>{% endblock %}"
    return str(engines["jinja2"].from_string(source).render(known | shown))


def test_a_page_names_its_language_and_lets_one_skip_to_its_content():
    html = page()
    assert '<html lang="zh-Hans">' in html
    assert 'href="#main"' in html
    assert '<main id="main"' in html
    assert "<title>T · 九曲&lt;茶楼</title>" in html


@pytest.mark.parametrize(("reader", "ways"), [(None, 2), (MEMBER, 2), (KEEPER, 4)])
def test_the_ways_through_the_house_are_those_this_reader_has(reader, ways):
    html = page(reader=reader)
    bar = html[html.index('<nav class="bar"') :]
    assert bar.count("<a ") == ways
    assert bar.count("aria-current") == 1
    assert ("/house/" in bar) is (reader is KEEPER)
    assert ("/desk/" in bar) is ("top__count" in bar) is (reader is KEEPER)


def test_before_there_is_a_house_nothing_leads_into_it():
    html = page(house=None)
    assert "<nav" not in html
    assert "Chalou 茶楼" in html


def test_the_language_one_reads_is_marked_and_the_others_are_buttons():
    html = page()
    assert '<span lang="zh-Hans" aria-current="true">简体中文</span>' in html
    assert '<button name="language" value="en" lang="en">English</button>' in html
    assert '<input type="hidden" name="next" value="/rooms/3/">' in html


def test_a_page_that_asks_nobody_needs_no_request_and_no_database():
    answer = bare_page("server/error.html", status=500, title="A", text="B", back=None)
    assert answer.status_code == 500
    assert "no-store" in answer["Cache-Control"]
    assert b"<form" not in answer.content
