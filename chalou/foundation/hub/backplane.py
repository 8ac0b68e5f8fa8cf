"""How the hubs of several processes hear each other. It may lose, double and reorder; nobody relies on it alone."""

import asyncio
import logging
import math
import os
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import msgspec
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

from chalou.foundation.clock import now
from chalou.foundation.counts import the_counts

log = logging.getLogger(__name__)

ANSWER_WITHIN_S = 5.0
"""A server that hangs, or that a firewall has cut off without a word, is left after this time and called anew."""

PACE_S = 0.005
"""From one publishing to the next at least; what is said meanwhile goes together, a line for each. Waking up for a
message costs more than the message: some 150 microseconds against 10. The first after a pause goes at once.
"""

MOST_TOGETHER = 64
"""The longest messages are some fifty kilobytes; Redis hangs up on a subscriber for whom 32 megabytes wait."""

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
        # What one's own messages begin with: they come back too, and need not be read to know them.
        self._own = self._encoder.encode({"origin": self._origin})[:-1]
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
        loop = asyncio.get_running_loop()
        next_at = 0.0
        while True:
            together = [await self._waiting.get()]
            if loop.time() < next_at:
                await asyncio.sleep(next_at - loop.time())
            next_at = loop.time() + PACE_S
            while len(together) < MOST_TOGETHER and not self._waiting.empty():
                together.append(self._waiting.get_nowait())
            try:
                await self._redis.publish(self._channel, b"\n".join(together))
                the_counts.bus_published += len(together)
            except (RedisError, OSError) as error:
                the_counts.bus_dropped += len(together)
                log.warning("could not publish on the bus: %s", error)
                await asyncio.sleep(0.2)

    async def _receive(self, heard: Callable[[dict[str, Any]], None], joined: Sequence[Callable[[], None]]) -> None:
        while True:
            line = None
            try:
                line = await self._redis.connection_pool.get_connection()  # type: ignore[no-untyped-call]  # theirs
                await line.send_command("SUBSCRIBE", self._channel)
                await self._listen(line, heard, joined)
            except (RedisError, OSError) as error:
                log.warning("lost the bus, trying again: %s", error)
            finally:
                if line is not None:
                    # It goes back closed: what still comes in on it answers no command.
                    await line.disconnect(nowait=True)
                    await self._redis.connection_pool.release(line)
            self.is_joined = False
            await asyncio.sleep(0.5)

    async def _listen(
        self, line: AbstractConnection, heard: Callable[[dict[str, Any]], None], joined: Sequence[Callable[[], None]]
    ) -> None:
        """Raises when nothing comes any more, not even the answer to a ping: who only listens would wait for ever at a
        line that was cut off without a word.

        Read from the connection itself: the client's own subscription costs half as much again for each message.
        """
        loop = asyncio.get_running_loop()
        is_asked = False
        while True:
            try:
                async with asyncio.timeout(ANSWER_WITHIN_S) as patience:
                    while True:
                        # Infinite: without a time of its own, which it would begin and end for each message.
                        said = await line.read_response(timeout=math.inf, disconnect_on_error=False, push_request=True)
                        is_asked = False
                        patience.reschedule(loop.time() + ANSWER_WITHIN_S)
                        match said:
                            case [b"message", _, bytes(data)]:
                                for one in data.split(b"\n"):
                                    self._hear(one, heard)
                            case [b"subscribe", *_]:
                                self.is_joined = True
                                for call in joined:
                                    call()
            except TimeoutError:
                if is_asked:
                    raise RedisError("the bus is silent") from None
                await line.send_command("PING")
                is_asked = True

    def _hear(self, data: bytes, heard: Callable[[dict[str, Any]], None]) -> None:
        if data.startswith(self._own):
            return
        try:
            message = msgspec.json.decode(data, type=dict[str, Any])
            sent_at = message.pop("sent_at", None)
            the_counts.bus_heard += 1
            if isinstance(sent_at, float):
                the_counts.bus_lag_s.add(max(0.0, now().timestamp() - sent_at))
            heard(message)
        except Exception:
            # Somebody else's, or of another version: this process must go on listening.
            log.exception("a message on the bus was not understood")

    async def close(self) -> None:
        await self._redis.aclose()
