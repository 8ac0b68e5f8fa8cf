"""Pages of people, their picture, and what is marked beside a name; live as fresh."""

from playwright.sync_api import expect

from tests import making as make
from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, expect_as_fresh, go, said, say
from tests.browser.test_pictures import file


def test_a_picture_is_shown_and_removed(demo: Demo, visit: Visit):
    fu = demo.beside.person("福来")
    page = go(visit(fu, phone=True), demo.house, "/me/profile/")
    page.locator("#id_words").fill("爱喝岩茶")
    page.get_by_role("button", name="先看看").click()
    expect(page.locator(".of-oneself")).to_have_text("爱喝岩茶")
    page.get_by_role("button", name="保存").click()
    page.locator("#id_picture").set_input_files([file("me.png", make.picture_bytes(size=(600, 400), form="PNG"))])
    page.get_by_role("button", name="就用这张").click()
    face = page.locator(".face")
    expect(face).to_be_visible()
    # Once it has come: a picture that does not load has no size of its own.
    page.wait_for_function("() => document.querySelector('.face').naturalWidth === 256")
    page.goto(f"{demo.house.address}/people/{fu.id}/")
    expect(page.locator(".of-oneself")).to_have_text("爱喝岩茶")
    expect(page.locator(".face")).to_be_visible()
    go(page, demo.house, "/me/profile/").get_by_role("button", name="删掉照片").click()
    expect(page.locator(".face")).to_have_count(0)


def test_who_becomes_a_host_is_marked_at_once_and_in_the_picker(demo: Demo, visit: Visit):
    yulan, fu, ming = (demo.beside.person(name) for name in ("沈玉兰", "阿福", "阿明"))
    elder = demo.beside.person("老顾", seat="elder")
    room = demo.beside.room(yulan, fu, ming, elder, host=yulan)
    demo.beside.post(elder, room, "先听听。")
    demo.beside.post(fu, room, "水开了。")
    watching = enter(visit(ming), demo.house, room)
    expect(said(watching, "先听听。").locator(".turn__mark")).to_have_text("老克勒")
    mark = said(watching, "水开了。").locator(".turn__mark")
    expect(mark).to_have_count(0)

    hosting = go(visit(yulan), demo.house, f"/rooms/{room}/people/")
    line = hosting.locator(".sitting > li", has_text="阿福")
    line.locator("summary").click()
    line.get_by_role("button", name="请做厅主").click()

    expect(mark).to_have_text("厅主")
    say(watching, "恭喜。")
    expect(said(watching, "恭喜。")).to_be_visible()
    expect_as_fresh(watching)
    watching.locator("#say").fill("@阿福")
    expect(watching.locator("#picker [role=option]").first).to_have_text("阿福 厅主")
