"""Pictures: brought, described, turned, left out, sent, looked at one by one; live as fresh."""

from typing import Any

from playwright.sync_api import Page, expect

from tests import making as make
from tests.browser.conftest import Demo, Visit
from tests.browser.looks import faults
from tests.browser.pages import enter, expect_as_fresh, go, is_quiet, menu, said


def file(name: str, data: bytes) -> Any:  # what Playwright takes for a file
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def bring(page: Page, *files: Any) -> None:
    page.locator("#files").set_input_files(list(files))


HANDED = """([kind, where]) => {
  const canvas = document.createElement("canvas");
  canvas.width = 2600; canvas.height = 1300;
  return new Promise((done) => canvas.toBlob((blob) => {
    const given = new DataTransfer();
    given.items.add(new File([blob], "画.png", { type: "image/png" }));
    const more = kind === "paste" ? { clipboardData: given } : { dataTransfer: given };
    const Kind = kind === "paste" ? ClipboardEvent : DragEvent;
    const event = new Kind(kind, { bubbles: true, cancelable: true, ...more });
    document.querySelector(where).dispatchEvent(event);
    done();
  }));
}"""
SWIPED = """(stage, across) => {
  const finger = { pointerId: 5, isPrimary: true, bubbles: true, clientY: 300 };
  const at = (kind, clientX) => stage.dispatchEvent(new PointerEvent(kind, { ...finger, clientX }));
  at("pointerdown", 200);
  at("pointerup", 200 + across);
}"""


def all_here(page: Page, count: int) -> None:
    """So many are with the house, and shown as it made them."""
    expect(page.locator("img.bring__picture, .bring__name:visible")).to_have_count(count)
    expect(page.locator(".bring__one progress:visible")).to_have_count(0)


def sizes(page: Page) -> list[list[str | None]]:
    pictures = page.locator(".picture img").all()
    return [[picture.get_attribute("width"), picture.get_attribute("height")] for picture in pictures]


def test_two_people_and_some_pictures(demo: Demo, visit: Visit):
    yulan, fu = demo.beside.person("沈玉兰"), demo.beside.person("阿福")
    room = demo.beside.room(yulan, fu)
    hers, his = enter(visit(yulan), demo.house, room), enter(visit(fu), demo.house, room)

    # Several at once; one that is none keeps none of the others away.
    bring(
        hers,
        file("a.jpg", make.picture_bytes(size=(3200, 2400))),
        file("b.jpg", b"\xff\xd8\xff no picture"),
        file("film.mp4", bytes(12_000_001)),
        file("c.heic", make.picture_bytes(size=(90, 60), form="HEIF")),
        file("d.png", make.picture_bytes(size=(60, 60), form="PNG")),
        file("茶单.txt", "一两银针".encode()),
    )
    for name in ("b.jpg", "film.mp4"):
        expect(hers.locator(".place__wrong")).to_contain_text(name)
    all_here(hers, 4)
    # One is left out, one turned, one described; and a reload loses none of it.
    hers.locator(".bring__away").nth(2).click()
    hers.locator(".bring__turn:visible").nth(1).click()
    all_here(hers, 3)
    hers.locator(".bring__alt").first.fill("一饼老茶，边上有虫眼")
    hers.locator(".bring__alt").first.press("Enter")
    enter(hers, demo.house, room)
    all_here(hers, 3)
    expect(hers.locator(".bring__alt").first).to_have_value("一饼老茶，边上有虫眼")
    assert faults(hers) == []
    hers.locator("#say").fill("看看这饼。")
    hers.locator("#say").press("Enter")

    for page in (hers, his):
        expect(said(page, "看看这饼。")).to_be_visible()
        expect(page.locator(".picture img").first).to_have_js_property("complete", value=True)
        assert page.locator(".picture img").first.evaluate("one => one.naturalWidth") == 480
        assert sizes(page) == [["320", "240"], ["60", "90"]]
        expect(page.locator(".picture img").first).to_have_attribute("alt", "一饼老茶，边上有虫眼")
        expect(page.locator(".file__link")).to_have_text("茶单.txt")
        is_quiet(page)
        expect_as_fresh(page)
    expect(hers.locator(".bring__one")).to_have_count(0)

    # What is to be seen can be said better afterwards; that alone is no edit.
    menu(hers, "看看这饼。").locator("[data-act=edit]").click()
    hers.locator(".mend__alt").first.fill("一饼老茶，虫眼在右边")
    hers.locator(".mend .btn--plain").click()
    for page in (hers, his):
        expect(page.locator(".picture img").first).to_have_attribute("alt", "一饼老茶，虫眼在右边")
        expect(page.locator(".turn__edited")).to_have_count(0)
        expect_as_fresh(page)

    # Beside pictures there need be no words; and on a line that is lost nothing is.
    bring(his, file("e.jpg", make.picture_bytes()))
    all_here(his, 1)
    his.context.set_offline(True)
    his.locator(".send").click()
    expect(his.locator(".turn--on-the-way img")).to_have_count(1)
    his.context.set_offline(False)
    expect(hers.locator(".picture")).to_have_count(3)
    expect(his.locator(".turn--on-the-way")).to_have_count(0)

    # One by one, by the keyboard.
    his.locator(".picture__link").first.click()
    gallery = his.locator("dialog.gallery")
    expect(gallery.locator(".gallery__alt")).to_have_text("一饼老茶，虫眼在右边")
    assert faults(his) == []
    his.keyboard.press("ArrowRight")
    his.keyboard.press("ArrowRight")
    his.keyboard.press("ArrowRight")
    expect(gallery.locator(".gallery__count")).to_contain_text("3")
    expect(gallery.locator(".gallery__stage img")).to_have_js_property("naturalWidth", 64)
    his.keyboard.press("ArrowLeft")
    his.keyboard.press("Escape")
    expect(gallery).to_have_count(0)
    expect(his.locator(".picture__link").nth(1)).to_be_focused()

    # By a finger: not beyond the last, and a slip is none.
    his.locator(".picture__link").nth(1).click()
    stage = his.locator(".gallery__stage")
    for across, at in ((-15, "2"), (-120, "3"), (-120, "3"), (120, "2")):
        stage.evaluate(SWIPED, across)
        expect(gallery.locator(".gallery__count")).to_contain_text(f"第{at}张")
    his.locator(".gallery__close").click()

    # Taken back, they are gone for everybody, the file with them.
    address = hers.locator(".picture__link").first.get_attribute("href")
    menu(hers, "看看这饼。").get_by_role("button").last.click()
    hers.locator("dialog .btn--grave").click()
    for page in (hers, his):
        expect(page.locator(".picture")).to_have_count(1)
        is_quiet(page)
        expect_as_fresh(page)
    answer = his.request.get(f"{demo.house.address}{address}")
    assert answer.status == 404


