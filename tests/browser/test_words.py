"""What people do with words besides saying them: answers without words and with, each page alive beside a fresh one."""

import re

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
    # A cup that comes before an edit which is still on its way is not taken for the newest: the edit would be ignored.
    early = {"seq": 1, "was": 90, "change": 91, "kind": "cup", "person": fu.id, "on": True, "reactions": {"cup": 9}}
    assert not his.evaluate("one => document.querySelector('chalou-room').said.reactions.hear(one, 7)", early)
    expect(his.locator("#m1 .reaction[data-kind=cup] .num")).to_have_text("1")
    assert his.locator("#m1").get_attribute("data-change") != "91"


def act(page: Page, seq: int, name: str) -> None:
    """Do something from the menu of a message."""
    page.locator(f"#m{seq} .turn__said").hover()
    page.locator(f"#m{seq} .turn__more").click()
    page.locator(f"#m{seq} [data-act={name}]").click()


def test_two_answer_each_other(demo: Demo, visit: Visit):
    yulan, fu = demo.beside.person("沈玉兰", cup="white"), demo.beside.person("阿福", cup="black")
    room = demo.beside.room(yulan, fu)
    hers, his = enter(visit(yulan), demo.house, room), enter(visit(fu, language="en-GB"), demo.house, room)
    say(hers, "岩茶怎么存？")
    menu(his, "岩茶怎么存？").locator("[data-act=answer]").click()
    expect(his.locator("#say")).to_be_focused()
    # What is answered is kept with the draft.
    his.locator("#say").fill("锡罐。")
    his.reload()
    expect(his.locator(".answering")).to_contain_text("沈玉兰")
    his.locator("#say").press("Enter")
    expect(his.locator(".answering")).to_have_count(0)
    quote = hers.locator("#m2 .turn__quote")
    expect(quote).to_contain_text("岩茶怎么存？")
    quote.click()
    expect(hers.locator("#m1")).to_have_class("turn turn--marked")
    # By the keyboard, and thought better of.
    hers.locator("#m2 .turn__more").focus()
    hers.keyboard.press("r")
    expect(hers.locator(".answering")).to_contain_text("锡罐。")
    hers.locator(".answering__drop").click()
    expect(hers.locator(".answering")).to_have_count(0)
    act(hers, 1, "edit")
    hers.locator(".mend textarea").fill("白茶怎么存？")
    hers.locator(".mend textarea").press("Enter")
    for page in (hers, his):
        expect(page.locator("#m2 .turn__quote")).to_contain_text("白茶怎么存？")
        expect_as_fresh(page)
    # Copied as text, an answer is who, when and the words, without what it answers.
    hers.context.grant_permissions(["clipboard-read", "clipboard-write"])
    act(hers, 2, "copy-text")
    expect(hers.locator(".place__line")).not_to_be_empty()
    copied = hers.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"阿福 \d{4}年\d+月\d+日 \d\d:\d\d\n锡罐。\n", copied)
    act(hers, 1, "take-back")
    hers.locator("dialog .btn--grave").click()
    for page in (hers, his):
        expect(page.locator("#m2 .turn__quote[data-gone]")).to_be_visible()
        assert "白茶" not in page.locator(".talk").inner_text()
        expect_as_fresh(page)


def test_one_is_named_and_finds_where(demo: Demo, visit: Visit):
    man, fu = demo.beside.person("林小满", cup="white"), demo.beside.person("阿福", cup="black")
    here, there = demo.beside.room(man, fu, name="这边"), demo.beside.room(man, fu, name="那边")
    hers, his = enter(visit(man), demo.house, here), enter(visit(fu), demo.house, there)
    field = his.locator("#say")
    field.press_sequentially("请@lxm")
    expect(his.locator(".picker [role=option][aria-selected=true]")).to_have_text("林小满")
    field.press("Escape")
    expect(his.locator(".picker")).to_be_hidden()
    field.press("Backspace")
    expect(his.locator(".picker [role=option]")).to_have_count(1)
    field.press("Enter")
    expect(field).to_have_value("请@林小满 ")
    field.press("Enter")
    expect(his.locator("#m1 .mention")).to_have_attribute("data-person", str(man.id))
    expect(his.locator("#m1 .mention--me")).to_have_count(0)
    # In another room she sees that she is named, and goes there.
    mark = hers.locator(f".rooms [data-room='{there}'] .named")
    expect(mark).to_be_visible()
    expect_as_fresh(hers)
    mark.click()
    expect(hers.locator("#m1 .mention--me")).to_be_visible()
    expect(hers.locator(".rooms .named")).to_have_count(0)
