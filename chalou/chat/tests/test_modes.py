"""How a room talks: who may speak in each mode, and what a change of it does."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalou.chat import actions, rules
from chalou.chat.models import Membership, Room
from chalou.chat.writer import Draft, Posted, write_group
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId
from chalou.foundation.refusals import NotFound, Refused
from chalou.house.rules.customs import Customs, Listening, Mode, Right, Seat
from tests import making as make
from tests.refusing import refuses

pytestmark = pytest.mark.django_db

TODAY = now()
CUSTOMS = Customs()
SEATS, MODES = st.sampled_from(Seat), st.sampled_from(Mode)


def manners(*, seat: Seat = Seat.NEWCOMER, is_host: bool = False, is_settled: bool = False) -> rules.Manners:
    return rules.Manners(seat=seat, is_host=is_host, is_settled=is_settled)


class TestWhoMaySpeak:
    @given(mode=MODES, seat=SEATS, is_settled=st.booleans())
    def test_no_mode_keeps_hosts_from_looking_after_the_talk(self, mode, seat, is_settled):
        theirs = manners(seat=seat, is_host=True, is_settled=is_settled)
        assert rules.why_not_speak(mode=mode, theirs=theirs, customs=CUSTOMS) is None

    @given(seat=SEATS, spared=SEATS, is_settled=st.booleans())
    def test_who_is_new_listens_first_where_a_room_listens(self, seat, spared, is_settled):
        customs = Customs(listening=Listening(spared=spared))
        verdict = rules.why_not_speak(
            mode=Mode.LISTENING, theirs=manners(seat=seat, is_settled=is_settled), customs=customs
        )
        order = list(Seat)
        speaks = is_settled or order.index(seat) >= order.index(spared)
        assert verdict is (None if speaks else rules.Refusal.LISTEN_FIRST)

    @given(seat=SEATS, is_settled=st.booleans())
    def test_a_quiet_room_is_its_hosts(self, seat, is_settled):
        theirs = manners(seat=seat, is_settled=is_settled)
        assert rules.why_not_speak(mode=Mode.QUIET, theirs=theirs, customs=CUSTOMS) is rules.Refusal.QUIET

    @given(right=st.sampled_from(Right), seat=SEATS)
    def test_a_right_opens_once_and_stays_open(self, right, seat):
        better = [one for one in Seat if one.reaches(seat)]
        if rules.why_not_use(right, seat=seat, is_host=False, customs=CUSTOMS) is None:
            assert all(rules.why_not_use(right, seat=one, is_host=False, customs=CUSTOMS) is None for one in better)
        assert rules.why_not_use(right, seat=seat, is_host=True, customs=CUSTOMS) is None


def say(person, room) -> Posted | Refused:
    draft = Draft(client_id=ClientId(uuid4()), room=room.id, author=person.id, text="茶", html="<p>茶</p>", at=TODAY)
    return write_group([draft])[0]


class TestChangingIt:
    def test_a_host_lets_the_room_talk_in_another_way(self, happened):
        host = make.person()
        room = make.room(host=host)
        ming = make.person(joins=room)
        before = Room.objects.get(id=room.id).change
        happened()
        actions.set_mode(by=host, room_id=room.id, mode=Mode.QUIET, at=TODAY)
        actions.set_mode(by=host, room_id=room.id, mode=Mode.QUIET, at=TODAY)
        kept = Room.objects.get(id=room.id)
        assert (kept.mode, kept.slow_s, kept.change) == ("quiet", 0, before + 1)
        assert [kind for kind, _ in happened()] == ["RoomChanged"]
        verdict = say(ming, room)
        assert isinstance(verdict, Refused)
        assert verdict.why == "quiet"
        assert isinstance(say(host, room), Posted)

    def test_guests_do_not(self):
        room = make.room()
        ming = make.person(joins=room)
        with refuses("not_a_host"):
            actions.set_mode(by=ming, room_id=room.id, mode=Mode.OPEN, at=TODAY)

    @pytest.mark.parametrize(("mode", "slow_s"), [(Mode.SLOW, 0), (Mode.OPEN, 30), (Mode.SLOW, 7)])
    def test_a_pause_belongs_to_slow_rooms(self, mode, slow_s):
        room = make.room()
        with pytest.raises(NotFound):
            actions.set_mode(by=make.keeper(), room_id=room.id, mode=mode, slow_s=slow_s, at=TODAY)

    def test_who_has_spoken_before_need_not_listen_first(self):
        host = make.person()
        room = make.room(host=host)
        spoke, sat = make.person(joins=room), make.person(joins=room)
        make.message(by=spoke, room=room)
        actions.set_mode(by=host, room_id=room.id, mode=Mode.LISTENING, at=TODAY)
        came = make.person(joins=room)
        settled = {one.person_id for one in Membership.objects.filter(room=room, settled_at=TODAY)}
        assert settled == {spoke.id}
        verdicts = [say(one, room) for one in (spoke, sat, came)]
        assert [getattr(one, "why", "") for one in verdicts] == ["", "listen_first", "listen_first"]
