"""Signed out elsewhere, or sent out of a room: the open page falls silent at once, says so, and loses nothing typed."""

from playwright.sync_api import Page, expect

from tests.browser.beside import Somebody
from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, expect_as_fresh, go, said, say, seqs

PASSWORD = "seven cups of old-tree tea"


def remove(host: Page, demo: Demo, room: int, person: Somebody) -> None:
    go(host, demo.house, f"/rooms/{room}/people/")
    line = host.locator(".sitting li", has_text=person.name)
    line.locator("summary").click()
    line.locator("form[action*=remove] button").click()


def test_signed_out_everywhere(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(fu, yulan)
    page, elsewhere = enter(visit(fu), demo.house, room), visit(fu)
    other = enter(visit(yulan), demo.house, room)
    page.locator("#say").fill("写到一半的话")
    go(elsewhere, demo.house, "/me/sign-ins/")
    elsewhere.locator("form[action*=everywhere] button").click()

    expect(page.locator(".place__line")).to_contain_text("登录")
    expect(page.locator("#say")).to_have_value("写到一半的话")
    say(other, "他走了吧？")
    expect(said(other, "他走了吧？")).to_be_visible()
    assert seqs(page) == []
    # The words lead back in, and what was typed is still there.
    page.locator(".place__line a").click()
    expect(page).to_have_url(f"{demo.house.address}/signin/?next=/rooms/{room}/")


def test_a_changed_password_ends_the_other_browsers_and_not_this_one(demo: Demo, visit: Visit):
    fu = demo.beside.person("阿福", password=PASSWORD)
    room = demo.beside.room(fu)
    page, here = enter(visit(fu), demo.house, room), visit()
    go(here, demo.house, "/signin/")
    here.locator("[name=login]").fill(fu.sign_in_name)
    here.locator("[name=password]").fill(PASSWORD)
    here.locator("main form .btn--main").click()
    expect(here).not_to_have_url(f"{demo.house.address}/signin/")
    staying = enter(here.context.new_page(), demo.house, room)
    page.locator("#say").fill("写到一半的话")

    go(here, demo.house, "/me/password/")
    here.locator("[name=oldpassword]").fill(PASSWORD)
    here.locator("[name=password1]").fill("eight cups of old-tree tea")
    here.locator("main form .btn--main").click()

    expect(page.locator(".place__line")).to_contain_text("登录")
    expect(page.locator("#say")).to_have_value("写到一半的话")
    say(staying, "我还在。")
    expect(said(staying, "我还在。")).to_be_visible()
    assert seqs(page) == []

    # Signed in again in another tab, the page wakes by itself.
    again = page.context.new_page()
    go(again, demo.house, f"/signin/?next=/rooms/{room}/")
    again.locator("[name=login]").fill(fu.sign_in_name)
    again.locator("[name=password]").fill("eight cups of old-tree tea")
    again.locator("main form .btn--main").click()
    expect(said(again, "我还在。")).to_be_visible()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(said(page, "我还在。")).to_be_visible()
    expect(page.locator("#say")).to_have_value("写到一半的话")


def test_removed_from_a_members_room_the_talk_is_cleared(demo: Demo, visit: Visit):
    guo, fu = demo.beside.person("老顾"), demo.beside.person("阿福")
    room = demo.beside.room(fu, host=guo)
    demo.beside.talk([guo], room, 3)
    page, talking, host = enter(visit(fu), demo.house, room), enter(visit(guo), demo.house, room), visit(guo)
    expect(page.locator(".talk__list .turn")).to_have_count(3)
    page.locator("#say").fill("我还没讲完")
    remove(host, demo, room, fu)

    expect(page.locator(".talk__list .turn")).to_have_count(0)
    expect(page.locator("#say")).to_have_count(0)
    expect(page.locator(".place .listen h2")).to_be_visible()
    say(talking, "清静了。")
    expect(said(talking, "清静了。")).to_be_visible()
    assert seqs(page) == []
    gone = page.reload()
    assert gone is not None
    assert gone.status == 404
    expect_as_fresh(talking)


def test_removed_from_a_public_room_one_reads_like_a_stranger(demo: Demo, visit: Visit):
    guo, fu = demo.beside.person("老顾"), demo.beside.person("阿福")
    room = demo.beside.room(fu, host=guo, access="public")
    demo.beside.talk([guo], room, 3)
    page, host = enter(visit(fu), demo.house, room), visit(guo)
    page.locator("#say").fill("我还没讲完")
    remove(host, demo, room, fu)
    expect(page.locator("#say")).to_have_count(0)
    expect(page.locator(".talk__list .turn")).to_have_count(3)
    words = page.locator(".place .listen h2").inner_text()
    page.reload()
    expect(page.locator(".talk__list .turn")).to_have_count(3)
    expect(page.locator(".place .listen h2")).to_have_text(words)

    # Let in again, what was typed is still there.
    go(host, demo.house, f"/rooms/{room}/people/")
    host.locator("form[action*=lift] button").click()
    page.reload()
    page.locator(".place form button").click()
    expect(page.locator("#say")).to_have_value("我还没讲完")


def test_a_room_that_becomes_one_by_invitation_is_cleared_on_open_pages(demo: Demo, visit: Visit):
    guo, fu, outside = (demo.beside.person(name) for name in ("老顾", "阿福", "小满"))
    room = demo.beside.room(fu, host=guo)
    demo.beside.talk([guo], room, 3)
    page, sitting, host = enter(visit(outside), demo.house, room), enter(visit(fu), demo.house, room), visit(guo)
    expect(page.locator(".talk__list .turn")).to_have_count(3)
    go(host, demo.house, f"/rooms/{room}/settings/")
    host.locator("[name=access]").select_option("invitation")
    host.locator("main form .btn--main").click()

    expect(page.locator(".talk__list .turn")).to_have_count(0)
    expect(page.locator(".place .listen h2")).to_be_visible()
    say(sitting, "关上门了。")
    expect(said(sitting, "关上门了。")).to_be_visible()
    assert seqs(page) == []
    expect_as_fresh(sitting)
    gone = page.reload()
    assert gone is not None
    assert gone.status == 404


def test_an_invitation_is_followed_from_the_door_into_the_room_and_out_again(demo: Demo, visit: Visit):
    guo, fu = demo.beside.person("老顾"), demo.beside.person("阿福", password=PASSWORD)
    room = demo.beside.room(host=guo, access="invitation", name="密室")
    demo.beside.talk([guo], room, 2)
    host, guest = visit(guo), visit()
    go(host, demo.house, f"/rooms/{room}/invitations/")
    host.locator("main form .btn--main").click()
    expect(host.locator(".qr__code")).to_be_visible()
    link = host.locator(".handed-on").inner_text()

    guest.goto(link)
    expect(guest.locator("h1")).to_have_text("密室")
    guest.locator("main .btn--main").click()
    guest.locator("[name=login]").fill(fu.sign_in_name)
    guest.locator("[name=password]").fill(PASSWORD)
    guest.locator("main form .btn--main").click()
    expect(guest).to_have_url(link)
    guest.locator("main form .btn--main").click()
    expect(guest).to_have_url(f"{demo.house.address}/rooms/{room}/")
    expect(guest.locator(".talk__list .turn")).to_have_count(2)

    # In one window they get up; in the other the talk is gone at once.
    page = enter(guest.context.new_page(), demo.house, room)
    guest.locator(".side__leave button").click()
    expect(guest).to_have_url(f"{demo.house.address}/rooms/")
    expect(page.locator(".talk__list .turn")).to_have_count(0)
    expect(page.locator(".place .listen h2")).to_be_visible()
    expect(page.locator(".place form")).to_have_count(0)
