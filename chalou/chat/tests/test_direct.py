"""Direct talk: who may begin one, who may go on, who reads it. And what a person who is blocked can try."""

import json
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from chalou.chat import actions, queries, rules
from chalou.chat.models import Access, Membership, Room
from chalou.chat.rules import TALKERS, Refusal
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.throttle import the_throttle
from chalou.people.actions import block, change_profile, set_door, sign_in_many, unblock
from chalou.people.models import Door, Person, Role
from tests import making as make

OPEN = {"is_own_door_closed": False, "hears_all": True, "reaches_all": True}


@given(st.integers(0, 3 * TALKERS), st.booleans(), st.booleans(), st.booleans())
def test_who_may_begin_a_talk(others, is_own_door_closed, hears_all, reaches_all):
    refusal = rules.why_not_open_talk(
        others=others, is_own_door_closed=is_own_door_closed, hears_all=hears_all, reaches_all=reaches_all
    )
    may = 1 <= others < TALKERS and not is_own_door_closed and hears_all and reaches_all
    assert (refusal is None) == may
    if not reaches_all and refusal not in (None, Refusal.NOT_REACHED):
        assert others < 1 or others >= TALKERS or is_own_door_closed or not hears_all


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_who_may_go_on(is_of_two, is_own_door_closed, is_other_unheard, is_reached):
    refusal = rules.why_not_say(
        is_of_two=is_of_two,
        is_own_door_closed=is_own_door_closed,
        is_other_unheard=is_other_unheard,
        is_reached=is_reached,
    )
    assert (refusal is None) == (not is_of_two or (not is_own_door_closed and not is_other_unheard and is_reached))


@given(st.integers(2, TALKERS))
def test_a_talk_of_two_is_not_left(people):
    assert (rules.why_not_leave_talk(people=people) is None) == (people > 2)


def talk(by: Person, *others: Person) -> Room:
    the_throttle.forget()
    return Room.objects.get(id=actions.open_talk(by=by, others=[one.id for one in others], at=now()))


def say(by: Person, room: Room, text: str = "在吗？") -> None:
    actions.post(by=by, room_id=room.id, text=text, client_id=ClientId(uuid4()), at=now())
    the_throttle.forget()


def refused_to(act, *args) -> str:
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value.why


@pytest.fixture
def pair(db):
    room = make.room()
    return make.person(name="阿明", joins=room), make.person(name="老顾", joins=room), room


@pytest.mark.django_db
class TestOpening:
    def test_one_room_for_the_same_people_whoever_opens_it(self, pair, happened):
        ming, guo, _ = pair
        room = talk(ming, guo)
        assert talk(guo, ming) == room
        assert (room.access, room.name, room.direct_key) == (Access.DIRECT, "", f"{ming.id},{guo.id}")
        assert not Membership.objects.filter(room=room, is_host=True).exists()
        assert happened() == [("TalkOpened", {"room": room.id, "by": ming.id, "people": [ming.id, guo.id]})]

    def test_only_with_whom_one_shares_a_room(self, pair, happened):
        ming, _, _ = pair
        outside = make.person()
        assert refused_to(talk, ming, outside) == "not_reached"
        assert refused_to(talk, ming, ming) == "talk_alone"
        assert happened() == []

    def test_a_direct_talk_is_no_room_that_is_shared(self, pair):
        ming, guo, room = pair
        together = talk(ming, guo)
        actions.leave(by=guo, room_id=room.id, at=now())
        elsewhere = make.room()
        make.sit(guo, elsewhere)
        assert refused_to(talk, guo, ming, make.person(joins=elsewhere)) == "not_reached"
        assert talk(guo, ming) == together, "what is there stays"

    def test_a_block_a_closed_door_and_no_room_are_one_word(self, pair):
        ming, guo, room = pair
        blocking, shut, outside = make.person(joins=room), make.person(joins=room), make.person()
        block(by=blocking, person=ming.id, at=now())
        set_door(by=shut, door=Door.CLOSED, at=now())
        said = []
        for other in (blocking, shut, outside):
            with pytest.raises(Refused) as refused:
                talk(ming, other)
            said.append((refused.value.why, str(refused.value), refused.value.wait_s))
        assert len(set(said)) == 1
        block(by=guo, person=blocking.id, at=now())
        third = make.person(joins=room)
        assert refused_to(talk, third, guo, blocking) == "not_reached", (
            "nor are two brought together of whom one blocks"
        )

    def test_ones_own_door_and_block_are_said(self, pair):
        ming, guo, _ = pair
        block(by=ming, person=guo.id, at=now())
        assert refused_to(talk, ming, guo) == "unheard"
        unblock(by=ming, person=guo.id, at=now())
        set_door(by=ming, door=Door.CLOSED, at=now())
        assert refused_to(talk, ming, guo) == "own_door"

    @pytest.mark.usefixtures("no_time_passes")
    def test_at_most_twelve_and_its_pace(self, pair):
        ming, _, room = pair
        others = [make.person(joins=room) for _ in range(TALKERS)]
        assert refused_to(talk, ming, *others) == "too_many_talkers"
        assert Membership.objects.filter(room=talk(ming, *others[1:])).count() == TALKERS
        for _ in range(30):
            try:
                actions.open_talk(by=ming, others=[make.person().id], at=now())
            except Refused as refused:
                if refused.why == "too_fast":
                    break
        else:
            pytest.fail("there is no limit")


