"""What people do with words besides saying them: answers without words, each page alive beside a fresh one."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, expect_as_fresh, menu, say


def test_two_raise_their_cups(demo: Demo, visit: Visit):
    yulan, fu = demo.beside.person("沈玉兰", cup="white"), demo.beside.person("阿福", cup="black")
    room = demo.beside.room(yulan, fu)
    hers: Page = enter(visit(yulan, phone=True), demo.house, room)
    his = enter(visit(fu, language="en-GB"), demo.house, room)
    say(his, "岩茶到了。")
    menu(his, "岩茶到了。").locator(".react [data-kind=cup]").click()
    expect(hers.locator("#m1 .reaction[data-kind=cup] .num")).to_have_text("1")
    # A tap shows who it was, and there she raises hers too.
    hers.locator("#m1 .reaction").tap()
    expect(hers.locator(".reacted__who")).to_contain_text("阿福")
    hers.locator(".reacted .react [data-kind=cup]").tap()
    hers.locator("#m1 .reaction").wait_for()
    for page in (hers, his):
        expect(page.locator("#m1 .reaction--mine .num")).to_have_text("2")
        expect_as_fresh(page)
    menu(his, "岩茶到了。").locator(".react [data-kind=cup]").click()
    menu(his, "岩茶到了。").locator(".react [data-kind=smile]").click()
    expect(hers.locator("#m1 .reaction")).to_have_count(2)
    expect(his.locator("#m1 .reaction--mine")).to_have_attribute("data-kind", "smile")
    for page in (hers, his):
        expect_as_fresh(page)
    # What another process did and told nobody is caught up, with whose it is.
    demo.beside.ask("react", by=fu.id, room=room, seq=1, kind="thanks")
    expect(his.locator("#m1 .reaction--mine")).to_have_count(2)
    for page in (hers, his):
        expect_as_fresh(page)
