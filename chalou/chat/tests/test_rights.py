"""What each seat opens: every verb for every seat, by whatever way it comes in."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from chalou.chat import actions as chat
from chalou.chat.actions import Brought
from chalou.chat.models import Access, Message, Room
from chalou.chat.rules import Asked
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId
from chalou.foundation.refusals import Refused
from chalou.foundation.throttle import the_throttle
from chalou.house import queries as house
from chalou.house.actions import change_customs
from chalou.house.rules.customs import Customs, Right, Seat
from chalou.people import actions as people
from chalou.people.models import Role
from tests import making as make

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "看这里 https://tea.example/pu-er"


def say(by, room, text, **more):
    return chat.post(by=by, room_id=room.id, text=text, client_id=ClientId(uuid4()), at=now(), **more)


def link(by, room, other):
    say(by, room, ADDRESS)


def picture(by, room, other):
    chat.bring(by=by, room_id=room.id, data=make.picture_bytes(), at=now())


def poll(by, room, other):
    say(by, room, "喝什么？", poll=Asked(("龙井", "岩茶"), is_several=False, is_secret=False, hours=None))


def table(by, room, other):
    chat.open_thread(by=by, room_id=room.id, title="水", tags="", at=now())


def invite(by, room, other):
    people.invite(by=by, days=3, uses=1, at=now())


def talk(by, room, other):
    chat.open_talk(by=by, others=[other.id], at=now())


def open_room(by, room, other):
    chat.open_room(by=by, name=f"{by.name}的厅", purpose="", access=Access.MEMBERS, at=now())


VERBS = {
    Right.LINKS: link,
    Right.PICTURES: picture,
    Right.POLLS: poll,
    Right.THREADS: table,
    Right.INVITE: invite,
    Right.TALK: talk,
    Right.ROOMS: open_room,
}


def outcome(verb, by, room, other):
    the_throttle.forget()
    try:
        verb(by, room, other)
    except Refused as refused:
        return refused.why
    return "done"


def test_every_verb_is_done_from_its_seat_on_and_refused_before():
    room, other = make.room(), make.person()
    make.sit(other, room)
    found = {
        (right, seat): outcome(verb, make.person(seat=seat, joins=room), room, other)
        for seat in Seat
        for right, verb in VERBS.items()
    }
    customs = Customs()
    assert found == {
        (right, seat): "done" if customs.allows(right, seat=seat) else "another_seat" for right, seat in found
    }


def obey(**rights: Seat) -> None:
    """The house lets seats do what these say, and all else from elders on."""
    make.house()
    theirs = {right: rights.get(right.value, Seat.ELDER) for right in Right}
    customs = replace(house.the_customs(), rights=theirs)
    change_customs(customs=customs, instead_of=house.newest_version().number, by=make.keeper().id, note="", at=now())


def test_where_all_is_for_elders_nobody_else_does_any_of_it():
    obey()
    room, other = make.room(), make.person()
    make.sit(other, room)
    regular, elder = (make.person(seat=seat, joins=room) for seat in (Seat.REGULAR, Seat.ELDER))
    assert {outcome(verb, regular, room, other) for verb in VERBS.values()} == {"another_seat"}
    assert {outcome(verb, elder, room, other) for verb in VERBS.values()} == {"done"}


def test_what_was_brought_while_it_was_open_is_not_shown_after_it():
    obey(pictures=Seat.GUEST)
    room = make.room()
    ming = make.person(seat=Seat.GUEST, joins=room)
    brought = chat.bring(by=ming, room_id=room.id, data=make.picture_bytes(), at=now())
    obey()
    assert outcome(lambda by, *_: say(by, room, "看", attachments=(Brought(brought.id),)), ming, room, None) == (
        "another_seat"
    )


def test_an_address_among_what_one_may_vote_for_is_one_too():
    obey(polls=Seat.NEWCOMER)
    room = make.room()
    ming = make.person(seat=Seat.NEWCOMER, joins=room)
    for second, wanted in (("岩茶", "done"), ("www.tea.example", "another_seat")):
        asked = Asked(("龙井", second), is_several=False, is_secret=False, hours=None)
        assert outcome(lambda by, *_, asked=asked: say(by, room, "喝什么？", poll=asked), ming, room, None) == wanted


def test_whoever_was_set_back_while_they_pressed_does_it_no_more():
    """What is asked before is asked of their row again: the request may have begun with another seat."""
    room, other = make.room(), make.person()
    make.sit(other, room)
    elder = make.person(seat=Seat.ELDER, joins=room)
    people.set_back(by=make.keeper(), person_id=elder.id, seat=Seat.NEWCOMER, at=now())
    rights = set(VERBS) - {Right.PICTURES}
    assert {right: outcome(VERBS[right], elder, room, other) for right in rights} == dict.fromkeys(
        rights, "another_seat"
    )


@pytest.mark.parametrize("kind", ["host", "moderator", "keeper"])
def test_hosts_in_their_room_and_those_who_keep_order_have_all_of_it(kind):
    by = make.keeper() if kind == "keeper" else make.person(seat=Seat.NEWCOMER)
    room, other = make.room(), make.person()
    for one in {by, other} - {make.keeper()}:
        make.sit(one, room)
    if kind == "host":
        chat.name_host(by=make.keeper(), room_id=room.id, person_id=by.id, at=now())
    if kind == "moderator":
        people.give_role(by=make.keeper(), person=by, role=Role.MODERATOR, at=now())
        by.refresh_from_db()
    in_the_room = (Right.LINKS, Right.PICTURES, Right.POLLS, Right.THREADS)
    rights = in_the_room if kind == "host" else tuple(VERBS)
    assert {outcome(VERBS[right], by, room, other) for right in rights} == {"done"}


def test_what_was_refused_by_the_seat_is_not_written():
    room = make.room()
    ming = make.person(seat=Seat.NEWCOMER, joins=room)
    with pytest.raises(Refused, match=r"茶客|guest"):
        say(ming, room, ADDRESS)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["www.tea.example", "[茶](https://tea.example)", "`https://tea.example`", "<mailto:a@tea.example>", "//x://y"],
)
def test_an_address_is_one_however_it_is_written(text):
    room = make.room()
    assert outcome(lambda by, *_: say(by, room, text), make.person(seat=Seat.NEWCOMER, joins=room), room, None) == (
        "another_seat"
    )


def test_the_houses_own_pages_may_be_named_by_everybody(settings):
    room = make.room()
    ming = make.person(seat=Seat.NEWCOMER, joins=room)
    own = settings.CHALOU.url or "http://tea.house"
    texts = ["[厅](/rooms/1/)", "一 / 二", "3.5 克", *([f"{own}/rooms/1/"] if settings.CHALOU.url else [])]
    assert {outcome(lambda by, *_, text=text: say(by, room, text), ming, room, None) for text in texts} == {"done"}


def test_an_edit_brings_no_address_in_by_the_back_door():
    room = make.room()
    ming = make.person(seat=Seat.NEWCOMER, joins=room)
    said = make.message(by=ming, room=room, text="水开了。")
    with pytest.raises(Refused) as refused:
        chat.edit(by=ming, room_id=room.id, seq=said.seq, text=ADDRESS, at=now())
    assert refused.value.why == "another_seat"
    assert Message.objects.get().text == "水开了。"


def test_whoever_begins_no_talk_may_answer_in_one():
    room = make.room()
    new, old = make.person(seat=Seat.NEWCOMER, joins=room), make.person(joins=room)
    opened = Room.objects.get(pk=chat.open_talk(by=old, others=[new.id], at=now()))
    assert outcome(lambda by, *_: say(by, opened, "多谢。"), new, opened, None) == "done"
    assert chat.open_talk(by=new, others=[old.id], at=now()) == opened.id


def test_members_write_few_invitations_for_few():
    ming = make.person()
    for _ in range(5):
        people.invite(by=ming, days=7, uses=3, at=now())
    for days, uses, why in ((8, 1, "bad_days"), (1, 4, "bad_uses"), (1, 1, "too_many_invitations")):
        with pytest.raises(Refused) as refused:
            people.invite(by=ming, days=days, uses=uses, at=now())
        assert refused.value.why == why


def test_forms_are_refused_in_words_and_keep_what_was_typed():
    room = make.room()
    ming = make.person(seat=Seat.NEWCOMER, joins=room)
    browser = Client()
    browser.force_login(ming)
    answer = browser.post(reverse("chat:post", args=[room.id]), {"text": ADDRESS})
    assert answer.status_code == 409
    assert ADDRESS in answer.content.decode()
    for address in ("chat:ask", "chat:open_thread"):
        answer = browser.get(reverse(address, args=[room.id]))
        assert (answer.status_code, reverse("people:my_seat") in answer.content.decode()) == (409, True)
    assert browser.get(reverse("chat:open_room")).status_code == 409
    assert browser.get(reverse("keeper_invitations")).status_code == 404


def test_a_page_offers_what_one_may_and_says_what_opens_the_rest():
    room = make.room()
    pages = {}
    for seat in (Seat.NEWCOMER, Seat.GUEST):
        browser = Client()
        browser.force_login(make.person(seat=seat, joins=room))
        pages[seat] = browser.get(reverse("chat:room", args=[room.id])).content.decode()
    ways = [reverse("chat:ask", args=[room.id]), reverse("chat:open_thread", args=[room.id])]
    assert [way in pages[Seat.NEWCOMER] for way in (*ways, reverse("people:my_seat"))] == [False, False, True]
    assert [way in pages[Seat.GUEST] for way in (*ways, reverse("people:my_seat"))] == [True, True, False]
