"""What is passed on follows its source: edits, taking back, rooms that are closed and opened, in several processes."""

import contextlib
import threading
from functools import partial

import pytest
from django.db import connections

from chalou.chat import actions, queries, turns
from chalou.chat.actions import quotes
from chalou.chat.live.frames import fragment, message_frame, unquoted
from chalou.chat.models import Access, Message, QuotesDue, Room
from chalou.chat.tests.test_forward import SECRET, TODAY, close, pass_on, why
from chalou.foundation.hub.frames import Frame
from chalou.foundation.refusals import Refused
from chalou.foundation.throttle import the_throttle
from chalou.people.actions import block
from tests import making as make

# Following the source


@pytest.mark.django_db
def test_an_edit_and_taking_back_reach_other_rooms(happened, django_capture_on_commit_callbacks):
    source, one, two = make.room(), make.room(), make.room()
    ming = make.person(joins=(source, one, two))
    make.message(by=ming, room=source, text=SECRET)
    for room in (one, two, one):
        pass_on(ming, source, room)
    before = {room: Room.objects.get(pk=room.id).change for room in (one, two)}
    with django_capture_on_commit_callbacks(execute=True):
        actions.edit(by=ming, room_id=source.id, seq=1, text="茶好了。", at=TODAY)
    for room, messages in ((one, 2), (two, 1)):
        caught = queries.catch_up(room.id, before[room]).messages
        assert caught is not None
        assert [one.reply_to and one.reply_to.words for one in caught] == ["茶好了。"] * messages
    assert [kind for kind, _ in happened()].count("MessageRequoted") == 3
    assert not QuotesDue.objects.exists()
    the_throttle.forget()
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_back(by=ming, room_id=source.id, seq=1, at=TODAY)
    page = queries.page_of(ming, two.id)
    assert page.change == before[two] + 2
    assert "茶好了" not in turns.fragment(page.messages[0])
    assert "data-gone" in turns.fragment(page.messages[0])


@pytest.mark.django_db
def test_a_process_that_falls_after_the_edit_leaves_it_to_the_next(happened):
    """The test's own transaction is never committed: what comes after a commit does not happen here."""
    source, target = make.room(), make.room()
    ming = make.person(joins=(source, target))
    make.message(by=ming, room=source)
    pass_on(ming, source, target)
    actions.edit(by=ming, room_id=source.id, seq=1, text="茶好了。", at=TODAY)
    assert Room.objects.get(pk=target.id).change == 1
    assert QuotesDue.objects.count() == 1
    actions.settle_quotes(at=TODAY)
    assert Room.objects.get(pk=target.id).change == 2
    assert not QuotesDue.objects.exists()


@pytest.mark.django_db
def test_where_there_are_many_rooms_some_are_told_later(monkeypatch, django_capture_on_commit_callbacks):
    source, targets = make.room(), [make.room() for _ in range(4)]
    ming = make.person(joins=(source, *targets))
    make.message(by=ming, room=source)
    for room in targets:
        pass_on(ming, source, room)
    monkeypatch.setattr(quotes, "ROOMS_AT_ONCE", 3)
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_back(by=ming, room_id=source.id, seq=1, at=TODAY)

    def changes() -> list[int]:
        return [Room.objects.get(pk=room.id).change for room in targets]

    assert changes() == [2, 2, 2, 1]
    actions.settle_quotes(at=TODAY)
    assert changes() == [2, 2, 2, 2]


@pytest.mark.django_db
def test_what_the_house_puts_out_of_sight_is_out_of_sight_everywhere(django_capture_on_commit_callbacks):
    source, target, third = make.room(), make.room(), make.room()
    ming = make.person(joins=(source, target, third))
    said = make.message(by=ming, room=source, text=SECRET, brought=[make.picture(by=ming, room=source)])
    pass_on(ming, source, target)
    slip = pass_on(ming, target, third, text="听听")
    with django_capture_on_commit_callbacks(execute=True):
        for message in (said, slip):
            actions.hide_reported(by=make.keeper(), message_id=message.id, at=TODAY)
    page = queries.page_of(ming, target.id)
    shown = page.messages[0].reply_to
    assert shown is not None
    assert (shown.is_gone, shown.words, shown.pictures) == (True, "", 0)
    assert queries.page_of(ming, third.id).messages[0].reply_to is None, "what is out of sight passes nothing on"
    with django_capture_on_commit_callbacks(execute=True):
        for message in (said, slip):
            actions.show_reported(by=make.keeper(), message_id=message.id, at=TODAY)
    again = queries.page_of(ming, target.id)
    assert again.change == page.change + 1, "open pages are told"
    shown = again.messages[0].reply_to
    assert shown is not None
    assert (shown.words, shown.pictures) == (SECRET, 1)
    assert queries.page_of(ming, third.id).messages[0].reply_to is not None


@pytest.mark.django_db
def test_whom_one_does_not_hear_says_nothing_in_a_slip_either():
    source, target = make.room(), make.room()
    loud, yue = make.person(joins=source, name="大声"), make.person(joins=(source, target))
    make.message(by=loud, room=source, text=SECRET, brought=[make.picture(by=loud, room=source)])
    posted = pass_on(yue, source, target, text="听听")
    ming = make.person(joins=target)
    block(by=ming, person=loud.id, at=TODAY)
    ming.refresh_from_db()
    shown = queries.page_of(ming, target.id).messages[0]
    assert shown.reply_to is not None
    assert (shown.reply_to.name, shown.reply_to.words, shown.reply_to.pictures) == ("", "", 0)
    frame = Frame.unpacked(message_frame(posted).packed())
    assert (frame.quotes, frame.of) == (loud.id, yue.id)
    assert fragment(unquoted(frame)) == turns.fragment(shown)
    for words in (SECRET, "大声"):
        assert words not in turns.fragment(shown)


