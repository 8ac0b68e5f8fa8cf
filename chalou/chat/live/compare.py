"""The comparison: every two seconds, and whenever the bus has come back, what was told is held against the database.

The bus may lose a frame, and a process may die between commit and telling. So the last message before a silence,
and a right that was taken back, arrive by this if by nothing else. The same reading yields the digest of people's
other rooms.
"""

import asyncio
import contextlib
import logging
from functools import partial

from django.db import DatabaseError

from chalou.chat import queries
from chalou.chat.live.frames import topic_of
from chalou.chat.live.visits import Visits
from chalou.foundation.hub.hub import Hub
from chalou.foundation.ids import PersonId, RoomId

log = logging.getLogger(__name__)

PACE_S = 2.0


class Comparison:
    def __init__(self, *, hub: Hub, visits: Visits):
        self._hub = hub
        self._visits = visits
        self._now = asyncio.Event()
        self._rights: dict[RoomId, int] = {}
        self._seqs: dict[RoomId, int] = {}

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
                await self.compare()
                await self.digest()
            except DatabaseError as error:
                log.warning("cannot compare with the database, trying again: %s", error)
            except Exception:
                # Whatever it was: were this to end, the last message before a silence would be lost one day.
                log.exception("the comparison failed; it is tried again")

    async def compare(self) -> None:
        """One round over the rooms that somebody follows."""
        self._hub.forget_unfollowed()
        rooms = [RoomId(int(topic.partition(":")[2])) for topic in self._hub.switch.topics()]
        self._rights = {room: number for room, number in self._rights.items() if room in rooms}
        if not rooms:
            return
        for room, change, rights_change in await self._visits.ask(partial(queries.numbers_of, rooms)):
            # Also for a room seen for the first time: somebody may have lost their place since they asked.
            if self._rights.get(room) != rights_change:
                await self._ask_again(room)
                self._rights[room] = rights_change
            self._hub.behind(topic_of(room), change, {"is": "behind", "room": room, "change": change})

    async def _ask_again(self, room: RoomId) -> None:
        """Somebody lost their place; should that word have been lost on the bus, they are found here."""
        topic = topic_of(room)
        followers = {listener.person for listener in self._hub.switch.followers(topic)}
        barred = await self._visits.ask(partial(queries.barred_among, followers, room))
        for person in barred:
            self._hub.hear_revoke(person, topic, {"is": "gone", "room": room, "why": "removed"})

    async def digest(self) -> None:
        """Tell people which of their other rooms have moved, and what is unread there."""
        people = self._hub.switch.people()
        if not people:
            self._seqs = {}
            return
        seqs = await self._visits.ask(partial(queries.seqs_of_rooms_of, people))
        moved = [room for room, seq in seqs.items() if self._seqs.get(room, seq) != seq]
        found = await self._visits.ask(partial(queries.unread_of, people, moved)) if moved else {}
        self._seqs = seqs
        for person, rooms in found.items():
            self._digest_for(person, rooms)

    def _digest_for(self, person: PersonId, rooms: list[tuple[RoomId, int, int]]) -> None:
        for listener in self._hub.switch.of_person(person):
            lines = [
                {"room": room, "seq": seq, "unread": unread}
                for room, seq, unread in rooms
                if topic_of(room) not in listener.following
            ]
            if lines:
                self._hub.say(listener, {"is": "digest", "rooms": lines})
