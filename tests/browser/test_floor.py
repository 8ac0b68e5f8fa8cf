"""Three people at a telling: one tells, one raises a hand, one listens and asks at the side."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, expect_as_fresh, go, path_of, said, say


def raises(page: Page) -> None:
    page.get_by_role("button", name="举手").click()


def test_one_tells_one_goes_on_one_asks_at_the_side(demo: Demo, visit: Visit):
    yulan, gu, fu = (demo.beside.person(name) for name in ("沈玉兰", "顾松年", "阿福"))
    room = demo.beside.room(yulan, gu, fu, host=yulan)
    hers, his, listens = (enter(visit(one), demo.house, room) for one in (yulan, gu, fu))
    setting = hers.context.new_page()
    go(setting, demo.house, f"/rooms/{room}/floor/")
    setting.get_by_label("讲什么").fill("十六铺的老虎灶")
    setting.get_by_label("谁来讲").select_option(label="顾松年")
    setting.locator("main form .btn--main").click()

    # Everybody sees at once who tells; only he speaks.
    for page in (hers, his, listens):
        expect(page.locator(".floor__title")).to_have_text("十六铺的老虎灶")
        expect(page.locator(".floor__who b")).to_have_text("顾松年")
    expect(his.locator("#floor-foot")).to_contain_text("讲台上是你")
    say(his, "外婆家楼下就是老虎灶。")
    expect(said(listens, "外婆家楼下就是老虎灶。")).to_be_visible()

    # A question waits at the side, for who collects them and who asked.
    listens.locator("#say").fill("一瓶水几分钱？")
    listens.get_by_role("button", name="当作提问").click()
    expect(listens.locator("#say")).to_have_value("")
    for page in (hers, his, listens):
        expect(page.locator(".floor__more > summary")).to_contain_text("旁边有1句话")
    his.locator(".floor__more > summary").click()
    expect(his.locator(".aside__words")).to_have_text("一瓶水几分钱？")
    expect(said(hers, "一瓶水几分钱？")).to_have_count(0)

    # Hands in order; the next goes on.
    raises(hers)
    expect(hers.locator("#floor-foot")).to_contain_text("下一位就是你")
    raises(listens)
    expect(listens.locator("#floor-foot")).to_contain_text("排第2位")
    listens.get_by_role("button", name="放下手").click()
    expect(his.locator(".queue li")).to_have_count(1)
    his.get_by_role("button", name=re.compile("讲完了，交给沈玉兰")).click()
    for page in (hers, his, listens):
        expect(page.locator(".floor__who b")).to_have_text("沈玉兰")
    say(hers, "我接着讲：一分洋钿一瓶。")
    expect(said(his, "我接着讲：一分洋钿一瓶。")).to_be_visible()
    expect(his.locator("form.speak")).to_have_class(re.compile("is-aside"))
    for page in (hers, his, listens):
        expect_as_fresh(page)

    # Over: the words at the side are let into the talk, and what was told is kept by who told it.
    hers.locator(".floor__more > summary").click()
    hers.get_by_role("button", name="结束讲古").click()
    hers.wait_for_url(re.compile(r"/floor/\d+/$"))
    expect(listens.locator(".floor--over")).to_contain_text("讲完了")
    expect(listens.locator("form.speak")).not_to_have_class(re.compile("is-aside"))
    hers.get_by_role("button", name="全都放进厅里").click()
    expect(said(listens, "一瓶水几分钱？")).to_be_visible()
    hers.get_by_role("button", name="留下来").click()
    expect(hers.get_by_text("这一段留着")).to_be_visible()
    listens.locator(".floor--over a").click()
    expect(listens.locator(".story__words")).to_have_text(["我接着讲：一分洋钿一瓶。"])
    assert demo.beside.texts(room) == ["外婆家楼下就是老虎灶。", "我接着讲：一分洋钿一瓶。", "一瓶水几分钱？"]


def test_who_loses_the_line_finds_floor_and_place_as_they_were(demo: Demo, visit: Visit):
    yulan, gu, fu = (demo.beside.person(name) for name in ("沈玉兰", "顾松年", "阿福"))
    room = demo.beside.room(yulan, gu, fu, host=yulan)
    demo.beside.ask("open_floor", by=yulan.id, room=room, teller=gu.id, title="斗茶")
    his, listens = enter(visit(gu), demo.house, room), enter(visit(fu), demo.house, room)
    raises(listens)
    expect(listens.locator("#floor-foot")).to_contain_text("下一位就是你")
    for page in (his, listens):
        page.context.set_offline(True)
        expect(page.locator(".place__line")).to_contain_text("断了")
    say(his, "断了线也接着讲。")
    demo.beside.ask("raise_hand", by=yulan.id, room=room)
    listens.locator("#say").fill("先写着")
    for page in (his, listens):
        page.context.set_offline(False)
        expect(said(page, "断了线也接着讲。")).to_be_visible()
        expect(page.locator(".floor__more > summary")).to_contain_text("2位举着手")
    expect(his.locator("#floor-foot")).to_contain_text("讲台上是你")
    expect(listens.locator("#floor-foot")).to_contain_text("下一位就是你")
    expect(listens.locator("#say")).to_have_value("先写着")
    for page in (his, listens):
        expect_as_fresh(page)


def test_a_telling_without_scripts(demo: Demo, visit: Visit):
    yulan, fu = demo.beside.person("沈玉兰"), demo.beside.person("阿福")
    room = demo.beside.room(yulan, fu, host=yulan)
    demo.beside.ask("open_floor", by=yulan.id, room=room, teller=yulan.id, title="听松")
    # On a phone nothing moves away under the thumb when it goes from the field to a button below it.
    page, hers = (visit(one, java_script_enabled=False, phone=one is fu) for one in (fu, yulan))
    go(hers, demo.house, f"/rooms/{room}/")
    hers.locator("#say").fill("松风里煮水。")
    hers.locator(".send").click()
    go(page, demo.house, f"/rooms/{room}/")
    expect(page.locator(".turn__said")).to_have_text(["松风里煮水。"])
    page.locator("#say").fill("哪座山？")
    page.get_by_role("button", name="当作提问").click()
    page.locator(".floor__more > summary").click()
    expect(page.locator(".aside__words")).to_have_text("哪座山？")
    raises(page)
    expect(page.locator("#floor-foot")).to_contain_text("下一位就是你")
    go(hers, demo.house, f"/rooms/{room}/")
    hers.get_by_role("button", name="讲完了，交给阿福").click()
    go(page, demo.house, f"/rooms/{room}/")
    page.locator("#say").fill("我家后山也有松。")
    page.locator(".send").click()
    expect(page.locator(".turn__said")).to_have_text(["松风里煮水。", "我家后山也有松。"])
    go(hers, demo.house, f"/rooms/{room}/")
    hers.locator(".floor__more > summary").click()
    hers.get_by_role("button", name="结束讲古").click()
    assert re.fullmatch(rf"/rooms/{room}/floor/\d+/", path_of(hers))
    hers.get_by_role("button", name="留下来").click()
    expect(hers.get_by_text("这一段留着")).to_be_visible()
    hers.get_by_role("link", name="改一改").click()
    hers.get_by_label("你的这一段").fill("松风里，煮一壶水。")
    hers.get_by_role("button", name="就这样留下").click()
    expect(hers.locator(".story__words")).to_have_text(["松风里，煮一壶水。"])
    hers.get_by_role("button", name="收回").click()
    expect(hers.get_by_text("收回了")).to_be_visible()
