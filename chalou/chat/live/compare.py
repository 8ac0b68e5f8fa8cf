"""The comparison: every two seconds, and whenever the bus has come back, what was told is held against the database.

The bus may lose a frame, and a process may die between commit and telling. So the last message before a silence,
and a right that was taken back, arrive by this if by nothing else. The same reading yields the digest of people's
other rooms.
"""

import asyncio
import contextlib
import logging
from functools import partial

from django.db import Error

from chalou.chat import queries
from chalou.chat.live.frames import topic_of
from chalou.chat.live.visits import Visits
from chalou.chat.queries import RoomNumbers
from chalou.foundation.counts import the_counts
from chalou.foundation.hub.hub import Hub
from chalou.foundation.ids import PersonId, RoomId
from chalou.people.queries import blocks_mark, blocks_of, hidden_among, hidden_mark

log = logging.getLogger(__name__)

PACE_S = 2.0
ON_ITS_WAY_S = 0.2
ASKED_AT_ONCE = 1000  # people; longer lists are planned slowly


class Comparison:
    def __init__(self, *, hub: Hub, visits: Visits):
        self._hub = hub
        self._visits = visits
        self._now = asyncio.Event()
        self._rights: dict[RoomId, int] = {}
        self._seqs: dict[RoomId, int] = {}
        self._blocks: tuple[int, int] | None = None
        self._hidden: tuple[int, int] | None = None

    def soon(self) -> None:
        """Do not wait for the next round: the bus was away."""
        self._now.set()

    async def run(self) -> None:
        """Compare for ever, through restarts of the database."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._now.wait(), timeout=PACE_S)
            self._now.clear()
            try:
                await self._visits.keep_marks()
                await self.look()
                the_counts.comparisons += 1
            except Error as error:
                log.warning("cannot compare with the database, trying again: %s", error)
            except Exception:
                # A fault of ours in one round must not end all rounds: nobody would notice what the bus lost.
                log.exception("a comparison failed, trying again")

    async def look(self) -> None:
        """One round: read the numbers of all rooms, once for everybody."""
        self._hub.forget_unfollowed()
        people = self._hub.switch.people()
        if not people:
            self._seqs, self._rights = {}, {}
            return
        blocks, hidden, numbers = await self._visits.ask(_numbers)
        await self._compare_blocks(blocks)
        await self._compare_hidden(hidden)
        await self._compare([one for one in numbers if self._hub.switch.is_followed(topic_of(one.room))])
        # A room first seen in this round may have moved since somebody came: better told once too often.
        moved = [one.room for one in numbers if self._seqs.get(one.room, 0) != one.seq]
        if moved:
            await self._visits.tell_unread(people, moved)
        self._seqs = {one.room: one.seq for one in numbers}

    async def _compare_blocks(self, mark: tuple[int, int]) -> None:
        """Whom people do not hear: should the word of it have been lost on the bus, it is found here."""
        if mark == self._blocks:
            return
        switch = self._hub.switch
        people = switch.people()
        for start in range(0, len(people), ASKED_AT_ONCE):
            few = people[start : start + ASKED_AT_ONCE]
            hearings = {person: switch.hearing(person) for person in few}
            found = await self._visits.ask(partial(blocks_of, few))
            for person, unheard in found.items():
                # Told meanwhile: what was read may be older.
                if switch.hearing(person) == hearings[person]:
                    self._tell_unheard(person, unheard)
        self._blocks = mark

    def _tell_unheard(self, person: PersonId, unheard: frozenset[PersonId]) -> None:
        others = {other for line in self._hub.switch.of_person(person) for other in unheard ^ line.unheard}
        for other in sorted(others):
            self._hub.hear_silence(person, other, is_silent=other in unheard)

    async def _compare_hidden(self, mark: tuple[int, int]) -> None:
        """Who does not show that they are here, likewise. A choice made while this is read is found in the next round,
        for the mark is older.
        """
        if mark == self._hidden:
            return
        switch = self._hub.switch
        people = switch.people()
        for start in range(0, len(people), ASKED_AT_ONCE):
            few = people[start : start + ASKED_AT_ONCE]
            found = await self._visits.ask(partial(hidden_among, few))
            for person in few:
                if (person in found) != switch.is_hidden(person):
                    switch.hide(person, is_hidden=person in found)
        self._hidden = mark

    async def _compare(self, followed: list[RoomNumbers]) -> None:
        """Send those who lag to fetch what they miss, and ask for rights again where somebody lost theirs."""
        here = {one.room for one in followed}
        self._rights = {room: number for room, number in self._rights.items() if room in here}
        for one in followed:
            # Asked also when a room is new here: the word may have been lost since its first follower was let in.
            if self._rights.get(one.room) != one.rights_change:
                await self._ask_again(one.room)
                self._rights[one.room] = one.rights_change
        suspects = [one for one in followed if self._hub.is_behind(topic_of(one.room), one.change)]
        if suspects:
            # Most often the frame is just on its way from the writer: a thousand listeners need not ask for it.
            await asyncio.sleep(ON_ITS_WAY_S)
        for one in suspects:
            self._hub.behind(topic_of(one.room), one.change, {"is": "behind", "room": one.room, "change": one.change})

    async def _ask_again(self, room: RoomId) -> None:
        """Somebody lost their place, or the room is closed to more people than before; should that word have been lost
        on the bus, they are found here.
        """
        topic = topic_of(room)
        followers = {listener.person for listener in self._hub.switch.followers(topic)}
        barred = await self._visits.ask(partial(queries.barred_among, followers, room))
        for person, why in barred.items():
            self._hub.hear_revoke(person, topic, {"is": "gone", "room": room, "why": why.value})


def _numbers() -> tuple[tuple[int, int], tuple[int, int], list[RoomNumbers]]:
    """What is held against what was told: of blocks, of those who hide, and of every room."""
    return blocks_mark(), hidden_mark(), queries.numbers_of_rooms()
