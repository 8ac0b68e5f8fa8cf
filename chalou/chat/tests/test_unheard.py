"""Whom one blocks is left out of everything one reads in rooms, and live. For everybody else nothing is another."""

import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from chalou.chat import actions, queries
from chalou.chat.live.frames import fragment
from chalou.chat.models import Access, Room
from chalou.chat.queries import PAGE
from chalou.foundation.clock import now
from chalou.foundation.hub.frames import Frame, without
from chalou.foundation.ids import ClientId, PersonId
from chalou.foundation.refusals import NotFound
from chalou.foundation.throttle import the_throttle
from chalou.people.actions import block, change_profile, set_profile, sign_in_many, unblock
from chalou.people.models import Person
from tests import making as make

VALUES = ("chat:before", "chat:since")


def talk(room: Room, *speakers: Person, thread=None) -> None:
    for speaker in speakers:
        make.message(by=speaker, room=room, text=f"{speaker.name}说", thread=thread)
        the_throttle.forget()


def seqs(messages) -> list[int]:
    return [one.seq for one in messages]


@pytest.fixture
def three(db):
    """A room with `ming`, who does not hear `loud`, and `guo`."""
    room = make.room(access=Access.PUBLIC)
    ming, loud, guo = (make.person(name=name, joins=room) for name in ("阿明", "大声", "老顾"))
    block(by=ming, person=loud.id, at=now())
    return room, ming, loud, guo


