"""Tables of a room: opened, talked at, put away, and messages that are moved to them, while others look on."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, expect_as_fresh, go, is_quiet, menu, said, say, seqs
from tests.house import OpenedHouse


def at_table(page: Page, house: OpenedHouse, room: int, thread: int) -> Page:
    return enter(page, house, room, f"threads/{thread}/")


def test_two_people_at_a_table_and_a_third_at_the_main_one(demo: Demo, visit: Visit):
    gu, fu, lin = demo.beside.person("老顾"), demo.beside.person("阿福"), demo.beside.person("林晚")
    room = demo.beside.room(gu, fu, lin, host=gu, name="岩茶间")
    main = enter(visit(lin), demo.house, room)
    opener = go(visit(gu), demo.house, f"/rooms/{room}/")
    opener.get_by_role("link", name="开一桌").click()
    opener.locator("[name=title]").fill("焙火的轻重")
    opener.locator("[name=tags]").fill("岩茶 焙火")
    with opener.expect_websocket():
        opener.locator("main form .btn--main").click()
    expect(opener.locator(".talk__head h1")).to_have_text("焙火的轻重")
    thread = int(opener.locator("chalou-room").get_attribute("data-thread") or 0)
    expect(main.locator(f'.tables [data-thread="{thread}"]')).to_be_attached()

    other = at_table(visit(fu), demo.house, room, thread)
    say(opener, "轻火喝香，足火喝水。")
    say(other, "我喝足火的。")
    expect(said(opener, "我喝足火的。")).to_be_visible()
    say(main, "大桌上还在等水开。")
    expect(said(main, "大桌上还在等水开。")).to_be_visible()
    is_quiet(other)
    assert (seqs(opener), seqs(other), seqs(main)) == ([1, 2], [1, 2], [3])
    # Who speaks at the small table hears of the main one by its figure only.
    expect(other.locator(f'.rooms [data-room="{room}"] .num__count')).to_have_text("1")
    for page in (main, other):
        expect_as_fresh(page)

    # What belongs at the small table is moved there.
    menu(enter(visit(gu), demo.house, room), "大桌上还在等水开。")
    demo.beside.ask("move", by=gu.id, room=room, seqs=[3], thread=thread)
    expect(said(other, "大桌上还在等水开。")).to_be_visible()
    expect(said(main, "大桌上还在等水开。")).to_have_count(0)
    assert (seqs(other), seqs(main)) == ([1, 2, 3], [])
    for page in (main, other):
        expect_as_fresh(page)


def test_a_table_that_is_named_anew_and_put_away_while_one_sits_there(demo: Demo, visit: Visit):
    gu, fu = demo.beside.person("老顾"), demo.beside.person("阿福")
    room = demo.beside.room(gu, fu, host=gu)
    thread = demo.beside.thread(fu, room, "旧题目")
    listener = at_table(visit(fu), demo.house, room, thread)
    host = go(visit(gu), demo.house, f"/rooms/{room}/threads/{thread}/settings/")
    host.locator("[name=title]").fill("新题目")
    host.locator("main form .btn--main").click()
    expect(listener.locator(".talk__head h1")).to_have_text("新题目")
    expect(listener).to_have_title("新题目 · 试茶间 · 九曲茶楼")
    go(host, demo.house, f"/rooms/{room}/threads/{thread}/settings/")
    host.get_by_role("button", name="收起这一桌").click()
    expect(listener.locator("#listen-archived")).to_be_visible()
    expect(listener.locator("#say")).to_have_count(0)
    expect_as_fresh(listener)
    go(host, demo.house, f"/rooms/{room}/threads/{thread}/settings/")
    host.get_by_role("button", name="重新打开").click()
    expect(listener.locator("#say")).to_be_visible()
    say(listener, "又能说话了。")
    expect(said(listener, "又能说话了。")).to_be_visible()
    expect_as_fresh(listener)
