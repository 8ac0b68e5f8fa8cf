"""The comparison: what was never told is found, and rights that were lost unheard; and the digest of other rooms."""

import asyncio

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test.utils import CaptureQueriesContext

from chalou.chat import actions
from chalou.chat.models import Access
from chalou.chat.tests.test_writer import TODAY, draft
from chalou.chat.writer import write_group
from chalou.foundation.hub.hub import open_hub
from tests import making as make


def say_unheard(room, text="没人听见") -> None:
    """A process commits a message and dies before it tells anybody."""
    write_group([draft(make.keeper(), room, text)])


class TestWhatWasNotTold:
    def test_the_last_message_before_a_silence_arrives(self, table):
        room = make.room()
        guest = table.guest(make.person())
        have = guest.opens(room)["change"]
        say_unheard(room)
        table.settle()
        assert guest.of("message", "behind") == []
        table.compare()
        assert guest.hears("behind") == {"is": "behind", "room": room.id, "change": have + 1}
        guest.do("since", room=room.id, since=have)
        assert [message["text"] for message in guest.hears("since")["messages"]] == ["没人听见"]
        table.compare()
        assert len(guest.of("behind")) == 1, "once is enough"

    def test_what_was_lost_before_others_that_arrived_is_found_too(self, table):
        room = make.room()
        guest = table.guest(make.person(joins=room))
        have = guest.opens(room)["change"]
        say_unheard(room)
        guest.posts(room, "这句听见了")
        guest.hears("message", change=have + 2)
        table.compare()
        assert guest.hears("behind")["change"] == have + 2

    def test_where_all_was_told_nobody_is_sent_to_fetch(self, table):
        room, quiet = make.room(), make.room()
        guest = table.guest(make.person(joins=room))
        guest.opens(room)
        guest.opens(quiet)
        for _ in range(3):
            guest.posts(room)
        guest.hears("message", seq=3)
        actions.edit(by=guest.person, room_id=room.id, seq=1, text="改", at=TODAY)
        actions.leave(by=guest.person, room_id=room.id, at=TODAY)
        other = table.guest(make.person())
        other.opens(room)
        table.settle()
        table.compare()
        assert guest.of("behind") == other.of("behind") == []

    @pytest.mark.parametrize("what", ["edit", "take back", "rename", "leave"])
    def test_every_kind_of_change_is_found(self, table, what):
        room = make.room()
        ming = make.person(joins=room)
        make.message(by=ming, room=room)
        guest = table.guest(make.person())
        have = guest.opens(room)["change"]
        open_hub(None)  # whoever does it does it in a process that cannot tell
        match what:
            case "edit":
                actions.edit(by=ming, room_id=room.id, seq=1, text="改", at=TODAY)
            case "take back":
                actions.take_back(by=ming, room_id=room.id, seq=1, at=TODAY)
            case "rename":
                actions.change_room(
                    by=make.keeper(), room_id=room.id, name="x", purpose="", access=Access.MEMBERS, at=TODAY
                )
            case "leave":
                actions.leave(by=ming, room_id=room.id, at=TODAY)
        table.compare()
        assert guest.hears("behind")["change"] == have + 1

    def test_a_room_that_nobody_follows_is_forgotten(self, table):
        room = make.room()
        guest = table.guest(make.person())
        guest.opens(room)
        table.compare()
        table.on_loop(table.hub.switch.leave, guest.listener)
        table.compare()
        assert table.hub.told == {}
        assert table.comparison._rights == {}
        assert table.hub.switch.topics() == ()

    def test_a_failing_database_ends_no_comparison(self, table):
        room = make.room()
        guest = table.guest(make.person())
        guest.opens(room)
        say_unheard(room)
        real, failures = (
            table.visits.ask,
            iter([OperationalError("away"), InterfaceError("closed"), ValueError("what?")]),
        )

        async def fails_at_first(question):
            error = next(failures, None)
            if error is not None:
                table.comparison.soon()
                raise error
            return await real(question)

        table.visits.ask = fails_at_first
        running = asyncio.run_coroutine_threadsafe(table.comparison.run(), table.loop)
        table.loop.call_soon_threadsafe(table.comparison.soon)
        guest.hears("behind")
        running.cancel()


