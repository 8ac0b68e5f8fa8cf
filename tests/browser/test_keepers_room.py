"""Two people at a door that is opened by hand; and the sign over it."""

from playwright.sync_api import expect

from tests import making as make
from tests.browser.conftest import Demo, Visit
from tests.browser.looks import faults, too_wide
from tests.browser.pages import go
from tests.browser.test_pictures import file


def test_somebody_asks_is_let_in_and_takes_a_seat(demo: Demo, visit: Visit):
    keeper = go(visit(demo.beside.known("zhanggui")), demo.house, "/house/way-in/")
    try:
        keeper.locator("input[value=approval]").check()
        keeper.locator("#id_question").fill("谁带你来的？")
        keeper.locator("main form .btn--main").click()
        expect(keeper.locator(".notice--good")).to_be_visible()

        guest = go(visit(phone=True), demo.house, "/join/")
        assert (faults(guest), too_wide(guest)) == ([], [])
        guest.get_by_label("名字", exact=True).fill("林语堂")
        guest.get_by_label("登录名").fill("lin-yutang")
        guest.locator("#id_password").fill(make.PASSWORD)
        guest.get_by_label("谁带你来的？").fill("顾老师。")
        guest.locator("main form .btn--main").click()
        expect(guest.locator("h1")).to_have_text("门敲过了")

        go(keeper, demo.house, "/house/")
        keeper.locator("a[href='/house/asking/']").first.click()
        line = keeper.locator(".asks", has_text="林语堂")
        expect(line).to_contain_text("顾老师。")
        line.get_by_role("button", name="请进来").click()
        expect(keeper.locator(".notice--good")).to_be_visible()

        guest.reload()
        guest.locator("main .btn--main").click()
        expect(guest.locator("#id_login")).to_have_value("lin-yutang")
        guest.locator("#id_password").fill(make.PASSWORD)
        guest.locator("main form .btn--main").click()
        guest.wait_for_url("**/rooms/")
    finally:
        go(keeper, demo.house, "/house/way-in/").locator("input[value=open]").check()
        keeper.locator("main form .btn--main").click()
        expect(keeper.locator(".notice--good")).to_be_visible()


def test_a_sign_is_hung_seen_by_strangers_and_taken_down(demo: Demo, visit: Visit):
    keeper = go(visit(demo.beside.known("zhanggui"), phone=True), demo.house, "/house/words/")
    stranger = visit()
    keeper.locator("#id_picture").set_input_files([file("sign.png", make.picture_bytes(size=(1500, 800), form="PNG"))])
    keeper.locator("#id_alt").fill("临水的楼")
    keeper.get_by_role("button", name="挂上").click()
    expect(keeper.get_by_role("img", name="临水的楼")).to_be_visible()
    try:
        go(stranger, demo.house, "/")
        expect(stranger.get_by_role("img", name="临水的楼")).to_be_visible()
        stranger.wait_for_function("() => document.querySelector('img[src^=\"/sign/\"]').naturalWidth === 1280")
        assert too_wide(stranger) == []
    finally:
        keeper.get_by_role("button", name="取下来").click()
    expect(keeper.locator("main img")).to_have_count(0)