@pytest.mark.django_db
def test_what_nobody_passed_on_owes_nothing():
    room = make.room()
    ming = make.person(joins=room)
    make.message(by=ming, room=room)
    pass_on(ming, room, room, thread=make.thread(by=ming, room=room))
    actions.take_back(by=ming, room_id=room.id, seq=1, at=TODAY)
    assert not QuotesDue.objects.exists()


# Rooms that are closed and opened


@pytest.mark.django_db
def test_a_room_that_is_closed_hides_what_went_out_of_it(django_capture_on_commit_callbacks):
    source, target = make.room(access=Access.PUBLIC), make.room()
    ming = make.person(joins=(source, target))
    make.message(by=ming, room=source, text=SECRET)
    pass_on(ming, source, target)
    with django_capture_on_commit_callbacks(execute=True):
        close(source)
    page = queries.page_of(ming, target.id)
    assert page.messages[0].reply_to == queries.CLOSED_SOURCE
    assert page.change == 2, "open pages are told"
    frame = message_frame(page.messages[0])
    assert frame.spelled(html=False)["forwarded"] == {"closed": True}
    html = fragment(Frame.unpacked(frame.packed()))
    assert html == turns.fragment(page.messages[0])
    assert SECRET not in html
    assert f"/rooms/{source.id}/" not in html
    close(source, Access.MEMBERS)
    assert queries.page_of(ming, target.id).messages[0].reply_to != queries.CLOSED_SOURCE


@pytest.mark.django_db
def test_a_room_that_is_opened_hides_what_came_into_it_from_closed_ones():
    source, target = make.room(), make.room()
    ming = make.person(joins=(source, target))
    make.message(by=ming, room=source, text=SECRET)
    pass_on(ming, source, target)
    close(target, Access.PUBLIC)
    assert queries.page_of(None, target.id).messages[0].reply_to == queries.CLOSED_SOURCE
    assert [one.seq for one in queries.catch_up(target.id, 1).messages or ()] == [1]


@pytest.mark.django_db
def test_the_rule_is_asked_of_the_rooms_as_they_are_when_it_is_kept():
    source, target = make.room(access=Access.PUBLIC), make.room()
    ming = make.person(joins=(source, target))
    make.message(by=ming, room=source)
    seen = queries.room_for(ming, source.id)
    assert [place.room for place in queries.places_to_speak(ming, seen, but=seen.thread.id, at=TODAY)] == [target.id]
    close(source)
    with pytest.raises(Refused) as refused:
        pass_on(ming, source, target)
    assert why(refused) == "stays_in_room"


# Live, and in several processes


def test_it_is_heard_live_and_so_is_an_edit_of_its_source(table):
    source, target = make.room(), make.room()
    ming, yue = make.person(joins=(source, target)), make.person(joins=target)
    make.message(by=ming, room=source, text="水开了。")
    reader = table.guest(yue)
    reader.opens(target)
    pass_on(ming, source, target)
    assert reader.hears("message")["forwarded"]["words"] == "水开了。"
    the_throttle.forget()
    actions.edit(by=ming, room_id=source.id, seq=1, text="茶好了。", at=TODAY)
    assert reader.hears("message", change=2)["forwarded"]["words"] == "茶好了。"
    actions.take_back(by=ming, room_id=source.id, seq=1, at=TODAY)
    assert reader.hears("message", change=3)["forwarded"]["gone"] is True
    close(source)
    assert reader.hears("message", change=4)["forwarded"] == {"closed": True}


@pytest.mark.django_db(transaction=True)
def test_passing_on_and_editing_crosswise_never_wait_for_each_other_in_a_circle():
    """Two processes on PostgreSQL, two threads on SQLite: out of each room into the other, with edits of both sources,
    and rooms that open and close. What everybody is shown in the end is what the sources say.
    """
    rooms = [make.room(access=Access.PUBLIC) for _ in range(2)]
    people = [make.person(joins=rooms) for _ in range(2)]
    for person, room in zip(people, rooms, strict=True):
        make.message(by=person, room=room, text="起")
    failures: list[Exception] = []
    start = threading.Barrier(5)

    def run(work) -> None:
        try:
            start.wait(30)
            for number in range(8):
                work(number)
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    def forward(here: int, number: int) -> None:
        with contextlib.suppress(Refused):  # while the other is open to all and this one is not
            pass_on(people[here], rooms[here], rooms[1 - here], text=str(number))

    def edit(here: int, number: int) -> None:
        the_throttle.forget()
        actions.edit(by=people[here], room_id=rooms[here].id, seq=1, text=f"第 {number} 泡", at=TODAY)

    def shut(number: int) -> None:
        close(rooms[0], Access.MEMBERS if number % 2 else Access.PUBLIC)

    works = [*(partial(work, here) for work in (forward, edit) for here in (0, 1)), shut]
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert failures == []
    actions.settle_quotes(at=TODAY)
    for here, room in enumerate(rooms):
        # What has the same change was told as it is: nobody holds older words under it.
        found = queries.page_of(people[here], room.id).messages
        slips = [one.reply_to for one in found if one.reply_to is not None]
        assert slips
        assert {one.words for one in slips if not one.is_closed} <= {"第 7 泡"}
        changes = [one.change for one in found]
        assert len(set(changes)) == len(changes)
        last_edit = Message.objects.get(room=rooms[1 - here], seq=1)
        assert last_edit.text == "第 7 泡"
