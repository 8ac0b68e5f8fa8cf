"""A secret vote: whatever the house shows, tells, records or packs is the same, whoever voted for what."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from chalou.chat import actions, queries
from chalou.chat.models import BallotKey, Vote
from chalou.chat.tests.test_polls import LATER, TODAY, browser_of, figures, vote
from chalou.events.models import Event
from chalou.foundation.refusals import Refused
from chalou.server import chores
from chalou.server.seeing import metrics
from tests import making as make

PROGRAM = {"accept": "application/json"}


def asked_twice(by, a, b, room) -> None:
    """Two secret polls, 1 and 2. In both two people vote, each otherwise; who voted for what is the other way round."""
    for first, second in ((a, b), (b, a)):
        seq = make.poll(by=by, room=room, secret=True).seq
        vote(first, room, 1, seq=seq)
        vote(second, room, 2, seq=seq)


def without_numbers(told: str) -> str:
    """What differs between two messages whatever is voted: their numbers, moments and tokens."""
    told = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|20\d\d-\d\d-\d\dT[\d:.]+Z?', "", told)
    return re.sub(r"\d+", "#", told)


@pytest.mark.django_db
@pytest.mark.parametrize("is_closed", [False, True])
def test_no_page_tells_anybody_else_who_voted_for_what(is_closed):
    host = make.person()
    room = make.room(host=host)
    asker, a, b, other = (make.person(joins=room, name="阿明") for _ in range(4))
    make.sit(make.keeper(), room)
    asked_twice(asker, a, b, room)
    if is_closed:
        for seq in (1, 2):
            actions.close_poll(by=asker, room_id=room.id, seq=seq, at=TODAY)
    for viewer in (host, asker, other, make.keeper()):
        client = browser_of(viewer)
        told = [without_numbers(str(_only(one, room.id, client))) for one in (1, 2)]
        assert told[0] == told[1]
    # They themselves are shown it, as long as it can be altered.
    mine = [queries.votes_among(a.id, [queries.message_in(room.id, seq)]).get(seq) for seq in (1, 2)]
    assert mine == ([None, None] if is_closed else [(1,), (2,)]), "the test looks for the right thing"


def _only(seq: int, room: int, client: Client) -> list[str]:
    shown = [client.get(f"/rooms/{room}/{seq}/votes/", headers=headers) for headers in ({}, PROGRAM)]
    message = client.get(f"/rooms/{room}/{seq}/", headers=PROGRAM)
    since = client.get(f"/rooms/{room}/since/0/", headers=PROGRAM).json()
    room_page = client.get(f"/rooms/{room}/").content.decode()
    fragment = re.findall(rf'<article class="turn" id="m{seq}".*?</article>', room_page, re.DOTALL)
    (kept,) = [one for one in since["messages"] if one["seq"] == seq]
    return [
        *(f"{one.status_code} {one.content.decode()}" for one in (*shown, message)),
        *fragment,
        json.dumps(kept, ensure_ascii=False),
        str(since["votes"].get(str(seq))),
    ]


@pytest.mark.django_db
def test_no_event_and_no_row_names_who_voted():
    room = make.room()
    asker, a, b = (make.person(joins=room) for _ in range(3))
    before = Event.objects.count()
    asked_twice(asker, a, b, room)
    facts = list(Event.objects.order_by("id").filter(kind__startswith="Vot").values_list("kind", "facts"))
    assert len(facts) == 4
    assert Event.objects.count() == before + 6
    assert {frozenset(fact) for _, fact in facts} == {frozenset({"room", "message", "seq", "was", "change"})}
    assert set(Vote.objects.values_list("person", flat=True)) == {None}
    ballots = set(Vote.objects.values_list("ballot", flat=True))
    assert len(ballots) == 4, "the same person has another ballot in every poll"


def test_no_frame_and_no_figure_of_the_house_tells_it(table):
    room = make.room()
    asker, a, b = (make.person(joins=room) for _ in range(3))
    watching = [table.guest(asker), table.guest(make.keeper(), html=True)]
    for guest in watching:
        guest.opens(room)
    asked_twice(asker, a, b, room)
    for guest in watching:
        guest.hears("voted", change=6)
    table.settle()
    for guest in watching:
        told = guest.of("voted")
        assert len(told) == 4
        assert {frozenset(one) for one in told} == {
            frozenset({"is", "room", "seq", "was", "change", "voters", "votes"})
        }
        assert not guest.of("vote")
    assert "vote" not in str(metrics.FIGURES)


@pytest.mark.django_db
def test_when_it_closes_nobody_could_tell_any_more_and_the_figures_stay():
    room = make.room()
    ming, yue = make.person(joins=room), make.person(joins=room)
    for hours in (None, 24, 48):
        seq = make.poll(by=ming, room=room, secret=True, hours=hours).seq
        vote(ming, room, 1, seq=seq)
        vote(yue, room, 3, seq=seq)
    make.poll(by=ming, room=room, hours=24)
    vote(ming, room, 1, seq=4)
    actions.close_poll(by=ming, room_id=room.id, seq=1, at=TODAY)
    assert (BallotKey.objects.count(), Vote.objects.count()) == (2, 5)
    chores.CHORES[0].work(LATER)
    assert (BallotKey.objects.count(), Vote.objects.count()) == (1, 3), "the third is open yet, and the fourth by name"
    assert [figures(room, seq) for seq in (1, 2, 3)] == [(2, (1, 0, 1))] * 3
    vote(ming, room, 2, seq=3, at=LATER)
    assert figures(room, 3) == (2, (0, 1, 1))


@pytest.mark.django_db
def test_without_its_key_a_vote_has_ended_so_that_nobody_votes_twice():
    """A house that came out of a backup."""
    room = make.room()
    ming = make.person(joins=room)
    make.poll(by=ming, room=room, secret=True)
    vote(ming, room, 1)
    BallotKey.objects.all().delete()
    with pytest.raises(Refused) as refused:
        vote(ming, room, 1)
    assert refused.value.why == "poll_closed"
    assert figures(room) == (1, (1, 0, 0))
    actions.close_poll(by=ming, room_id=room.id, seq=1, at=TODAY)


@pytest.mark.django_db
def test_its_own_page_shows_a_closed_secret_vote_as_nobodys():
    room = make.room()
    ming = make.person(joins=room)
    make.poll(by=ming, room=room, secret=True, hours=1)
    vote(ming, room, 1)
    client = browser_of(ming)
    address = reverse("chat:votes", args=[room.id, 1])
    assert client.get(address, headers=PROGRAM).json()["mine"] == [1]
    with connection.cursor() as cursor:
        past = connection.ops.adapt_datetimefield_value(TODAY - timedelta(hours=1))
        cursor.execute("UPDATE chat_poll SET closes_at = %s", [past])
    told = client.get(address, headers=PROGRAM).json()
    assert told["mine"] == []
    assert "people" not in told
