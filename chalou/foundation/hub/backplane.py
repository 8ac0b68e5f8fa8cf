"""How the hubs of several processes hear each other. It may lose, double and reorder; nobody relies on it alone."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Protocol

import msgspec
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from chalou.foundation.clock import now
from chalou.foundation.counts import the_counts

log = logging.getLogger(__name__)

ANSWER_WITHIN_S = 5.0
"""A server that hangs, or that a firewall has cut off without a word, is left after this time and called anew."""

MOST_WAITING = 10_000  # messages for a bus that is away; later ones are dropped, comparing numbers makes up for them


class Backplane(Protocol):
    is_joined: bool
    """Whether the other processes can be heard at this moment."""

    def publish(self, message: dict[str, Any]) -> None:
        """Pass a message to the other processes, soon or never. Called on the loop's thread; does not wait."""


class Alone:
    """One process: there is nobody else to tell."""

    is_joined = True

    def publish(self, message: dict[str, Any]) -> None:
        pass


class RedisBackplane:
    """Publish and subscribe on one channel of a Redis or Valkey server."""

    def __init__(self, url: str, *, channel: str):
        """Processes of one house share a channel. A Redis of many houses has one space of channels for all of them,
        whatever the number of the database: without a name of its own one house would hear the talk of another.
        """
        self._redis = Redis.from_url(url, socket_timeout=ANSWER_WITHIN_S, socket_connect_timeout=ANSWER_WITHIN_S)
        self._channel = channel
        self._origin = os.urandom(8).hex()
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(MOST_WAITING)
        self._encoder = msgspec.json.Encoder()
        self.is_joined = False

    def publish(self, message: dict[str, Any]) -> None:
        try:
            # When, for the figures only: clocks of several machines differ, so nothing is decided by it.
            self._waiting.put_nowait(
                self._encoder.encode({"origin": self._origin, "sent_at": now().timestamp(), **message})
            )
        except asyncio.QueueFull:
            the_counts.bus_dropped += 1
            log.warning("the bus is away and too much is waiting for it; listeners will catch up by number")

    async def run(self, *, heard: Callable[[dict[str, Any]], None], joined: Sequence[Callable[[], None]]) -> None:
        """Send and receive for ever, through restarts of the server. Each of `joined` is called after each connection.

        What is heard has under `origin` the name of the process that published it.
        """
        await asyncio.gather(self._send(), self._receive(heard, joined))

    async def _send(self) -> None:
        while True:
            data = await self._waiting.get()
            try:
                await self._redis.publish(self._channel, data)
                the_counts.bus_published += 1
            except (RedisError, OSError) as error:
                the_counts.bus_dropped += 1
                log.warning("could not publish on the bus: %s", error)
                await asyncio.sleep(0.2)

    async def _receive(self, heard: Callable[[dict[str, Any]], None], joined: Sequence[Callable[[], None]]) -> None:
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=False) as subscription:
                    await subscription.subscribe(self._channel)
                    async for item in _alive(subscription):
                        if item["type"] == "subscribe":
                            self.is_joined = True
                            for call in joined:
                                call()
                        elif item["type"] == "message":
                            self._hear(item["data"], heard)
            except (RedisError, OSError) as error:
                log.warning("lost the bus, trying again: %s", error)
            self.is_joined = False
            await asyncio.sleep(0.5)

    def _hear(self, data: bytes, heard: Callable[[dict[str, Any]], None]) -> None:
        try:
            message = msgspec.json.decode(data, type=dict[str, Any])
            sent_at = message.pop("sent_at", None)
            if message.get("origin") != self._origin:
                the_counts.bus_heard += 1
                if isinstance(sent_at, float):
                    the_counts.bus_lag_s.add(max(0.0, now().timestamp() - sent_at))
                heard(message)
        except Exception:
            # Somebody else's, or of another version: this process must go on listening.
            log.exception("a message on the bus was not understood")

    async def close(self) -> None:
        await self._redis.aclose()


async def _alive(subscription: PubSub) -> AsyncIterator[dict[str, Any]]:
    """What comes in. Raises when nothing comes any more, not even the answer to a ping: who only listens would wait for
    ever at a line that was cut off without a word.
    """
    is_asked = False
    while True:
        item = await subscription.get_message(timeout=ANSWER_WITHIN_S)
        if item is not None:
            is_asked = False
            yield item
        elif is_asked:
            raise RedisError("the bus is silent")
        else:
            await subscription.ping()
            is_asked = True
