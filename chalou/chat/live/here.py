"""Who has a room open, told to those who have it open: by number, and where they are few also by name.

Every two seconds at most and only where it has changed, because a full house that opens its doors would otherwise
tell everybody of everybody. Whoever does not show that they are here is in none of it, the number included: in a talk
of two it would be a name. Whoever reads along without sitting there is counted and not named.
"""

import asyncio
import time
from typing import Any

from chalou.chat.live.frames import room_of, topic_of
from chalou.foundation.hub import hub
from chalou.foundation.hub.frames import Frame
from chalou.foundation.hub.hub import Hub
from chalou.foundation.ids import PersonId, RoomId

PACE_S = 2.0

MOST_NAMED = 50
"""Of more people only the number is told: some three hundred bytes for each of fifty, every two seconds."""


class Here:
    def __init__(self, *, hub: Hub):
        self._hub = hub
        self._told: dict[str, dict[str, Any]] = {}

    async def run(self) -> None:
        """Tell for ever."""
        while True:
            await asyncio.sleep(PACE_S)
            self.tell()

    def tell(self) -> None:
        """One round. People of other processes may come and go without a word of ours: all open rooms are counted."""
        self._hub.presence.forget(at=time.monotonic())
        topics = self._hub.switch.topics()
        came = self._hub.switch.moved()
        found = {topic: self._values(topic) for topic in topics}
        for topic, values in found.items():
            # Whoever has just come has been told nothing yet, though it may be the same as before.
            if self._told.get(topic) != values or topic in came:
                self._hub.hear(topic, [Frame(values)])
        self._told = found

    def _values(self, topic: str) -> dict[str, Any]:
        count = _count(self._hub, topic)
        values: dict[str, Any] = {"is": "here", "room": room_of(topic), "count": count}
        return {**values, "people": sorted(_named(self._hub, topic))} if count <= MOST_NAMED else values


def here_beside(room: RoomId) -> frozenset[PersonId]:
    """Who is named beside the talk of a room as being here now. From any thread, for a page."""
    there, topic = hub.the_hub, topic_of(room)
    return _named(there, topic) if there is not None and _count(there, topic) <= MOST_NAMED else frozenset()


def here_among(room: RoomId) -> frozenset[PersonId]:
    """The same, however many they are: for the page of its people, which shows a few of them at a time."""
    return _named(hub.the_hub, topic_of(room)) if hub.the_hub is not None else frozenset()


def _count(there: Hub, topic: str) -> int:
    return len(there.presence.here(topic, there.switch.people_of(topic)))


def _named(there: Hub, topic: str) -> frozenset[PersonId]:
    return there.presence.named(topic, there.switch.people_of(topic) - there.switch.aside_of(topic))