def test_pasted_and_dropped_and_while_the_line_is_away(demo: Demo, visit: Visit):
    fu = demo.beside.person("阿福")
    room = demo.beside.room(fu)
    page = enter(visit(fu), demo.house, room)
    # The line goes before the part that brings pictures has ever been wanted: nothing of what is given is lost.
    page.context.set_offline(True)
    page.evaluate(HANDED, ["drop", ".talk__list"])
    expect(page.locator(".place__wrong")).not_to_be_empty()
    page.locator("#say").fill("一张空白")
    page.locator(".send").click()
    expect(page.locator("#say")).to_have_value("一张空白")
    page.context.set_offline(False)
    expect(said(page, "一张空白").locator(".picture")).to_have_count(1)
    page.evaluate(HANDED, ["paste", "#say"])
    all_here(page, 1)
    page.context.set_offline(True)
    page.evaluate(HANDED, ["drop", ".talk__list"])
    expect(page.locator(".bring__state").last).not_to_be_empty()
    # Sent now it waits for what is still on its way.
    page.locator("#say").fill("两张空白")
    page.locator(".send").click()
    expect(page.locator("#say")).to_have_value("两张空白")
    page.context.set_offline(False)
    expect(said(page, "两张空白")).to_be_visible()
    assert sizes(page) == [["320", "160"]] * 3
    assert page.locator(".picture__link").first.get_attribute("data-width") == "2048"
    expect(page.locator(".bring__one")).to_have_count(0)
    is_quiet(page)
    expect_as_fresh(page)


def test_where_no_script_runs(demo: Demo, visit: Visit):
    fu = demo.beside.person("阿福")
    room = demo.beside.room(fu)
    page = visit(fu, java_script_enabled=False)
    go(page, demo.house, f"/rooms/{room}/")
    # More than any other form may send.
    noise = make.picture_bytes(size=(1300, 1300), form="PNG", compress_level=0)
    assert len(noise) > 5_000_000
    bring(page, file("a.png", noise), file("b.jpg", b"\xff\xd8\xff no picture"))
    page.locator("#say").fill("两张")
    page.locator(".send").click()
    expect(page.locator(".place__wrong")).to_be_visible()
    expect(page.locator(".bring__one")).to_have_count(1)
    expect(page.locator("#say")).to_have_value("两张")
    page.locator(".bring__alt").fill("一片灰")
    page.locator(".send").click()
    expect(page.locator(".picture img")).to_have_attribute("alt", "一片灰")
    page.locator(".picture__link").click()
    assert page.url.endswith("/large/")
    assert page.locator("img").evaluate("one => one.naturalWidth") == 1300
