"""What hosts do for a good talk: slow rooms, asking to listen, reasons that are read, messages kept in sight."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chalou.chat import actions, queries
from chalou.chat.models import Access, Membership, Mute, Pin
from chalou.chat.writer import Draft, Posted, write_group
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId
from chalou.foundation.refusals import NotFound, Refused
from tests import making as make
from tests.refusing import refuses

pytestmark = pytest.mark.django_db
TODAY = now()


def say(person, room, *, after_s: float = 0.0):
    at = TODAY + timedelta(seconds=after_s)
    return Draft(client_id=ClientId(uuid4()), room=room.id, author=person.id, text="茶", html="<p>茶</p>", at=at)


def slow_down(room, host, seconds: int) -> None:
    actions.change_room(
        by=host, room_id=room.id, name=room.name, purpose="", access=Access(room.access), at=TODAY, slow_s=seconds
    )


class TestSlowRooms:
    def test_a_guest_waits_and_is_told_how_long(self):
        host = make.person()
        room = make.room(host=host)
        ming = make.person(joins=room)
        slow_down(room, host, 30)
        outcomes = [write_group([say(ming, room, after_s=s)])[0] for s in (0, 10.5, 30)]
        assert [isinstance(one, Posted) for one in outcomes] == [True, False, True]
        assert isinstance(outcomes[1], Refused)
        assert (outcomes[1].why, outcomes[1].wait_s) == ("slow", 20)

    def test_in_one_group_too_and_not_for_hosts(self):
        host = make.person()
        room = make.room(host=host)
        ming = make.person(joins=room)
        slow_down(room, host, 10)
        outcomes = write_group([say(who, room) for who in (ming, ming, host, host)])
        assert [isinstance(one, Posted) for one in outcomes] == [True, False, True, True]

    def test_where_nobody_waits_nothing_is_remembered(self):
        host = make.person()
        room = make.room(host=host)
        make.message(by=host, room=room)
        assert Membership.objects.get(room=room, person=host).posted_at is None
        with pytest.raises(NotFound):
            slow_down(room, host, 7)


class TestAskingToListen:
    def test_whoever_is_asked_to_listen_reads_why_and_may_not_speak(self, happened):
        host = make.person()
        room = make.room(host=host)
        ming = make.person(joins=room)
        actions.mute(by=host, room_id=room.id, person_id=ming.id, hours=1, reason=" 先听  人讲完。", at=TODAY)
        with refuses("muted") as refused:
            make.message(by=ming, room=room)
        assert "先听 人讲完。" in str(refused.value.say)
        shown = queries.page_of(ming, room.id, now=TODAY)
        assert (shown.why_no_place, shown.reason) == ("muted", "先听 人讲完。")
        assert queries.page_of(ming, room.id, now=TODAY + timedelta(hours=2)).why_no_place == ""
        assert [one.person.id for one in queries.muted_in(room.id, at=TODAY)] == [ming.id]
        assert [kind for kind, _ in happened()] == ["MemberMuted"]

    def test_it_outlasts_getting_up_and_ends_by_itself_or_by_a_host(self):
        host = make.person()
        room = make.room(host=host)
        ming = make.person(joins=room)
        actions.mute(by=host, room_id=room.id, person_id=ming.id, hours=1, reason="听", at=TODAY)
        actions.leave(by=ming, room_id=room.id, at=TODAY)
        make.sit(ming, room)
        early, late = (write_group([say(ming, room, after_s=s)])[0] for s in (60, 3601))
        assert isinstance(early, Refused)
        assert isinstance(late, Posted)
        actions.mute(by=host, room_id=room.id, person_id=ming.id, hours=24, reason="再听", at=TODAY)
        assert Mute.objects.filter(room=room).count() == 1
        actions.unmute(by=host, room_id=room.id, person_id=ming.id, at=TODAY)
        assert isinstance(write_group([say(ming, room)])[0], Posted)

    def test_by_hosts_only_and_not_whoever_may_not_be_sent_out(self):
        host, other = make.person(), make.person()
        room = make.room(host=host)
        ming = make.person(joins=room)
        make.sit(make.keeper(), room)
        for by, whom in ((ming, host), (host, make.keeper()), (host, host)):
            with refuses("not_a_host"):
                actions.mute(by=by, room_id=room.id, person_id=whom.id, hours=1, reason="听", at=TODAY)
        with pytest.raises(NotFound):
            actions.mute(by=host, room_id=room.id, person_id=other.id, hours=1, reason="听", at=TODAY)
        with refuses("empty"):
            actions.mute(by=host, room_id=room.id, person_id=ming.id, hours=1, reason=" ", at=TODAY)
        with pytest.raises(NotFound):
            actions.mute(by=host, room_id=room.id, person_id=ming.id, hours=2, reason="听", at=TODAY)


def test_whoever_is_sent_out_reads_why():
    host = make.person()
    room = make.room(host=host, access=Access.PUBLIC, name="岩茶间")
    closed = make.room(host=host, access=Access.INVITATION, name="密室")
    ming = make.person(joins=(room, closed))
    actions.remove(by=host, room_id=room.id, person_id=ming.id, at=TODAY, reason="连着发广告")
    actions.remove(by=host, room_id=closed.id, person_id=ming.id, at=TODAY + timedelta(seconds=1))
    found = queries.removals_of(ming)
    assert [(one.name, one.reason) for one in found] == [("", ""), ("岩茶间", "连着发广告")]
    assert queries.removals_of(host) == ()


class TestPins:
    def test_hosts_keep_messages_in_sight(self, happened):
        host = make.person()
        room = make.room(host=host)
        ming = make.person(joins=room, name="阿明")
        make.talk(by=ming, room=room, messages=1)
        actions.post(by=ming, room_id=room.id, text="第 **2** 泡\n- 一百度", client_id=ClientId(uuid4()), at=TODAY)
        assert happened()[-1][0] == "MessagePosted"
        before = queries.room_for(host, room.id).change
        with refuses("not_a_host"):
            actions.pin(by=ming, room_id=room.id, seq=1, at=TODAY)
        for seq, seconds in ((1, 0), (2, 1), (1, 2)):
            actions.pin(by=host, room_id=room.id, seq=seq, at=TODAY + timedelta(seconds=seconds))
        assert [(one.seq, one.name, one.words) for one in queries.page_of(ming, room.id).pins] == [
            (2, "阿明", "第 2 泡 · 一百度"),
            (1, "阿明", "第 1 泡"),
        ]
        actions.unpin(by=host, room_id=room.id, seq=2, at=TODAY)
        actions.unpin(by=host, room_id=room.id, seq=2, at=TODAY)
        assert [one.seq for one in queries.pins_of(room.id)] == [1]
        assert [(kind, facts["change"] - before) for kind, facts in happened()[1:]] == [
            ("MessagePinned", 1),
            ("MessagePinned", 2),
            ("MessageUnpinned", 3),
        ]

    def test_not_what_was_taken_back_and_not_more_than_can_be_overlooked(self):
        room, keeper = make.room(), make.keeper()
        make.talk(by=keeper, room=room, messages=22)
        actions.take_back(by=keeper, room_id=room.id, seq=1, at=TODAY)
        with refuses("taken_back"):
            actions.pin(by=keeper, room_id=room.id, seq=1, at=TODAY)
        for seq in range(2, 22):
            actions.pin(by=keeper, room_id=room.id, seq=seq, at=TODAY)
        with refuses("too_many_pins"):
            actions.pin(by=keeper, room_id=room.id, seq=22, at=TODAY)
        actions.take_back(by=keeper, room_id=room.id, seq=2, at=TODAY)
        assert 2 not in [one.seq for one in queries.pins_of(room.id)]
        assert not Pin.objects.filter(message__seq=2).exists(), "it leaves room for another"
