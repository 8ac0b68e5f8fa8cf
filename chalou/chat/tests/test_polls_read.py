"""Polls as they are read: figures are votes whatever people do, pages and catch-ups and frames agree."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from chalou.chat import actions, queries, turns
from chalou.chat.models import Access, Vote
from chalou.chat.tests.test_plans import plans, scanned
from chalou.chat.tests.test_polls import TODAY, browser_of, figures, vote
from chalou.foundation.refusals import Refused
from chalou.foundation.throttle import the_throttle
from chalou.people import actions as people
from tests import making as make

DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("vote"), st.integers(0, 3), st.sets(st.integers(0, 4), max_size=3), st.integers(0, 48)),
        st.tuples(st.just("close"), st.integers(0, 3), st.just(set()), st.integers(0, 48)),
    ),
    max_size=12,
)


@pytest.mark.django_db
class TestAnyDeeds:
    @pytest.fixture
    def sitting(self):
        room = make.room()
        return room, [make.person(joins=room) for _ in range(4)]

    @pytest.mark.parametrize("secret", [False, True])
    def test_whatever_people_do_the_figures_are_the_votes(self, sitting, secret):
        room, everybody = sitting

        @given(deeds=DEEDS, several=st.booleans())
        def holds(deeds, several):
            with transaction.atomic():
                seq = make.poll(by=everybody[0], room=room, several=several, secret=secret, hours=24).seq
                thought: dict[int, set[int]] = {}
                is_closed = False
                for deed, who, chosen, hours in deeds:
                    at = TODAY + timedelta(hours=hours)
                    may = not is_closed and hours <= 24 and (several or len(chosen) < 2) and chosen <= {1, 2, 3}
                    try:
                        the_throttle.forget()
                        if deed == "vote":
                            vote(everybody[who], room, *chosen, seq=seq, at=at)
                            assert may
                            thought[who] = chosen
                        else:
                            actions.close_poll(by=everybody[who], room_id=room.id, seq=seq, at=at)
                            is_closed = True
                    except Refused:
                        assert deed == "close" or not may
                voters = sum(1 for chosen in thought.values() if chosen)
                votes = tuple(sum(place in chosen for chosen in thought.values()) for place in (1, 2, 3))
                assert figures(room, seq) == (voters, votes)
                if not (secret and is_closed):
                    kept = Vote.objects.filter(choice__poll__message__seq=seq, choice__poll__message__room=room)
                    assert kept.count() == sum(votes)
                transaction.set_rollback(True)

        holds()


@pytest.mark.django_db
class TestReading:
    def test_the_fragment_is_the_same_for_everybody_and_says_no_word(self):
        room = make.room()
        ming, yue = make.person(joins=room), make.person(joins=room)
        make.poll(by=ming, room=room, hours=24)
        vote(yue, room, 1)
        shown = {turns.fragment(queries.page_of(one, room.id).messages[0]) for one in (ming, yue)}
        (html,) = shown
        assert "checked" not in html
        assert queries.page_of(yue, room.id).votes == {1: (1,)}
        assert queries.page_of(ming, room.id).votes == {}

    def test_the_catch_up_brings_figures_and_what_is_mine(self):
        room = make.room()
        ming, yue = make.person(joins=room), make.person(joins=room)
        make.poll(by=ming, room=room)
        make.poll(by=ming, room=room, secret=True)
        vote(yue, room, 1)
        vote(yue, room, 2, seq=2)
        caught = queries.catch_up(room.id, 2, person=yue.id)
        assert caught.messages is not None
        assert [one.poll and one.poll.voters for one in caught.messages] == [1, 1]
        assert caught.votes == {1: (1,), 2: (2,)}
        assert queries.catch_up(room.id, 2, person=ming.id).votes == {}
        assert queries.catch_up(room.id, 2).votes == {}

    def test_a_page_asks_a_little_more_where_there_are_any_however_many(self):
        room = make.room()
        ming = make.person(joins=room)

        def cost() -> int:
            with CaptureQueriesContext(connection) as asked:
                queries.page_of(ming, room.id)
            return len(asked)

        make.talk(by=ming, room=room, messages=5)
        without = cost()
        for _ in range(3):
            make.poll(by=ming, room=room)
        untouched = cost()
        vote(ming, room, 1, seq=6)
        few = cost()
        for _ in range(6):
            make.poll(by=ming, room=room)
        for seq in range(7, 15):
            vote(ming, room, 1, seq=seq)
        assert (untouched, few, cost()) == (without + 1, without + 2, without + 2)
        make.poll(by=ming, room=room, secret=True)
        vote(ming, room, 1, seq=15)
        assert cost() == without + 4

    def test_whom_one_does_not_hear_is_not_named_and_counts(self):
        room = make.room()
        ming, yue, loud = (make.person(joins=room) for _ in range(3))
        make.poll(by=ming, room=room)
        for one in (yue, loud):
            vote(one, room, 1)
        people.block(by=ming, person=loud.id, at=TODAY)
        ming.refresh_from_db()
        told = (
            browser_of(ming)
            .get(reverse("chat:votes", args=[room.id, 1]), headers={"accept": "application/json"})
            .json()
        )
        assert told["poll"]["voters"] == 2
        assert [one["person"] for one in told["people"]] == [yue.id]

    @pytest.mark.sqlite
    def test_no_table_is_read_from_end_to_end(self):
        room = make.room()
        ming = make.person(joins=room)
        for secret in (False, True):
            make.poll(by=ming, room=room, secret=secret)
            vote(ming, room, 1, seq=1 + secret)
        found = plans(lambda: queries.page_of(ming, room.id)) + plans(lambda: vote(ming, room, 2))
        found += plans(lambda: queries.voters_of(queries.message_in(room.id, 1), ()))
        assert scanned(found) == []
        tables = ("chat_poll", "chat_choice", "chat_vote", "chat_ballotkey")
        assert [step for step in found if step.startswith(tuple(f"SCAN {table}" for table in tables))] == []


@pytest.mark.django_db
def test_it_is_all_done_without_scripts_and_by_programs():
    room = make.room(access=Access.PUBLIC)
    ming = make.person(joins=room, name="<b>阿明</b>")
    client = browser_of(ming)
    ask = reverse("chat:ask", args=[room.id])
    assert client.get(ask).status_code == 200
    wrong = client.post(ask, {"text": "喝<i>什么</i>？", "choice": ["<u>龙井</u>"], "hours": "24", "secret": "on"})
    assert wrong.status_code == 409
    kept = wrong.content.decode()
    assert "&lt;u&gt;龙井" in kept
    assert "喝&lt;i&gt;" in kept
    made = client.post(ask, {"text": "喝<i>什么</i>？", "choice": ["<u>龙井</u>", "", "岩茶"], "hours": "24"})
    assert made.headers["Location"] == f"/rooms/{room.id}/#m1"
    page = client.get(f"/rooms/{room.id}/").content.decode()
    assert "&lt;u&gt;龙井" in page
    assert "<u>" not in page
    at = {name: reverse(f"chat:{name}", args=[room.id, 1]) for name in ("votes", "vote", "close_poll")}
    assert client.post(at["vote"], {"choice": "2"}).headers["Location"] == at["votes"]
    votes = client.get(at["votes"]).content.decode()
    assert 'value="2" checked' in votes
    assert "&lt;b&gt;阿明" in votes
    assert "<b>阿明" not in votes
    refused = client.post(at["vote"], {"choice": ["1", "2"]})
    assert refused.status_code == 409
    program = {"accept": "application/json"}
    told = client.post(at["vote"], {"choice": "1"}, headers=program).json()
    assert (told["is"], told["voters"], told["votes"], told["mine"], told["was"] + 1) == (
        "voted", 1, [1, 0], [1], told["change"],
    )  # fmt: skip
    assert client.post(at["vote"], {"choice": "1", "undo": "yes"}, headers=program).json()["voters"] == 0
    asked = Client().get(at["votes"], headers=program).json()
    assert (asked["poll"]["choices"][1], asked["people"], asked["mine"]) == ({"words": "岩茶", "votes": 0}, [], [])
    assert client.post(at["close_poll"], headers=program).json()["poll"]["closed"] is not None
    assert client.post(at["vote"], {"choice": "1"}, headers=program).json()["refused"] == "poll_closed"
    made = client.post(ask, {"text": "?", "choice": "一\n二", "several": "on", "hours": "x"}, headers=program)
    assert made.json()["refused"] == "bad_hours"


class TestLive:
    def test_everybody_hears_the_figures_and_nobody_who_it_was(self, table):
        room = make.room()
        ming, yue = make.person(joins=room), make.person(joins=room)
        make.poll(by=ming, room=room)
        hers, others, program = table.guest(yue, html=True), table.guest(ming, html=True), table.guest(ming)
        second = table.guest(yue)
        for guest in (hers, others, program, second):
            guest.opens(room)
        vote(yue, room, 3)
        wanted = {"is": "voted", "room": room.id, "seq": 1, "was": 1, "change": 2, "voters": 1, "votes": [0, 0, 1]}
        for guest in (hers, others, program, second):
            assert guest.hears("voted") == wanted
        for guest in (hers, second):
            assert guest.hears("vote") == {"is": "vote", "room": room.id, "seq": 1, "change": 2, "choices": [3]}
        table.settle()
        assert not others.of("vote")
        assert not program.of("vote")
        actions.close_poll(by=ming, room_id=room.id, seq=1, at=TODAY)
        assert program.hears("message", change=3)["poll"]["closed"] is not None

    def test_whoever_does_not_hear_who_asked_hears_only_that_there_was_a_change(self, table):
        room = make.room()
        ming, loud = make.person(joins=room), make.person(joins=room)
        make.poll(by=loud, room=room)
        people.block(by=ming, person=loud.id, at=TODAY)
        guest = table.guest(ming)
        guest.listener.unheard = frozenset({loud.id})
        guest.opens(room)
        vote(loud, room, 1)
        assert guest.hears("moved") == {"is": "moved", "room": room.id, "change": 2}
        table.settle()
        assert not guest.of("voted")
