"""The same rooms where no script runs: everything works by forms and addresses."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import go, path_of


def expect_turns(page: Page, said: list[str]) -> None:
    """A press leads to another page, which may take a moment."""
    expect(page.locator(".turn__said")).to_have_text(said)


def test_one_sits_down_speaks_edits_and_takes_back(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(yulan)
    demo.beside.post(yulan, room, "坐呀。")
    page = visit(fu, java_script_enabled=False)
    go(page, demo.house, f"/rooms/{room}/")
    expect_turns(page, ["坐呀。"])
    page.locator(".place form button").click()
    page.locator("#say").fill("谢谢，我坐边上。")
    page.locator(".send").click()
    expect_turns(page, ["坐呀。", "谢谢，我坐边上。"])
    assert page.url.endswith("#m2")

    page.locator("#m2 .turn__when").click()
    expect(page.locator(".one__form textarea")).to_be_visible()
    assert path_of(page) == f"/rooms/{room}/2/"
    page.locator(".one__form textarea").fill("谢谢，我坐当中。")
    page.locator(".one__form button").click()
    expect_turns(page, ["坐呀。", "谢谢，我坐当中。"])

    page.locator("#m2 .turn__when").click()
    page.locator("summary").click()
    page.locator("form[action*=take-back] button").click()
    expect(page.locator(".talk")).not_to_contain_text("谢谢")
    expect(page.locator(".turn__said").first).to_have_text("坐呀。")
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
    expect_turns(page, ["这样就好了。"])


def test_earlier_pages_and_people(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(fu, yulan)
    demo.beside.talk([fu, yulan], room, 120)
    page = visit(fu, java_script_enabled=False)
    go(page, demo.house, f"/rooms/{room}/")
    read: list[str] = []
    while True:
        read = [text.strip() for text in page.locator(".turn__said").all_inner_texts()] + read
        earlier = page.locator(".earlier a")
        if not earlier.count():
            break
        with page.expect_navigation():  # until it has all come: half a page has no link to an earlier one yet
            earlier.click()
    assert read == [f"第 {n} 泡" for n in range(1, 121)]
    page.locator(".later a").click()
    expect(page.locator(".turn__said").last).to_have_text("第 120 泡")
    page.locator(".side a[href$='/people/']").click()
    expect(page.locator(".sitting li")).to_have_count(3)


def test_one_is_invited_by_a_link_that_can_be_withdrawn(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(name="里间", access="invitation", host=yulan)
    demo.beside.post(yulan, room, "门关好了。")
    host, guest = (visit(person, java_script_enabled=False) for person in (yulan, fu))
    go(host, demo.house, f"/rooms/{room}/settings/")
    host.locator(f"a[href='/rooms/{room}/invitations/']").click()
    host.locator("#id_uses").fill("0")
    host.locator("main form.stack button").click()
    expect(host.locator("#id_uses:invalid")).to_have_count(1)  # the browser itself holds it back
    host.locator("#id_uses").fill("2")
    host.locator("main form.stack button").click()
    link = host.locator(".handed-on").inner_text()
    expect(host.locator(".qr svg")).to_be_visible()
    expect(host.locator(".sitting li")).to_have_count(1)

    go(guest, demo.house, f"/rooms/{room}/")
    expect(guest.locator(".talk")).to_have_count(0)
    guest.goto(link)
    expect(guest.locator("h1")).to_have_text("里间")
    guest.locator("main form button").click()
    expect_turns(guest, ["门关好了。"])
    assert path_of(guest) == f"/rooms/{room}/"

    go(host, demo.house, f"/rooms/{room}/invitations/")
    host.locator(".sitting li form button").click()
    expect(host.locator(".sitting li")).to_have_count(0)
    late = visit(demo.beside.person("阿明"), java_script_enabled=False)
    late.goto(link)
    expect(late.locator("main")).to_contain_text("收回")
    expect(late.locator("main form")).to_have_count(0)


def test_a_host_reads_an_earlier_wording_and_opens_the_room_when_told_what_that_means(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(name="里间", access="invitation", host=yulan)
    seq = demo.beside.post(yulan, room, "水太烫。")
    page = visit(yulan, java_script_enabled=False)
    go(page, demo.house, f"/rooms/{room}/{seq}/")
    page.locator(".one__form textarea").fill("水刚好。")
    page.locator(".one__form button").click()
    go(page, demo.house, f"/rooms/{room}/{seq}/")
    assert page.locator("#earlier .one__typed").all_inner_texts() == ["水太烫。"]

    reader = visit(fu, java_script_enabled=False)
    go(page, demo.house, f"/rooms/{room}/settings/")
    page.locator("#id_access").select_option("members")
    page.locator("main form.stack .btn--main").click()
    # Asked before it is done: what was said here was said among few.
    go(reader, demo.house, f"/rooms/{room}/")
    expect(reader.locator(".turn__said")).to_have_count(0)
    expect(page.locator("#id_access")).to_have_value("members")
    page.locator("button[name=opens]").click()
    go(reader, demo.house, f"/rooms/{room}/")
    expect_turns(reader, ["水刚好。"])
    go(reader, demo.house, f"/rooms/{room}/{seq}/")
    expect(reader.locator("#earlier")).to_have_count(0)
