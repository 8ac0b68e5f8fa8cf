"""What others quote, and what hangs on messages, where somebody does not hear one of those concerned."""

from uuid import uuid4

import pytest

from chalou.chat import actions, queries
from chalou.chat.live.frames import fragment, message_frame, unquoted
from chalou.foundation.clock import now
from chalou.foundation.hub.frames import Frame
from chalou.foundation.ids import ClientId
from chalou.people.actions import block
from tests import making as make

SECRET = "我家后院的水井"


@pytest.fixture
def answered(db):
    """`ming` does not hear `loud`, whom `guo` has answered."""
    room = make.room()
    ming, loud, guo = (make.person(name=name, joins=room) for name in ("阿明", "大声", "老顾"))
    block(by=ming, person=loud.id, at=now())
    make.message(by=loud, room=room, text=SECRET)
    answer(guo, room)
    return room, ming, loud, guo


def answer(by, room):
    actions.post(by=by, room_id=room.id, text="说得好", client_id=ClientId(uuid4()), at=now(), reply_to=1)


def test_the_answer_is_read_and_what_it_answers_is_not(answered):
    room, ming, loud, guo = answered
    unheard = queries.room_for(ming, room.id).unheard
    [one] = queries.page_of(ming, room.id).messages
    readings = [
        one,
        queries.message_in(room.id, 2, unheard),
        *(queries.catch_up(room.id, 0, person=ming.id).without(unheard).messages or ()),
        *queries.messages_readable(ming, [one.id]),
    ]
    assert len(readings) == 4
    for shown in readings:
        assert (shown.author, shown.text) == (guo.id, "说得好")
        assert shown.reply_to
        assert shown.reply_to.is_unheard
        assert SECRET not in fragment(message_frame(shown))
        assert loud.name not in fragment(message_frame(shown))
    for_guo = queries.page_of(guo, room.id).messages[-1].reply_to
    assert for_guo
    assert (for_guo.words, for_guo.is_unheard) == (SECRET, False)


def test_live_it_is_what_a_fresh_page_shows(table, answered):
    room, ming, loud, guo = answered
    programs, browsers, other = table.guest(ming), table.guest(ming, html=True), table.guest(guo)
    for listener in (programs, browsers):
        listener.listener.unheard = frozenset({loud.id})
    for listener in (programs, browsers, other):
        listener.opens(room)
    answer(guo, room)
    told = programs.hears("message", seq=3)["reply_to"]
    assert (told["name"], told["words"], told["unheard"]) == ("", "", True)
    shown = queries.page_of(ming, room.id).messages[-1]
    assert browsers.hears("message", seq=3)["html"] == fragment(message_frame(shown))
    assert other.hears("message", seq=3)["reply_to"]["words"] == SECRET
    actions.edit(by=loud, room_id=room.id, seq=1, text=f"{SECRET}很甜", at=now())
    other.hears("message", seq=3)
    table.settle()
    assert all(SECRET not in str(frame) for frame in [*programs.of("message"), *browsers.of("message")])


def test_a_frame_goes_through_other_processes_with_whom_it_quotes(answered):
    room, *_ = answered
    frame = message_frame(queries.message_in(room.id, 2))
    passed = Frame.unpacked(frame.packed())
    assert (passed.of, passed.quotes) == (frame.of, frame.quotes)
    assert unquoted(passed).values["reply_to"]["unheard"]


def test_their_cups_are_counted_and_not_named(answered):
    room, _, loud, guo = answered
    for person in (loud, guo):
        actions.react(by=person, room_id=room.id, seq=2, kind="cup", on=True, at=now())
    shown = queries.message_in(room.id, 2)
    assert shown.reaction_counts == {"cup": 2}
    assert [one.person for one in queries.reactions_to(shown, {loud.id})] == [guo.id]


def test_they_are_not_offered_where_one_types_a_name(answered):
    room, _, loud, _ = answered
    assert loud.id not in [one.id for one in queries.people_called(room.id, "", {loud.id})]
    assert [one.id for one in queries.people_called(room.id, "大", frozenset())] == [loud.id]
    assert queries.people_called(room.id, "大", {loud.id}) == ()
