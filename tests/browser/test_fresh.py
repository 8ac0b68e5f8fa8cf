"""Live = fresh: a page that has been open all along shows what the same person sees who has just come."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.beside import Beside, Somebody
from tests.browser.conftest import Demo, Visit
from tests.browser.pages import as_seen, enter, expect_as_fresh, go, is_quiet, menu, said, say, seqs
from tests.house import OpenedHouse


def edit(page: Page, text: str, to: str) -> None:
    """Mend a message where it stands."""
    menu(page, text).locator("[data-act=edit]").click()
    field = page.locator(".mend textarea")
    field.fill(to)
    field.press("Enter")
    expect(page.locator(".mend")).to_have_count(0)


def take_back(page: Page, text: str) -> None:
    menu(page, text).get_by_role("button").last.click()
    page.locator("dialog .btn--grave").click()
    expect(page.locator("dialog")).to_have_count(0)


def two(demo: Demo, visit: Visit, *, language: str = "zh-CN") -> tuple[Page, Page, int]:
    """Two people in a room of their own, both pages alive."""
    yulan, fu = demo.beside.person("沈玉兰", cup="white"), demo.beside.person("阿福", cup="black")
    room = demo.beside.room(yulan, fu)
    return (
        enter(visit(yulan, language=language), demo.house, room),
        enter(visit(fu, language=language), demo.house, room),
        room,
    )


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_after_posts_edits_and_take_backs(demo: Demo, visit: Visit, language: str):
    yulan, fu, _ = two(demo, visit, language=language)
    say(yulan, "头道洗茶。")
    say(yulan, "二道才吃。")
    expect(said(fu, "二道才吃。")).to_be_visible()
    say(fu, "我头道也吃。")
    say(fu, "这句讲错了")
    expect(said(yulan, "这句讲错了")).to_be_visible()
    edit(yulan, "头道洗茶。", "头道**醒茶**。")
    take_back(fu, "这句讲错了")
    say(fu, "当我没讲。")
    for page in (yulan, fu):
        expect(said(page, "当我没讲。")).to_be_visible()
        expect(page.locator(".turn__edited")).to_have_count(1)
        expect(page.locator(".turn__gone")).to_have_count(1)
        is_quiet(page)
        expect_as_fresh(page)
        assert seqs(page) == [1, 2, 3, 4, 5]


def test_a_message_edited_twice_and_then_taken_back(demo: Demo, visit: Visit):
    yulan, fu, _ = two(demo, visit)
    say(yulan, "一")
    expect(said(fu, "一")).to_be_visible()
    edit(yulan, "一", "一、二")
    edit(yulan, "一、二", "一、二、三")
    expect(said(fu, "一、二、三")).to_be_visible()
    expect_as_fresh(yulan)
    expect_as_fresh(fu)
    take_back(yulan, "一、二、三")
    expect(fu.locator(".turn__gone")).to_have_count(1)
    expect_as_fresh(yulan)
    expect_as_fresh(fu)


def test_markdown_and_what_looks_like_code(demo: Demo, visit: Visit):
    yulan, fu, _ = two(demo, visit)
    for text in (
        "1. 烫杯\n2. 投茶\n3. 出汤",
        "> 岩韵在哪里？\n\n在喉咙口。",
        "`<script>alert(1)</script>`",
        "<b onclick=alert(1)>不粗</b> & <img src=x onerror=alert(1)>",
        "*轻* **重** ~~不要了~~ https://example.org/岩茶?a=1&b=2",
        "[点我](javascript:alert(1))",
        "Last line, in English.",
    ):
        say(yulan, text)
    expect(said(fu, "Last line, in English.")).to_be_visible()
    expect(said(yulan, "Last line, in English.")).to_be_visible()
    expect(fu.locator(".talk__list script, .talk__list img, .talk__list [onclick]")).to_have_count(0)
    expect_as_fresh(yulan)
    expect_as_fresh(fu)


def test_people_who_sit_down_and_leave(demo: Demo, visit: Visit):
    yulan, fu, room = two(demo, visit)
    hehe = demo.beside.person("禾禾", cup="empty")
    guest = enter(visit(hehe), demo.house, room)
    guest.locator(".place form button").click()
    expect(guest.locator("#say")).to_be_visible()
    say(guest, "大家好，我坐边上。")
    expect(said(yulan, "大家好，我坐边上。")).to_be_visible()
    expect_as_fresh(yulan)
    guest.locator(".side__leave button").click()
    expect(guest.locator(".place .listen")).to_be_visible()
    say(fu, "慢走。")
    # Whoever has left still reads along.
    expect(said(guest, "慢走。")).to_be_visible()
    for page in (yulan, fu, guest):
        expect_as_fresh(page)


def test_a_room_that_its_host_renames(demo: Demo, visit: Visit):
    guo, fu = demo.beside.person("老顾", cup="dark"), demo.beside.person("阿福")
    room = demo.beside.room(fu, host=guo, name="旧名厅", purpose="旧的用处")
    listener, host = enter(visit(fu), demo.house, room), visit(guo)
    say(listener, "这间叫什么？")
    go(host, demo.house, f"/rooms/{room}/settings/")
    host.locator("[name=name]").fill("曦瓜厅")
    host.locator("[name=purpose]").fill("新的用处")
    host.locator("[name=access]").select_option("public")
    host.locator("main form .btn--main").click()
    expect(listener.locator(".talk__head h1")).to_have_text("曦(xī)瓜厅")
    expect_as_fresh(listener)
    go(host, demo.house, f"/rooms/{room}/settings/")
    host.locator("[name=purpose]").fill("")
    host.locator("[name=access]").select_option("members")
    host.locator("main form .btn--main").click()
    expect(listener.locator(".side__purpose")).to_be_hidden()
    expect_as_fresh(listener)


def test_figures_of_other_rooms(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    here, there = demo.beside.room(fu, yulan, name="这边"), demo.beside.room(fu, yulan, name="那边")
    reader = enter(visit(fu), demo.house, here)
    speaker = enter(visit(yulan), demo.house, there)
    for text in ("一", "二", "三"):
        say(speaker, text)
    expect(reader.locator(f'.rooms [data-room="{there}"] .num__count')).to_have_text("3")
    expect(reader).to_have_title("(3) 这边 · 九曲茶楼")
    expect_as_fresh(reader)
    # Read in another tab, the figure goes here too.
    enter(reader.context.new_page(), demo.house, there)
    expect(reader.locator(f'.rooms [data-room="{there}"] .num__count')).to_have_text("")
    expect_as_fresh(reader)


def test_a_reader_far_up_in_the_talk(house: OpenedHouse, beside: Beside, visit: Visit):
    fu, yulan = beside.person("阿福"), beside.person("沈玉兰")
    room = beside.room(fu, yulan)
    beside.talk([fu, yulan], room, 120)
    far_up = enter(visit(fu), house, room, "?at=20")
    before = seqs(far_up)
    assert before[-1] < 100
    speaker = enter(visit(yulan), house, room)
    say(speaker, "下面有新的")
    expect(said(speaker, "下面有新的")).to_be_visible()
    edit(speaker, "下面有新的", "下面有更新的")
    # What was said at the end is not pushed into the part that is read.
    expect(far_up.locator(".below")).to_be_visible()
    assert seqs(far_up) == before
    beside.ask("edit", by=yulan.id, room=room, seq=before[1], text="改过的第二句")
    expect(said(far_up, "改过的第二句")).to_be_visible()
    expect_as_fresh(far_up, but=("title", "rooms"))
    far_up.locator(".below").click()
    expect(said(far_up, "下面有更新的")).to_be_visible()
    expect_as_fresh(far_up)


def test_a_stranger_reads_a_public_room(house: OpenedHouse, beside: Beside, visit: Visit):
    fu: Somebody = beside.person("阿福")
    room = beside.room(fu, access="public")
    beside.talk([fu], room, 3)
    page = go(visit(), house, f"/rooms/{room}/")
    expect(page.locator(".talk__list .turn")).to_have_count(3)
    assert as_seen(page)["talk"] == as_seen(go(visit(), house, f"/rooms/{room}/"))["talk"]
    expect(page.locator("#say")).to_have_count(0)
    expect(page.locator(".place .listen")).to_be_visible()


def test_after_somebody_left_the_house(demo: Demo, visit: Visit):
    """It happens in another process, and no word of it comes."""
    yulan, ming = demo.beside.person("沈玉兰"), demo.beside.person("阿明")
    room = demo.beside.room(yulan, ming)
    page = enter(visit(yulan), demo.house, room)
    say(page, "今天这泡好。")
    expect(page.locator("#m1")).to_be_visible()
    demo.beside.post(ming, room, "我先走一步。")
    expect(said(page, "我先走一步。")).to_be_visible()
    say(page, "慢走。")
    expect(page.locator("#m3")).to_be_visible()
    # Written down as read: a page that loads anew before says what is new.
    expect_as_fresh(page)
    demo.beside.ask("leave_for_good", by=ming.id, keeps_words=True)
    name = page.locator("#m2 .turn__who b")
    expect(name).to_have_text("离席的茶友")
    is_quiet(page)
    expect_as_fresh(page)
    # A piece that comes later names them in no language.
    demo.beside.ask("react", by=yulan.id, room=room, seq=2, kind="leaf")
    expect(page.locator("#m2 [data-kind=leaf]")).to_be_visible()
    expect(name).to_have_text("离席的茶友")
    is_quiet(page)
    expect_as_fresh(page)
