"""Talk as it happens: what each connected person hears of it, and from which moment on nothing any more."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from chalou.chat import actions, queries, turns
from chalou.chat.live.frames import topic_of
from chalou.chat.models import Access, Room
from chalou.chat.queries import MOST_TO_CATCH_UP
from chalou.chat.tests.test_queries import talk
from chalou.chat.tests.test_writer import draft
from chalou.chat.writer import write_group
from chalou.people import actions as people
from chalou.people.models import Role
from tests import making as make

TODAY = datetime(2026, 11, 22, 11, 42, tzinfo=UTC)


def test_a_post_is_acknowledged_and_then_heard_by_everybody_in_both_spellings(table):
    room = make.room()
    ming, fang = make.person(joins=room, name="阿明"), make.person(joins=room)
    author, program, browser = table.guest(ming), table.guest(fang), table.guest(fang, html=True)
    for guest in (author, program, browser):
        guest.opens(room)
    ack = author.posts(room, "**水**开了。")
    row = queries.message_in(room.id, 1)
    numbers = {
        "room": room.id,
        "thread": row.thread,
        "message": row.id,
        "seq": 1,
        "change": row.change,
        "at": ack["at"],
    }
    assert ack == {"is": "ack", "id": ack["id"], **numbers}
    heard = program.hears("message")
    assert heard == {
        **numbers, "is": "message", "thread": row.thread, "author": ming.id, "name": "阿明", "cup": "oolong",
        "edited": None, "gone": False, "reactions": {}, "reply_to": None, "text": "**水**开了。",
    }  # fmt: skip
    shown = browser.hears("message")
    assert "text" not in shown
    assert "<strong>水</strong>" in shown["html"]
    assert {key: shown[key] for key in heard if key != "text"} == {key: heard[key] for key in heard if key != "text"}
    assert author.hears("message") == heard, "the author, too"
    kinds = [frame["is"] for frame in author.frames]
    assert kinds.index("ack") < kinds.index("message")


def test_every_browser_gets_the_same_bytes_whoever_reads_them(table):
    room = make.room()
    readers = [
        table.guest(make.person(joins=room), html=True, language="en"),
        table.guest(make.person(joins=room), html=True, language="zh-hans"),
        table.guest(make.keeper(), html=True, language="zh-hans"),
    ]
    for reader in readers:
        reader.opens(room)
        reader.line.data = b""
    make.message(by=make.keeper(), room=room)
    actions.edit(by=make.keeper(), room_id=room.id, seq=1, text="改了", at=TODAY)
    actions.take_back(by=make.keeper(), room_id=room.id, seq=1, at=TODAY)
    for reader in readers:
        reader.hears("message", gone=True)
    table.settle()
    assert readers[0].line.data
    assert {reader.line.data for reader in readers} == {readers[0].line.data}


def test_the_same_id_sent_twice_is_heard_once(table):
    room = make.room()
    ming = make.person(joins=room)
    author, other = table.guest(ming), table.guest(ming)
    other.opens(room)
    mine = str(uuid4())
    first = author.posts(room, "一", id=mine)
    author.line.frames.clear()
    second = author.posts(room, "二", id=mine.upper())
    assert second == {**first, "id": mine.upper(), "again": True}
    table.settle()
    assert [frame["text"] for frame in other.of("message")] == ["一"]


def test_posts_of_one_connection_are_numbered_in_the_order_sent(table):
    room = make.room()
    author = table.guest(make.person(joins=room))
    ids = [str(uuid4()) for _ in range(12)]
    for mine in ids:
        author.do("post", room=room.id, id=mine, text="茶")
    for place, mine in enumerate(ids, start=1):
        assert author.hears("ack", id=mine)["seq"] == place


def test_mended_and_taken_back_words_are_heard(table):
    room = make.room()
    ming = make.person(joins=room)
    reader = table.guest(make.person(), html=True)
    make.message(by=ming, room=room, text="一")
    change = reader.opens(room)["change"]
    actions.edit(by=ming, room_id=room.id, seq=1, text="<二>", at=TODAY)
    edited = reader.hears("message", change=change + 1)
    assert edited["edited"] == "2026-11-22T11:42:00.000000Z"
    assert "&lt;二&gt;" in edited["html"]
    actions.take_back(by=ming, room_id=room.id, seq=1, at=TODAY)
    gone = reader.hears("message", change=change + 2)
    assert gone["gone"]
    assert "二" not in gone["html"]
    actions.change_room(by=make.keeper(), room_id=room.id, name="后院", purpose="晒茶", access=Access.MEMBERS, at=TODAY)
    assert reader.hears("room", change=change + 3) == {
        "is": "room", "room": room.id, "change": change + 3, "name": "后院", "purpose": "晒茶", "access": "members",
        "readers": False, "mode": "open", "slow_s": 0,
    }  # fmt: skip


class TestLosingAPlace:
    @pytest.mark.parametrize("access", [one for one in Access if one != Access.DIRECT])
    def test_whoever_is_removed_hears_nothing_from_that_moment(self, table, access):
        room, other = make.room(access=access), make.room()
        ming = make.person(joins=[room, other])
        twice = [table.guest(ming), table.guest(ming, html=True)]
        stays = table.guest(make.keeper())
        for guest in (*twice, stays):
            guest.opens(room)
            guest.opens(other)
        actions.remove(by=make.keeper(), room_id=room.id, person_id=ming.id, at=TODAY)
        moved = stays.hears("moved", room=room.id)
        for guest in twice:
            assert guest.hears("gone", room=room.id)["why"] == "removed"
        for guest in (*twice, stays):
            guest.forgets()
        stays.posts(room, "他走了")
        stays.posts(other, "他还在")
        assert stays.hears("message", room=room.id)["change"] == moved["change"] + 1
        for guest in twice:
            guest.hears("message", room=other.id)
            guest.do("since", room=room.id, since=0)
            assert guest.hears("refused", about="since")["why"] == "not_found"
            guest.do("post", room=room.id, id=str(uuid4()), text="x")
            refused = guest.hears("refused", about="post")["why"]
            assert refused == ("not_found" if access == Access.INVITATION else "removed")
            guest.do("open", room=room.id, since=0)
            why = guest.hears("gone", room=room.id)["why"]
            assert why == ("removed" if access == Access.PUBLIC else "not_found")
            table.settle()
            assert not [frame for frame in guest.of("message", "since", "opened", "moved") if frame["room"] == room.id]

    def test_whoever_leaves_is_told_so_and_may_follow_again(self, table):
        room = make.room()
        guest = table.guest(make.person(joins=room))
        guest.opens(room)
        actions.leave(by=guest.person, room_id=room.id, at=TODAY)
        assert guest.hears("gone")["why"] == "left"
        guest.forgets()
        guest.opens(room)

    def test_whoever_leaves_a_room_by_invitation_may_not_follow_again(self, table):
        room = make.room(access=Access.INVITATION)
        guest = table.guest(make.person(joins=room))
        guest.opens(room)
        actions.leave(by=guest.person, room_id=room.id, at=TODAY)
        assert guest.hears("gone")["why"] == "left"
        guest.forgets()
        guest.do("open", room=room.id, since=0)
        assert guest.hears("gone")["why"] == "not_found"

    @pytest.mark.parametrize("access", [Access.PUBLIC, Access.MEMBERS])
    def test_when_a_room_becomes_one_by_invitation_those_outside_hear_its_new_name_no_more(self, table, access):
        room, other = make.room(access=access), make.room()
        stays, outside = table.guest(make.person(joins=room)), table.guest(make.person(role=Role.MODERATOR))
        twice = [outside, table.guest(outside.person, html=True)]
        for guest in (stays, *twice):
            guest.opens(room)
            guest.opens(other)
        actions.change_room(
            by=make.keeper(), room_id=room.id, name="密室", purpose="", access=Access.INVITATION, at=TODAY
        )
        assert stays.hears("room", room=room.id)["name"] == "密室"
        make.message(by=make.keeper(), room=room)
        make.message(by=make.keeper(), room=other)
        for guest in twice:
            assert guest.hears("gone", room=room.id)["why"] == "not_found"
            guest.hears("message", room=other.id)
            guest.do("since", room=room.id, since=0)
            assert guest.hears("refused", about="since")["why"] == "not_found"
        table.compare()
        for guest in twice:
            about = [frame["is"] for frame in guest.frames if frame.get("room") == room.id]
            assert about == ["opened", "gone", "refused"]
            assert "密室" not in str(guest.frames)
            assert not [line for frame in guest.of("digest") for line in frame["rooms"] if line["room"] == room.id]
        assert stays.of("gone") == []

    def test_a_room_that_is_closed_while_the_question_is_under_way_is_not_granted(self, table):
        """The answer was yes when it was read; by the time it arrives it is no."""
        room = make.room()
        guest = table.guest(make.person())
        real, asked = table.visits.ask, []

        async def closes_meanwhile(question):
            answer = await real(question)
            asked.append(answer)
            if len(asked) == 1:
                await real(lambda: Room.objects.filter(id=room.id).update(access=Access.INVITATION))
                table.hub.keep_only([], topic_of(room.id), {"is": "gone", "room": room.id, "why": "not_found"})
            return answer

        table.visits.ask = closes_meanwhile
        guest.do("open", room=room.id)
        assert guest.hears("gone")["why"] == "not_found"
        table.settle()
        assert guest.of("opened") == []
        assert guest.listener.following == set()

    def test_a_right_that_is_lost_while_the_question_is_under_way_is_not_granted(self, table):
        """The answer was yes when it was read; by the time it arrives it is no."""
        room = make.room()
        guest = table.guest(make.person(joins=room))
        answered: list[object] = []
        real = table.visits.ask

        async def slow(question):
            answer = await real(question)
            if not answered:
                answered.append(answer)
                await real(lambda: actions.remove(
                    by=make.keeper(), room_id=room.id, person_id=guest.person.id, at=TODAY
                ))  # fmt: skip
            return answer

        table.visits.ask = slow
        guest.do("open", room=room.id, since=0)
        assert guest.hears("gone", room=room.id)["why"] == "not_found"
        table.settle()
        assert isinstance(answered[0], tuple), "the first answer was yes"
        assert not guest.of("opened", "since")
        assert guest.listener.following == set()

    def test_ended_sessions_close_their_lines_and_no_others(self, table):
        room = make.room()
        ming = make.person(joins=room)
        keys = dict(zip("abc", [key for _, key in people.sign_in_many([ming] * 3, at=TODAY)], strict=True))
        lines = {name: table.guest(ming, session=key) for name, key in keys.items()}
        other = table.guest(make.person(joins=room))
        for guest in (*lines.values(), other):
            guest.opens(room)
        people.end_sessions(by=ming, at=TODAY)
        table.settle()
        assert [guest.ended() for guest in lines.values()] == [4401] * 3
        assert other.ended() is None
        other.posts(room)
        other.hears("message")
        assert all(not guest.of("message") for guest in lines.values())


class TestCatchingUp:
    def test_opening_with_what_one_has_brings_what_is_missing(self, table):
        room = make.room()
        make.talk(by=make.keeper(), room=room, messages=3)
        guest = table.guest(make.person(), html=True)
        opened = guest.opens(room, since=1)
        caught = guest.hears("since")
        assert [frame["is"] for frame in guest.frames] == ["opened", "since"]
        assert (opened["seq"], opened["change"]) == (3, 3)
        assert (caught["since"], caught["change"], caught["name"]) == (1, 3, room.name)
        assert [message["seq"] for message in caught["messages"]] == [2, 3]
        assert all("html" in message for message in caught["messages"])

    def test_without_since_there_is_no_catch_up(self, table):
        room = make.room()
        make.talk(by=make.keeper(), room=room, messages=2)
        guest = table.guest(make.person())
        assert guest.opens(room) == {"is": "opened", "room": room.id, "seq": 2, "change": 2}
        table.settle()
        assert len(guest.frames) == 1
        guest.do("since", room=room.id, since=0)
        assert [message["text"] for message in guest.hears("since")["messages"]] == ["第 1 泡", "第 2 泡"]

    def test_too_much_is_loaded_afresh(self, table):
        room = make.room()
        talk(room, MOST_TO_CATCH_UP + 1)
        guest = table.guest(make.person())
        guest.opens(room, since=0)
        assert guest.hears("afresh") == {"is": "afresh", "room": room.id, "change": MOST_TO_CATCH_UP + 1}

    def test_nothing_falls_between_the_answer_and_the_first_frame(self, table):
        """A message that is written while the question is under way is in the catch-up or comes as a frame."""
        room = make.room()
        guest = table.guest(make.person())
        real, place = table.visits.ask, iter(range(10))

        async def slow(question):
            await real(lambda: write_group([draft(make.keeper(), room, f"前 {next(place)}")]))
            answer = await real(question)
            await real(lambda: make.message(by=make.keeper(), room=room, text=f"后 {next(place)}"))
            return answer

        table.visits.ask = slow
        guest.do("open", room=room.id, since=0)
        guest.hears("since")
        table.visits.ask = real
        table.compare()
        guest.do("since", room=room.id, since=guest.of("since")[0]["change"])
        table.settle()
        seen = {frame["seq"] for frame in guest.of("message")}
        seen |= {message["seq"] for frame in guest.of("since") for message in frame["messages"]}
        room.refresh_from_db()
        assert seen == set(range(1, room.seq + 1))
        assert room.seq == 4

    def test_a_room_that_is_closed_while_it_opens_stays_closed(self, table):
        room = make.room()
        guest = table.guest(make.person())
        guest.do("open", room=room.id)
        guest.do("close", room=room.id)
        table.settle()
        assert guest.listener.following == set()
        guest.opens(room)
        guest.do("close", room=room.id)
        guest.forgets()
        make.message(by=make.keeper(), room=room)
        table.settle()
        assert guest.frames == []

    def test_asking_twice_at_once_is_answered_once(self, table):
        room = make.room()
        guest = table.guest(make.person())
        guest.opens(room)
        for _ in range(20):
            guest.do("since", room=room.id, since=0)
        table.settle()
        assert 1 <= len(guest.of("since")) < 20
        guest.do("since", room=room.id, since=0)
        table.settle()
        assert not table.visits._asking


def test_a_cup_that_is_raised_is_told_in_a_few_words_and_caught_up_with_what_is_mine(table):
    room = make.room()
    ming, fang = make.person(joins=room), make.person(joins=room)
    make.message(by=ming, room=room)
    listener = table.guest(ming, html=True)
    listener.opens(room)
    actions.react(by=fang, room_id=room.id, seq=1, kind="cup", on=True, at=TODAY)
    told = {"is": "reacted", "room": room.id, "seq": 1, "was": 1, "change": 2}
    assert listener.hears("reacted") == {**told, "kind": "cup", "person": fang.id, "on": True, "reactions": {"cup": 1}}
    late = table.guest(fang, html=True)
    late.opens(room, since=1)
    caught = late.hears("since")
    assert caught["mine"] == {"1": ["cup"]}
    [message] = caught["messages"]
    assert message["reactions"] == {"cup": 1}
    assert 'data-kind="cup"' in message["html"]
    assert message["html"] == as_on_a_page(room)


def as_on_a_page(room) -> str:
    """The fragment as a page shows it, its clock in UTC."""
    return turns.fragment(queries.message_in(room.id, 1))


def test_tables_that_are_opened_named_and_put_away_are_told(table):
    room = make.room()
    ming = make.person(joins=room)
    guest = table.guest(ming)
    guest.opens(room)
    thread = actions.open_thread(by=ming, room_id=room.id, title="岩茶", tags="茶", at=TODAY)
    frame = guest.hears("thread", thread=thread)
    assert frame == {
        "is": "thread",
        "room": room.id,
        "change": 1,
        "thread": thread,
        "title": "岩茶",
        "tags": ["茶"],
        "archived": False,
    }
    actions.archive_thread(by=ming, room_id=room.id, thread_id=thread, is_archived=True, at=TODAY)
    guest.hears("thread", thread=thread, archived=True, change=2)
    guest.forgets()
    guest.do("since", room=room.id, since=0)
    assert guest.hears("since")["threads"] == [{"thread": thread, "title": "岩茶", "tags": ["茶"], "archived": True}]


def test_a_post_at_a_table_and_a_move_are_told_to_the_whole_room(table):
    room = make.room()
    keeper = make.keeper()
    thread = make.thread(by=keeper, room=room)
    guest = table.guest(keeper)
    guest.opens(room)
    ack = guest.posts(room, "小桌", thread=thread)
    assert ack["thread"] == thread
    assert guest.hears("message", seq=1)["thread"] == thread
    guest.forgets()
    actions.move(by=keeper, room_id=room.id, seqs=[1], thread_id=make.main(room), at=TODAY)
    assert guest.hears("message", seq=1)["thread"] == make.main(room)
