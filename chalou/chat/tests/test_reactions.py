"""Answers without words: who may, what they count to, who hears of it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from chalou.chat import actions, queries, rules, turns
from chalou.chat.models import Access, Message, Reaction, Room
from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.throttle import the_throttle
from chalou.people.actions import sign_in_many
from tests import making as make

TODAY = now()


def react(by, room, seq: int = 1, kind: str = "cup", *, on: bool = True):
    the_throttle.forget()
    return actions.react(by=by, room_id=room.id, seq=seq, kind=kind, on=on, at=TODAY)


@given(st.dictionaries(st.sampled_from(rules.REACTIONS), st.integers(min_value=0, max_value=10**6)))
def test_counts_are_kept_as_they_were(counts):
    kept = rules.counted(rules.spelled(counts))
    assert kept == {kind: count for kind, count in counts.items() if count}
    assert list(kept) == [kind for kind in rules.REACTIONS if kind in kept]


def test_every_kind_at_its_most_fits_into_the_row():
    longest = rules.spelled(dict.fromkeys(rules.REACTIONS, 10**9))
    assert len(longest) <= (Message._meta.get_field("reactions").max_length or 0)
    assert max(len(kind) for kind in rules.REACTIONS) <= (Reaction._meta.get_field("kind").max_length or 0)


@pytest.mark.django_db
def test_a_cup_is_raised_and_put_down(happened):
    room = make.room()
    ming, yue = make.person(joins=room), make.person(joins=room)
    said = make.message(by=ming, room=room)
    react(yue, room)
    react(ming, room, kind="leaf")
    react(ming, room)
    shown = queries.message_in(room.id, 1)
    assert shown.reaction_counts == {"cup": 2, "leaf": 1}
    assert shown.change == 4
    assert queries.mine_among(ming.id, [shown]) == {1: ("leaf", "cup")}
    assert [(one.kind, one.person) for one in queries.reactions_to(shown)] == [
        ("cup", yue.id),
        ("cup", ming.id),
        ("leaf", ming.id),
    ]
    react(yue, room, on=False)
    assert queries.message_in(room.id, 1).reaction_counts == {"cup": 1, "leaf": 1}
    last = {"kind": "cup", "on": False, "counts": "cup:1,leaf:1", "was": 4, "change": 5, "by": yue.id}
    assert happened()[-1] == ("Reacted", {"room": room.id, "message": said.id, "seq": 1, **last})
    assert len(happened()) == 4


@pytest.mark.django_db
def test_doing_it_twice_is_doing_it_once(happened):
    room = make.room()
    ming = make.person(joins=room)
    make.message(by=ming, room=room)
    first, again = react(ming, room), react(ming, room)
    assert (again.change, again.was, again.counts) == (first.change, first.change, "cup:1")
    react(ming, room, on=False)
    react(ming, room, on=False)
    assert Room.objects.get(pk=room.id).change == 3
    assert len(happened()) == 2


@pytest.mark.django_db
def test_who_may_not_react_is_told_why(happened):
    room, closed = make.room(), make.room(access=Access.INVITATION)
    ming, outsider, removed = make.person(joins=room), make.person(), make.person(joins=room)
    make.message(by=ming, room=room)
    make.message(by=ming, room=room)
    actions.remove(by=make.keeper(), room_id=room.id, person_id=removed.id, at=TODAY)
    actions.take_back(by=ming, room_id=room.id, seq=2, at=TODAY)
    before = len(happened())
    for by, seq, kind, why in (
        (outsider, 1, "cup", "not_a_member"),
        (removed, 1, "cup", "removed"),
        (ming, 1, "skull", "no_reaction"),
        (ming, 2, "cup", "taken_back"),
    ):
        with pytest.raises(Refused) as refused:
            react(by, room, seq, kind)
        assert refused.value.why == why
    for where, seq in ((closed, 1), (room, 99)):
        with pytest.raises(NotFound):
            react(ming, where, seq)
    assert len(happened()) == before


@pytest.mark.django_db
@pytest.mark.usefixtures("no_time_passes")
def test_one_person_cannot_fill_a_room_with_cups():
    room = make.room()
    ming = make.person(joins=room)
    make.message(by=ming, room=room)
    the_throttle.forget()
    with pytest.raises(Refused) as refused:
        for count in range(100):
            actions.react(by=ming, room_id=room.id, seq=1, kind="cup", on=count % 2 == 0, at=TODAY)
    assert refused.value.why == "too_fast"


@pytest.mark.django_db
def test_of_what_is_taken_back_no_cup_is_left():
    room = make.room()
    ming, yue = make.person(joins=room), make.person(joins=room)
    make.message(by=ming, room=room)
    react(yue, room)
    actions.take_back(by=ming, room_id=room.id, seq=1, at=TODAY)
    assert queries.message_in(room.id, 1).reactions == ""
    assert not Reaction.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(room=room, seq=1).update(reactions="cup:1")


@pytest.mark.django_db
def test_an_edit_keeps_them_and_the_catch_up_brings_them_with_what_is_mine():
    room = make.room()
    ming, yue = make.person(joins=room), make.person(joins=room)
    make.message(by=ming, room=room)
    react(yue, room)
    actions.edit(by=ming, room_id=room.id, seq=1, text="改过了", at=TODAY)
    caught = queries.catch_up(room.id, 1, person=yue.id)
    assert caught.messages is not None
    assert [(one.seq, one.reactions, one.text) for one in caught.messages] == [(1, "cup:1", "改过了")]
    assert caught.mine == {1: ("cup",)}
    assert queries.catch_up(room.id, 1, person=ming.id).mine == {}
    assert queries.catch_up(room.id, 1).mine == {}


@pytest.mark.django_db
def test_a_page_asks_once_more_where_there_are_any_however_many():
    room = make.room()
    ming = make.person(joins=room)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.page_of(ming, room.id)
        return len(asked)

    make.talk(by=ming, room=room, messages=20)
    without = cost()
    for seq in range(1, 11):
        react(ming, room, seq)
    ten = cost()
    for seq in range(11, 21):
        react(ming, room, seq)
    assert (ten, cost()) == (without + 1, without + 1)


@pytest.mark.django_db
def test_the_fragment_is_the_same_for_everybody_and_says_no_word():
    room = make.room()
    ming, yue = make.person(joins=room), make.person(joins=room)
    make.message(by=ming, room=room)
    react(yue, room)
    for viewer in (ming, yue, None):
        shown = queries.page_of(viewer, room.id).messages[0] if viewer else queries.message_in(room.id, 1)
        html = turns.fragment(shown)
        assert 'data-kind="cup"' in html
        assert "mine" not in html
    assert queries.page_of(yue, room.id).mine == {1: ("cup",)}
    assert queries.page_of(ming, room.id).mine == {}


@pytest.mark.django_db
def test_it_is_done_and_seen_without_scripts_and_by_programs():
    room = make.room(access=Access.PUBLIC)
    ming = make.person(joins=room, name="<b>阿明</b>")
    make.message(by=ming, room=room)
    ((_, key),) = sign_in_many([ming], at=TODAY)
    client = Client(headers={"cookie": f"chalou_session={key}"})
    who, do = (reverse(f"chat:{name}", args=[room.id, 1]) for name in ("reactions", "react"))
    assert client.post(do, {"kind": "thanks"}).headers["Location"] == who
    page = client.get(who).content.decode()
    assert 'name="undo" value="thanks"' in page
    assert "&lt;b&gt;阿明" in page
    assert "<b>阿明" not in page
    asked = Client().get(who, headers={"accept": "application/json"}).json()
    assert (asked["reactions"], [one["kind"] for one in asked["people"]]) == ({"thanks": 1}, ["thanks"])
    told = client.post(do, {"undo": "thanks"}, headers={"accept": "application/json"}).json()
    assert (told["is"], told["on"], told["reactions"], told["was"] + 1) == ("reacted", False, {}, told["change"])
