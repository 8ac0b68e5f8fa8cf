"""Two people at one table."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, go, path_of, said, say, seqs


def test_two_guests_come_in_by_their_links_and_hear_each_other_at_once(demo: Demo, visit: Visit):
    wan, marta = visit(), visit(language="en-GB")
    for page, link in zip((wan, marta), demo.links, strict=True):
        page.goto(link)
        page.get_by_role("button", name=re.compile("进来|Come in|进门")).click()
        page.wait_for_url("**/rooms/**")
    room = demo.beside.room(*(demo.beside.known(name) for name in ("linwan", "marta")), access="public", name="两人间")
    enter(wan, demo.house, room)
    enter(marta, demo.house, room)

    say(wan, "水开了，先烫杯。")
    expect(said(marta, "水开了，先烫杯。")).to_be_visible()
    say(marta, "I can smell it from here.")
    expect(said(wan, "I can smell it from here.")).to_be_visible()
    say(wan, "那就坐近一点。")
    expect(said(marta, "那就坐近一点。")).to_be_visible()

    assert seqs(wan) == seqs(marta) == [1, 2, 3]
    assert demo.beside.texts(room) == ["水开了，先烫杯。", "I can smell it from here.", "那就坐近一点。"]


def test_a_robot_that_looks_at_a_link_does_not_use_it_up(demo: Demo, visit: Visit):
    guest = demo.beside.person("阿根")
    link = re.search(r"http://\S+", demo.house.run("signin-link", guest.sign_in_name))
    assert link is not None
    robot = visit()
    for _ in range(3):
        assert robot.request.get(link[0]).status == 200
        assert robot.request.head(link[0]).status == 200
    page = visit()
    page.goto(link[0])
    page.locator("main form button").click()
    page.wait_for_url(lambda address: "/link/" not in address)
    go(page, demo.house, "/me/")
    assert path_of(page) == "/me/"
    again = visit()
    again.goto(link[0])
    expect(again.locator("main form")).to_have_count(0)


def test_enter_sends_and_shift_enter_begins_a_new_line(demo: Demo, visit: Visit):
    ming = demo.beside.person("阿明")
    room = demo.beside.room(ming)
    page = enter(visit(ming), demo.house, room)
    field = page.locator("#say")

    field.press_sequentially("第一行")
    field.press("Shift+Enter")
    field.press_sequentially("第二行")
    assert field.input_value() == "第一行\n第二行"
    assert seqs(page) == []
    field.press("Enter")

    expect(said(page, "第二行")).to_be_visible()
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    assert demo.beside.texts(room) == ["第一行\n第二行"]


def test_enter_that_chooses_a_word_of_an_input_method_does_not_send(demo: Demo, visit: Visit):
    ming = demo.beside.person("阿明")
    room = demo.beside.room(ming)
    page = enter(visit(ming), demo.house, room)
    field = page.locator("#say")

    # A real composition of the browser: pinyin stands underlined in the field, Enter takes it as it is.
    field.focus()
    typist = page.context.new_cdp_session(page)
    typist.send("Input.imeSetComposition", {"text": "shuixian", "selectionStart": 8, "selectionEnd": 8})
    field.evaluate(
        """field => field.dispatchEvent(new KeyboardEvent("keydown",
        { key: "Enter", keyCode: 229, isComposing: true, bubbles: true, cancelable: true }))"""
    )
    assert field.input_value() == "shuixian"
    typist.send("Input.insertText", {"text": "水仙"})
    # Safari: the composition is over when the key is told, and only its code gives it away.
    is_left_alone = field.evaluate(
        """field => field.dispatchEvent(new KeyboardEvent("keydown",
        { key: "Enter", keyCode: 229, isComposing: false, bubbles: true, cancelable: true }))"""
    )
    assert is_left_alone
    assert field.input_value() == "水仙"
    assert demo.beside.texts(room) == []

    field.press("Enter")
    expect(said(page, "水仙")).to_be_visible()
    assert demo.beside.texts(room) == ["水仙"]


def test_on_a_phone_enter_is_a_new_line_and_the_button_sends(demo: Demo, visit: Visit):
    ming = demo.beside.person("阿明")
    room = demo.beside.room(ming)
    page = enter(visit(ming, phone=True), demo.house, room)
    page.locator("#say").press_sequentially("一")
    page.locator("#say").press("Enter")
    page.locator("#say").press_sequentially("二")
    page.locator(".send").tap()
    expect(said(page, "二")).to_be_visible()
    assert demo.beside.texts(room) == ["一\n二"]


def test_what_the_door_turns_away_comes_back_with_its_reason(demo: Demo, visit: Visit):
    ming = demo.beside.person("阿明")
    room = demo.beside.room(ming)
    page = enter(visit(ming), demo.house, room)
    turned = "转向的字\u202e在这里"
    say(page, turned)
    expect(page.locator(".place__wrong")).to_be_visible()
    expect(page.locator("#say")).to_have_value(turned)
    expect(page.locator(".on-the-way .turn")).to_have_count(0)
    say(page, "好了。")
    expect(said(page, "好了。")).to_be_visible()
    expect(page.locator(".place__wrong")).to_be_hidden()


def test_what_was_just_sent_is_taken_back_and_said_again(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(fu, yulan)
    page, other = enter(visit(fu), demo.house, room), enter(visit(yulan), demo.house, room)
    say(page, "水要九十肚")
    expect(said(other, "水要九十肚")).to_be_visible()
    page.locator(".undo").click()
    expect(page.locator("#say")).to_have_value("水要九十肚")
    expect(said(other, "水要九十肚")).to_have_count(0)
    say(page, "水要九十度")
    expect(said(other, "水要九十度")).to_be_visible()
    # In an empty field the arrow leads back to it.
    page.locator("#say").press("ArrowUp")
    field = page.locator(".mend textarea")
    expect(field).to_have_value("水要九十度")
    field.fill("水要九十五度")
    field.press("Enter")
    expect(said(other, "水要九十五度")).to_be_visible()


def test_whoever_signs_out_leaves_no_draft_behind(demo: Demo, visit: Visit):
    fu = demo.beside.person("阿福")
    room = demo.beside.room(fu)
    page = enter(visit(fu), demo.house, room)
    page.locator("#say").fill("写了一半")
    page.reload()
    expect(page.locator("#say")).to_have_value("写了一半")
    go(page, demo.house, "/signout/")
    with page.expect_navigation():
        page.locator("main form button").click()
    assert page.evaluate("Object.keys(sessionStorage)") == []
