"""What the processes of a house tell each other besides frames: who is connected, and what was taken of the limits."""

import asyncio
import time
from typing import Any

from chalou.foundation.hub.backplane import Backplane
from chalou.foundation.hub.hub import Hub
from chalou.foundation.hub.presence import ASIDE
from chalou.foundation.throttle import Throttle

PACE_S = 0.1
"""How long what was taken of a limit waits for company before it is told."""

TOLD_EVERY = 10  # paces, from one digest of who is connected to the next


class Neighbours:
    """One process's part in it. What it says may be lost; then limits hold for each process by itself."""

    def __init__(self, *, hub: Hub, bus: Backplane, throttle: Throttle):
        self._hub = hub
        self._bus = bus
        self._throttle = throttle

    async def run(self) -> None:
        """Tell for ever."""
        paces = 0
        while True:
            await asyncio.sleep(PACE_S)
            paces += 1
            if taken := self._throttle.taken():
                self._bus.publish({"taken": taken})
            if paces % TOLD_EVERY == 0:
                self.tell_who_is_here()

    def tell_who_is_here(self) -> None:
        """Whatever is to be said now of the followers in this process."""
        self._hub.presence.forget(at=time.monotonic())
        switch = self._hub.switch
        topics = {topic: switch.people_of(topic) for topic in switch.topics()}
        topics |= {ASIDE + topic: aside for topic in switch.topics() if (aside := switch.aside_of(topic))}
        digest = self._hub.presence.digest(topics, switch.line_counts(), at=time.monotonic())
        if digest is not None:
            self._bus.publish({"here": digest})

    def joined(self) -> None:
        """The bus is there (again): ask everybody, and tell everybody."""
        self._hub.presence.tell_all_again()
        self._bus.publish({"who": True})

    def heard(self, message: dict[str, Any]) -> None:
        """A message of another process: for us, or else for the hub."""
        if "here" in message:
            self._hub.presence.hear(message["origin"], message["here"], at=time.monotonic())
        elif "taken" in message:
            self._throttle.hear(message["taken"], at=time.monotonic())
        elif "who" in message:
            self._hub.presence.tell_all_again()
        else:
            self._hub.from_other_process(message)