class TestReading:
    def test_the_page_of_the_room(self, three):
        room, ming, loud, guo = three
        actions.mark_read(marks={(ming.id, room.id, None): 1}, at=now())
        talk(room, guo, loud, guo, loud)
        page, for_guo = queries.page_of(ming, room.id), queries.page_of(guo, room.id)
        assert seqs(page.messages) == [1, 3]
        assert seqs(for_guo.messages) == [1, 2, 3, 4]
        assert (page.change, page.seq) == (for_guo.change, for_guo.seq), "the numbers of the room are the same for all"
        assert not page.has_later
        assert loud.id not in {one.id for one in page.seated}
        assert page.seated_count == for_guo.seated_count - 1
        assert seqs(queries.page_of(loud, room.id).messages) == [1, 2, 3, 4], "it goes one way"

    def test_what_is_new_and_the_figures(self, three):
        room, ming, loud, guo = three
        talk(room, guo)
        actions.mark_read(marks={(ming.id, room.id, None): 1}, at=now())
        talk(room, loud, loud)
        page = queries.page_of(ming, room.id)
        assert (page.new_from, page.new_count) == (None, 0)
        assert [line.unread for line in queries.rooms_for(ming)] == [0]
        assert queries.unread_of([ming.id], [room.id]) == {ming.id: [(room.id, 3, 0)]}
        talk(room, guo)
        page = queries.page_of(ming, room.id)
        assert (page.new_from, page.new_count) == (4, 1)
        assert [line.unread for line in queries.rooms_for(ming)] == [1]
        assert queries.unread_of([ming.id, guo.id], [room.id])[ming.id] == [(room.id, 4, 1)]

    def test_paging_passes_over_them_without_a_gap(self, three):
        room, ming, loud, guo = three
        speakers = [loud if n % 3 else guo for n in range(PAGE + 10)]
        actions.write_down(said=[actions.Said(one, str(n), now()) for n, one in enumerate(speakers)], room_id=room.id)
        unheard = queries.room_for(ming, room.id).unheard
        heard = [n + 1 for n, one in enumerate(speakers) if one is guo]
        found, has_earlier = queries.messages_before(make.main(room), 2**40, unheard)
        assert (seqs(found), has_earlier) == (heard, False)

    def test_a_message_of_theirs_has_no_address(self, three):
        room, ming, loud, guo = three
        talk(room, guo, loud, guo)
        unheard = queries.room_for(ming, room.id).unheard
        with pytest.raises(NotFound):
            queries.message_in(room.id, 2, unheard)
        before, after = queries.around(queries.message_in(room.id, 1, unheard), unheard)
        assert (seqs(before), seqs(after)) == ([], [3])
        assert queries.messages_readable(ming, [queries.message_in(room.id, 2).id]) == ()

    def test_the_catch_up_keeps_its_numbers(self, three):
        room, ming, loud, guo = three
        talk(room, guo, loud)
        thread = make.thread(by=loud, room=room, title="大声的桌子")
        change_profile(by=loud, name="更大声", cup="green", at=now())
        whole = queries.catch_up(room.id, 0)
        part = whole.without(queries.room_for(ming, room.id).unheard)
        assert (part.change, part.seq) == (whole.change, whole.seq)
        assert (seqs(part.messages or ()), part.people, part.threads) == ([1], (), ())
        assert thread in [one.id for one in whole.threads]

    def test_tables_they_opened_and_their_last_words(self, three):
        room, ming, loud, guo = three
        theirs, ours = make.thread(by=loud, room=room), make.thread(by=guo, room=room)
        talk(room, guo, loud, thread=ours)
        unheard = queries.room_for(ming, room.id).unheard
        (line,) = queries.threads_of(ming, room.id, unheard).threads
        assert (line.id, line.last_by) == (ours, "老顾")
        assert [one.id for one in queries.page_of(ming, room.id).threads] == [ours]
        actions.mark_read(marks={(ming.id, room.id, ours): 1}, at=now())
        assert not queries.threads_of(ming, room.id, unheard).threads[0].is_new
        assert {one.id for one in queries.threads_of(guo, room.id).threads} == {theirs, ours}

    def test_heard_again_everything_is_there(self, three):
        room, ming, loud, guo = three
        talk(room, loud, guo)
        unblock(by=ming, person=loud.id, at=now())
        assert seqs(queries.page_of(Person.objects.get(pk=ming.pk), room.id).messages) == [1, 2]

    def test_every_address_of_the_room(self, three, monkeypatch):
        monkeypatch.setattr(Frame, "render", staticmethod(fragment), raising=False)
        room, ming, loud, guo = three
        make.house()
        talk(room, guo, loud)
        client = Client()
        client.cookies["chalou_session"] = sign_in_many([ming], at=now())[0][1]
        for name, args in (
            ("chat:room", [room.id]), ("chat:people", [room.id]), ("chat:message", [room.id, 1]),
            ("chat:threads", [room.id]), ("chat:before", [room.id, 99]), ("chat:since", [room.id, 0]),
        ):  # fmt: skip
            for address in (reverse(name, args=args), f"{reverse(name, args=args)}?frames=html"):
                answer = client.get(address)
                assert answer.status_code == 200
                said = json.dumps(answer.json(), ensure_ascii=False) if name in VALUES else answer.content.decode()
                assert "大声" not in said, address
        assert client.get(reverse("chat:message", args=[room.id, 2])).status_code == 404
        assert client.get(reverse("chat:history", args=[room.id, 2])).status_code == 404

    def test_what_it_costs(self, three):
        room, ming, loud, guo = three
        talk(room, guo, loud)

        def cost(viewer: Person) -> int:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                queries.page_of(viewer, room.id)
            return len(asked)

        for_guo, for_ming = cost(guo), cost(ming)
        assert for_ming <= for_guo + 2
        for _ in range(4):
            block(by=ming, person=make.person(joins=room).id, at=now())
        assert cost(ming) == for_ming
        assert cost(guo) == for_guo


class TestEntry:
    def test_one_meets_those_of_rooms_one_may_read(self, three):
        room, ming, loud, guo = three
        shut = make.room(access=Access.INVITATION)
        hidden = make.person(joins=shut)
        set_profile(by=hidden, words="", reads=[], is_listed=False, at=now())
        met = queries.person_met(ming, guo.id)
        assert (met.name, [line.id for line in met.rooms], met.is_unheard) == ("老顾", [room.id], False)
        assert queries.person_met(ming, loud.id).is_unheard
        for nobody in (hidden.id, PersonId(10**9)):
            with pytest.raises(NotFound):
                queries.person_met(ming, nobody)
        outside = make.person()
        assert queries.person_met(outside, guo.id).rooms == ()

    def test_blocking_from_there(self, three, happened):
        room, _, loud, guo = three
        make.house()
        client = Client()
        client.cookies["chalou_session"] = sign_in_many([guo], at=now())[0][1]
        assert client.get(f"/people/{loud.id}/").status_code == 200
        assert client.get(f"/people/{loud.id}/block/").status_code == 200
        assert client.post(f"/people/{loud.id}/block/").status_code == 302
        assert client.post(f"/people/{guo.id}/block/").status_code == 409
        assert client.post(f"/people/{10**9}/block/").status_code == 404
        assert client.get(f"/people/{guo.id}/").status_code == 200
        assert queries.room_for(Person.objects.get(pk=guo.pk), room.id).unheard == {loud.id}


