"""Listening first, with rows: coming further, being asked and let in; and every other way to say something."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chalou.chat import actions, queries
from chalou.chat.models import Hearing, Membership, Message, Room, RulesKnown
from chalou.chat.tests.table import Table, open_table
from chalou.chat.writer import Draft, write_group
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.throttle import the_throttle
from chalou.house import queries as house
from chalou.house.actions import change_customs
from chalou.house.rules.customs import Listening, Mode, Question, Seat
from chalou.people.models import Role
from tests import making as make
from tests.refusing import refuses

BEGAN = now()
QUESTIONS = (Question("谁先喝？", ("长辈", "自己"), 0, "长辈先请"), Question("盖碗翻过来？", ("添水", "走人"), 0))


def later(minutes: float = 0) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def say(person, room, *, text="茶", at=BEGAN) -> str:
    """Why not; empty: it is said."""
    draft = Draft(client_id=ClientId(uuid4()), room=room.id, author=person.id, text=text, html=f"<p>{text}</p>", at=at)
    outcome = write_group([draft])[0]
    return outcome.why if isinstance(outcome, Refused) else ""


def named(person) -> str:
    return f"@{person.name}"


def read(person, room, seq, *, at=BEGAN) -> None:
    actions.mark_read(marks={(person.id, room.id, None): seq}, at=at)


@make.arranged
def listening_room(*, messages=4, minutes=1, host=None, said=6):
    """A room that listens first, in which so much was said by its host."""
    host = host or make.person()
    room = make.room(host=host)
    Room.objects.filter(id=room.id).update(listen_messages=messages, listen_minutes=minutes)
    actions.set_mode(by=host, room_id=room.id, mode=Mode.LISTENING, at=BEGAN)
    the_throttle.forget()
    for number in range(said):
        assert say(host, room, text=f"第 {number} 泡") == ""
    room.refresh_from_db()
    return room, host


def is_settled(person, room) -> bool:
    return Membership.objects.get(room=room, person=person).settled_at is not None


@pytest.mark.django_db
class TestListening:
    def test_reading_and_time_together_settle_somebody(self, happened):
        room, _ = listening_room(messages=4, minutes=1)
        ming = make.person(joins=room)
        read(ming, room, 6)
        assert say(ming, room) == "listen_first"
        shown = queries.listens_in(room.id, ming.id, at=later(0.05))
        assert (shown.progress.heard, shown.progress.wanted, shown.progress.wait_s) == (1, 4, 57)
        assert happened() == []
        read(ming, room, 6, at=later(1))
        assert is_settled(ming, room)
        assert happened() == [("MemberSettled", {"room": room.id, "person": ming.id, "by": None})]
        assert say(ming, room, at=later(1)) == ""

    def test_time_alone_is_not_listening_where_there_is_something_to_hear(self):
        room, _ = listening_room(messages=4, minutes=1)
        ming = make.person(joins=room)
        read(ming, room, 2)
        actions.listen(by=ming.id, room_id=room.id, at=later(60))
        assert say(ming, room, at=later(60)) == "listen_first"
        read(ming, room, 4, at=later(60))
        assert say(ming, room, at=later(60)) == ""

    def test_going_back_gives_nothing_twice(self):
        room, _ = listening_room(messages=4, minutes=0)
        ming = make.person(joins=room)
        for _ in range(3):
            read(ming, room, 2, at=later(10))
            actions.mark_unread(by=ming, room_id=room.id, seq=1, at=later(10))
            actions.listen(by=ming.id, room_id=room.id, at=later(10))
        the_throttle.forget()
        assert Hearing.objects.get(room=room, person=ming).heard == 2
        assert not is_settled(ming, room)

    def test_an_empty_room_locks_nobody_out(self):
        room, _ = listening_room(messages=20, minutes=0, said=0)
        ming = make.person(joins=room)
        assert say(ming, room) == ""

    def test_ones_own_words_are_not_what_one_hears(self):
        room, host = listening_room(messages=1, minutes=0, said=0)
        ming = make.person(joins=room)
        assert say(host, room, text=named(ming)) == ""
        assert say(ming, room) == "", "asked by name"
        read(ming, room, 2)
        assert queries.read_of_others(room.id, ming.id, most=9) == 1

    def test_whoever_writes_before_the_house_looked_is_settled_by_it(self, happened):
        room, _ = listening_room(messages=4, minutes=1)
        ming = make.person(joins=room)
        read(ming, room, 6)
        assert say(ming, room, at=later(1)) == ""
        assert [kind for kind, _ in happened()] == ["MemberSettled", "MessagePosted"]
        assert is_settled(ming, room)

    def test_what_was_heard_outlasts_getting_up(self):
        room, _ = listening_room(messages=4, minutes=1)
        ming = make.person(joins=room)
        read(ming, room, 6)
        actions.leave(by=ming, room_id=room.id, at=later(0.5))
        actions.join(by=ming, room_id=room.id, at=later(0.6))
        assert say(ming, room, at=later(0.6)) == "listen_first"
        read(ming, room, 6, at=later(1))
        actions.leave(by=ming, room_id=room.id, at=later(2))
        actions.join(by=ming, room_id=room.id, at=later(3))
        assert say(ming, room, at=later(3)) == ""

    def test_hosts_and_elders_do_not_listen_and_have_no_row(self):
        room, host = listening_room()
        elder = make.person(joins=room, seat=Seat.ELDER)
        for one in (host, elder):
            read(one, room, 6)
            assert say(one, room) == ""
        assert not Hearing.objects.exists()

    def test_of_settled_members_nothing_more_is_asked(self):
        room, host = listening_room(messages=0, minutes=0)
        ming = make.person(joins=room)
        assert say(ming, room) == ""
        open_room = make.room(host=host)
        make.sit(ming, open_room)
        counted = []
        for one in (open_room, room):
            with CaptureQueriesContext(connection) as asked:
                assert say(ming, one) == ""
            counted.append(len(asked))
        assert counted[0] == counted[1]


@pytest.mark.django_db
class TestAskedByName:
    def test_one_answer_for_each_time(self):
        room, host = listening_room(messages=20, minutes=30)
        ming = make.person(joins=room)
        assert say(ming, room) == "listen_first"
        assert say(host, room, text=f"{named(ming)} 喝什么？") == ""
        assert say(ming, room, text="岩茶") == ""
        assert say(ming, room, text="还有") == "listen_first"
        assert say(host, room, text=f"{named(ming)} 哪一年的？") == ""
        assert say(ming, room, text="去年的") == ""
        assert say(ming, room) == "listen_first"
        hearing = Hearing.objects.get(room=room, person=ming)
        assert (hearing.answers, hearing.answered_seq) == (2, Message.objects.filter(author=ming).latest("seq").seq)

    def test_who_listens_themselves_asks_nobody(self):
        room, _ = listening_room(messages=20, minutes=30)
        ming, yue = make.person(joins=room), make.person(joins=room)
        assert say(make.keeper(), room) != ""
        make.sit(make.keeper(), room)
        assert say(ming, room, text=named(yue)) == "listen_first"
        assert say(yue, room) == "listen_first"

    def test_answers_are_not_the_way_in(self):
        room, host = listening_room(messages=20, minutes=30)
        ming = make.person(joins=room)
        say(host, room, text=named(ming))
        assert say(ming, room, text="在") == ""
        for mode in (Mode.OPEN, Mode.LISTENING):
            actions.set_mode(by=host, room_id=room.id, mode=mode, at=BEGAN)
        assert say(ming, room) == "listen_first"
        actions.leave(by=ming, room_id=room.id, at=BEGAN)
        actions.join(by=ming, room_id=room.id, at=BEGAN)
        assert say(ming, room) == "listen_first"


@pytest.mark.django_db
class TestBeingLetIn:
    def test_one_asks_once_and_a_host_lets_in(self, happened):
        room, host = listening_room(messages=20, minutes=30)
        ming = make.person(joins=room)
        actions.ask_for_seat(by=ming, room_id=room.id, at=BEGAN)
        with refuses("asked_already"):
            actions.ask_for_seat(by=ming, room_id=room.id, at=BEGAN)
        assert [one.id for one in queries.waiting_in(room.id)] == [ming.id]
        actions.let_in(by=host, room_id=room.id, person_id=ming.id, at=BEGAN)
        actions.let_in(by=host, room_id=room.id, person_id=ming.id, at=BEGAN)
        assert happened() == [
            ("SeatAsked", {"room": room.id, "person": ming.id}),
            ("MemberSettled", {"room": room.id, "person": ming.id, "by": host.id}),
        ]
        assert queries.waiting_in(room.id) == ()
        assert say(ming, room) == ""

    def test_not_yet_is_said_with_a_word(self, happened):
        room, host = listening_room(messages=20, minutes=30)
        ming = make.person(joins=room)
        actions.ask_for_seat(by=ming, room_id=room.id, at=BEGAN)
        actions.put_off(by=host, room_id=room.id, person_id=ming.id, word="这一段讲完再请你", at=BEGAN)
        assert happened()[1:] == [("SeatPutOff", {"room": room.id, "person": ming.id, "by": host.id})]
        shown = queries.listens_in(room.id, ming.id, at=BEGAN)
        assert (shown.is_put_off, shown.word) == (True, "这一段讲完再请你")
        assert queries.waiting_in(room.id) == ()

    def test_nobody_asks_where_there_is_nothing_to_wait_for(self):
        room, _ = listening_room(messages=0, minutes=0)
        elder = make.person(joins=room, seat=Seat.ELDER)
        with refuses("not_listening"):
            actions.ask_for_seat(by=elder, room_id=room.id, at=BEGAN)
        with refuses("not_a_member"):
            actions.ask_for_seat(by=make.person(), room_id=room.id, at=BEGAN)

    def test_an_elder_vouches_and_sees_how_their_guest_fares(self):
        room, host = listening_room(messages=20, minutes=30)
        ming, elder = make.person(joins=room), make.person(joins=room, seat=Seat.ELDER)
        regular = make.person(joins=room)
        with refuses("another_seat"):
            actions.let_in(by=regular, room_id=room.id, person_id=ming.id, at=BEGAN)
        with refuses("not_a_member"):
            actions.let_in(by=make.person(seat=Seat.ELDER), room_id=room.id, person_id=ming.id, at=BEGAN)
        actions.let_in(by=elder, room_id=room.id, person_id=ming.id, at=BEGAN)
        assert say(ming, room) == ""
        actions.mute(by=host, room_id=room.id, person_id=ming.id, hours=1, reason="先歇歇", at=BEGAN)
        [guest] = queries.let_in_by(elder, at=BEGAN)
        assert (guest.id, guest.room_name, guest.sits, guest.is_muted, guest.is_removed) == (
            ming.id, room.name, True, True, False,
        )  # fmt: skip
        the_throttle.forget()
        actions.remove(by=host, room_id=room.id, person_id=ming.id, at=BEGAN)
        [guest] = queries.let_in_by(elder, at=BEGAN)
        assert (guest.sits, guest.is_removed) == (False, True)

    def test_a_moderator_withdraws_the_word_and_not_the_seat(self, happened):
        room, _ = listening_room(messages=20, minutes=30)
        ming, elder = make.person(joins=room), make.person(joins=room, seat=Seat.ELDER)
        moderator = make.person(role=Role.MODERATOR)
        actions.withdraw_vouching(by=moderator, person_id=elder.id, reason="先缓一缓", at=BEGAN)
        with refuses("no_vouching"):
            actions.let_in(by=elder, room_id=room.id, person_id=ming.id, at=BEGAN)
        elder.refresh_from_db()
        assert elder.seat == Seat.ELDER
        [shown] = queries.vouchers(moderator, at=BEGAN)
        assert (shown.id, shown.is_withdrawn, shown.reason) == (elder.id, True, "先缓一缓")
        actions.restore_vouching(by=moderator, person_id=elder.id, at=BEGAN)
        assert [kind for kind, _ in happened()] == ["VouchingEnded", "VouchingRestored"]
        actions.let_in(by=elder, room_id=room.id, person_id=ming.id, at=BEGAN)
        assert is_settled(ming, room)

    def test_nobody_withdraws_it_who_does_not_keep_order(self):
        elder = make.person(seat=Seat.ELDER)
        for by in (make.person(), elder):
            with pytest.raises(NotFound):
                actions.withdraw_vouching(by=by, person_id=elder.id, reason="不行", at=BEGAN)
        with pytest.raises(NotFound):
            queries.vouchers(elder, at=BEGAN)


@pytest.fixture
def asking_house(db):
    """A house whose keeper has written questions."""
    make.house()
    customs = replace(house.the_customs(), listening=Listening(questions=QUESTIONS))
    change_customs(customs=customs, instead_of=house.newest_version().number, by=make.keeper().id, at=BEGAN)
    return customs


@pytest.mark.django_db
class TestQuestions:
    @pytest.mark.usefixtures("asking_house")
    def test_the_end_is_reached_when_they_are_answered(self, happened):
        room, _ = listening_room(messages=0, minutes=0)
        ming = make.person(joins=room)
        assert say(ming, room) == "listen_first"
        shown = queries.listens_in(room.id, ming.id, at=BEGAN)
        assert shown.questions == QUESTIONS
        assert actions.answer_rules(by=ming, digest=shown.digest, given={0: 0, 1: 1}, at=BEGAN) == (1,)
        assert not RulesKnown.objects.exists(), "what was not right is not kept"
        assert actions.answer_rules(by=ming, digest=shown.digest, given={0: 0, 1: 0}, at=BEGAN) == ()
        assert happened() == [
            ("RulesAnswered", {"person": ming.id}),
            ("MemberSettled", {"room": room.id, "person": ming.id, "by": None}),
        ]
        other, _ = listening_room(messages=0, minutes=0)
        make.sit(ming, other)
        assert say(ming, other) == "", "once for the house"

    def test_other_questions_by_now(self):
        with refuses("no_questions"):
            actions.answer_rules(by=make.person(), digest="", given={}, at=BEGAN)


@pytest.mark.django_db
class TestEveryOtherWay:
    """Whatever puts words into a room asks the same."""

    @pytest.mark.parametrize(("mode", "why"), [(Mode.LISTENING, "listen_first"), (Mode.QUIET, "quiet")])
    def test_tables_and_what_is_passed_on(self, mode, why):
        room, host = listening_room(messages=20, minutes=30)
        other = make.room(host=host)
        ming = make.person(joins=[room, other])
        make.message(by=ming, room=other, text="外头的话")
        actions.set_mode(by=host, room_id=room.id, mode=mode, at=BEGAN)
        with refuses(why):
            actions.open_thread(by=ming, room_id=room.id, title="我来开一桌", tags="", at=BEGAN)
        with refuses(why):
            actions.forward(
                by=ming, room_id=other.id, seq=1, to=room.id, text="", client_id=ClientId(uuid4()), at=BEGAN
            )
        seen = queries.room_for(ming, other.id)
        assert room.id not in {
            place.room for place in queries.places_to_speak(ming, seen, but=seen.thread.id, at=BEGAN)
        }
        assert queries.writer_at(ming.id, room.id, None, at=BEGAN) is None
        assert queries.page_of(ming, room.id, now=BEGAN).why_no_place == mode.value

    def test_without_words_one_may_answer(self):
        room, _ = listening_room(messages=20, minutes=30)
        ming = make.person(joins=room)
        actions.react(by=ming, room_id=room.id, seq=1, kind="cup", on=True, at=BEGAN)
        assert Message.objects.get(room=room, seq=1).reactions == "cup:1"

    def test_what_one_has_said_one_may_mend(self):
        room, host = listening_room(messages=20, minutes=30)
        ming = make.person(joins=room)
        say(host, room, text=named(ming))
        assert say(ming, room, text="岩茶") == ""
        seq = Message.objects.filter(author=ming).latest("seq").seq
        actions.edit(by=ming, room_id=room.id, seq=seq, text="武夷岩茶", at=BEGAN)
        assert Message.objects.get(room=room, seq=seq).text == "武夷岩茶"


@pytest.fixture
def table(transactional_db) -> Iterator[Table]:
    with open_table() as opened:
        yield opened


class TestLive:
    def test_whoever_listens_hears_how_far_they_have_come_and_nobody_else(self, table):
        room, host = listening_room(messages=4, minutes=30)
        ming, yue = make.person(joins=room), make.person(joins=room)
        mine, theirs, hosts = (table.guest(one) for one in (ming, yue, host))
        for guest in (mine, theirs, hosts):
            guest.opens(room)
            guest.forgets()
        read(ming, room, 3)
        assert mine.hears("listening")["of"] == 4
        actions.ask_for_seat(by=ming, room_id=room.id, at=BEGAN)
        mine.hears("listening", asked=True)
        hosts.hears("seats")
        actions.let_in(by=host, room_id=room.id, person_id=ming.id, at=BEGAN)
        assert mine.hears("listening", settled=True) == {"is": "listening", "room": room.id, "settled": True}
        table.settle()
        assert theirs.of("listening", "seats") == []

    def test_by_asking_one_is_settled_when_the_time_has_come(self, table):
        room, _ = listening_room(messages=4, minutes=1)
        ming = make.person(joins=room)
        read(ming, room, 6, at=BEGAN - timedelta(minutes=2))
        guest = table.guest(ming)
        guest.opens(room)
        guest.do("listening", room=room.id)
        guest.hears("listening", settled=True)
        assert isinstance(guest.posts(room), dict)

    @pytest.mark.django_db
    def test_a_catch_up_says_how_the_room_talks(self):
        room, _ = listening_room(said=0)
        caught = queries.catch_up(room.id, 0)
        assert (caught.mode, caught.slow_s) == ("listening", 0)
