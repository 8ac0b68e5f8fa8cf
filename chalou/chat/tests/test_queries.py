"""Reading rooms: pages by key, the catch-up, what is unread, and how much asking costs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chalou.chat import actions, queries
from chalou.chat.models import Access, Room
from chalou.chat.queries import MOST_TO_CATCH_UP, PAGE, Followed, MessageShown
from chalou.chat.rules import Refusal
from chalou.chat.tests.test_writer import draft
from chalou.chat.writer import write_group
from chalou.foundation.ids import ClientId, PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.foundation.throttle import the_throttle
from chalou.people.models import Person, Role
from tests import making as make

TODAY = datetime(2026, 11, 22, 11, 42, tzinfo=UTC)
NOWHERE = RoomId(10**9)


def talk(room: Room, count: int) -> None:
    """Much talk, quickly."""
    for start in range(0, count, 250):
        write_group([draft(make.keeper(), room, str(number)) for number in range(start, min(count, start + 250))])
    room.refresh_from_db()


def seqs(messages: tuple[MessageShown, ...] | None) -> list[int]:
    return [message.seq for message in messages or ()]


@pytest.mark.django_db
class TestPages:
    def test_from_the_newest_to_the_first_page_by_page_every_message_once(self):
        room = make.room()
        talk(room, 2 * PAGE + 7)
        pages, before = [], room.seq + 1
        while True:
            messages, has_earlier = queries.messages_before(make.main(room), before)
            pages.append(seqs(messages))
            if not has_earlier:
                break
            before = messages[0].seq
        assert [len(page) for page in pages] == [PAGE, PAGE, 7]
        assert [seq for page in reversed(pages) for seq in page] == list(range(1, room.seq + 1))

    @pytest.mark.parametrize("count", [0, 1, PAGE, PAGE + 1])
    def test_whether_there_are_earlier_ones(self, count):
        room = make.room()
        talk(room, count)
        messages, has_earlier = queries.messages_before(make.main(room), count + 1)
        assert len(messages) == min(count, PAGE)
        assert has_earlier == (count > PAGE)

    def test_a_page_around_a_message_holds_it_and_says_what_lies_beyond(self):
        room = make.room()
        talk(room, 3 * PAGE)
        for seq in (1, 2, 30, 75, 3 * PAGE - 1, 3 * PAGE):
            page = queries.page_of(None if room.access == "public" else make.keeper(), room.id, at_seq=seq)
            shown = seqs(page.messages)
            assert seq in shown
            assert page.has_earlier == (shown[0] > 1)
            assert page.has_later == (shown[-1] < room.seq)

    def test_what_is_new_begins_behind_the_mark(self):
        room, ming = make.room(), make.person()
        talk(room, 9)
        page = queries.page_of(ming, room.id)
        assert (page.new_from, page.new_count) == (None, 0), "whoever was never here has nothing new"
        actions.mark_read(marks={(ming.id, room.id, None): 6}, at=TODAY)
        page = queries.page_of(ming, room.id)
        assert (page.new_from, page.new_count) == (7, 3)
        actions.mark_read(marks={(ming.id, room.id, None): 9}, at=TODAY)
        assert queries.page_of(ming, room.id).new_from is None

    def test_a_few_before_and_after_one(self):
        room = make.room()
        talk(room, 9)
        before, after = queries.around(queries.message_in(room.id, 5))
        assert (seqs(before), seqs(after)) == ([2, 3, 4], [6, 7, 8])
        assert queries.message_in(room.id, 5).seq == 5
        with pytest.raises(NotFound):
            queries.message_in(room.id, 10)

    def test_what_was_taken_back_is_shown_without_its_words(self):
        room = make.room()
        make.message(by=make.keeper(), room=room, text="暗语")
        actions.take_back(by=make.keeper(), room_id=room.id, seq=1, at=TODAY)
        shown = queries.message_in(room.id, 1)
        assert (shown.is_gone, shown.text, shown.html) == (True, "", "")


@pytest.mark.django_db
class TestWhoSeesWhat:
    def test_each_viewer_and_each_kind_of_room(self):
        public, members = make.room(access=Access.PUBLIC), make.room(access=Access.MEMBERS)
        host, moderator = make.person(), make.person(role=Role.MODERATOR)
        for room in (public, members):
            actions.join(by=host, room_id=room.id, at=TODAY)
            actions.name_host(by=make.keeper(), room_id=room.id, person_id=host.id, at=TODAY)
        seated, guest = make.person(joins=[public, members]), make.person()
        removed = make.person(joins=[public, members])
        for room in (public, members):
            actions.remove(by=host, room_id=room.id, person_id=removed.id, at=TODAY)
        found: dict[tuple[str, str], tuple[str, bool] | None] = {}
        for name, viewer in {
            "stranger": None, "guest": guest, "seated": seated, "removed": removed, "host": host,
            "moderator": moderator, "keeper": make.keeper(),
        }.items():  # fmt: skip
            for room in (public, members):
                try:
                    page = queries.page_of(viewer, room.id)
                    found[name, room.access] = (page.why_no_place, page.may_keep_order)
                except NotFound:
                    found[name, room.access] = None
        assert found == {
            ("stranger", "public"): ("stranger", False),
            ("stranger", "members"): None,
            **{("guest", access): ("join", False) for access in ("public", "members")},
            **{("seated", access): ("", False) for access in ("public", "members")},
            ("removed", "public"): ("removed", False),
            ("removed", "members"): None,
            **{("host", access): ("", True) for access in ("public", "members")},
            **{("moderator", access): ("join", True) for access in ("public", "members")},
            **{("keeper", access): ("", True) for access in ("public", "members")},
        }
        assert [line.id for line in queries.rooms_for(None)] == [public.id]
        assert [line.id for line in queries.rooms_for(removed)] == [public.id]
        assert {line.id for line in queries.rooms_for(guest)} == {public.id, members.id}
        assert queries.barred_among([seated.id, removed.id, guest.id], public.id) == {removed.id: Refusal.REMOVED}
        assert [person.id for person in queries.removed_from(public.id)] == [removed.id]
        for room_id in (NOWHERE,):
            with pytest.raises(NotFound):
                queries.page_of(make.keeper(), room_id)
            assert queries.room_for_follower(guest.id, room_id) == "not_found"
        follows = {
            (person.id, room.access): queries.room_for_follower(person.id, room.id)
            for person in (guest, removed) for room in (public, members)
        }  # fmt: skip
        opener = queries.room_for_follower(make.keeper().id, public.id)
        assert isinstance(opener, Followed)
        assert opener.sits
        assert follows[guest.id, "public"] == opener._replace(sits=False)
        assert isinstance(follows[guest.id, "members"], tuple)
        assert (follows[removed.id, "public"], follows[removed.id, "members"]) == ("removed", "not_found")


@pytest.mark.django_db
class TestUnread:
    def test_counts_only_where_one_sits_or_has_read_before(self):
        mine, read, other = make.room(name="甲"), make.room(name="乙"), make.room(name="丙")
        ming = make.person(joins=mine)
        for room in (mine, read, other):
            talk(room, 5)
        actions.mark_read(marks={(ming.id, read.id, None): 2}, at=TODAY)
        lines = {line.name: (line.unread, line.is_member) for line in queries.rooms_for(ming)}
        assert lines == {"甲": (5, True), "乙": (3, False), "丙": (0, False)}
        assert next(iter(queries.rooms_for(ming))).name == "甲", "those one sits in come first"

    def test_for_many_at_once_as_for_each_alone(self):
        rooms = [make.room(name=f"厅{number}") for number in range(3)]
        people = [make.person(joins=rooms[: 1 + number]) for number in range(3)]
        for number, room in enumerate(rooms):
            talk(room, 3 + number)
        actions.mark_read(marks={(people[2].id, rooms[1].id, None): 1, (people[0].id, rooms[0].id, None): 3}, at=TODAY)
        found = queries.unread_of([person.id for person in people], [room.id for room in rooms])
        for person in people:
            alone = {line.id: line.unread for line in queries.rooms_for(person) if line.is_member}
            assert {room: count for room, _, count in found[person.id]} == alone
        assert all(seq == {room.id: room.seq for room in rooms}[place] for place, seq, _ in found[people[2].id])
        assert queries.seqs_of_rooms_of([people[0].id]) == {rooms[0].id: 3}


steps = st.lists(
    st.tuples(st.sampled_from(["post", "edit", "take_back", "rename", "leave"]), st.integers(0, 20)), max_size=12
)


class CatchUp(TestCase):
    """Whatever happened: who has everything up to any change and catches up has what a fresh reader has."""

    ming: Person
    guest: Person
    room: Room

    @classmethod
    def setUpTestData(cls) -> None:
        cls.room = make.room()
        cls.ming, cls.guest = make.person(joins=cls.room), make.person(joins=cls.room)

    def change(self):
        return queries.room_for(self.ming, self.room.id).change

    def present(self) -> dict[int, MessageShown]:
        messages, _ = queries.messages_before(make.main(self.room), 2**53)
        return {message.seq: message for message in messages}

    def apply(self, step: str, number: int) -> None:
        the_throttle.forget()
        room, ming = self.room.id, self.ming
        standing = [seq for seq, message in self.present().items() if not message.is_gone]
        if step == "post" or (step in ("edit", "take_back") and not standing):
            actions.post(by=ming, room_id=room, text=f"茶 {number}", client_id=ClientId(uuid4()), at=TODAY)
        elif step == "edit":
            seq = standing[number % len(standing)]
            actions.edit(by=ming, room_id=room, seq=seq, text=f"改 {uuid4()}", at=TODAY)
        elif step == "take_back":
            actions.take_back(by=ming, room_id=room, seq=standing[number % len(standing)], at=TODAY)
        elif step == "rename":
            name, access = f"厅 {number}", Access.MEMBERS
            actions.change_room(by=make.keeper(), room_id=room, name=name, purpose="", access=access, at=TODAY)
        else:
            actions.leave(by=self.guest, room_id=room, at=TODAY)
            actions.join(by=self.guest, room_id=room, at=TODAY)

    @settings(max_examples=40)
    @given(steps)
    def test_from_every_change_to_the_present(self, happenings):
        held = {self.change(): self.present()}
        for step, number in happenings:
            self.apply(step, number)
            held[self.change()] = self.present()
        fresh = self.present()
        room = queries.room_for(self.ming, self.room.id)
        assert max(held) == room.change
        for since, had in held.items():
            caught = queries.catch_up(self.room.id, since)
            assert caught.messages is not None
            assert (caught.change, caught.seq, caught.name) == (room.change, room.seq, room.name)
            assert seqs(caught.messages) == sorted(seqs(caught.messages))
            assert all(message.change > since for message in caught.messages)
            assert {**had, **{message.seq: message for message in caught.messages}} == fresh


@pytest.mark.django_db
def test_more_than_can_be_caught_up_is_loaded_anew():
    room = make.room()
    talk(room, MOST_TO_CATCH_UP + 1)
    whole = queries.catch_up(room.id, 1)
    assert seqs(whole.messages) == list(range(2, MOST_TO_CATCH_UP + 2))
    assert queries.catch_up(room.id, 0).messages is None
    assert queries.catch_up(room.id, room.change).messages == ()
    # The house went back to a backup: an open page knows more than there is, and would miss what comes.
    assert queries.catch_up(room.id, room.change + 5).messages is None
    assert queries.catch_up(room.id, room.change + 5).change == room.change, "what never was is not promised"


def cost(question: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as made:
        question()
    return len(made)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "what", ["page", "page of a stranger", "rooms", "people", "unread", "digest", "catch-up", "marks"]
)
def test_asking_costs_the_same_for_twice_as_much(what):
    ming = make.person()
    rooms: list[Room] = []
    people: list[Person] = []

    def furnish(count: int) -> None:
        for _ in range(count):
            rooms.append(make.room(access=Access.PUBLIC))
            actions.join(by=ming, room_id=rooms[-1].id, at=TODAY)
            people.append(make.person(joins=rooms))
            talk(rooms[0], 4)
            talk(rooms[-1], 2)
            actions.mark_read(marks={(people[-1].id, rooms[0].id, None): 1}, at=TODAY)

    ids: Callable[[], list[PersonId]] = lambda: [person.id for person in people]  # noqa: E731
    places: Callable[[], list[RoomId]] = lambda: [room.id for room in rooms]  # noqa: E731
    questions: dict[str, Callable[[], Any]] = {
        "page": lambda: queries.page_of(ming, rooms[0].id),
        "page of a stranger": lambda: queries.page_of(None, rooms[0].id),
        "rooms": lambda: queries.rooms_for(ming),
        "people": lambda: queries.people_of(rooms[0].id),
        "unread": lambda: queries.unread_of(ids(), places()),
        "digest": lambda: queries.seqs_of_rooms_of(ids()),
        "catch-up": lambda: queries.catch_up(rooms[0].id, 0),
        "marks": lambda: actions.mark_read(
            marks={(person, room, None): 1 for person in ids() for room in places()}, at=TODAY
        ),
    }
    furnish(3)
    before = cost(questions[what])
    furnish(3)
    assert cost(questions[what]) == before


@pytest.mark.django_db
def test_the_first_message_of_a_day_is_found_among_any_gaps():
    room, keeper = make.room(), make.keeper()
    days = [0, 0, 1, 4, 4, 4, 9]
    actions.write_down(
        said=[actions.Said(keeper, f"{day}", TODAY + timedelta(days=day)) for day in days], room_id=room.id
    )
    main = make.main(room)
    for day in range(-1, 11):
        later = [seq for seq, said in enumerate(days, start=1) if said >= day]
        wanted = later[0] if later else None
        assert queries.first_seq_since(main, TODAY + timedelta(days=day)) == wanted, day
    assert queries.first_seq_since(make.thread(by=keeper, room=room), TODAY) is None
