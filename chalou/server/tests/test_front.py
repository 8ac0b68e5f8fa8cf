"""The front of the house: what a stranger, an invited guest and a member find at the entrance."""

from types import SimpleNamespace

import pytest
from django.template import engines
from django.utils import translation

from chalou.chat.queries import RoomLine
from chalou.foundation.ids import RoomId

HOUSE = SimpleNamespace(name="九曲茶楼", tagline="吃茶，讲古。", is_demo=False, way_in="open", sign="")
MEMBER = SimpleNamespace(name="阿福", is_keeper=False, keeps_order=False, unread_notices=0)
FRONT = RoomLine(id=RoomId(1), name="<前厅>", purpose="Slow answers.", access="public", unread=0, is_member=False)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def shown(template: str, house: object = HOUSE, reader: object = None, **more: object) -> str:
    known = {
        "house": house,
        "reader": reader,
        "language": "en",
        "html_lang": "en",
        "languages": (("zh-hans", "简体中文"), ("en", "English")),
        "path": "/",
        "csrf_input": "",
    }
    return str(engines["jinja2"].get_template(template).render(known | more))


def test_a_stranger_is_led_to_the_open_rooms_and_to_the_door():
    html = shown("server/entrance.html", rooms=(FRONT,))
    assert '<a class="line__name" href="/rooms/1/" lang="zh-Hans">&lt;前厅&gt;</a>' in html
    assert '<p class="small" lang="en">Slow answers.</p>' in html
    assert 'href="/join/"' in html
    assert "Your first visit" in html


def test_a_house_by_invitation_offers_no_joining():
    html = shown(
        "server/entrance.html", house=SimpleNamespace(**vars(HOUSE) | {"way_in": "invitation"}), rooms=(FRONT,)
    )
    assert 'href="/join/"' not in html
    assert "by invitation" in html


def test_a_member_is_led_to_the_rooms():
    html = shown("server/entrance.html", reader=MEMBER, rooms=(FRONT,))
    assert 'btn--main btn--l" href="/rooms/"' in html
    assert "Your first visit" not in html


@pytest.mark.parametrize("reader", [None, MEMBER])
def test_where_no_room_is_open_the_entrance_says_so(reader):
    assert "No room is open at the door" in shown("server/entrance.html", reader=reader, rooms=())


def test_the_page_about_the_house_says_what_is_kept_and_which_version_it_is():
    html = shown("server/about.html", version="1.2.3", keepers=())
    assert "1.2.3" in html
    assert "Apache License 2.0" in html


def test_before_set_up_the_door_shows_where_the_key_fits():
    html = shown("server/not_open.html", house=None)
    assert 'href="/setup/"' in html


def test_an_error_escapes_what_it_says_and_leads_back():
    html = shown("server/error.html", status=404, title="<gone>", text="x", back=("/rooms/", "Back"))
    assert "<h1>&lt;gone&gt;</h1>" in html
    assert '<a class="btn btn--main" href="/rooms/">Back</a>' in html
