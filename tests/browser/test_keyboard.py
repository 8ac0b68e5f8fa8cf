"""By keyboard alone."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, go, said

PASSWORD = "seven cups of old-tree tea"
FOCUS_IS_SEEN = """
() => {
  const one = document.activeElement;
  const isOutlined = (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "none" && outlineWidth !== "0px";
  };
  // The composer shows the focus of its field around the whole of itself.
  return one === document.body || isOutlined(one) || isOutlined(one.closest(".composer") ?? one);
}
"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; what has the focus on the way must show it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_IS_SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")


def test_one_signs_in_sits_down_speaks_and_opens_a_menu_by_keyboard_alone(demo: Demo, visit: Visit):
    fu = demo.beside.person("阿福", password=PASSWORD)
    yulan = demo.beside.person("沈玉兰")
    room = demo.beside.room(yulan)
    demo.beside.post(yulan, room, "坐呀。")
    page = visit()
    go(page, demo.house, f"/signin/?next=/rooms/{room}/")

    # The first stop leads past what stands on every page.
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    tab_to(page, "[name=login]")
    page.keyboard.type(fu.sign_in_name)
    tab_to(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/rooms/{room}/")

    tab_to(page, ".place form button")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_be_visible()
    tab_to(page, "#say")
    page.keyboard.type("我来了。")
    page.keyboard.press("Enter")
    expect(said(page, "我来了。")).to_be_visible()
    expect(page.locator("#say")).to_be_focused()


def test_the_menu_of_a_message_by_keyboard(demo: Demo, visit: Visit):
    fu = demo.beside.person("阿福")
    room = demo.beside.room(fu)
    demo.beside.post(fu, room, "写错了")
    page = enter(visit(fu), demo.house, room)
    tab_to(page, "#m1 .turn__more")
    expect(page.locator("#m1 .turn__more")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".turn__menu button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".turn__menu")).to_have_count(0)
    expect(page.locator("#m1 .turn__more")).to_be_focused()

    page.keyboard.press("Enter")
    tab_to(page, ".turn__menu [data-act=edit]")
    page.keyboard.press("Enter")
    field = page.locator(".mend textarea")
    expect(field).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("写对了")
    page.keyboard.press("Enter")
    expect(said(page, "写对了")).to_be_visible()
    expect(page.locator("#m1 .turn__more")).to_be_focused()

    page.keyboard.press("Enter")
    tab_to(page, ".turn__menu [data-act=take-back]")
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(said(page, "写对了")).to_be_visible()
