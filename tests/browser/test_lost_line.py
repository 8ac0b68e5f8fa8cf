"""The network goes away, or the house does: nothing typed is lost, and the page becomes as a fresh one by itself."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.beside import Beside
from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, expect_as_fresh, is_quiet, said, say, seqs
from tests.furnished import furnish
from tests.house import OpenedHouse


@pytest.fixture
def own_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo house that may be killed."""
    house = OpenedHouse(tmp_path_factory.mktemp("own") / "data")
    furnish(house)
    beside = Beside(house)
    try:
        with house:
            yield Demo(house, beside, [])
    finally:
        beside.close()


def expect_told_of_the_loss(page: Page) -> None:
    expect(page.locator(".place__line")).to_contain_text("断了")


def test_offline_while_the_others_talk_edit_and_take_back(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(fu, yulan)
    elsewhere = demo.beside.room(fu, yulan, name="别间")
    page = enter(visit(fu), demo.house, room)
    other = enter(visit(yulan), demo.house, room)
    for text in ("会改的", "会收回的", "不动的"):
        say(other, text)
    expect(said(page, "不动的")).to_be_visible()

    page.context.set_offline(True)
    say(other, "你听得见吗？")
    expect(said(other, "你听得见吗？")).to_be_visible()
    changed = [
        demo.beside.ask("edit", by=yulan.id, room=room, seq=1, text="改过了"),
        demo.beside.ask("take_back", by=yulan.id, room=room, seq=2),
    ]
    assert changed == [None, None]
    demo.beside.post(yulan, elsewhere, "别间也有人讲话")
    say(page, "我掉线了，先写着。")
    say(page, "第二句也写着。")
    page.locator("#say").fill("还没写完的")
    expect_told_of_the_loss(page)
    expect(page.locator(".on-the-way .turn")).to_have_count(2)
    expect(page.locator(".on-the-way .turn__state").first).to_have_text("等线路恢复")
    assert seqs(page) == [1, 2, 3]

    page.context.set_offline(False)
    expect(said(page, "第二句也写着。")).to_be_visible()
    expect(said(other, "第二句也写着。")).to_be_visible()
    is_quiet(page)
    expect(page.locator("#say")).to_have_value("还没写完的")
    assert demo.beside.texts(room) == ["改过了", "", "不动的", "你听得见吗？", "我掉线了，先写着。", "第二句也写着。"]
    expect_as_fresh(page)
    expect_as_fresh(other)


def test_the_house_is_killed_and_opened_again(own_house: Demo, visit: Visit):
    fu, yulan = own_house.beside.person("阿福"), own_house.beside.person("沈玉兰")
    room = own_house.beside.room(fu, yulan)
    page = enter(visit(fu, at=own_house), own_house.house, room)
    other = enter(visit(yulan, at=own_house), own_house.house, room)
    say(other, "灯还亮着。")
    expect(said(page, "灯还亮着。")).to_be_visible()

    own_house.house.kill()
    say(page, "怎么黑了？")
    expect_told_of_the_loss(page)
    expect(page.locator(".on-the-way .turn")).to_have_count(1)
    own_house.house.open()

    expect(said(page, "怎么黑了？")).to_be_visible()
    expect(said(other, "怎么黑了？")).to_be_visible()
    for one in (page, other):
        is_quiet(one)
        expect_as_fresh(one)
    assert own_house.beside.texts(room) == ["灯还亮着。", "怎么黑了？"]


def test_an_acknowledgement_that_was_lost_does_not_make_two_messages(demo: Demo, visit: Visit):
    fu = demo.beside.person("阿福")
    room = demo.beside.room(fu)
    page = visit(fu)
    lost: list[str] = []
    broken: list[object] = []

    def between(line: object) -> None:
        server = line.connect_to_server()  # type: ignore[attr-defined]  # Playwright's WebSocketRoute

        def hear(frame: str) -> None:
            # The line breaks between the disk of the house and the page.
            if '"ack"' in frame and not lost:
                lost.append(frame)
                broken.append(line)
                line.close(code=1012)  # type: ignore[attr-defined]
            elif not (lost and line in broken):
                line.send(frame)  # type: ignore[attr-defined]

        server.on_message(hear)

    page.route_web_socket("**/live/**", between)
    page.goto(f"{demo.house.address}/rooms/{room}/")
    expect(page.locator("#say")).to_be_visible()
    say(page, "只有一句")
    expect(said(page, "只有一句")).to_have_count(1)
    is_quiet(page)
    assert lost
    assert demo.beside.texts(room) == ["只有一句"]


def test_what_was_typed_survives_a_reload_while_offline(demo: Demo, visit: Visit):
    fu = demo.beside.person("阿福")
    room = demo.beside.room(fu)
    page = enter(visit(fu), demo.house, room)
    page.context.set_offline(True)
    say(page, "等网来了再讲")
    expect(page.locator(".on-the-way .turn")).to_have_count(1)
    page.locator("#say").fill("半句")
    page.context.set_offline(False)
    page.reload()
    expect(said(page, "等网来了再讲")).to_be_visible()
    expect(page.locator("#say")).to_have_value("半句")
    is_quiet(page)
    assert demo.beside.texts(room) == ["等网来了再讲"]


def test_after_more_than_five_hundred_changes_the_page_loads_afresh_and_keeps_the_draft(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(fu, yulan)
    demo.beside.talk([yulan], room, 3)
    page = enter(visit(fu), demo.house, room)
    page.context.set_offline(True)
    demo.beside.talk([yulan, fu], room, 520)
    page.locator("#say").fill("写到一半")
    page.context.set_offline(False)
    expect(page.locator("#m523")).to_be_attached()
    expect(page.locator("#m523")).to_be_in_viewport()
    expect(page.locator("#say")).to_have_value("写到一半")
    is_quiet(page)
    assert seqs(page) == list(range(474, 524))
    expect_as_fresh(page)


def test_a_gap_that_the_house_could_not_fill_at_once_is_asked_for_again(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(fu, yulan)
    page = visit(fu)
    asked: list[str] = []

    def between(line: object) -> None:
        server = line.connect_to_server()  # type: ignore[attr-defined]  # Playwright's WebSocketRoute

        def say_to_house(frame: str) -> None:
            if '"since"' not in frame or '"open"' in frame:
                server.send(frame)
                return
            asked.append(frame)
            if len(asked) == 1:
                away = {"is": "refused", "about": "since", "room": room, "why": "away", "say": "…", "wait_s": 2}
                line.send(json.dumps(away))  # type: ignore[attr-defined]
            else:
                server.send(frame)

        line.on_message(say_to_house)  # type: ignore[attr-defined]

    page.route_web_socket("**/live/**", between)
    page.goto(f"{demo.house.address}/rooms/{room}/")
    expect(page.locator("#say")).to_be_visible()
    # The house says how many are here once the room is followed: what comes from now on comes by the line.
    expect(page.locator(".side__here")).to_be_visible()
    is_quiet(page)
    demo.beside.post(yulan, room, "没人通知的一句")
    expect(said(page, "没人通知的一句")).to_be_visible(timeout=8_000)
    assert len(asked) == 2


def test_the_last_message_before_a_silence_arrives_although_nobody_was_told_of_it(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(fu, yulan)
    page = enter(visit(fu), demo.house, room)
    # Another process writes it and tells nobody, as one that dies between commit and telling.
    demo.beside.post(yulan, room, "我先走了，灯你们关。")
    expect(said(page, "我先走了，灯你们关。")).to_be_visible(timeout=6_000)
    expect_as_fresh(page)