@pytest.mark.django_db
class TestReading:
    def test_it_stands_in_a_list_of_its_own_once_something_was_said(self, pair):
        ming, guo, room = pair
        together = talk(ming, guo)
        assert [line.id for line in queries.rooms_for(guo)] == [room.id]
        say(ming, together)
        assert [(line.id, line.name, line.access, line.unread) for line in queries.rooms_for(guo)][1:] == [
            (together.id, "阿明", "direct", 1)
        ]
        assert queries.unread_of([guo.id], [together.id]) == {guo.id: [(together.id, 1, 1)]}
        change_profile(by=ming, name="阿明明", cup="green", at=now())
        assert queries.rooms_for(guo)[-1].name == "阿明明"
        assert queries.room_for(guo, together.id).name == "阿明明"

    def test_nobody_else_finds_it(self, pair):
        ming, guo, room = pair
        together = talk(ming, guo)
        say(ming, together)
        for other in (make.keeper(), make.person(role=Role.MODERATOR), make.person(joins=room)):
            with pytest.raises(NotFound):
                queries.room_for(other, together.id)
            with pytest.raises(NotFound):
                actions.join(by=other, room_id=together.id, at=now())
            assert queries.room_for_follower(other.id, together.id) is Refusal.NOT_FOUND
            assert queries.barred_among([other.id], together.id) == {other.id: Refusal.NOT_FOUND}
            assert together.id not in {line.id for line in queries.rooms_for(other)}
            assert queries.unread_of([other.id], [together.id]) == {}
            with pytest.raises(NotFound):
                say(other, together)
        assert together.id not in {one.id for one in queries.closed_rooms(make.keeper())}
        assert queries.members_of_closed(together.id) == [ming.id, guo.id]
        assert queries.messages_readable(make.keeper(), [queries.message_in(together.id, 1).id]) == ()

    def test_there_are_no_hosts_no_settings_and_no_invitations(self, pair):
        ming, guo, _ = pair
        together = talk(ming, guo)
        for act in (
            lambda: actions.name_host(by=ming, room_id=together.id, person_id=guo.id, at=now()),
            lambda: actions.remove(by=ming, room_id=together.id, person_id=guo.id, at=now()),
            lambda: actions.invite(by=ming, room_id=together.id, days=1, uses=1, at=now()),
            lambda: actions.change_room(
                by=ming, room_id=together.id, name="x", purpose="", access=Access.PUBLIC, at=now()
            ),
        ):
            assert refused_to(act) == "not_a_host"
        assert make.keeper().keeps_order
        assert not queries.room_for(make.keeper(), make.talk_of(make.keeper(), ming).id).may_keep_order

    def test_what_the_lists_cost_does_not_grow(self, pair):
        ming, _, room = pair

        def cost() -> int:
            with CaptureQueriesContext(connection) as asked:
                queries.rooms_for(ming)
            return len(asked)

        counts = []
        for _ in range(2):
            for _ in range(3):
                say(ming, talk(ming, make.person(joins=room)))
            counts.append(cost())
        assert counts[0] == counts[1]


