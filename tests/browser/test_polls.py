"""Two people at a vote: asked, voted, seen by the other as it happens, closed."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, expect_as_fresh, go, path_of, said


def choose(page: Page, words: str, seq: int = 1) -> None:
    page.locator(f"#m{seq} .poll").get_by_label(words).check()
    page.locator(f"#m{seq} .poll__row .btn--plain").click()


def test_a_vote_is_asked_for_and_followed_live_until_it_closes(demo: Demo, visit: Visit):
    yulan, fu = demo.beside.person("沈玉兰"), demo.beside.person("阿福")
    room = demo.beside.room(yulan, fu)
    hers, his = enter(visit(yulan), demo.house, room), enter(visit(fu), demo.house, room)
    her_other = enter(hers.context.new_page(), demo.house, room)
    hers.get_by_role("link", name="请大家投票").click()
    hers.locator("[name=text]").fill("明天先喝哪一款？")
    for field, words in zip(hers.locator("[name=choice]").all(), ("狮峰龙井", "牛栏坑肉桂", "Puer"), strict=False):
        field.fill(words)
    with hers.expect_websocket():
        hers.locator("main form .btn--main").click()
    expect(said(his, "明天先喝哪一款？")).to_be_visible()
    for page in (hers, his):
        choose(page, "牛栏坑肉桂")
    for page in (hers, his, her_other):
        expect(page.locator("#m1 .poll__votes b")).to_have_text(["0", "2", "0"])
        expect(page.locator("#m1 .poll__choice--mine .poll__words")).to_have_text("牛栏坑肉桂")

    # Voted otherwise, and taken back.
    choose(his, "Puer")
    expect(hers.locator("#m1 .poll__votes span")).to_have_text(["0%", "50%", "50%"])
    expect(hers.locator("#m1 .poll input:checked")).to_have_value("2")
    hers.locator("#m1 .poll__undo").click()
    for page in (hers, his, her_other):
        expect(page.locator("#m1 .poll__votes b")).to_have_text(["0", "0", "1"])
        expect_as_fresh(page)

    # What one is just choosing stays when others vote.
    hers.locator("#m1 .poll").get_by_label("狮峰龙井").check()
    his.locator("#m1 .poll__undo").click()
    expect(hers.locator("#m1 .poll__votes b")).to_have_text(["0", "0", "0"])
    expect(hers.locator("#m1 .poll input:checked")).to_have_value("1")
    hers.locator("#m1 .poll__row .btn--plain").click()

    # Who it was, on tap; closed there by whoever asked.
    expect(her_other.locator("#m1 .poll__votes b")).to_have_text(["1", "0", "0"])
    her_other.locator("#m1 .poll__who").click()
    assert path_of(her_other) == f"/rooms/{room}/1/votes/"
    expect(her_other.locator(".voters__names li > span:nth-child(2)")).to_have_text(["沈玉兰"])
    her_other.locator("form[action*=close-poll] button").click()
    expect(his.locator("#m1 .poll input")).to_have_count(0)
    for page in (hers, his):
        expect(page.locator("#m1 .poll__word")).to_have_text("已截止")
        expect_as_fresh(page)
    expect(hers.locator("#m1 .poll__mine")).to_be_visible()


def test_a_page_that_is_open_when_its_time_comes_shows_it_closed(demo: Demo, visit: Visit):
    yulan, fu = demo.beside.person("沈玉兰"), demo.beside.person("阿福")
    room = demo.beside.room(yulan, fu)
    demo.beside.ask(
        "poll", by=yulan.id, room=room, text="几点？", choices=["九点", "十点"], more={"hours": 1, "secret": True}
    )
    page = visit(fu)
    page.clock.install()
    enter(page, demo.house, room)
    choose(page, "九点")
    expect(page.locator("#m1 .poll__choice--mine")).to_have_count(1)
    page.clock.fast_forward("01:01:00")
    expect(page.locator("#m1 .poll input")).to_have_count(0)
    expect(page.locator("#m1 .poll__choice--mine")).to_have_count(0)
    expect(page.locator("#m1 .poll__word")).to_have_text("已截止")


def test_without_scripts(demo: Demo, visit: Visit):
    fu = demo.beside.person("阿福")
    room = demo.beside.room(fu)
    page = go(visit(fu, java_script_enabled=False), demo.house, f"/rooms/{room}/")
    page.locator(".asks").click()
    page.locator("[name=text]").fill("明天喝什么？")
    page.locator("[name=choice]").nth(0).fill("龙井")
    page.locator("main form .btn--main").click()
    expect(page.locator(".notice--grave")).to_be_visible()
    page.locator("[name=choice]").nth(1).fill("岩茶")
    page.locator("[name=several]").check()
    page.locator("main form .btn--main").click()
    page.locator("#m1 .poll__who").click()
    page.get_by_label("龙井").check()
    page.get_by_label("岩茶").check()
    page.locator("main form .btn--main").click()
    expect(page.locator("main .poll__votes b")).to_have_text(["1", "1"])
    expect(page.locator(".voters h3")).to_have_text(["龙井", "岩茶"])
    page.locator("[name=undo]").click()
    expect(page.locator("main .poll__votes b")).to_have_text(["0", "0"])
