"""The front of the house: what a stranger, an invited guest and a member find at the entrance."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.template import engines
from django.utils import translation

from chalou.chat.queries import Announced, GoingOn, News, OpenRoom, OpenTable
from chalou.foundation.ids import RoomId, ThreadId
from chalou.foundation.text.markdown import to_html
from chalou.foundation.web.outside import Outside
from chalou.house.queries import AtTheDoor
from chalou.people.queries import OrderKeeper

HOUSE = SimpleNamespace(name="九曲茶楼", tagline="吃茶，讲古。", is_demo=False, way_in="open", sign="", is_listed=True)
MEMBER = SimpleNamespace(
    name="阿福", is_keeper=False, keeps_order=False, unread_notices=0, theme="", text_size="", motion=""
)
EVENING = datetime(2021, 11, 22, 11, 42, tzinfo=UTC)
FRONT = OpenRoom(RoomId(1), "<前厅>", "Slow answers.", seated_count=3, last_at=EVENING)
ROOMS = GoingOn((FRONT,), (), (), None)
QUIET = GoingOn((), (), (), None)
KEEPERS = (OrderKeeper("顾松年", "green", "keeper"), OrderKeeper("惠珍", "oolong", "moderator"))


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
        "has_draft": False,
    }
    return str(engines["jinja2"].get_template(template).render(known | more))


def entrance(
    going_on: GoingOn = ROOMS, *, reader: object = None, welcome: str = "", question: str = "", **of_house: object
) -> str:
    return shown(
        "server/entrance.html",
        house=SimpleNamespace(**vars(HOUSE) | of_house),
        reader=reader,
        door=AtTheDoor(welcome, question, ""),
        welcome=to_html(welcome),
        going_on=going_on,
        keepers=KEEPERS,
        base=lambda: "https://tea.example",
        outside=Outside("/", "吃茶，讲古。", is_listed=True),
    )


def test_a_stranger_is_led_to_the_open_rooms_and_to_the_door():
    html = entrance()
    assert '<a class="line__name" href="/rooms/1/" lang="zh-Hans">&lt;前厅&gt;</a>' in html
    assert '<p class="small" lang="en">Slow answers.</p>' in html
    assert "3 sit here" in html
    assert 'href="/join/"' in html
    assert "Your first visit" in html


def test_a_house_by_invitation_offers_no_joining():
    html = entrance(way_in="invitation")
    assert 'href="/join/"' not in html
    assert "by invitation" in html


def test_a_house_by_approval_says_what_will_be_asked():
    html = entrance(way_in="approval", question="谁介绍你来的？")
    assert 'href="/join/"' in html
    assert "Ask to be let in" in html
    assert '<q lang="zh-Hans">谁介绍你来的？</q>' in html


def test_a_member_is_led_to_the_rooms_and_told_in_a_line_what_is_new():
    new = GoingOn((FRONT,), (), (), News(messages=12, rooms=2, is_named=True))
    html = entrance(new, reader=MEMBER)
    assert 'btn--main btn--l" href="/rooms/"' in html
    assert "12 new for you in 2 rooms" in html
    assert "Somebody has named you." in html
    assert "Your first visit" not in html
    assert "Nothing new for you" in entrance(GoingOn((FRONT,), (), (), News(0, 0, is_named=False)), reader=MEMBER)


def test_tables_and_announcements_say_where_they_are_and_when():
    table = OpenTable(ThreadId(7), RoomId(1), "岩茶厅", "Storing <rock> tea", EVENING)
    told = Announced(RoomId(1), "岩茶厅", 5, "惠珍", "礼拜三换井水。", EVENING)
    html = entrance(GoingOn((FRONT,), (table,), (told,), None))
    assert 'href="/rooms/1/threads/7/" lang="en">Storing &lt;rock&gt; tea</a>' in html
    assert 'href="/rooms/1/5/"' in html
    assert "礼拜三换井水。" in html
    assert html.count('data-form="lately"') == 3
    assert "Going on" not in entrance()


def test_the_welcome_is_what_the_keeper_wrote_and_nothing_else():
    html = entrance(welcome="水一直烧着。\n\n<script>alert(1)</script> [掌柜](https://tea.example)")
    assert "<p>水一直烧着。</p>" in html
    assert "<script>alert" not in html
    assert 'rel="nofollow noopener noreferrer ugc"' in html
    assert "gate__welcome" in html
    assert "front__welcome" in entrance(welcome="慢慢来。" * 60)


def test_who_keeps_the_house_is_named():
    html = entrance()
    assert '<b lang="zh-Hans">顾松年</b> <span class="meta">keeper</span>' in html
    assert '<b lang="zh-Hans">惠珍</b> <span class="meta">moderator</span>' in html


@pytest.mark.parametrize("reader", [None, MEMBER])
def test_where_no_room_is_open_the_entrance_says_so(reader):
    assert "No room is open at the door" in entrance(QUIET, reader=reader)


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