class TestRights:
    def lose_unheard(self, room, person) -> None:
        open_hub(None)
        actions.remove(by=make.keeper(), room_id=room.id, person_id=person.id, at=TODAY)

    @pytest.mark.parametrize("compared_before", [True, False])
    def test_a_removal_whose_word_was_lost_is_found(self, table, compared_before):
        room = make.room()
        guest, stays = table.guest(make.person(joins=room)), table.guest(make.person(joins=room))
        guest.opens(room)
        stays.opens(room)
        if compared_before:
            table.compare()
        self.lose_unheard(room, guest.person)
        table.compare()
        assert guest.hears("gone")["why"] == "removed"
        guest.forgets()
        make.message(by=make.keeper(), room=room)
        stays.hears("message")
        table.compare()
        assert guest.frames == []
        assert stays.of("gone") == []

    @pytest.mark.parametrize("compared_before", [True, False])
    def test_a_room_that_was_closed_unheard_is_closed(self, table, compared_before):
        room = make.room()
        stays, guest = table.guest(make.person(joins=room)), table.guest(make.person())
        stays.opens(room)
        guest.opens(room)
        if compared_before:
            table.compare()
        open_hub(None)
        actions.change_room(
            by=make.keeper(), room_id=room.id, name="密室", purpose="", access=Access.INVITATION, at=TODAY
        )
        table.compare()
        assert guest.hears("gone")["why"] == "not_found"
        stays.hears("behind")
        guest.forgets()
        make.message(by=make.keeper(), room=room)
        stays.hears("message")
        table.compare()
        assert guest.frames == []
        assert stays.of("gone") == []

    def test_leaving_a_room_by_invitation_unheard_is_found(self, table):
        room = make.room(access=Access.INVITATION)
        guest = table.guest(make.person(joins=room))
        guest.opens(room)
        open_hub(None)
        actions.leave(by=guest.person, room_id=room.id, at=TODAY)
        table.compare()
        assert guest.hears("gone")["why"] == "not_found"

    def test_it_is_found_also_when_the_database_was_away_at_first(self, table):
        room = make.room()
        guest = table.guest(make.person(joins=room))
        guest.opens(room)
        table.compare()
        self.lose_unheard(room, guest.person)
        real, asked = table.visits.ask, []

        async def fails_second(question):
            asked.append(question)
            if len(asked) == 2:
                raise OperationalError("away")
            return await real(question)

        table.visits.ask = fails_second
        with pytest.raises(OperationalError):
            table.wait(table.comparison.look())
        table.compare()
        assert guest.hears("gone")["why"] == "removed"

    def test_in_a_quiet_house_rights_are_not_asked_again(self, table):
        room = make.room()
        table.guest(make.person(joins=room)).opens(room)
        table.compare()
        asked = []
        real = table.visits.ask

        async def counted(question):
            asked.append(question)
            return await real(question)

        table.visits.ask = counted
        table.wait(table.comparison.look())
        assert len(asked) == 1


class TestDigest:
    def test_it_tells_of_rooms_that_moved_and_are_not_open(self, table):
        here, there, elsewhere = make.room(), make.room(), make.room()
        ming = make.person(joins=[here, there])
        guest, second = table.guest(ming), table.guest(ming)
        guest.opens(here)
        table.compare()
        for room in (here, there, elsewhere):
            make.message(by=make.keeper(), room=room)
        make.message(by=make.keeper(), room=there)
        table.compare()
        assert guest.hears("digest")["rooms"] == [{"room": there.id, "seq": 2, "unread": 2}]
        lines = {line["room"]: line for line in second.hears("digest")["rooms"]}
        assert lines == {
            here.id: {"room": here.id, "seq": 1, "unread": 1},
            there.id: {"room": there.id, "seq": 2, "unread": 2},
        }
        table.compare()
        assert len(guest.of("digest")) == 1, "nothing moved since"
        actions.mark_read(marks={(ming.id, there.id, None): 2}, at=TODAY)
        make.message(by=make.keeper(), room=there)
        guest.forgets()
        table.compare()
        assert guest.hears("digest")["rooms"] == [{"room": there.id, "seq": 3, "unread": 1}]

    def test_what_moves_while_somebody_goes_from_room_to_room_is_told(self, table):
        here, there = make.room(), make.room()
        ming = make.person(joins=[here, there])
        first = table.guest(ming)
        table.compare()
        table.on_loop(table.hub.switch.leave, first.listener)
        table.compare()
        guest = table.guest(ming)
        guest.opens(here)
        make.message(by=make.keeper(), room=there)
        table.compare()
        assert guest.hears("digest")["rooms"] == [{"room": there.id, "seq": 1, "unread": 1}]

    def test_it_is_told_also_when_the_database_was_away_at_first(self, table):
        room = make.room()
        guest = table.guest(make.person(joins=room))
        table.compare()
        make.message(by=make.keeper(), room=room)
        real, asked = table.visits.ask, []

        async def fails_second(question):
            asked.append(question)
            if len(asked) == 2:
                raise OperationalError("away")
            return await real(question)

        table.visits.ask = fails_second
        with pytest.raises(OperationalError):
            table.wait(table.comparison.look())
        table.compare()
        guest.hears("digest")

    def test_it_costs_the_same_for_twice_as_many(self, table):
        rooms, costs, real = [make.room() for _ in range(2)], list[int](), table.visits.ask

        async def counted(question):
            def ask():
                with CaptureQueriesContext(connection) as made:
                    answer = question()
                costs[-1] += len(made)
                return answer

            return await real(ask)

        for _ in range(2):
            guests = [table.guest(make.person(joins=rooms)) for _ in range(3)]
            table.compare()
            for room in rooms:
                make.message(by=make.keeper(), room=room)
            costs.append(0)
            table.visits.ask = counted
            table.wait(table.comparison.look())
            table.visits.ask = real
            assert all(guest.of("digest") for guest in guests)
            rooms += [make.room() for _ in range(2)]
        assert costs[0] == costs[1] > 0
