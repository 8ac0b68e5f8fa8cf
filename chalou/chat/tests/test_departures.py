"""What a talk shows of somebody who left the house: fresh, live, and in every language."""

from uuid import uuid4

import pytest

from chalou.chat import actions, queries, turns
from chalou.chat.actions import leaving
from chalou.chat.models import Access, Departure, Membership, Message, Room
from chalou.chat.tests.table import Table, open_table
from chalou.exchange.person import actions as house
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId
from chalou.foundation.text.mentions import unbound
from chalou.people import actions as people
from tests import making as make

MING = "要走的阿明"


@pytest.fixture
def table(transactional_db):
    with open_table() as opened:
        yield opened


def leave(person, *, keeps_words: bool = True) -> None:
    house.leave(by=person, keeps_words=keeps_words, at=now())
    actions.settle_departures(at=now())


@pytest.mark.django_db(transaction=True)
class TestLive:
    def test_an_open_page_loads_anew_and_then_shows_no_name(self, table: Table):
        room = make.room()
        ming, guest = make.person(name=MING, joins=room), make.person(joins=room)
        make.message(by=ming, room=room)
        make.message(by=guest, room=room, text=f"@{MING} 慢走")
        line = table.guest(guest)
        opened = line.opens(room)
        leave(ming)
        moved = max(frame["change"] for frame in [line.hears("moved"), *line.of("moved")])
        assert moved > opened["change"] + queries.MOST_TO_CATCH_UP
        line.do("since", room=room.id, since=opened["change"])
        assert line.hears("afresh")["change"] == moved
        line.do("since", room=room.id, since=moved - 1)
        assert MING not in str(line.hears("since")["messages"])

    def test_words_that_go_are_told_one_by_one(self, table: Table):
        room = make.room()
        ming, guest = make.person(name=MING, joins=room), make.person(joins=room)
        make.talk(by=ming, room=room, messages=3)
        line = table.guest(guest)
        house.leave(by=ming, keeps_words=False, at=now())
        line.opens(room)
        actions.settle_departures(at=now())
        for seq in (1, 2, 3):
            told = line.hears("message", seq=seq)
            assert (told["gone"], told["text"], told["name"]) == (True, "", "")

    def test_their_own_lines_end(self, table: Table):
        room = make.room()
        ming = make.person(joins=room)
        line = table.guest(ming)
        line.opens(room)
        house.leave(by=ming, keeps_words=True, at=now())
        table.settle()
        assert line.ended() == 4401


@pytest.mark.django_db(transaction=True)
class TestWhatStays:
    def test_a_quote_elsewhere_names_nobody(self):
        here, there = make.room(name="一厅"), make.room(name="二厅")
        ming, guest = make.person(name=MING, joins=here), make.person(joins=[here, there])
        said = make.message(by=ming, room=here)
        actions.forward(by=guest, room_id=here.id, seq=said.seq, to=there.id, text="", client_id=message_id(), at=now())
        before = Room.objects.get(id=there.id).change
        leave(ming)
        assert Room.objects.get(id=there.id).change > before + queries.MOST_TO_CATCH_UP
        [shown] = queries.messages_readable(guest, [Message.objects.get(room=there).id])
        assert shown.reply_to is not None
        assert shown.reply_to.name == ""

    def test_direct_talk_stays_to_be_read_and_nothing_more_is_said(self):
        ming, guest = make.person(name=MING), make.person()
        talk = make.talk_of(ming, guest)
        make.message(by=ming, room=talk, text="再会")
        leave(ming)
        seen = queries.room_for(guest, talk.id)
        assert seen.name == "离席的茶友"
        assert [line.name for line in queries.rooms_for(guest) if line.access == Access.DIRECT] == ["离席的茶友"]
        assert queries.why_not_say_in([(talk.id, guest.id)]), "nobody is there to hear it"

    def test_a_room_by_invitation_gets_the_host_who_has_sat_there_longest(self):
        ming = make.person(name=MING)
        closed = make.room(access=Access.INVITATION, host=ming)
        first, second = make.person(joins=closed), make.person(joins=closed)
        leave(ming)
        hosts = Membership.objects.filter(room=closed, is_host=True).values_list("person", flat=True)
        assert list(hosts) == [first.id]
        assert Membership.objects.filter(room=closed, person=second, is_host=False).exists()

    def test_whoever_did_not_hear_them_still_does_not(self):
        room = make.room()
        ming, wary = make.person(name=MING, joins=room), make.person(joins=room)
        make.message(by=ming, room=room, text="听不见的")
        from_ming = Message.objects.get().id
        people.block(by=wary, person=ming.id, at=now())
        leave(ming)
        wary.refresh_from_db()
        assert queries.messages_readable(wary, [from_ming]) == ()

    def test_killed_half_way_the_rest_is_done_another_time(self, monkeypatch):
        """As when the process dies in the second batch."""
        monkeypatch.setattr(leaving, "TAKEN_BACK_AT_ONCE", 2)
        room = make.room()
        ming = make.person(joins=room)
        make.talk(by=ming, room=room, messages=5)
        house.leave(by=ming, keeps_words=False, at=now())
        real, calls = leaving._take_back, iter(range(10))

        def dies(*args, **given):
            if next(calls) == 1:
                raise SystemExit
            real(*args, **given)

        monkeypatch.setattr(leaving, "_take_back", dies)
        with pytest.raises(SystemExit):
            actions.settle_departures(at=now())
        assert Message.objects.filter(taken_back_at=None).count() == 3
        assert Departure.objects.exists()
        monkeypatch.setattr(leaving, "_take_back", real)
        actions.settle_departures(at=now())
        assert not Message.objects.filter(taken_back_at=None).exists()
        assert not Departure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_everybody_reads_it_in_their_language_and_frames_in_none(client):
    room = make.room(access=Access.PUBLIC)
    ming, guest = make.person(name=MING, joins=room), make.person(joins=room)
    said = make.message(by=ming, room=room)
    actions.post(by=guest, room_id=room.id, text="慢走", client_id=message_id(), at=now(), reply_to=said.seq)
    leave(ming)
    for address in (f"/rooms/{room.id}/", f"/rooms/{room.id}/1/", f"/rooms/{room.id}/2/"):
        chinese = client.get(address, headers={"accept-language": "zh-CN"}).content.decode()
        english = client.get(address, headers={"accept-language": "en"}).content.decode()
        assert "离席的茶友</b>" in chinese, address
        assert "a guest who left</b>" in english, address
        assert "离席" not in english, address
        assert MING not in chinese + english, address
    shown = queries.message_by_id(said.id)
    assert "data-left" in turns.fragment(shown)
    assert "离席" not in turns.fragment(shown)


def test_a_mention_becomes_the_text_it_was():
    html = '<p><a class="mention" data-person="7">@阿福</a> 和 <a class="mention" data-person="70">@阿七</a></p>'
    assert unbound(html, 7) == '<p>@阿福 和 <a class="mention" data-person="70">@阿七</a></p>'


def message_id():
    return ClientId(uuid4())
