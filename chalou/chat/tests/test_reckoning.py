"""No message is lost or counted twice, whatever several people do at several tables: say, read, follow, mute, move,
take back, mark as new, not hear one another. Kept beside it by nothing but what was done: who has not seen what.
"""

from collections.abc import Iterable
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chalou.chat import actions, queries
from chalou.chat.models import NEVER, Message, ReadMark, Stance
from chalou.chat.queries import MessageShown
from chalou.foundation.clock import now
from chalou.foundation.ids import PersonId, ThreadId
from chalou.foundation.throttle import the_throttle
from chalou.people.actions import block, unblock
from chalou.people.models import Person
from tests import making as make

pytestmark = pytest.mark.django_db
TODAY = now()

DEEDS = ("say", "say", "say", "read", "read", "move", "stance", "mark unread", "take back", "hear", "open")


class Reckoning:
    """A room with tables, and what must be true of it."""

    def __init__(self) -> None:
        self.keeper = make.keeper()
        self.room = make.room()
        self.people = [make.person(joins=self.room) for _ in range(3)]
        self.main = make.main(self.room)
        self.threads = [self.main, make.thread(by=self.keeper, room=self.room)]
        self.place: dict[int, ThreadId] = {}
        self.author: dict[int, PersonId] = {}
        self.unseen: dict[PersonId, set[int]] = {one.id: set() for one in self.people}
        self.looked: set[tuple[PersonId, ThreadId]] = {(one.id, self.main) for one in self.people}
        self.unheard: dict[PersonId, set[PersonId]] = {one.id: set() for one in self.people}
        self.held = {self.change(): self.whole()}

    def change(self) -> int:
        return queries.room_for(self.keeper, self.room.id).change

    def whole(self) -> dict[int, MessageShown]:
        return {one.seq: one for one in queries.catch_up(self.room.id, 0).messages or ()}

    def at(self, thread: ThreadId) -> set[int]:
        return {seq for seq, there in self.place.items() if there == thread}

    # What people do

    def act(self, deed: str, data: st.DataObject) -> None:
        the_throttle.forget()
        who: Person = data.draw(st.sampled_from(self.people))
        thread: ThreadId = data.draw(st.sampled_from(self.threads))
        seqs = sorted(self.place)
        match deed:
            case "say":
                self.say(who, thread)
            case "open":
                opened = make.thread(by=who, room=self.room)
                self.threads.append(opened)
                self.looked.add((who.id, opened))
            case "stance":
                stance = data.draw(st.sampled_from([Stance.FOLLOWS, Stance.MUTED, Stance.NONE]))
                actions.take_stance(by=who, room_id=self.room.id, thread_id=thread, stance=stance, at=TODAY)
                self.looked.add((who.id, thread))
            case "hear":
                other: Person = data.draw(st.sampled_from([one for one in self.people if one != who]))
                self.hear_or_not(who, other)
            case _ if not seqs:
                pass
            case "read":
                self.read(who, thread, data.draw(st.sampled_from(seqs)))
            case "move":
                self.move(data.draw(st.lists(st.sampled_from(seqs), unique=True, min_size=1)), thread)
            case "mark unread":
                self.mark_unread(who, data.draw(st.sampled_from(seqs)))
            case "take back":
                self.take_back(data.draw(st.sampled_from(seqs)))
        self.held[self.change()] = self.whole()

    def say(self, who: Person, thread: ThreadId) -> None:
        seq = make.message(by=who, room=self.room, text=f"茶 {uuid4()}", thread=thread).seq
        self.place[seq], self.author[seq] = thread, who.id
        for person, unseen in self.unseen.items():
            if person != who.id:
                unseen.add(seq)
        if (who.id, thread) not in self.looked:
            # Whoever speaks at a table before they have looked into it begins there with what they say.
            self.unseen[who.id] -= self.at(thread)
            self.looked.add((who.id, thread))

    def read(self, who: Person, thread: ThreadId, upto: int) -> None:
        actions.mark_read(marks={(who.id, self.room.id, thread): upto}, at=TODAY)
        self.unseen[who.id] -= {seq for seq in self.at(thread) if seq <= upto}
        self.looked.add((who.id, thread))

    def move(self, seqs: list[int], thread: ThreadId) -> None:
        moved = [seq for seq in seqs if self.place[seq] != thread]
        sources, there_before = {self.place[seq] for seq in moved}, self.at(thread)
        actions.move(by=self.keeper, room_id=self.room.id, seqs=seqs, thread_id=thread, at=TODAY)
        self.place |= dict.fromkeys(seqs, thread)
        # Who knew the table they came from knows this one too, and so does whose words they are.
        known = {person for person, there in self.looked if there in sources}
        authors = {self.author[seq] for seq in moved} if thread != self.main else set()
        for person in known:
            if (person, thread) not in self.looked and person in self.unseen:
                # They come to know it by what was moved there, and begin with that.
                self.unseen[person] -= there_before
        self.looked |= {(person, thread) for person in known | authors}

    def mark_unread(self, who: Person, seq: int) -> None:
        thread = self.place[seq]
        actions.mark_unread(by=who, room_id=self.room.id, seq=seq, at=TODAY)
        self.unseen[who.id] |= {one for one in self.at(thread) if one >= seq and self.author[one] != who.id}
        if (who.id, thread) not in self.looked:
            self.unseen[who.id] -= {one for one in self.at(thread) if one < seq}
        self.looked.add((who.id, thread))

    def take_back(self, seq: int) -> None:
        if not queries.message_in(self.room.id, seq).is_gone:
            actions.take_back(by=self.keeper, room_id=self.room.id, seq=seq, at=TODAY)

    def hear_or_not(self, who: Person, other: Person) -> None:
        if other.id in self.unheard[who.id]:
            unblock(by=who, person=other.id, at=TODAY)
            self.unheard[who.id].discard(other.id)
        else:
            block(by=who, person=other.id, at=TODAY)
            self.unheard[who.id].add(other.id)

    # What must be true

    def check(self) -> None:
        assert dict(Message.objects.filter(room=self.room).values_list("seq", "thread")) == self.place
        for person in self.people:
            self.check_for(Person.objects.get(pk=person.pk))
        fresh = self.whole()
        assert set(fresh) == set(self.place)
        for since, had in self.held.items():
            caught = queries.catch_up(self.room.id, since).messages
            assert caught is not None
            assert {**had, **{one.seq: one for one in caught}} == fresh, "whoever was away misses nothing"

    def check_for(self, person: Person) -> None:
        unheard = self.unheard[person.id]
        marks = {
            ThreadId(thread): (seq, stance)
            for thread, seq, stance in ReadMark.objects.filter(person=person, thread__in=self.threads).values_list(
                "thread", "seq", "stance"
            )
        }
        assert set(marks) == {thread for who, thread in self.looked if who == person.id}
        new = {
            thread: sorted(seq for seq in self.at(thread) if seq > marks[thread][0] and self.author[seq] not in unheard)
            for thread in marks
        }
        for seq in self.unseen[person.id]:
            mark, _ = marks.get(self.place[seq], (NEVER, ""))
            assert seq > mark, f"{seq} is lost: never seen, and counted as read"
        figure = sum(len(new[thread]) for thread, (_, stance) in marks.items() if self.counts(thread, stance))
        assert queries.unread_in([person.id], [self.room.id], some_block=bool(unheard)) == {
            (person.id, self.room.id): figure
        }
        digest = queries.unread_of([one.id for one in self.people], [self.room.id])
        assert [unread for room, _, unread in digest[person.id] if room == self.room.id] == [figure]
        assert [line.unread for line in queries.rooms_for(person) if line.id == self.room.id] == [figure]
        lines = {line.id: line for line in queries.threads_of(person, self.room.id, unheard).threads}
        for thread in self.threads:
            mark, stance = marks.get(thread, (NEVER, ""))
            page = queries.page_of(person, self.room.id, thread=thread)
            said_here = sorted(seq for seq in self.at(thread) if self.author[seq] not in unheard)
            assert [one.seq for one in page.messages] == said_here
            here = new.get(thread, said_here)
            assert (page.new_from, page.new_count) == ((here[0], len(here)) if mark != NEVER and here else (None, 0))
            assert page.unread_elsewhere == figure - (len(here) if self.counts(thread, stance) else 0)
            if thread in lines:
                assert lines[thread].unread == (0 if stance == Stance.MUTED or thread not in new else len(here))

    def counts(self, thread: ThreadId, stance: str) -> bool:
        return stance == Stance.FOLLOWS or (thread == self.main and stance != Stance.MUTED)


def reckoned(deeds: Iterable[str], data: st.DataObject) -> None:
    reckoning = Reckoning()
    for deed in deeds:
        reckoning.act(deed, data)
    reckoning.check()


@settings(
    max_examples=20,
    deadline=None,
    # Each is half a second: a failure is said as it was found, and not for two minutes made smaller.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.sampled_from(DEEDS), min_size=4, max_size=16), st.data())
def test_no_message_is_lost_or_counted_twice(deeds, data):
    reckoned(deeds, data)


def test_what_is_said_while_a_page_is_read_is_not_counted_at_other_tables():
    room = make.room()
    ming, gu = (make.person(joins=room) for _ in range(2))
    said: list[bool] = []

    def between(execute, sql, params, many, context):
        """Before the figures are read, and after what stands at this table was, somebody speaks here."""
        if "FROM chat_readmark k JOIN chat_thread t" in sql and not said:
            said.append(True)
            make.message(by=gu, room=room)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(between):
        page = queries.page_of(ming, room.id)
    assert said
    assert (page.unread_elsewhere, page.new_count) == (0, 0)
