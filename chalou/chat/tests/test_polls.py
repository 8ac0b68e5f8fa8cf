"""Polls: who may ask and vote, what the figures are, who hears of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from chalou.chat import actions, queries, rules, turns
from chalou.chat.live.frames import fragment, message_frame
from chalou.chat.models import Access, Choice, Message, Poll, Room, Vote
from chalou.chat.rules import Asked, ChoiceShown, PollShown, Refusal
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId, PersonId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.throttle import the_throttle
from chalou.people.actions import sign_in_many
from chalou.people.models import Role
from tests import making as make

TODAY = now()
LATER = TODAY + timedelta(hours=25)


def vote(by, room, *chosen: int, seq: int = 1, at=TODAY):
    the_throttle.forget()
    return actions.vote(by=by, room_id=room.id, seq=seq, chosen=chosen, at=at)


def figures(room, seq: int = 1) -> tuple[int, tuple[int, ...]]:
    poll = queries.message_in(room.id, seq).poll
    assert poll is not None
    return poll.voters, tuple(one.votes for one in poll.choices)


def browser_of(person) -> Client:
    ((_, key),) = sign_in_many([person], at=TODAY)
    return Client(headers={"cookie": f"chalou_session={key}"})


class TestRules:
    @pytest.mark.parametrize(
        ("choices", "hours", "why"),
        [
            (("茶",), None, Refusal.TOO_FEW_CHOICES),
            (("茶", "水"), None, None),
            (tuple(map(str, range(10))), 720, None),
            (tuple(map(str, range(11))), None, Refusal.TOO_MANY_CHOICES),
            (("Tea", "tea"), None, Refusal.SAME_CHOICE),
            (("茶", "水"), 0, Refusal.BAD_HOURS),
            (("茶", "水"), -1, Refusal.BAD_HOURS),
            (("茶", "水"), 721, Refusal.BAD_HOURS),
        ],
    )
    def test_what_can_be_asked(self, choices, hours, why):
        assert rules.why_not_ask(choices=choices, hours=hours) is why

    @pytest.mark.parametrize(
        ("chosen", "otherwise", "why"),
        [
            ((1,), {}, None),
            ((), {}, None),
            ((3,), {}, None),
            ((4,), {}, Refusal.NO_CHOICE),
            ((0,), {}, Refusal.NO_CHOICE),
            ((1, 2), {}, Refusal.ONE_CHOICE),
            ((1, 2), {"is_several": True}, None),
            ((), {"is_over": True}, Refusal.POLL_CLOSED),
            ((1,), {"is_archived": True}, Refusal.ARCHIVED),
            ((1,), {"is_member": False}, Refusal.NOT_A_MEMBER),
            ((1,), {"is_member": False, "is_removed": True}, Refusal.REMOVED),
        ],
    )
    def test_who_votes_for_what(self, chosen, otherwise, why):
        plain = {"is_several": False, "is_member": True, "is_removed": False, "is_archived": False, "is_over": False}
        assert rules.why_not_vote(chosen=chosen, choices=3, **{**plain, **otherwise}) is why

    def test_who_closes(self):
        def why(by: int, **otherwise: bool) -> Refusal | None:
            plain = {"is_host": False, "keeps_order": False, "is_over": False}
            return rules.why_not_close_poll(by=PersonId(by), author=PersonId(1), **{**plain, **otherwise})

        assert (why(1), why(2, is_host=True), why(2, keeps_order=True)) == (None, None, None)
        assert (why(2), why(1, is_over=True)) == (Refusal.NOT_YOURS, Refusal.POLL_CLOSED)

    def test_it_is_over_at_its_moment_and_not_before(self):
        def is_over(at) -> bool:
            return rules.is_over(closes_at=LATER, closed_at=None, at=at)

        assert (is_over(LATER - timedelta(microseconds=1)), is_over(LATER)) == (False, True)
        assert rules.is_over(closes_at=LATER, closed_at=TODAY, at=TODAY)
        assert not rules.is_over(closes_at=None, closed_at=None, at=LATER)

    @given(st.integers(min_value=1, max_value=10**6), st.data())
    def test_percent_is_the_nearest_whole_number(self, voters, data):
        votes = data.draw(st.integers(min_value=0, max_value=voters))
        percent = PollShown(False, False, None, None, voters, ()).percent(votes)
        assert abs(percent - 100 * votes / voters) <= 0.5
        assert 0 <= percent <= 100

    def test_a_ballot_tells_nothing_without_its_key_and_is_another_in_every_poll(self):
        a_key, another = "11" * 32, "22" * 32
        ballots = {rules.ballot_of(key, PersonId(person)) for key in (a_key, another) for person in range(100)}
        assert len(ballots) == 200
        assert rules.ballot_of(a_key, PersonId(7)) == rules.ballot_of(a_key, PersonId(7))


@pytest.mark.django_db
class TestAsking:
    def test_a_message_asks(self, happened):
        room = make.room()
        ming = make.person(joins=room)
        posted = actions.post(
            by=ming,
            room_id=room.id,
            text="**喝什么？**",
            client_id=ClientId(uuid4()),
            at=TODAY,
            poll=Asked((" 龙井 ", "", "岩茶"), is_several=True, is_secret=True, hours=24),
        ).message
        shown = queries.message_in(room.id, 1)
        assert shown == posted, "what the writer tells is what is read"
        choices = (ChoiceShown("龙井", 0), ChoiceShown("岩茶", 0))
        assert shown.poll == PollShown(True, True, TODAY + timedelta(hours=24), None, 0, choices)
        assert [kind for kind, _ in happened()] == ["MessagePosted"]
        assert turns.fragment(shown) == fragment(message_frame(shown))

    def test_the_same_id_again_is_the_same_message_with_its_poll(self):
        room = make.room()
        ming = make.person(joins=room)
        mine = ClientId(uuid4())

        def ask(*choices: str):
            return actions.post(by=ming, room_id=room.id, text="?", client_id=mine, at=TODAY, poll=Asked(choices))

        first, again = ask("一", "二"), ask("三", "四", "五")
        assert (again.again, again.message) == (True, first.message)
        assert Choice.objects.count() == 2

    @pytest.mark.parametrize(
        ("text", "choices", "why"),
        [
            ("", ("一", "二"), "empty"),
            ("\u200b", ("一", "二"), "empty"),
            ("?", ("一",), "too_few_choices"),
            ("?", tuple("一二三四五六七八九十壹"), "too_many_choices"),
            ("?", ("一", "一"), "same_choice"),
            ("?", ("一", "茶" * 81), "too_long"),
            ("?", ("一", "转\u202e向"), "name_unseen_characters"),
            ("转\u202e向", ("一", "二"), "direction_characters"),
            ("茶" * 7999, ("一", "二"), "too_long"),
        ],
    )
    def test_what_is_refused_is_not_there(self, text, choices, why, happened):
        room = make.room()
        ming = make.person(joins=room)
        with pytest.raises(Refused) as refused:
            actions.post(
                by=ming, room_id=room.id, text=text, client_id=ClientId(uuid4()), at=TODAY, poll=Asked(choices)
            )
        assert refused.value.why == why
        assert not Message.objects.exists()
        assert happened() == []

    @pytest.mark.usefixtures("no_time_passes")
    def test_a_poll_is_a_message_to_the_door(self):
        """Whoever floods a room with polls is slowed down as by words; whoever may not speak may not ask."""
        room = make.room()
        ming = make.person(joins=room)

        def ask(by):
            return actions.post(
                by=by, room_id=room.id, text="?", client_id=ClientId(uuid4()), at=TODAY, poll=Asked(("一", "二"))
            )

        with pytest.raises(Refused) as refused:
            for _ in range(100):
                ask(ming)
        assert refused.value.why == "too_fast"
        the_throttle.forget()
        actions.mute(by=make.keeper(), room_id=room.id, person_id=ming.id, hours=1, reason="先听听", at=TODAY)
        with pytest.raises(Refused) as refused:
            ask(ming)
        assert refused.value.why == "muted"
        with pytest.raises(Refused) as refused:
            ask(make.person())
        assert refused.value.why == "not_a_member"


@pytest.mark.django_db
class TestVoting:
    def test_one_votes_votes_otherwise_and_takes_it_back(self, happened):
        room = make.room()
        ming, yue = make.person(joins=room), make.person(joins=room)
        asked = make.poll(by=ming, room=room)
        vote(ming, room, 1)
        vote(yue, room, 1)
        assert figures(room) == (2, (2, 0, 0))
        vote(yue, room, 3)
        assert figures(room) == (2, (1, 0, 1))
        vote(ming, room)
        assert figures(room) == (1, (0, 0, 1))
        assert [fact["change"] for _, fact in happened()] == [2, 3, 4, 5]
        facts = {"room": room.id, "message": asked.id, "seq": 1, "was": 4, "change": 5}
        assert happened()[-1] == ("Voted", facts), "neither who nor for what"
        shown = queries.message_in(room.id, 1)
        assert queries.votes_among(yue.id, [shown]) == {1: (3,)}
        assert queries.votes_among(ming.id, [shown]) == {}
        assert [(one.place, one.person) for one in queries.voters_of(shown, ())] == [(3, yue.id)]

    @pytest.mark.parametrize("secret", [False, True])
    def test_several_at_once_count_each_person_once(self, secret):
        room = make.room()
        ming, yue = make.person(joins=room), make.person(joins=room)
        make.poll(by=ming, room=room, several=True, secret=secret)
        vote(ming, room, 1, 2)
        vote(yue, room, 2, 3)
        vote(ming, room, 2)
        assert figures(room) == (2, (0, 2, 1))
        assert queries.votes_among(yue.id, [queries.message_in(room.id, 1)]) == {1: (2, 3)}

    def test_voting_the_same_again_changes_nothing(self, happened):
        room = make.room()
        ming = make.person(joins=room)
        make.poll(by=ming, room=room)
        first, again = vote(ming, room, 2), vote(ming, room, 2)
        assert (again.was, again.change) == (first.change, first.change)
        vote(make.person(joins=room), room)
        assert Room.objects.get(pk=room.id).change == 2
        assert len(happened()) == 1

    def test_who_may_not_is_told_why(self, happened):
        room, closed = make.room(), make.room(access=Access.INVITATION)
        ming, outsider, removed = make.person(joins=room), make.person(), make.person(joins=room)
        make.poll(by=ming, room=room)
        make.message(by=ming, room=room)
        make.poll(by=ming, room=room, hours=24)
        actions.remove(by=make.keeper(), room_id=room.id, person_id=removed.id, at=TODAY)
        before = len(happened())
        for by, seq, chosen, at, why in (
            (outsider, 1, 1, TODAY, "not_a_member"),
            (removed, 1, 1, TODAY, "removed"),
            (ming, 1, 4, TODAY, "no_choice"),
            (ming, 3, 1, LATER, "poll_closed"),
        ):
            with pytest.raises(Refused) as refused:
                vote(by, room, chosen, seq=seq, at=at)
            assert refused.value.why == why
        for where, seq in ((room, 2), (room, 99), (closed, 1)):
            with pytest.raises(NotFound):
                vote(ming, where, 1, seq=seq)
        with pytest.raises(NotFound):
            actions.close_poll(by=ming, room_id=room.id, seq=2, at=TODAY)
        assert len(happened()) == before

    def test_whoever_was_asked_to_listen_may_vote(self):
        room = make.room()
        ming = make.person(joins=room)
        make.poll(by=ming, room=room)
        actions.mute(by=make.keeper(), room_id=room.id, person_id=ming.id, hours=1, reason="先听听", at=TODAY)
        vote(ming, room, 1)
        assert figures(room) == (1, (1, 0, 0))

    def test_at_a_table_that_was_put_away_nobody_votes(self):
        room = make.room()
        ming = make.person(joins=room)
        thread = make.thread(by=ming, room=room)
        make.poll(by=ming, room=room, thread=thread)
        actions.archive_thread(by=ming, room_id=room.id, thread_id=thread, is_archived=True, at=TODAY)
        with pytest.raises(Refused) as refused:
            vote(ming, room, 1)
        assert refused.value.why == "archived"

    @pytest.mark.usefixtures("no_time_passes")
    def test_one_person_cannot_keep_a_room_busy(self):
        room = make.room()
        ming = make.person(joins=room)
        make.poll(by=ming, room=room)
        with pytest.raises(Refused) as refused:
            for count in range(100):
                actions.vote(by=ming, room_id=room.id, seq=1, chosen=[count % 3 + 1], at=TODAY)
        assert refused.value.why == "too_fast"

    def test_it_works_in_a_direct_talk(self):
        ming, yue = make.person(), make.person()
        talk = make.talk_of(ming, yue)
        make.poll(by=ming, room=talk)
        vote(yue, talk, 2)
        assert figures(talk) == (1, (0, 1, 0))
        with pytest.raises(NotFound):
            vote(make.keeper(), talk, 1)

    def test_the_database_refuses_what_must_never_be(self):
        room = make.room()
        ming = make.person(joins=room)
        make.poll(by=ming, room=room)
        vote(ming, room, 1)
        choice = Choice.objects.get(place=1)
        for wrong in ({"person": ming}, {}, {"person": ming, "ballot": "x"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Vote.objects.create(choice=choice, **wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(room=room).update(taken_back_at=TODAY, text="", html="")


@pytest.mark.django_db
class TestItsEnd:
    def test_it_is_closed_by_whoever_asked_and_stays_so(self, happened):
        room = make.room()
        ming, yue = make.person(joins=room), make.person(joins=room)
        asked = make.poll(by=ming, room=room, hours=24)
        vote(yue, room, 1)
        with pytest.raises(Refused) as refused:
            actions.close_poll(by=yue, room_id=room.id, seq=1, at=TODAY)
        assert refused.value.why == "not_yours"
        actions.close_poll(by=ming, room_id=room.id, seq=1, at=TODAY)
        facts = {"room": room.id, "message": asked.id, "change": 3, "by": ming.id}
        assert happened()[-1] == ("PollClosed", facts)
        for act in (
            lambda: vote(yue, room, 2),
            lambda: actions.close_poll(by=make.keeper(), room_id=room.id, seq=1, at=TODAY),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.why == "poll_closed"
        assert figures(room) == (1, (1, 0, 0))
        assert len(queries.voters_of(queries.message_in(room.id, 1), ())) == 1

    @pytest.mark.parametrize("who", ["host", "moderator", "keeper"])
    def test_who_keeps_order_closes_it_too(self, who):
        host = make.person()
        room = make.room(host=host)
        make.poll(by=make.person(joins=room), room=room)
        by = {"host": host, "moderator": make.person(role=Role.MODERATOR), "keeper": make.keeper()}[who]
        actions.close_poll(by=by, room_id=room.id, seq=1, at=TODAY)
        assert Poll.objects.get().closed_at == TODAY

    def test_what_is_taken_back_takes_every_vote_with_it(self):
        room = make.room()
        ming = make.person(joins=room)
        for secret in (False, True):
            make.poll(by=ming, room=room, secret=secret)
            vote(ming, room, 1, seq=1 + secret)
            actions.take_back(by=ming, room_id=room.id, seq=1 + secret, at=TODAY)
        assert [table.objects.count() for table in (Poll, Choice, Vote)] == [0, 0, 0]
        gone = queries.message_in(room.id, 1)
        assert gone.poll is None
        assert "龙井" not in turns.fragment(gone)

    def test_out_of_sight_nobody_sees_it_nor_votes_and_shown_again_it_is_as_it_was(self):
        room, moderator = make.room(), make.person(role=Role.MODERATOR)
        ming = make.person(joins=room)
        asked = make.poll(by=ming, room=room)
        vote(ming, room, 2)
        actions.hide_reported(by=moderator, message_id=asked.id, at=TODAY)
        assert queries.message_in(room.id, 1).poll is None
        assert queries.voters_of(queries.message_in(room.id, 1), ()) == ()
        for act in (lambda: vote(ming, room, 1), lambda: actions.close_poll(by=ming, room_id=room.id, seq=1, at=TODAY)):
            with pytest.raises(NotFound):
                act()
        actions.show_reported(by=moderator, message_id=asked.id, at=TODAY)
        assert figures(room) == (1, (0, 1, 0))
        actions.hide_reported(by=moderator, message_id=asked.id, at=TODAY)
        actions.forget_hidden(before=LATER)
        assert [table.objects.count() for table in (Poll, Choice, Vote)] == [0, 0, 0]

    def test_an_edit_and_a_move_keep_it(self):
        room = make.room()
        ming = make.person(joins=room)
        make.poll(by=ming, room=room)
        vote(ming, room, 2)
        actions.edit(by=ming, room_id=room.id, seq=1, text="后天呢？", at=TODAY)
        thread = make.thread(by=ming, room=room)
        actions.move(by=make.keeper(), room_id=room.id, seqs=[1], thread_id=thread, at=TODAY)
        moved = queries.message_in(room.id, 1)
        assert (moved.thread, moved.text, figures(room)) == (thread, "后天呢？", (1, (0, 1, 0)))
        with pytest.raises(Refused):
            actions.edit(by=ming, room_id=room.id, seq=1, text=" ", at=TODAY)
