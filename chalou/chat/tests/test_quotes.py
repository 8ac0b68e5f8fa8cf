"""Answers to messages: what they answer, what of it is shown, and what happens to them when that changes."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from chalou.chat import actions, queries, rules, turns
from chalou.chat.actions import quotes
from chalou.chat.live.frames import fragment, message_frame
from chalou.chat.models import Access, Message, Room
from chalou.chat.writer import Draft, write_group
from chalou.foundation.clock import now
from chalou.foundation.hub.frames import Frame
from chalou.foundation.ids import ClientId
from chalou.foundation.refusals import Refused
from chalou.foundation.text.markdown import to_html
from chalou.foundation.throttle import the_throttle
from chalou.people.actions import sign_in_many
from tests import making as make

TODAY = now()


def answer(by, room, seq: int, text: str = "正是。", **more):
    the_throttle.forget()
    given = ClientId(uuid4())
    posted = actions.post(by=by, room_id=room.id, text=text, client_id=given, at=TODAY, reply_to=seq, **more)
    return posted.message


@given(st.text())
def test_an_excerpt_is_one_short_line(text):
    words = rules.excerpt(to_html(text))
    assert len(words) <= rules.EXCERPT + 1
    assert words.splitlines() in ([], [words])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("> 你说呢？\n\n我说好。", "我说好。"),
        ("> 只有引的话", "只有引的话"),
        ("一\n\n二  三", "一 二 三"),
        ("头三道都是**快进快出**。", "头三道都是快进快出。"),
        ("茶" * 121, "茶" * 120 + "…"),
        ("", ""),
    ],
)
def test_what_a_quote_shows(text, words):
    assert rules.excerpt(to_html(text)) == words


@pytest.mark.django_db
def test_an_answer_shows_what_it_answers_on_every_way(happened):
    room = make.room()
    ming, yue = make.person(joins=room, name="阿明"), make.person(joins=room)
    source = make.message(by=ming, room=room, text="水开了。\n> 谁？")
    posted = answer(yue, room, 1)
    assert posted.reply_to == queries.Quoted(source.id, room.id, 1, ming.id, "阿明", "水开了。", is_gone=False)
    thread = make.main(room)
    page = queries.page_of(yue, room.id).messages[1]
    caught = queries.catch_up(room.id, 1).messages
    assert caught is not None
    assert posted == page == caught[0] == queries.message_in(room.id, 2) == queries.messages_before(thread, 3)[0][1]
    html = turns.fragment(page)
    assert f'href="/rooms/{room.id}/1/?talk"' in html
    assert fragment(Frame.unpacked(message_frame(page).packed())) == html
    assert len(happened()) == 1


@pytest.mark.django_db
def test_what_stands_at_another_table_is_answered_but_not_what_stands_in_another_room():
    room, other = make.room(), make.room()
    ming = make.person(joins=(room, other))
    make.message(by=ming, room=room)
    thread = make.thread(by=ming, room=room)
    there = answer(ming, room, 1, thread=thread)
    assert there.reply_to is not None
    assert there.reply_to.seq == 1
    for seq in (0, 1, 99):
        with pytest.raises(Refused) as refused:
            answer(ming, other, seq)
        assert refused.value.why == "no_source"
    assert not Message.objects.filter(room=other).exists()


@pytest.mark.django_db
def test_a_group_asks_once_for_all_that_it_answers_and_never_where_nothing_is():
    room = make.room()
    ming = make.person(joins=room)
    make.talk(by=ming, room=room, messages=10)

    def cost(answered: list[int | None]) -> int:
        drafts = [
            Draft(ClientId(uuid4()), room.id, ming.id, "好", "<p>好</p>", TODAY, reply_to=seq) for seq in answered
        ]
        with CaptureQueriesContext(connection) as asked:
            outcomes = write_group(drafts)
        assert not [one for one in outcomes if isinstance(one, Refused)]
        # PostgreSQL inserts many rows by one statement, SQLite each by its own.
        return len([one for one in asked if "wanted (room, seq)" in one["sql"]])

    assert [cost([None] * 4), cost([1, 2, 2, None]), cost([1, 2, 3, 4, 5, 6, 7, 8])] == [0, 1, 1]


@pytest.mark.django_db
def test_an_edited_source_brings_its_answers_the_next_changes(happened):
    room = make.room()
    ming, yue = make.person(joins=room), make.person(joins=room)
    make.message(by=ming, room=room, text="水开了。")
    for _ in range(2):
        answer(yue, room, 1)
    make.message(by=yue, room=room)
    actions.edit(by=ming, room_id=room.id, seq=1, text="茶好了。", at=TODAY)
    changed = queries.catch_up(room.id, 4).messages
    assert changed is not None
    assert [(one.seq, one.reply_to and one.reply_to.words) for one in changed] == [
        (1, None),
        (2, "茶好了。"),
        (3, "茶好了。"),
    ]
    assert [kind for kind, _ in happened()][-3:] == ["MessageEdited", "MessageRequoted", "MessageRequoted"]
    assert Room.objects.get(pk=room.id).change == 7
    # What the quote does not show changes nothing in it.
    the_throttle.forget()
    actions.edit(by=ming, room_id=room.id, seq=1, text="茶好了。\n\n> 谁？", at=TODAY)
    assert Room.objects.get(pk=room.id).change == 8


@pytest.mark.django_db
def test_what_was_taken_back_is_in_no_answer():
    room = make.room()
    ming, yue = make.person(joins=room), make.person(joins=room)
    make.message(by=ming, room=room, text="悄悄话")
    answer(yue, room, 1)
    actions.take_back(by=ming, room_id=room.id, seq=1, at=TODAY)
    caught = queries.catch_up(room.id, 2).messages
    assert caught is not None
    assert [one.seq for one in caught] == [1, 2]
    html = turns.fragment(caught[1])
    assert "悄悄话" not in html
    assert "data-gone" in html


@pytest.mark.django_db
def test_with_very_many_answers_open_pages_load_anew(monkeypatch):
    room = make.room()
    ming = make.person(joins=room)
    make.message(by=ming, room=room)
    for _ in range(4):
        answer(ming, room, 1)
    monkeypatch.setattr(quotes, "MOST_TOLD", 3)
    before = Room.objects.get(pk=room.id).change
    actions.take_back(by=ming, room_id=room.id, seq=1, at=TODAY)
    assert queries.catch_up(room.id, before).messages is None
    assert queries.page_of(ming, room.id).messages[1].reply_to == queries.message_in(room.id, 2).reply_to


@pytest.mark.django_db
def test_a_page_with_answers_asks_as_often_as_one_without():
    room = make.room()
    ming = make.person(joins=room)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.page_of(ming, room.id)
        return len(asked)

    make.talk(by=ming, room=room, messages=20)
    without = cost()
    for seq in range(1, 21):
        answer(ming, room, seq)
    assert cost() == without


@pytest.mark.django_db
def test_one_answers_without_scripts_and_a_refused_answer_keeps_what_it_answers():
    room = make.room(access=Access.PUBLIC)
    ming = make.person(joins=room, name='"><b>明')
    make.message(by=ming, room=room, text="<script>alert(1)</script>")
    ((_, key),) = sign_in_many([ming], at=TODAY)
    client = Client(headers={"cookie": f"chalou_session={key}"})
    assert f"/rooms/{room.id}/?reply=1#end" in client.get(f"/rooms/{room.id}/1/").content.decode()
    page = client.get(f"/rooms/{room.id}/?reply=1").content.decode()
    assert '<input type="hidden" name="reply_to" value="1">' in page
    form = re.search(r'<form class="speak" action="([^"]+)"', page)
    assert form is not None
    refused = client.post(form[1], {"text": "转向\u202e", "reply_to": "1"}).content.decode()
    assert '<input type="hidden" name="reply_to" value="1">' in refused
    the_throttle.forget()
    client.post(form[1], {"text": "好", "reply_to": "1"})
    answered = queries.message_in(room.id, 2)
    assert answered.reply_to is not None
    assert answered.reply_to.words == "<script>alert(1)</script>"
    shown = client.get(f"/rooms/{room.id}/").content.decode()
    for one in (page, refused, shown):
        assert "<script>alert" not in one
        assert "<b>明" not in one
    assert client.get(f"/rooms/{room.id}/1/?talk").headers["Location"] == f"/rooms/{room.id}/?at=1#m1"
