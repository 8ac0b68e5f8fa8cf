"""Two people and a thanks: given from the menu of a message, read as a word of the house, and found on the page."""

from playwright.sync_api import expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, path_of


def test_somebody_is_thanked_for_what_they_said_and_reads_it(demo: Demo, visit: Visit):
    yulan, fu = demo.beside.person("沈玉兰", seat="elder"), demo.beside.person("阿福", seat="newcomer")
    room = demo.beside.room(yulan, fu)
    demo.beside.post(yulan, room, "盖碗要先温。")
    his = enter(visit(fu), demo.house, room)
    his.locator("#m1 .turn__more").click()
    his.get_by_role("link", name="谢茶").click()
    assert path_of(his) == f"/rooms/{room}/1/thanks/"
    his.get_by_label("谢什么").fill("照着做，真的不烫手了。")
    his.get_by_role("button", name="谢沈玉兰").click()
    expect(his.get_by_role("button", name="收回")).to_be_visible()

    hers = visit(yulan)
    hers.goto(f"{demo.house.address}/rooms/")
    hers.locator(".top__told a[href='/notices/']").click()
    expect(hers.locator(".fresh")).to_contain_text(["阿福谢你一杯茶"])
    expect(hers.locator(".fresh")).to_contain_text(["照着做，真的不烫手了。"])
    hers.get_by_role("link", name="盖碗要先温。").click()
    assert path_of(hers) == f"/rooms/{room}/1/"

    his.goto(f"{demo.house.address}/people/{yulan.id}/")
    expect(his.locator("main")).to_contain_text("1位茶友谢过")
    his.goto(f"{demo.house.address}/rooms/{room}/1/thanks/")
    his.get_by_role("button", name="收回").click()
    expect(his.get_by_text("还没有人谢过")).to_be_visible()
