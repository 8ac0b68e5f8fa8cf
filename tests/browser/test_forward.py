"""What is passed on and announced while others look on, and going from one message that names somebody to the next."""

from playwright.sync_api import expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, expect_as_fresh, menu, said, say, seqs


def test_a_message_is_passed_on_and_follows_its_source(demo: Demo, visit: Visit):
    gu, fu = demo.beside.person("老顾"), demo.beside.person("阿福")
    here = demo.beside.room(gu, fu, host=gu, name="前厅")
    there = demo.beside.room(gu, fu, host=gu, name="后院")
    demo.beside.post(gu, here, "锡罐存茶，最怕潮。")
    looker = enter(visit(fu), demo.house, there)
    author, reader = enter(visit(gu), demo.house, here), enter(visit(fu), demo.house, here)
    menu(reader, "锡罐存茶").get_by_role("link", name="转给……").click()
    reader.locator(f"[name=to][value='{there}']").check()
    reader.locator("[name=text]").fill("这里也有人问。")
    with reader.expect_websocket():
        reader.locator("main form .btn--main").click()
    slip = looker.locator("#m1 .turn__forward")
    expect(slip).to_contain_text("转自 老顾")
    expect(slip).to_contain_text("锡罐存茶，最怕潮。")
    expect(said(looker, "这里也有人问。")).to_be_visible()
    # An edit of what was said there is seen here, and what is taken back is gone.
    turn = menu(author, "锡罐存茶")
    turn.locator("[data-act=edit]").click()
    author.locator(".mend textarea").fill("锡罐存茶，最怕潮，也怕晒。")
    author.locator(".mend .btn--plain").click()
    expect(slip).to_contain_text("也怕晒")
    expect_as_fresh(looker)
    demo.beside.ask("change_access", by=gu.id, room=here, access="invitation")
    expect(looker.locator("#m1 .turn__forward[data-closed]")).to_be_visible()
    assert "锡罐" not in looker.locator(".talk").inner_text()
    expect_as_fresh(looker)


def test_an_announcement_is_seen_by_who_muted_and_who_is_named_goes_from_one_to_the_next(demo: Demo, visit: Visit):
    gu, man = demo.beside.person("老顾"), demo.beside.person("林小满")
    room, other = demo.beside.room(gu, man, host=gu, name="厅"), demo.beside.room(gu, man, name="别处")
    table = demo.beside.thread(gu, room, "岩茶怎么存")
    elsewhere = enter(visit(man), demo.house, room)
    with elsewhere.expect_websocket():
        elsewhere.get_by_role("button", name="静音", exact=True).click()
    enter(elsewhere, demo.house, other)
    host = enter(visit(gu), demo.house, room)
    host.locator("#say").click()
    host.locator(".announce input").check()
    say(host, "礼拜三换井水。")
    expect(host.locator(".announced + #m1")).to_be_visible()
    expect(host.locator(".pins")).to_contain_text("礼拜三换井水。")
    expect(host.locator(".announce input")).not_to_be_checked()
    say(host, "这句只是说说。")
    expect(host.locator("#m2")).to_be_visible()
    figure = elsewhere.locator(f".rooms [data-room='{room}'] .num__count")
    expect(figure).to_have_text("1")
    for page in (host, elsewhere):
        expect_as_fresh(page)

    # Sixty lines long one does not look; two of them name one, and a third at a table.
    enter(elsewhere, demo.house, room)
    with elsewhere.expect_websocket():
        elsewhere.get_by_role("button", name="取消静音").click()
    enter(elsewhere, demo.house, other)
    demo.beside.post(gu, room, "@林小满 头一回")
    demo.beside.talk([gu], room, 60)
    demo.beside.post(gu, room, "@林小满 第二回", thread=table)
    demo.beside.post(gu, room, "@林小满 第三回")
    mark = elsewhere.locator(f".rooms [data-room='{room}'] .named")
    expect(mark).to_be_visible()
    with elsewhere.expect_navigation():
        mark.click()
    expect(elsewhere.locator("#m3.turn--marked")).to_be_in_viewport()
    elsewhere.wait_for_function("document.querySelector('.place__named a')?.dataset.seq === '64'")
    with elsewhere.expect_navigation():
        elsewhere.locator(".place__named a").click()
    expect(elsewhere.locator("#m64 .mention--me")).to_be_visible()
    assert seqs(elsewhere) == [64]
    elsewhere.wait_for_function("document.querySelector('.place__named a')?.dataset.seq === '65'")
    with elsewhere.expect_navigation():
        elsewhere.keyboard.press("Alt+m")
    expect(elsewhere.locator("#m65 .mention--me")).to_be_in_viewport()
    expect(elsewhere.locator(".place__named")).to_have_count(0)
    elsewhere.keyboard.press("Alt+m")
    expect(elsewhere.locator(".place__line")).to_have_text("没有新的话叫到你。")