@pytest.mark.django_db
class TestGoingOn:
    def test_with_a_closed_door_or_a_block_nothing_is_said_and_all_can_be_read(self, pair):
        ming, guo, _ = pair
        together = talk(ming, guo)
        say(ming, together)
        said = []
        for close, reopen in (
            (partial(set_door, by=guo, door=Door.CLOSED), partial(set_door, by=guo, door=Door.SHARED)),
            (partial(block, by=guo, person=ming.id), partial(unblock, by=guo, person=ming.id)),
        ):
            close(at=now())
            with pytest.raises(Refused) as refused:
                say(ming, together)
            said.append((refused.value.why, str(refused.value)))
            assert refused_to(edit, ming, together) == "not_reached"
            assert refused_to(open_table, ming, together) == "not_reached"
            assert len(queries.page_of(ming, together.id).messages) == 1
            reopen(at=now())
        say(ming, together)
        assert said[0] == said[1], "a block is not told from a closed door"

    def test_whoever_closed_their_door_does_not_speak_either(self, pair):
        ming, guo, _ = pair
        together = talk(ming, guo)
        set_door(by=guo, door=Door.CLOSED, at=now())
        assert refused_to(say, guo, together) == "own_door"
        set_door(by=guo, door=Door.SHARED, at=now())
        block(by=guo, person=ming.id, at=now())
        assert refused_to(say, guo, together) == "unheard"

    def test_among_three_each_leaves_out_whom_they_do_not_hear(self, pair):
        ming, guo, room = pair
        third = make.person(name="秋月", joins=room)
        together = talk(ming, guo, third)
        block(by=guo, person=ming.id, at=now())
        say(ming, together)
        say(third, together)
        assert [one.seq for one in queries.page_of(guo, together.id).messages] == [2]
        assert queries.room_for(guo, together.id).name == "秋月"
        assert queries.rooms_for(guo)[-1].unread == 1

    def test_a_talk_with_somebody_whom_one_blocks_is_not_listed(self, pair):
        ming, guo, _ = pair
        together = talk(ming, guo)
        say(ming, together)
        block(by=guo, person=ming.id, at=now())
        assert together.id not in {line.id for line in queries.rooms_for(guo)}
        assert together.id in {line.id for line in queries.rooms_for(ming)}
        assert queries.page_of(guo, together.id).messages == ()

    def test_leaving_and_being_the_same_people_again(self, pair, happened):
        ming, guo, room = pair
        third = make.person(joins=room)
        of_two, of_three = talk(ming, guo), talk(ming, guo, third)
        assert refused_to(leave, ming, of_two) == "talk_of_two"
        leave(third, of_three)
        with pytest.raises(NotFound):
            queries.room_for(third, of_three.id)
        assert talk(ming, guo) == of_two
        again = talk(ming, guo, third)
        assert again not in (of_two, of_three)
        assert "MembershipEnded" in [kind for kind, _ in happened()]
        assert refused_to(leave, ming, of_three) == "talk_of_two"

    def test_tables_are_there_as_in_any_room(self, pair):
        ming, guo, _ = pair
        together = talk(ming, guo)
        thread = open_table(ming, together)
        actions.post(by=guo, room_id=together.id, text="好", client_id=ClientId(uuid4()), at=now(), thread=thread)
        assert [line.id for line in queries.threads_of(ming, together.id).threads] == [thread]


def edit(by: Person, room: Room):
    the_throttle.forget()
    return actions.edit(by=by, room_id=room.id, seq=1, text="换句话", at=now())


def open_table(by: Person, room: Room):
    the_throttle.forget()
    return actions.open_thread(by=by, room_id=room.id, title="另说", tags="", at=now())


def leave(by: Person, room: Room) -> None:
    actions.leave(by=by, room_id=room.id, at=now())


