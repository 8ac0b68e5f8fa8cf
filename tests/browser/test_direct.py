"""Two people talk directly; and one who does not want to hear another does not, on the page that is open."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, expect_as_fresh, go, menu, path_of, said, say, seqs


def test_from_a_name_to_a_talk_of_two_that_comes_to_the_other_by_itself(demo: Demo, visit: Visit):
    ming, guo = demo.beside.person("阿明"), demo.beside.person("老顾")
    room = demo.beside.room(ming, guo)
    demo.beside.post(guo, room, "水开了。")
    here, there = enter(visit(ming), demo.house, room), enter(visit(guo), demo.house, room)
    said(here, "水开了。").locator(".turn__who > b").click()
    here.wait_for_url("**/people/*/")
    here.get_by_role("button", name=re.compile("单独聊")).click()
    here.wait_for_url(re.compile(r"/rooms/\d+/$"))
    talk = int(path_of(here).split("/")[2])
    go(here, demo.house, "/about/")
    enter(here, demo.house, talk)
    expect(here.locator(".talk__head h1")).to_have_text("老顾")
    expect(there.locator(".direct [data-room]")).to_have_count(0)
    say(here, "只跟你说。")
    expect(said(here, "只跟你说。")).to_be_visible()

    # It comes into the other's list, though they are in another room.
    expect(there.locator(f".direct [data-room='{talk}'] .num__count")).to_have_text("1")
    expect_as_fresh(there)
    enter(there, demo.house, talk)
    say(there, "听到了。")
    expect(said(here, "听到了。")).to_be_visible()
    expect_as_fresh(here)
    outsider = visit(demo.beside.known("zhanggui"))
    answer = outsider.goto(f"{demo.house.address}/rooms/{talk}/")
    assert answer is not None
    assert answer.status == 404


def test_a_block_takes_effect_on_the_page_that_is_open(demo: Demo, visit: Visit):
    ming, loud, guo = (demo.beside.person(name) for name in ("阿明", "大声", "老顾"))
    room = demo.beside.room(ming, loud, guo)
    for person, text in ((guo, "水开了。"), (loud, "我来说！"), (guo, "慢慢说。")):
        demo.beside.post(person, room, text)
    page, elsewhere = enter(visit(ming), demo.house, room), enter(visit(ming), demo.house, room)
    speaking = enter(visit(loud), demo.house, room)
    page.locator("#say").fill("写到一半的话")
    menu(elsewhere, "我来说！").get_by_role("link", name="不想看到、听到这个人").click()
    elsewhere.locator("main form .btn--grave").click()
    elsewhere.wait_for_url("**/me/blocked/")

    expect(page.locator(".talk__list .turn")).to_have_count(2)
    expect(page.locator("#say")).to_have_value("写到一半的话")
    expect(page.locator(".seats", has_text="大声")).to_have_count(0)
    say(speaking, "听见没有？")
    expect(said(speaking, "听见没有？")).to_be_visible()
    say(page, "清静了。")
    expect(said(page, "清静了。")).to_be_visible()
    expect(said(speaking, "清静了。")).to_be_visible()
    assert seqs(page) == [1, 3, 5]
    expect_as_fresh(page)
    expect_as_fresh(speaking)

    elsewhere.locator(".unheard button").click()
    expect(page.locator(".talk__list .turn")).to_have_count(5)
    go(elsewhere, demo.house, "/me/blocked/")
    expect(elsewhere.locator(".unheard li")).to_have_count(0)