@given(st.lists(st.integers(1, 5), max_size=8), st.frozensets(st.integers(1, 5)), st.booleans())
def test_no_change_is_missing_in_what_is_left(authors, unheard, html):
    frames = [
        Frame({"is": "message", "room": 1, "change": n, "author": author}, of=PersonId(author))
        for n, author in enumerate(authors, start=1)
    ]
    told = without(frames, unheard, html=html)
    for n, author in enumerate(authors, start=1):
        assert (b'"author":%d' % author in told) == (author not in unheard)
        assert b'"change":%d' % n in told
    assert told.count(b'"is":"moved"') == sum(author in unheard for author in authors)


class TestLive:
    def test_their_words_are_counted_and_not_heard(self, table):
        room = make.room()
        ming, loud, guo = (make.person(joins=room) for _ in range(3))
        block(by=ming, person=loud.id, at=now())
        listening, other, speaking = table.guest(ming), table.guest(guo), table.guest(loud)
        listening.listener.unheard = frozenset({loud.id})
        change = listening.opens(room)["change"]
        other.opens(room)
        speaking.posts(room, "听得到吗？")
        other.hears("message", seq=1)
        listening.hears("moved", change=change + 1, room=room.id)
        actions.edit(by=loud, room_id=room.id, seq=1, text="现在呢？", at=now())
        listening.hears("moved", change=change + 2)
        make.message(by=guo, room=room, text="听到了。")
        listening.hears("message", seq=2, change=change + 3)
        table.settle()
        assert [frame["author"] for frame in listening.of("message")] == [guo.id]
        listening.do("since", room=room.id, since=change)
        assert [one["seq"] for one in listening.hears("since")["messages"]] == [2]

    def test_from_the_moment_of_the_block_and_back_again(self, table):
        room = make.room()
        ming, loud = (make.person(joins=room) for _ in range(2))
        first, second, theirs = table.guest(ming), table.guest(ming, html=True), table.guest(loud)
        for guest in (first, second, theirs):
            guest.opens(room)
        block(by=ming, person=loud.id, at=now())
        for guest in (first, second):
            guest.hears("unheard", person=loud.id, unheard=True)
        make.message(by=loud, room=room)
        for guest in (first, second):
            guest.hears("moved")
            assert guest.of("message") == []
        theirs.hears("message")
        unblock(by=ming, person=loud.id, at=now())
        first.hears("unheard", person=loud.id, unheard=False)
        make.message(by=loud, room=room, text="又来了。")
        first.hears("message", seq=2)
        table.settle()
        assert theirs.of("unheard", "moved") == [], "who is blocked is told nothing"

    def test_what_the_bus_lost_is_found_by_the_comparison(self, table):
        room = make.room()
        ming, loud = (make.person(joins=room) for _ in range(2))
        guest = table.guest(ming)
        guest.opens(room)
        table.compare()
        block(by=ming, person=loud.id, at=now())
        table.settle()
        guest.listener.unheard = frozenset()  # as if another process had been told nothing
        guest.forgets()
        table.compare()
        assert guest.listener.unheard == {loud.id}
        guest.hears("unheard", person=loud.id, unheard=True)
        guest.forgets()
        table.compare()
        assert guest.of("unheard") == []

    def test_their_figures_do_not_move(self, table):
        room, elsewhere = make.room(), make.room()
        ming, loud = (make.person(joins=[room, elsewhere]) for _ in range(2))
        actions.mark_read(marks={(ming.id, room.id, None): 0}, at=now())
        block(by=ming, person=loud.id, at=now())
        guest = table.guest(ming)
        guest.opens(elsewhere)
        actions.post(by=loud, room_id=room.id, text="喂", client_id=ClientId(uuid4()), at=now())
        table.compare()
        assert all(
            line["unread"] == 0 for frame in guest.of("digest") for line in frame["rooms"] if line["room"] == room.id
        )
