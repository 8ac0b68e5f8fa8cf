"""Who is here, is writing, has read: as two and three people see it, and as they do not when somebody chose so."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, Visit
from tests.browser.looks import faults
from tests.browser.pages import enter, expect_as_fresh, go, said, say


def chooses(page: Page, demo: Demo, field: str, value: str) -> None:
    """Choose on the page about oneself what others see."""
    go(page, demo.house, "/me/others/")
    page.locator(f"#{field}-{value}").check()
    page.locator(f"form:has(#{field}-{value}) .btn").click()
    expect(page.locator(".notice--good")).to_be_visible()


def test_writing_is_seen_and_ends(demo: Demo, visit: Visit):
    qiuyue, fu = demo.beside.person("秋月"), demo.beside.person("阿福")
    room = demo.beside.room(qiuyue, fu)
    writer = enter(visit(qiuyue), demo.house, room)
    reader = enter(visit(fu, language="en-GB"), demo.house, room)
    line = reader.locator(".writing")
    writer.locator("#say").fill("这一泡")
    expect(line).to_have_text("秋月 is writing…")
    assert line.get_attribute("aria-live") == "off"
    expect(writer.locator(".writing")).to_have_count(0)
    writer.locator("#say").fill("")
    expect(line).to_have_count(0)
    say(writer, "这一泡淡了。")
    expect(said(reader, "这一泡淡了。")).to_be_visible()
    expect(line).to_have_count(0)
    # At another table it is not seen here.
    thread = demo.beside.thread(qiuyue, room, "另一桌")
    go(writer, demo.house, f"/rooms/{room}/threads/{thread}/")
    writer.locator("#say").fill("那边讲")
    at_table = go(reader.context.new_page(), demo.house, f"/rooms/{room}/threads/{thread}/")
    expect(at_table.locator(".writing")).to_have_text("秋月 is writing…")
    expect(line).to_have_count(0)


def test_who_is_here_carries_a_mark_until_they_go_or_hide(demo: Demo, visit: Visit):
    qiuyue, fu, man = demo.beside.person("秋月"), demo.beside.person("阿福"), demo.beside.person("小满")
    room = demo.beside.room(qiuyue, fu, man)
    reader, other = enter(visit(fu), demo.house, room), enter(visit(qiuyue), demo.house, room)

    def seat(page: Page, person: int):
        return page.locator(f'.seats [data-person="{person}"]')

    expect(seat(reader, qiuyue.id)).to_have_class("is-here")
    expect(seat(reader, qiuyue.id)).to_contain_text("在这里")
    expect(seat(reader, man.id)).not_to_have_class("is-here")
    expect_as_fresh(reader)
    # From another browser of theirs: it holds in the one that is open.
    chooses(visit(qiuyue), demo, "here", "no")
    expect(seat(reader, qiuyue.id)).not_to_have_class("is-here")
    expect(reader.locator(".side__here")).to_contain_text("1")
    other.locator("#say").fill("看不见我")
    expect(seat(other, fu.id)).to_have_class("is-here")
    expect_as_fresh(reader)
    third = enter(visit(man), demo.house, room)
    third.locator("#say").fill("看得见我")
    expect(reader.locator(".writing")).to_have_text("小满正在写……")
    third.close()
    expect(seat(reader, man.id)).not_to_have_class("is-here")


def test_who_has_read_is_shown_below_ones_last_words(demo: Demo, visit: Visit):
    guo, fu = demo.beside.person("老顾"), demo.beside.person("阿福")
    room = demo.beside.room(fu, host=guo)
    author, host = enter(visit(fu), demo.house, room), visit(guo)
    say(author, "水开了。")
    go(host, demo.house, f"/rooms/{room}/settings/")
    host.locator("[name=readers]").select_option("yes")
    host.locator("main form .btn--main").click()
    expect(host.locator("chalou-room")).to_be_visible()
    read = said(author, "水开了。").locator(".read-by")
    expect(read.locator("summary")).to_have_text("1人已读")
    read.locator("summary").click()
    expect(read.locator(".read-by__names")).to_have_text("老顾")
    host.locator("#say").fill("那我来泡")
    expect(author.locator(".writing")).to_be_visible()
    assert faults(author) == []
    read.locator("summary").click()
    expect_as_fresh(author)
    say(author, "茶也好了。")
    expect(said(author, "茶也好了。").locator(".read-by summary")).to_have_text("1人已读")
    expect(author.locator(".read-by")).to_have_count(1)
    chooses(visit(guo), demo, "reading", "nowhere")
    expect(author.locator(".read-by")).to_have_count(0)
    expect_as_fresh(author)
