"""Three people: one tells of a message, a moderator decides, whoever wrote it reads why."""

from playwright.sync_api import expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, go, menu, said


def test_a_message_is_reported_taken_back_live_and_its_author_reads_why(demo: Demo, visit: Visit):
    ming, bad = demo.beside.person("阿明"), demo.beside.person("老顾")
    keeper = demo.beside.person("德生", role="moderator")
    room = demo.beside.room(ming, bad)
    demo.beside.post(bad, room, "加我，有好价")
    hers, his, desk = visit(ming), visit(bad), visit(keeper)
    enter(hers, demo.house, room)
    enter(his, demo.house, room)
    menu(hers, "加我").locator("a[href^='/report/']").click()
    hers.locator("button[name=kind]").first.click()
    expect(hers.locator(".notice--good")).to_be_visible()

    go(desk, demo.house, "/desk/")
    expect(desk.locator(".top__count").first).to_be_attached()
    desk.locator(".menu a", has_text="老顾").last.click()
    act = desk.locator(".act", has=desk.locator("button[value=take_back]"))
    act.locator("summary").click()
    act.locator("input[name=reason]").fill("茶馆不谈这个")
    act.locator("button").click()
    expect(desk.locator(".notice--good")).to_be_visible()

    expect(said(his, "加我")).to_have_count(0)
    go(his, demo.house, "/rooms/")
    his.locator(".top__told a[href='/notices/']").click()
    expect(his.locator("main")).to_contain_text("茶馆不谈这个")
    go(hers, demo.house, "/notices/")
    expect(hers.locator("main")).not_to_contain_text("茶馆不谈这个")
