"""Up through a long talk, and back to where one stopped reading."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, expect_as_fresh, said, say, seqs


def top_of(page: Page, seq: int) -> float:
    top: float = page.locator(f"#m{seq}").evaluate("one => one.getBoundingClientRect().top")
    return top


def test_scrolling_up_brings_every_message_once_and_moves_nothing(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(fu, yulan)
    demo.beside.talk([fu, yulan], room, 200)
    page = enter(visit(fu), demo.house, room)
    assert seqs(page) == list(range(151, 201))
    expect(page.locator("#m200")).to_be_in_viewport()

    for first in (101, 51, 1):
        # Where the reader looks while earlier messages are laid above.
        page.evaluate("window.scrollTo({ top: 500, behavior: 'instant' })")
        looked_at = first + 60
        was_at = page.evaluate(
            """async ([seq, first]) => {
              const one = document.querySelector(`#m${seq}`);
              const before = one.getBoundingClientRect().top;
              while (!document.querySelector(`#m${first}`)) await new Promise(requestAnimationFrame);
              return [before, one.getBoundingClientRect().top];
            }""",
            [looked_at, first],
        )
        assert abs(was_at[0] - was_at[1]) < 2
        expect(page.locator(f"#m{first}")).to_be_attached()
    assert seqs(page) == list(range(1, 201))
    expect(page.locator(".earlier")).to_have_count(0)

    # Whoever reads far up is not moved by what is said at the end.
    page.evaluate("window.scrollTo({ top: 300, behavior: 'instant' })")
    before = page.evaluate("scrollY")
    other = enter(visit(yulan), demo.house, room)
    say(other, "新来的一句")
    expect(page.locator(".below")).to_be_visible()
    assert page.evaluate("scrollY") == before
    page.locator(".below").click()
    expect(said(page, "新来的一句")).to_be_in_viewport()
    expect(page.locator(".below")).to_be_hidden()


def test_one_comes_back_to_the_line_of_what_is_new(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room, other_room = demo.beside.room(fu, yulan, name="常坐的厅"), demo.beside.room(fu, name="别的厅")
    demo.beside.talk([fu, yulan], room, 30)
    page = enter(visit(fu), demo.house, room)
    # Read to the end, then into another room; the house has written down how far one read.
    expect(page.locator("#m30")).to_be_in_viewport()
    enter(page, demo.house, other_room)
    demo.beside.talk([yulan], room, 7)
    line = page.locator(f'.rooms [data-room="{room}"]')
    expect(line.locator(".num__count")).to_have_text("7")
    expect(page).to_have_title(re.compile(r"^\(7\) 别的厅"))

    enter(page, demo.house, room)
    new = page.locator(".new")
    expect(new).to_have_count(1)
    expect(new).to_contain_text("7")
    expect(new).to_be_in_viewport()
    assert page.evaluate("document.querySelector('.new').nextElementSibling.id") == "m31"
    expect(page).to_have_title(re.compile(r"^常坐的厅"))

    # Read in another browser, there is no line in this one when one comes back.
    expect_as_fresh(enter(visit(fu), demo.house, room))
    page.reload()
    expect(page.locator("#m37")).to_be_attached()
    expect(page.locator(".new")).to_have_count(0)


def test_where_one_stopped_reading_is_found_again_far_up(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(fu, yulan)
    demo.beside.talk([fu, yulan], room, 5)
    page = enter(visit(fu), demo.house, room)
    expect(page.locator("#m5")).to_be_in_viewport()
    page.goto("about:blank")
    demo.beside.talk([yulan], room, 100)
    enter(page, demo.house, room)
    back = page.locator(".place__back a")
    expect(back).to_be_visible()
    back.click()
    expect(page.locator("#m6")).to_be_in_viewport()
    assert page.evaluate("scrollY") >= 0


def test_a_link_to_a_message_leads_there_and_marks_it(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(fu, yulan)
    demo.beside.talk([fu, yulan], room, 150)
    page = enter(visit(fu), demo.house, room, "?at=40#m40")
    expect(page.locator("#m40")).to_be_in_viewport()
    expect(page.locator("#m40")).to_have_class(re.compile("turn--marked"))
    page.locator(".later a").click()
    expect(page.locator("#m150")).to_be_in_viewport()
