"""The storyteller's floor in rows: opening it, hands, passing it on, time and lines, and who speaks meanwhile."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from chalou.chat import actions, queries
from chalou.chat.models import Aside, Floor, Hand, Message, Room
from chalou.chat.writer import Draft, Posted, write_group
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId
from chalou.foundation.refusals import NotFound, Refused
from chalou.house.rules.customs import Mode, Seat
from tests import making as make
from tests.refusing import refuses

pytestmark = pytest.mark.django_db

TODAY = now()


def later(seconds):
    return TODAY + timedelta(seconds=seconds)


def say(person, room, text="茶", *, thread=None, at=TODAY) -> Posted | Refused:
    html = f"<p>{text}</p>"
    draft = Draft(
        client_id=ClientId(uuid4()), room=room.id, author=person.id, text=text, html=html, at=at, thread=thread
    )
    return write_group([draft])[0]


def why(outcome) -> str:
    return outcome.why if isinstance(outcome, Refused) else ""


def hands(room) -> list[int]:
    floor = Floor.objects.filter(room=room).latest("pk")
    return [hand.person_id for hand in Hand.objects.filter(floor=floor, expired_at=None).order_by("place")]


def holder(room) -> int | None:
    return Floor.objects.get(room=room, ended_at=None).holder_id


class Evening:
    """A room with a host, a teller, and three who listen; the telling has begun."""

    def __init__(self):
        self.host = make.person(name="玉兰")
        self.room = make.room(host=self.host)
        self.teller, self.ming, self.fu, self.he = (make.person(joins=self.room) for _ in range(4))
        self.floor = make.floor(by=self.host, room=self.room, teller=self.teller)

    def raises(self, *people):
        for person in people:
            make.hand(by=person, room=self.room)

    def looks(self, seconds, *here):
        actions.look_at_floors([self.room.id], here={one.id for one in here}, at=later(seconds))


@pytest.fixture
def evening() -> Evening:
    return Evening()


class TestOpening:
    def test_a_host_opens_it_for_somebody_who_sits_there(self, happened):
        host = make.person()
        room = make.room(host=host)
        teller = make.person(joins=room)
        before = Room.objects.get(id=room.id).change
        floor = actions.open_floor(by=host, room_id=room.id, teller=teller.id, title=" 十六铺的老虎灶 ", at=TODAY)
        kept = Room.objects.get(id=room.id)
        assert (floor.title, floor.holder_id, kept.mode, kept.change) == (
            "十六铺的老虎灶",
            teller.id,
            "story",
            before + 1,
        )
        facts = {"room": room.id, "floor": floor.pk, "teller": teller.id, "change": before + 1, "by": host.id}
        assert happened() == [("FloorOpened", facts)]

    def test_an_elder_does_too_and_others_do_not(self):
        room = make.room()
        elder, ming = make.person(joins=room, seat=Seat.ELDER), make.person(joins=room)
        with refuses("another_seat"):
            actions.open_floor(by=ming, room_id=room.id, teller=ming.id, title="茶", at=TODAY)
        actions.open_floor(by=elder, room_id=room.id, teller=ming.id, title="茶", at=TODAY)
        assert holder(room) == ming.id

    def test_one_telling_at_a_time_and_only_by_who_sits_there(self, evening):
        with refuses("floor_held"):
            actions.open_floor(by=evening.host, room_id=evening.room.id, teller=evening.ming.id, title="茶", at=TODAY)
        room = make.room()
        with refuses("teller_stands"):
            actions.open_floor(by=make.keeper(), room_id=room.id, teller=evening.ming.id, title="茶", at=TODAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            Floor.objects.create(
                room=evening.room, title="又一个", teller=evening.ming, opened_at=TODAY, mode_before="open", since=TODAY
            )

    def test_nobody_tells_in_a_talk_of_two(self):
        ming, fu = make.person(), make.person()
        talk = make.talk_of(ming, fu)
        with pytest.raises(NotFound):
            actions.open_floor(by=ming, room_id=talk.id, teller=ming.id, title="茶", at=TODAY)

    def test_another_mode_waits_until_it_is_over(self, evening):
        with refuses("floor_held"):
            actions.set_mode(by=evening.host, room_id=evening.room.id, mode=Mode.QUIET, at=TODAY)
        with pytest.raises(NotFound):
            actions.set_mode(by=make.keeper(), room_id=make.room().id, mode=Mode.STORY, at=TODAY)


class TestSpeaking:
    def test_only_who_holds_the_floor_speaks_at_the_main_table(self, evening):
        table = make.thread(by=evening.ming, room=evening.room)
        assert why(say(evening.teller, evening.room)) == ""
        assert why(say(evening.ming, evening.room)) == "floor_held"
        assert why(say(evening.host, evening.room)) == "floor_held"
        assert why(say(evening.ming, evening.room, thread=table)) == ""

    def test_a_host_takes_it_over(self, evening):
        actions.pass_floor(by=evening.host, room_id=evening.room.id, to=evening.host.id, at=later(1))
        assert why(say(evening.host, evening.room)) == ""
        assert why(say(evening.teller, evening.room)) == "floor_held"

    def test_nobody_is_told_that_somebody_writes_what_waits_aside(self, evening):
        assert queries.writer_at(evening.teller.id, evening.room.id, None, at=TODAY) is not None
        assert queries.writer_at(evening.ming.id, evening.room.id, None, at=TODAY) is None

    def test_a_room_without_a_telling_asks_nothing_more(self, django_assert_max_num_queries, evening):
        room = make.room()
        with django_assert_max_num_queries(30) as calm:
            say(make.keeper(), room)
        with django_assert_max_num_queries(30) as telling:
            say(evening.teller, evening.room)
        assert not [one for one in calm.captured_queries if "chat_floor" in one["sql"]]
        assert len([one for one in telling.captured_queries if "chat_floor" in one["sql"]]) == 2


class TestHands:
    def test_they_stand_in_the_order_of_raising_and_twice_is_once(self, evening, happened):
        evening.raises(evening.fu, evening.ming)
        actions.raise_hand(by=evening.fu, room_id=evening.room.id, at=TODAY)
        assert happened() == []
        actions.raise_hand(by=evening.he, room_id=evening.room.id, at=TODAY)
        assert [kind for kind, _ in happened()] == ["FloorAltered"]
        assert hands(evening.room) == [evening.fu.id, evening.ming.id, evening.he.id]
        actions.lower_hand(by=evening.ming, room_id=evening.room.id, at=TODAY)
        assert hands(evening.room) == [evening.fu.id, evening.he.id]
        evening.raises(evening.ming)
        assert hands(evening.room) == [evening.fu.id, evening.he.id, evening.ming.id]

    def test_the_next_gets_the_floor(self, evening):
        evening.raises(evening.fu, evening.ming)
        with refuses("floor_not_yours"):
            actions.pass_floor(by=evening.ming, room_id=evening.room.id, at=TODAY)
        actions.pass_floor(by=evening.teller, room_id=evening.room.id, at=TODAY)
        assert (holder(evening.room), hands(evening.room)) == (evening.fu.id, [evening.ming.id])
        actions.pass_floor(by=evening.fu, room_id=evening.room.id, to=evening.ming.id, at=TODAY)
        assert (holder(evening.room), hands(evening.room)) == (evening.ming.id, [])

    def test_a_telling_opens_no_door_to_who_has_to_listen(self):
        room = make.room()
        actions.set_mode(by=make.keeper(), room_id=room.id, mode=Mode.LISTENING, at=TODAY)
        newcomer = make.person(joins=room, seat=Seat.NEWCOMER)
        make.floor(by=make.keeper(), room=room, teller=make.keeper())
        with refuses("listen_first"):
            actions.raise_hand(by=newcomer, room_id=room.id, at=TODAY)
        with refuses("listen_first"):
            aside(newcomer, room)

    def test_who_was_asked_to_listen_gives_up_floor_and_place(self, evening):
        evening.raises(evening.fu, evening.ming)
        for person in (evening.teller, evening.ming):
            actions.mute(
                by=evening.host, room_id=evening.room.id, person_id=person.id, hours=1, reason="歇歇", at=TODAY
            )
        assert (holder(evening.room), hands(evening.room)) == (evening.fu.id, [])
        with refuses("muted"):
            actions.raise_hand(by=evening.ming, room_id=evening.room.id, at=TODAY)

    def test_so_does_who_gets_up(self, evening):
        evening.raises(evening.fu, evening.ming)
        actions.leave(by=evening.teller, room_id=evening.room.id, at=TODAY)
        actions.remove(by=evening.host, room_id=evening.room.id, person_id=evening.ming.id, at=TODAY, reason="")
        assert (holder(evening.room), hands(evening.room)) == (evening.fu.id, [])


class TestTime:
    def test_lines_that_were_lost_are_kept_in_rows(self, evening, happened):
        evening.raises(evening.fu, evening.ming)
        evening.looks(1, evening.teller, evening.fu, evening.ming)
        evening.looks(10, evening.ming)
        # What is in rows is all there is: whoever looks next goes on from here.
        evening.looks(100, evening.ming)
        assert (holder(evening.room), hands(evening.room)) == (evening.teller.id, [evening.fu.id, evening.ming.id])
        assert happened() == [], "nobody sees a line that is away"
        evening.looks(131, evening.ming)
        assert (holder(evening.room), hands(evening.room)) == (evening.ming.id, [])
        assert [kind for kind, _ in happened()] == ["FloorAltered"]
        shown = queries.floor_of(evening.fu, queries.room_for(evening.fu, evening.room.id))
        assert shown is not None
        assert shown.has_expired
        evening.raises(evening.fu)
        assert hands(evening.room) == [evening.fu.id]

    def test_who_speaks_is_not_away_whatever_their_line_does(self, evening):
        evening.raises(evening.fu)
        evening.looks(1, evening.teller, evening.fu)
        evening.looks(10, evening.fu)
        assert why(say(evening.teller, evening.room, at=later(100))) == ""
        evening.looks(200, evening.fu)
        assert holder(evening.room) == evening.teller.id

    def test_silence_lets_the_next_one_speak(self, evening):
        evening.raises(evening.fu)
        evening.looks(1, evening.teller, evening.fu)
        say(evening.teller, evening.room, at=later(300))
        evening.looks(700, evening.teller, evening.fu)
        assert holder(evening.room) == evening.teller.id
        evening.looks(901, evening.teller, evening.fu)
        assert holder(evening.room) == evening.fu.id

    def test_a_floor_that_nobody_wants_is_over_by_itself(self, evening, happened):
        actions.pass_floor(by=evening.teller, room_id=evening.room.id, at=later(1))
        evening.looks(700)
        assert Room.objects.get(id=evening.room.id).mode == "open"
        assert [kind for kind, _ in happened()] == ["FloorAltered", "FloorEnded"]


class TestEnding:
    def test_the_room_talks_as_before(self, happened):
        room = make.room()
        actions.set_mode(by=make.keeper(), room_id=room.id, mode=Mode.SLOW, slow_s=30, at=TODAY)
        ming, fu = make.person(joins=room), make.person(joins=room)
        make.floor(by=make.keeper(), room=room, teller=ming)
        make.hand(by=fu, room=room)
        with refuses("floor_not_yours"):
            actions.end_floor(by=fu, room_id=room.id, at=TODAY)
        floor = actions.end_floor(by=ming, room_id=room.id, at=TODAY)
        kept = Room.objects.get(id=room.id)
        assert (kept.mode, kept.slow_s) == ("slow", 30)
        facts = {"room": room.id, "floor": floor.pk, "change": kept.change, "by": ming.id}
        assert happened()[-1] == ("FloorEnded", facts)
        assert not Hand.objects.exists()
        assert why(say(fu, room)) == ""
        with refuses("floor_over"):
            actions.raise_hand(by=fu, room_id=room.id, at=TODAY)


def aside(person, room, text="外婆家在哪里？", *, is_question=True, client_id=None):
    return actions.put_aside(
        by=person,
        room_id=room.id,
        text=text,
        is_question=is_question,
        client_id=client_id or ClientId(uuid4()),
        at=TODAY,
    )


class TestAsides:
    def test_they_wait_for_who_collects_them_and_their_author(self, evening, happened):
        number = aside(evening.ming, evening.room)
        facts = {"room": evening.room.id, "floor": evening.floor.pk, "aside": number, "is_question": True}
        assert happened() == [("AsidePut", {**facts, "by": evening.ming.id})]
        seen = {}
        for one in (evening.host, evening.teller, evening.ming, evening.fu):
            shown = queries.floor_of(one, queries.room_for(one, evening.room.id))
            assert shown is not None
            seen[one.id] = [found.id for found in shown.asides]
        assert list(seen.values()) == [[number], [number], [number], []]

    def test_only_while_somebody_tells_and_not_without_end(self, evening, monkeypatch):
        monkeypatch.setattr("chalou.chat.rules.floor.MOST_ASIDES", 1)
        aside(evening.fu, evening.room)
        with refuses("too_many_asides"):
            aside(evening.fu, evening.room)
        aside(evening.ming, evening.room)
        actions.end_floor(by=evening.host, room_id=evening.room.id, at=TODAY)
        with refuses("floor_over"):
            aside(evening.he, evening.room)
        assert Aside.objects.count() == 2

    def test_the_same_words_sent_again_are_the_same(self, evening):
        given = ClientId(uuid4())
        assert aside(evening.ming, evening.room, client_id=given) == aside(evening.ming, evening.room, client_id=given)
        with refuses("floor_yours"):
            aside(evening.teller, evening.room)

    def test_they_are_let_into_the_talk_in_order_and_once(self, evening, happened):
        for person, text in ((evening.ming, "一"), (evening.fu, "二"), (evening.ming, "三")):
            aside(person, evening.room, text)
        with refuses("floor_held"):
            actions.release_asides(by=evening.host, room_id=evening.room.id, floor_id=evening.floor.pk, at=TODAY)
        actions.end_floor(by=evening.host, room_id=evening.room.id, at=TODAY)
        with refuses("floor_not_yours"):
            actions.release_asides(by=evening.ming, room_id=evening.room.id, floor_id=evening.floor.pk, at=TODAY)
        for _ in range(2):
            actions.release_asides(by=evening.teller, room_id=evening.room.id, floor_id=evening.floor.pk, at=later(5))
        said = Message.objects.filter(room=evening.room).order_by("seq").values_list("author_id", "text")
        assert list(said) == [(evening.ming.id, "一"), (evening.fu.id, "二"), (evening.ming.id, "三")]
        assert [kind for kind, _ in happened()[-4:]] == ["AsidesReleased", *["MessagePosted"] * 3]
        assert not Aside.objects.exists()

    def test_one_alone(self, evening):
        aside(evening.ming, evening.room, "一")
        second = aside(evening.fu, evening.room, "二")
        actions.end_floor(by=evening.host, room_id=evening.room.id, at=TODAY)
        releasing = {"by": evening.host, "room_id": evening.room.id, "floor_id": evening.floor.pk, "at": TODAY}
        actions.release_asides(aside=second, **releasing)
        assert [one.text for one in Message.objects.filter(room=evening.room)] == ["二"]
        actions.drop_asides(**releasing)
        assert not Aside.objects.exists()

    def test_who_may_not_speak_any_more_is_not_let_in(self, evening):
        for person in (evening.ming, evening.fu, evening.he):
            aside(person, evening.room, person.name)
        actions.remove(by=evening.host, room_id=evening.room.id, person_id=evening.ming.id, at=TODAY, reason="")
        actions.leave(by=evening.fu, room_id=evening.room.id, at=TODAY)
        actions.end_floor(by=evening.host, room_id=evening.room.id, at=TODAY)
        actions.release_asides(by=evening.host, room_id=evening.room.id, floor_id=evening.floor.pk, at=TODAY)
        assert [one.author_id for one in Message.objects.filter(room=evening.room)] == [evening.he.id]
        assert not Aside.objects.exists()

    def test_what_was_let_in_when_the_process_died_is_written_later_and_once(self, evening):
        number = aside(evening.ming, evening.room, "一")
        actions.end_floor(by=evening.host, room_id=evening.room.id, at=TODAY)
        Aside.objects.filter(pk=number).update(released_at=TODAY)
        kept = Aside.objects.get(pk=number)
        actions.settle_asides(at=later(60))
        # It had come so far that only the row was left.
        kept.save(force_insert=True)
        actions.settle_asides(at=later(120))
        assert [one.text for one in Message.objects.filter(room=evening.room)] == ["一"]
        assert not Aside.objects.exists()

    def test_what_nobody_lets_in_goes_after_a_day(self, evening):
        aside(evening.ming, evening.room)
        actions.forget_asides(at=TODAY + timedelta(days=9))
        assert Aside.objects.count() == 1, "the telling is not over"
        actions.end_floor(by=evening.host, room_id=evening.room.id, at=TODAY)
        actions.forget_asides(at=TODAY + timedelta(hours=23))
        assert Aside.objects.count() == 1
        actions.forget_asides(at=TODAY + timedelta(hours=25))
        assert not Aside.objects.exists()

    def test_one_takes_ones_own_back(self, evening):
        number = aside(evening.ming, evening.room)
        dropping = {"room_id": evening.room.id, "floor_id": evening.floor.pk, "aside": number, "at": TODAY}
        with refuses("floor_not_yours"):
            actions.drop_asides(by=evening.fu, **dropping)
        actions.drop_asides(by=evening.ming, **dropping)
        assert not Aside.objects.exists()