@pytest.mark.django_db
class TestPages:
    def test_from_the_entry_to_the_talk_and_back_to_the_list(self, pair):
        make.house()
        ming, guo, _ = pair
        client = signed_in(ming)
        assert f"/people/{guo.id}/talk/" in client.get(f"/people/{guo.id}/").content.decode()
        there = client.post(f"/people/{guo.id}/talk/").headers["Location"]
        page = client.get(there).content.decode()
        assert "老顾" in page
        assert "talk__empty" in page
        client.post(f"{there}post/", {"text": "在吗？"})
        rooms = signed_in(guo).get("/rooms/").content.decode()
        assert there in rooms
        assert rooms.index("雅间") < rooms.index(there)

    def test_choosing_several(self, pair):
        make.house()
        ming, guo, room = pair
        third, outside = make.person(name="秋月", joins=room), make.person(name="外人")
        client = signed_in(ming)
        page = client.get("/rooms/direct/").content.decode()
        assert "老顾" in page
        assert "秋月" in page
        assert "外人" not in page
        assert "秋月" not in client.get("/rooms/direct/?name=老").content.decode()
        assert "秋月" not in client.get("/rooms/direct/?name=%25%25").content.decode()
        answer = client.post("/rooms/direct/", {"person": [guo.id, third.id]}, headers={"Accept": "application/json"})
        assert set(Membership.objects.filter(room=answer.json()["room"]).values_list("person", flat=True)) == {
            ming.id, guo.id, third.id,
        }  # fmt: skip
        assert client.post("/rooms/direct/", {"person": [outside.id]}).status_code == 409  # no room in common
        assert client.post("/rooms/direct/", {}).status_code == 409

    def test_the_door(self, pair, happened):
        make.house()
        ming, guo, _ = pair
        client = signed_in(ming)
        assert client.post("/me/door/", {"door": "closed"}).status_code == 302
        assert client.post("/me/door/", {"door": "ajar"}).status_code == 404
        assert ("DoorSet", {"person": ming.id, "door": "closed"}) in happened()
        page = client.get("/me/others/").content.decode()
        assert 'value="closed" checked' in page
        assert refused_to(talk, guo, ming) == "not_reached"


def signed_in(person: Person) -> Client:
    client = Client()
    client.cookies["chalou_session"] = sign_in_many([person], at=now())[0][1]
    return client


@pytest.mark.django_db
def test_whatever_a_blocked_person_tries_reaches_nobody_and_tells_nothing(pair):
    """`ming` blocks `loud`, who tries every way there is."""
    make.house()
    ming, _, room = pair
    loud = make.person(name="大声", joins=room)
    before = json.dumps(signed_in(loud).get("/rooms/", headers={"Accept": "application/json"}).json())
    entry = signed_in(loud).get(f"/people/{ming.id}/", headers={"Accept": "application/json"}).json()
    block(by=ming, person=loud.id, at=now())
    theirs, mine = signed_in(loud), signed_in(ming)
    assert json.dumps(theirs.get("/rooms/", headers={"Accept": "application/json"}).json()) == before
    assert theirs.get(f"/people/{ming.id}/", headers={"Accept": "application/json"}).json() == entry
    for address, fields in (
        (f"/rooms/{room.id}/post/", {"text": "阿明！"}),
        (f"/rooms/{room.id}/threads/new/", {"title": "给阿明的大声桌", "tags": ""}),
        (f"/people/{ming.id}/talk/", {}),
        ("/rooms/direct/", {"person": [ming.id]}),
        (f"/people/{ming.id}/block/", {}),
    ):
        the_throttle.forget()
        assert theirs.post(address, fields).status_code in (302, 409)
    change_profile(by=loud, name="大声公", cup="green", at=now())
    for address in ("/rooms/", f"/rooms/{room.id}/", f"/rooms/{room.id}/people/", f"/rooms/{room.id}/threads/"):
        assert "大声" not in mine.get(address).content.decode(), address
    assert all(line.unread == 0 for line in queries.rooms_for(Person.objects.get(pk=ming.pk)))
    assert not Room.objects.filter(access=Access.DIRECT).exists()


class TestLive:
    def test_the_other_is_told_where_they_sit_and_nobody_else(self, table):
        room = make.room()
        ming, guo = make.person(joins=room), make.person(joins=room)
        together = talk(ming, guo)
        near, far, keeper = table.guest(ming), table.guest(guo), table.guest(make.keeper())
        near.opens(together)
        keeper.do("open", room=together.id)
        keeper.hears("gone", why="not_found")
        near.posts(together)
        table.compare()
        far.hears("digest", rooms=[{"room": together.id, "seq": 1, "unread": 1}])
        assert keeper.of("digest", "message") == []
        far.opens(together)
        block(by=guo, person=ming.id, at=now())
        the_throttle.forget()
        near.do("post", room=together.id, id=str(uuid4()), text="还在吗？")
        assert near.hears("refused")["why"] == "not_reached"
