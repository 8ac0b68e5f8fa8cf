"""How many people have a room open, told to those who have it open: a number, not names.

Every two seconds at most and only where it has changed, because a full house that opens its doors would otherwise
tell everybody of everybody.
"""

import asyncio
import time

from chalou.chat.live.frames import room_of
from chalou.foundation.hub.frames import Frame
from chalou.foundation.hub.hub import Hub

PACE_S = 2.0


class Here:
    def __init__(self, *, hub: Hub):
        self._hub = hub
        self._told: dict[str, int] = {}

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
        counts = {topic: self.count(topic) for topic in topics}
        for topic, count in counts.items():
            # Whoever has just come has been told no number yet, though it may be the same as before.
            if self._told.get(topic) != count or topic in came:
                self._hub.hear(topic, [Frame({"is": "here", "room": room_of(topic), "count": count})])
        self._told = counts

    def count(self, topic: str) -> int:
        return len(self._hub.presence.here(topic, self._hub.switch.people_of(topic)))
