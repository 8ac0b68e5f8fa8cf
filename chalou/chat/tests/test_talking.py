"""Posting, mending, taking back and reading: what is written, and what is recorded of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from chalou.chat import actions
from chalou.chat.models import Access, Message, ReadMark, Room
from chalou.events.models import Event
from chalou.foundation.ids import ClientId, RoomId
from chalou.foundation.refusals import NotFound, Refused
from chalou.people.models import Role
from tests import making as make

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 22, 11, 42, tzinfo=UTC)
LATER = TODAY + timedelta(minutes=5)
NOWHERE = RoomId(10**9)


def new_id() -> ClientId:
    return ClientId(uuid4())


def post(by, room, text="水开了。", client_id=None, at=TODAY):
    return actions.post(by=by, room_id=room.id, text=text, client_id=client_id or new_id(), at=at)


def numbers(room: Room) -> tuple[int, int]:
    return Room.objects.values_list("seq", "change").get(pk=room.pk)


def refused(why, act, **kwargs):
    with pytest.raises(Refused) as raised:
        act(**kwargs, at=LATER)
    assert raised.value.why == why


def test_a_message_is_kept_numbered_and_recorded_without_its_words(happened):
    room = make.room()
    ming = make.person(joins=room, name="阿明")
    posted = post(ming, room, " **水**开了。\r\n")
    assert not posted.again
    row = Message.objects.get()
    assert (row.text, row.html) == ("**水**开了。", "<p><strong>水</strong>开了。</p>")
    assert (row.seq, row.change, row.author_id, row.posted_at) == (1, 1, ming.id, TODAY)
    assert row.thread.is_main
    assert numbers(room) == (1, 1)
    shown = posted.message
    assert (shown.id, shown.seq, shown.change, shown.name, shown.text) == (row.id, 1, 1, "阿明", row.text)
    ((kind, facts),) = happened()
    assert kind == "MessagePosted"
    assert facts == {
        "room": room.id, "thread": row.thread_id, "message": row.id, "seq": 1, "change": 1, "by": ming.id,
    }  # fmt: skip
    assert Event.objects.latest("pk").at == TODAY


def test_the_same_id_is_the_same_message(happened):
    room = make.room()
    ming = make.person(joins=room)
    mine = new_id()
    first = post(ming, room, "一", mine)
    again = post(ming, room, "二", mine)
    assert again.again
    assert again.message == first.message
    assert Message.objects.count() == 1
    assert numbers(room) == (1, 1)
    assert len(happened()) == 1


def test_the_same_id_of_another_author_is_another_message():
    room = make.room()
    mine = new_id()
    for person in (make.person(joins=room), make.person(joins=room)):
        assert not post(person, room, client_id=mine).again
    assert Message.objects.count() == 2


def test_an_id_that_was_used_in_another_room_is_refused(happened):
    one, other = make.room(), make.room()
    ming = make.person(joins=[one, other])
    mine = new_id()
    post(ming, one, client_id=mine)
    refused("bad_id", actions.post, by=ming, room_id=other.id, text="x", client_id=mine)
    assert numbers(other) == (0, 0)
    assert len(happened()) == 1


def test_the_database_itself_keeps_an_id_from_being_two_messages():
    room = make.room()
    row = Message.objects.get(pk=make.message(by=make.keeper(), room=room).id)
    row.pk, row.seq, row.change = None, 2, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_only_those_who_sit_there_speak(happened):
    room = make.room()
    speech: dict[str, Any] = {"room_id": room.id, "text": "x", "client_id": new_id()}
    refused("not_a_member", actions.post, by=make.person(), **speech)
    ming = make.person(joins=room)
    actions.remove(by=make.keeper(), room_id=room.id, person_id=ming.id, at=TODAY)
    refused("removed", actions.post, by=ming, **speech)
    gone = make.person(joins=room)
    gone.is_active = False
    gone.save()
    refused("not_a_member", actions.post, by=gone, **speech)
    with pytest.raises(NotFound):
        actions.post(by=ming, **{**speech, "room_id": NOWHERE}, at=TODAY)
    assert not Message.objects.exists()
    assert [kind for kind, _ in happened()] == ["MembershipEnded"]


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "empty"), ("\0", "control_characters"), ("\u202e", "direction_characters"), ("茶" * 8001, "too_long")],
)
def test_what_the_door_turns_away_is_not_written(happened, text, why):
    room = make.room()
    refused(why, actions.post, by=make.keeper(), room_id=room.id, text=text, client_id=new_id())
    assert numbers(room) == (0, 0)
    assert happened() == []


@pytest.mark.usefixtures("no_time_passes")
def test_too_many_at_once_are_refused_and_nothing_is_lost():
    room = make.room()
    ming = make.person(joins=room)
    for _ in range(12):
        post(ming, room)
    with pytest.raises(Refused) as raised:
        post(ming, room)
    assert raised.value.why == "too_fast"
    assert raised.value.wait_s
    assert numbers(room) == (12, 12)


def test_an_edit_alters_the_words_and_the_change_and_not_the_place(happened):
    room = make.room()
    ming = make.person(joins=room)
    first = make.message(by=ming, room=room, text="一")
    make.message(by=ming, room=room, text="二")
    edited: dict[str, Any] = {"by": ming, "room_id": room.id, "seq": 1, "text": "_一_！"}
    assert actions.edit(**edited, at=LATER) == first.id
    row = Message.objects.get(pk=first.id)
    assert (row.text, row.html, row.edited_at) == ("_一_！", "<p><em>一</em>！</p>", LATER)
    assert (row.seq, row.change, row.posted_at) == (1, 3, first.posted_at)
    assert numbers(room) == (2, 3)
    assert happened() == [("MessageEdited", {"room": room.id, "message": first.id, "change": 3, "by": ming.id})]
    actions.edit(**edited, at=LATER + timedelta(minutes=1))
    assert numbers(room) == (2, 3), "the same words again are no change"
    assert Message.objects.get(pk=first.id).edited_at == LATER


def test_only_the_author_who_sits_there_edits_and_the_door_looks_at_it(happened):
    room = make.room()
    ming = make.person(joins=room)
    make.message(by=ming, room=room)
    edited: dict[str, Any] = {"room_id": room.id, "seq": 1, "text": "x"}
    for other in (make.keeper(), make.person(joins=room)):
        refused("not_yours", actions.edit, by=other, **edited)
    refused("direction_characters", actions.edit, by=ming, **{**edited, "text": "\u202e"})
    for nowhere in ({"seq": 2}, {"room_id": NOWHERE}):
        with pytest.raises(NotFound):
            actions.edit(by=ming, **{**edited, **nowhere}, at=LATER)
    actions.leave(by=ming, room_id=room.id, at=TODAY)
    refused("not_a_member", actions.edit, by=ming, **edited)
    assert Message.objects.get().text == "水开了。"
    assert [kind for kind, _ in happened()] == ["MembershipEnded"]


@pytest.mark.parametrize("who", ["author", "host", "moderator"])
def test_what_is_taken_back_is_gone_and_its_place_stays(happened, who):
    host = make.person()
    room = make.room(host=host)
    ming = make.person(joins=room)
    by = {"author": ming, "host": host, "moderator": make.person(role=Role.MODERATOR)}[who]
    _, before = numbers(room)
    message = make.message(by=ming, room=room, text="说漏了嘴")
    actions.take_back(by=by, room_id=room.id, seq=1, at=LATER)
    row = Message.objects.get()
    assert (row.text, row.html, row.taken_back_at) == ("", "", LATER)
    assert (row.seq, row.change) == (1, before + 2)
    assert numbers(room) == (1, before + 2)
    assert happened() == [
        ("MessageTakenBack", {"room": room.id, "message": message.id, "change": before + 2, "by": by.id})
    ]
    assert not Event.objects.filter(facts__icontains="漏").exists()
    refused("taken_back", actions.take_back, by=by, room_id=room.id, seq=1)
    refused("taken_back", actions.edit, by=ming, room_id=room.id, seq=1, text="x")
    assert numbers(room) == (1, before + 2)


def test_an_author_takes_back_also_after_leaving_and_others_do_not(happened):
    room = make.room()
    ming = make.person(joins=room)
    make.message(by=ming, room=room)
    refused("not_yours", actions.take_back, by=make.person(joins=room), room_id=room.id, seq=1)
    with pytest.raises(NotFound):
        actions.take_back(by=ming, room_id=room.id, seq=2, at=LATER)
    actions.leave(by=ming, room_id=room.id, at=TODAY)
    actions.take_back(by=ming, room_id=room.id, seq=1, at=LATER)
    assert [kind for kind, _ in happened()] == ["MembershipEnded", "MessageTakenBack"]


def test_the_database_itself_keeps_no_words_of_what_was_taken_back():
    room = make.room()
    make.message(by=make.keeper(), room=room)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.update(taken_back_at=TODAY)


def mark(person, room) -> int | None:
    return ReadMark.objects.filter(person=person, thread__room=room).values_list("seq", flat=True).first()


def test_a_read_mark_never_goes_back_nor_past_the_end(happened):
    one, other = make.room(), make.room(access=Access.PUBLIC)
    ming, fang = make.person(), make.person()
    make.talk(by=make.keeper(), room=one, messages=5)

    def read(**marks) -> None:
        seqs = {"ming": (ming.id, one.id), "fang": (fang.id, one.id), "other": (ming.id, other.id)}
        actions.mark_read(marks={(*seqs[who], None): seq for who, seq in marks.items()}, at=TODAY)

    read(ming=3, fang=1, other=0)
    assert (mark(ming, one), mark(fang, one), mark(ming, other)) == (3, 1, None)
    read(ming=2, fang=2**52)
    assert (mark(ming, one), mark(fang, one)) == (3, 5)
    read(ming=5)
    assert mark(ming, one) == 5
    read()
    actions.mark_read(marks={(ming.id, NOWHERE, None): 3, (fang.id, other.id, None): 2}, at=TODAY)
    assert not ReadMark.objects.filter(thread__room=NOWHERE).exists()
    assert mark(fang, other) == 0, "an empty room has been read to its end"
    assert ReadMark.objects.filter(person=ming).count() == 1
    assert happened() == [], "how far somebody has read is nobody else's business"


def test_what_was_said_at_another_time_is_put_down_in_order(happened):
    room = make.room()
    ming = make.person(joins=room)
    actions.write_down(
        said=[actions.Said(ming, "一", TODAY), actions.Said(make.keeper(), "二", LATER)], room_id=room.id
    )
    assert list(Message.objects.order_by("seq").values_list("text", "posted_at")) == [("一", TODAY), ("二", LATER)]
    with pytest.raises(Refused):
        actions.write_down(said=[actions.Said(make.person(), "三", LATER)], room_id=room.id)
    assert len(happened()) == 2
