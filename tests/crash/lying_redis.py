"""A Redis that lies: a proxy before a real one that loses, doubles, delays and so reorders what is published.

It reads the protocol (RESP, both versions) only as far as it must: three values of which the first is `message` are a
message for a subscriber; everything else passes as it is.
"""

import asyncio
import contextlib
import random
import threading
from dataclasses import dataclass

from tests.services import free_port


@dataclass(frozen=True)
class Lies:
    """Shares of the messages, from 0 to 1."""

    lost: float = 0
    doubled: float = 0
    late: float = 0
    """These come up to a second later, and so after others."""


HONEST = Lies()


class LyingRedis:
    """Answers at `url`, in a thread of its own, until `close`."""

    def __init__(self, port: int, *, seed: int) -> None:
        self.port = free_port()
        self.lies = HONEST
        self.told = 0
        """How many lies were told."""
        self._real_port = port
        self._random = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="lying-redis", daemon=True)
        self._is_open = threading.Event()
        self._thread.start()
        assert self._is_open.wait(10)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/1"

    def close(self) -> None:
        """Hang up on everybody."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        if left:
            self._loop.run_until_complete(asyncio.wait(left))
        self._loop.close()

    def _run(self) -> None:
        self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", self.port))
        self._is_open.set()
        self._loop.run_forever()

    async def _serve(self, from_house: asyncio.StreamReader, to_house: asyncio.StreamWriter) -> None:
        try:
            from_redis, to_redis = await asyncio.open_connection("127.0.0.1", self._real_port)
        except OSError:
            to_house.close()
            return
        asking = asyncio.create_task(self._pass_on(from_house, to_redis))
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                self._answer(await _value(from_redis), to_house)
        asking.cancel()
        for writer in (to_redis, to_house):
            writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
        writer.close()

    def _answer(self, value: bytes, to_house: asyncio.StreamWriter) -> None:
        if not value[1:].startswith(b"3\r\n$7\r\nmessage\r\n"):
            to_house.write(value)
            return
        chance = self._random.random
        lies = self.lies
        if chance() < lies.lost:
            self.told += 1
            return
        times = 2 if chance() < lies.doubled else 1
        self.told += times - 1
        for _ in range(times):
            if chance() < lies.late:
                self.told += 1
                self._loop.call_later(chance(), self._write, to_house, value)
            else:
                to_house.write(value)

    @staticmethod
    def _write(to_house: asyncio.StreamWriter, value: bytes) -> None:
        if not to_house.is_closing():
            to_house.write(value)


async def _value(reader: asyncio.StreamReader) -> bytes:
    """One value of the protocol, with its bytes as they came."""
    head = await reader.readuntil(b"\r\n")
    kind, count = head[:1], head[1:-2]
    if kind in (b"$", b"=", b"!"):
        return head if count == b"-1" else head + await reader.readexactly(int(count) + 2)
    if kind in (b"*", b">", b"~", b"%"):
        values = max(0, int(count)) * (2 if kind == b"%" else 1)
        return head + b"".join([await _value(reader) for _ in range(values)])
    return head
