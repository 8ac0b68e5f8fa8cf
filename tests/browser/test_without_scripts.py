"""The same rooms where no script runs: everything works by forms and addresses."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import go, path_of


def turns(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".turn__said").all_inner_texts()]


def test_one_sits_down_speaks_edits_and_takes_back(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(yulan)
    demo.beside.post(yulan, room, "坐呀。")
    page = visit(fu, java_script_enabled=False)
    go(page, demo.house, f"/rooms/{room}/")
    assert turns(page) == ["坐呀。"]
    page.locator(".place form button").click()
    page.locator("#say").fill("谢谢，我坐边上。")
    page.locator(".send").click()
    assert turns(page) == ["坐呀。", "谢谢，我坐边上。"]
    assert page.url.endswith("#m2")

    page.locator("#m2 .turn__when").click()
    assert path_of(page) == f"/rooms/{room}/2/"
    page.locator(".one__form textarea").fill("谢谢，我坐当中。")
    page.locator(".one__form button").click()
    assert turns(page) == ["坐呀。", "谢谢，我坐当中。"]

    page.locator("#m2 .turn__when").click()
    page.locator("summary").click()
    page.locator("form[action*=take-back] button").click()
    assert turns(page)[0] == "坐呀。"
    assert "谢谢" not in page.locator(".talk").inner_text()
    assert demo.beside.texts(room) == ["坐呀。", ""]


def test_what_cannot_be_sent_comes_back_with_the_reason(demo: Demo, visit: Visit):
    fu = demo.beside.person("阿福")
    room = demo.beside.room(fu)
    page = visit(fu, java_script_enabled=False)
    go(page, demo.house, f"/rooms/{room}/")
    page.locator("#say").fill("   \n  ")
    page.locator(".send").click()
    expect(page.locator(".place__wrong")).to_be_visible()
    page.locator("#say").fill("转向\u202e的字")
    page.locator(".send").click()
    expect(page.locator(".place__wrong")).to_be_visible()
    expect(page.locator("#say")).to_have_value("转向\u202e的字")
    page.locator("#say").fill("这样就好了。")
    page.locator(".send").click()
    assert turns(page) == ["这样就好了。"]


def test_earlier_pages_and_people(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(fu, yulan)
    demo.beside.talk([fu, yulan], room, 120)
    page = visit(fu, java_script_enabled=False)
    go(page, demo.house, f"/rooms/{room}/")
    read: list[str] = []
    while True:
        read = turns(page) + read
        earlier = page.locator(".earlier a")
        if not earlier.count():
            break
        earlier.click()
    assert read == [f"第 {n} 泡" for n in range(1, 121)]
    page.locator(".later a").click()
    assert turns(page)[-1] == "第 120 泡"
    page.locator(".side a[href$='/people/']").click()
    expect(page.locator(".sitting li")).to_have_count(3)
