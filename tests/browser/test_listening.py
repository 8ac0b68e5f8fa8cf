"""A room that listens first, with two people: the host switches, a newcomer hears, is let in where they are, speaks."""

from playwright.sync_api import expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, expect_as_fresh, go, said, say


def test_a_newcomer_listens_and_then_speaks_without_loading_anew(demo: Demo, visit: Visit):
    guo, hehe = demo.beside.person("老顾", cup="dark"), demo.beside.person("禾禾", cup="empty")
    room = demo.beside.room(hehe, host=guo, name="听雨轩")
    demo.beside.post(guo, room, "头一泡慢些出。")
    host, newcomer = enter(visit(guo), demo.house, room), enter(visit(hehe), demo.house, room)
    expect(newcomer.locator("#say")).to_be_visible()
    host.locator(".modes__form [value=listening]").click()
    expect(newcomer.locator(".place .listen__far")).to_be_visible()
    expect(newcomer.locator(".talk__mode")).to_be_visible()
    expect(host.locator(".modes__form [value=listening]")).to_have_attribute("aria-pressed", "true")
    expect_as_fresh(newcomer)
    newcomer.locator(".listen__ask button").click()
    expect(host.locator(".waiting li")).to_have_count(1)
    expect(newcomer.locator(".listen__ask")).to_have_count(0)
    # Asked by name one answers, once.
    say(host, "@禾禾 你喝的什么？")
    expect(newcomer.locator(".place__asked")).to_be_visible()
    say(newcomer, "白茶。")
    expect(said(host, "白茶。")).to_be_visible()
    expect(newcomer.locator(".place .listen__far")).to_be_visible()
    host.locator(".waiting .btn--main").click()
    expect(newcomer.locator("#say")).to_be_visible()
    expect(newcomer.locator(".place__line")).not_to_have_text("")
    say(newcomer, "谢谢顾老师。")
    expect(said(host, "谢谢顾老师。")).to_be_visible()
    expect_as_fresh(newcomer)
    expect_as_fresh(host)
    host.locator(".modes__form [value=quiet]").click()
    expect(newcomer.locator("#listen-quiet")).to_be_visible()
    host.locator(".modes__form [value=open]").click()
    expect(newcomer.locator("#say")).to_be_visible()
    expect(newcomer.locator(".talk__mode")).to_be_hidden()
    expect_as_fresh(newcomer)


def test_the_clock_alone_brings_the_place_where_one_writes(demo: Demo, visit: Visit):
    guo, hehe = demo.beside.person("老顾", cup="dark"), demo.beside.person("禾禾", cup="empty")
    room = demo.beside.room(hehe, host=guo)
    demo.beside.ask("listens", by=guo.id, room=room, messages=1, minutes=0)
    demo.beside.post(guo, room, "听一句就好。")
    newcomer = enter(visit(hehe), demo.house, room)
    expect(newcomer.locator("#say")).to_be_visible()
    say(newcomer, "听到了。")
    expect(said(newcomer, "听到了。")).to_be_visible()


def test_without_scripts_each_page_says_how_far_one_has_come(demo: Demo, visit: Visit):
    guo, hehe = demo.beside.person("老顾", cup="dark"), demo.beside.person("禾禾", cup="empty")
    room = demo.beside.room(hehe, host=guo)
    demo.beside.ask("listens", by=guo.id, room=room, messages=20, minutes=30)
    demo.beside.post(guo, room, "先听听。")
    page = go(visit(hehe, java_script_enabled=False), demo.house, f"/rooms/{room}/")
    expect(page.locator(".place .listen__far")).to_be_visible()
    page.locator(".listen__ask button").click()
    expect(page.locator(".listen__ask")).to_have_count(0)
    demo.beside.ask("let_in", by=guo.id, room=room, person=hehe.id)
    page = go(page, demo.house, f"/rooms/{room}/")
    page.locator("#say").fill("多谢。")
    page.locator(".send").click()
    expect(said(page, "多谢。")).to_be_visible()
