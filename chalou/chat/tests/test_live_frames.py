"""What a connected person may ask, and what becomes of everything else that comes over the line."""

import json
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import OperationalError

from chalou.chat.live.frames import thread_values
from chalou.chat.live.visits import MOST_ROOMS, MOST_STRIKES
from chalou.chat.models import ReadMark
from chalou.chat.queries import ThreadWords
from chalou.chat.tests.test_queries import talk
from chalou.foundation.ids import ClientId, ThreadId
from tests import making as make


class TestReading:
    def test_marks_are_kept_together_and_never_go_back(self, table):
        room = make.room()
        talk(room, 5)
        guest = table.guest(make.person())
        guest.do("read", room=room.id, seq=1)
        guest.opens(room)
        for seq in (4, 2, 0):
            guest.do("read", room=room.id, seq=seq)
        theirs = ReadMark.objects.filter(person=guest.person)
        assert not theirs.exists()
        table.wait(table.visits.keep_marks())
        assert theirs.get().seq == 4
        guest.do("read", room=room.id, seq=2**52)
        table.wait(table.visits.keep_marks())
        assert theirs.get().seq == 5

    def test_a_mark_of_another_rooms_thread_is_none(self, table):
        room, other = make.room(), make.room()
        talk(other, 5)
        guest = table.guest(make.person())
        guest.opens(room)
        guest.do("read", room=room.id, thread=make.main(other), seq=4)
        table.wait(table.visits.keep_marks())
        assert not ReadMark.objects.filter(person=guest.person).exists()

    def test_marks_that_could_not_be_written_are_kept_and_never_go_back(self, table):
        room = make.room()
        talk(room, 5)
        guest = table.guest(make.person())
        guest.opens(room)
        guest.do("read", room=room.id, seq=5)
        real = table.visits.ask

        async def away(question):
            table.visits.heard(guest.listener, json.dumps({"do": "read", "room": room.id, "seq": 3}).encode())
            raise OperationalError

        table.visits.ask = away
        table.wait(table.visits.keep_marks())
        table.visits.ask = real
        table.wait(table.visits.keep_marks())
        assert ReadMark.objects.get(person=guest.person).seq == 5


class TestBadFrames:
    @pytest.mark.parametrize(
        "data",
        [
            *(b"", b"[]", b"{", b"null", b'"x"', b"\xff", b'{"do": "\xff"}', b"[" * 10_000),
            *(b"{}", b'{"do": null}', b'{"do": "dance"}', b'{"do": ["post"]}', b'{"do": {"a": 1}}', b'{"do": 1e3}'),
            *(b'{"do": "open"}', b'{"do": "open", "room": "1"}', b'{"do": "open", "room": 1.0}'),
            *(b'{"do": "open", "room": true}', b'{"do": "open", "room": -1}', b'{"do": "close", "room": null}'),
            *(b'{"do": "open", "room": 9007199254740992}', b'{"do": "open", "room": 123456789012345678901234567890}'),
            *(b'{"do": "open", "room": 1, "since": "0"}', b'{"do": "since", "room": 1}', b'{"do": "read", "room": 1}'),
            *(b'{"do": "post", "room": 1}', b'{"do": "post", "room": 1, "id": 5, "text": "x"}'),
            *(
                b'{"do": "post", "room": 1, "id": "x", "text": "x"}',
                b'{"do": "post", "room": 1, "id": [], "text": "x"}',
            ),
            b'{"do": "post", "room": 1, "id": "6b0f2c4e-0000-4000-8000-000000000000", "text": 1}',
            b'{"do": "post", "room": null, "id": "6b0f2c4e-0000-4000-8000-000000000000", "text": "x"}',
        ],
    )
    def test_each_is_a_clear_refusal_and_the_hub_lives(self, table, data):
        guest = table.guest(make.person())
        guest.sends(data)
        assert guest.frames[0]["is"] == "refused"
        assert guest.frames[0]["why"] == "bad_frame"
        assert guest.frames[0]["say"]
        guest.do("ping")
        guest.hears("pong")

    def test_refusals_say_what_they_are_about_in_the_language_of_the_reader(self, table):
        room = make.room()
        says = {}
        for language in ("en", "zh-hans"):
            guest = table.guest(make.person(), language=language)
            mine = str(uuid4())
            guest.do("post", room=room.id, id=mine, text="x")
            refused = guest.hears("refused")
            assert (refused["about"], refused["id"], refused["room"]) == ("post", mine, room.id)
            assert (refused["why"], refused["wait_s"]) == ("not_a_member", None)
            says[language] = refused["say"]
        assert says["en"].isascii()
        assert not says["zh-hans"].isascii()

    def test_a_flood_is_slowed_down_and_nothing_is_lost(self, table):
        room = make.room()
        guest = table.guest(make.person(joins=room))
        ids = [str(uuid4()) for _ in range(20)]
        for mine in ids:
            guest.do("post", room=room.id, id=mine, text="x")
        table.settle()
        refused = guest.of("refused")
        assert {frame["why"] for frame in refused} == {"too_fast"}
        assert all(frame["wait_s"] > 0 for frame in refused)
        guest.hears("ack", id=ids[11])
        assert {frame["id"] for frame in (*guest.of("ack"), *refused)} == set(ids)

    def test_whoever_sends_nothing_else_is_sent_away(self, table):
        guest = table.guest(make.person())
        for _ in range(MOST_STRIKES):
            guest.sends(b"x")
        assert guest.ended() is None
        guest.sends(b"x")
        assert guest.ended() == 4429

    @pytest.mark.parametrize("good", ["post", "open"])
    def test_whoever_does_something_sensible_between_is_not(self, table, good):
        room = make.room()
        guest = table.guest(make.person(joins=room))
        for _ in range(3):
            for _ in range(MOST_STRIKES - 10):
                guest.sends(b"x")
            guest.forgets()
            if good == "post":
                guest.posts(room)
            else:
                guest.opens(room)
        assert guest.ended() is None

    def test_nobody_follows_more_rooms_than_a_person_reads(self, table):
        guest = table.guest(make.person())
        room = make.room()
        guest.listener.following.update(f"room:{number}" for number in range(10**6, 10**6 + MOST_ROOMS))
        guest.do("open", room=room.id)
        assert guest.hears("refused", about="open")["room"] == room.id

    def test_a_room_that_is_not_there_is_not_found(self, table):
        guest = table.guest(make.person())
        guest.do("open", room=10**9)
        assert guest.hears("gone", room=10**9)["why"] == "not_found"
        guest.do("post", room=10**9, id=str(ClientId(uuid4())), text="x")
        assert guest.hears("refused", about="post")["why"] == "not_found"
        guest.do("since", room=10**9, since=0)
        assert guest.hears("refused", about="since")["why"] == "not_found"


def test_a_name_that_many_do_not_read_brings_its_sounds():
    words = ThreadWords(ThreadId(3), "曦瓜与歙县", (), is_archived=False, change=7, opened_by=None)
    assert thread_values(words)["pinyin"] == {"曦": "xī", "歙": "shè"}
    assert "pinyin" not in thread_values(replace(words, title="前厅"))
