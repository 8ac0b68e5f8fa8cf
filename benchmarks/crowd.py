"""A crowd of members on real sockets, driven by one thread with epoll: cheap enough to be faster than any server.

The members are told apart only as senders (every frame of theirs is read) and listeners (frames are counted, and their
messages found by a mark in the text, without decoding anything).
"""

import base64
import contextlib
import itertools
import json
import os
import select
import socket
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks import frames

MARK = b"qzx"  # begins the text of every message of ours, before its number; stands nowhere else in a frame
_DIGITS = 7
_TEXT = "水开了，先温杯。今天喝去年的明前龙井，三克，八十五度，不盖盖子。"
_READ = 1 << 18
_BATCH = 50  # handshakes under way at once: fewer than any server's backlog


class Stalled(Exception):
    """Something that was promised did not arrive in time: a lost message, or a server that is far too slow."""


@dataclass(slots=True, eq=False)
class Member:
    socket: socket.socket
    is_sender: bool
    rest: bytes = b""  # the beginning of a frame whose end has not come yet
    opened: bool = False
    waits_for: str = ""  # the id of its message that is not acknowledged yet
    posted_at: float = 0.0


@dataclass
class Heard:
    """What has arrived since the last `forget`."""

    deliveries: int = 0
    acks: list[tuple[Member, float]] = field(default_factory=list)  # whose message, seconds from sending to the ack
    arrivals: list[tuple[int, float]] | None = None  # (number of message, clock) of every delivery, where asked for
    every: int = 1  # only of each so-manieth message


class Crowd:
    """So many members who follow one room, spread evenly over the ports. Use as a context: leaving it closes every
    socket.
    """

    def __init__(
        self, host: str, ports: int | Sequence[int], cookies: Sequence[str], *, senders: int, room: int
    ) -> None:
        self.host, self.cookies, self.senders, self.room = host, cookies, senders, room
        self._ports = itertools.cycle([ports] if isinstance(ports, int) else ports)
        self.members: list[Member] = []
        self.heard = Heard()
        self.posted = 0
        self._epoll = select.epoll()
        self._by_number: dict[int, Member] = {}
        self._buffer = bytearray(_READ)
        self._view = memoryview(self._buffer)

    def __enter__(self) -> "Crowd":
        for first in range(0, len(self.cookies), _BATCH):
            self._sit_down(self.cookies[first : first + _BATCH])
        self.until(lambda: all(member.opened for member in self.members), seconds=30)
        return self

    def __exit__(self, *_: object) -> None:
        self.leave(len(self.members))
        self._epoll.close()

    def leave(self, count: int) -> None:
        """The last `count` members close their connections."""
        for member in [self.members.pop() for _ in range(count)]:
            self._epoll.unregister(member.socket)
            del self._by_number[member.socket.fileno()]
            with contextlib.suppress(OSError):  # the server may be first
                member.socket.send(frames.client_frame((1000).to_bytes(2, "big"), frames.CLOSE))
            member.socket.close()

    def _sit_down(self, cookies: Sequence[str]) -> None:
        begun = []
        for cookie in cookies:
            key = base64.b64encode(os.urandom(16))
            port = next(self._ports)
            line = socket.create_connection((self.host, port), timeout=20)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.sendall(
                b"GET /live/ HTTP/1.1\r\nHost: %b:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %b\r\nCookie: %b\r\n\r\n"
                % (self.host.encode(), port, key, cookie.encode())
            )
            begun.append((line, key))
        for line, key in begun:
            answer = b""
            while b"\r\n\r\n" not in answer:
                more = line.recv(4096)
                if not more:
                    raise frames.Unexpected(f"the handshake was cut off after {answer!r}")
                answer += more
            head, _, rest = answer.partition(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 101") or frames.accept_key(key) not in head:
                raise frames.Unexpected(f"the handshake was answered {head!r}")
            line.setblocking(False)
            member = Member(line, is_sender=len(self.members) < self.senders, rest=rest)
            self.members.append(member)
            self._by_number[line.fileno()] = member
            self._epoll.register(line, select.EPOLLIN)
            line.send(frames.client_frame(json.dumps({"do": "open", "room": self.room}).encode()))

    def post(self, member: Member) -> None:
        """Send the next message. It carries its number, so that its deliveries are known again."""
        member.waits_for = str(uuid.uuid4())
        text = f"{MARK.decode()}{self.posted:0{_DIGITS}d} {_TEXT}"
        post = {"do": "post", "room": self.room, "id": member.waits_for, "text": text}
        self.posted += 1
        member.posted_at = time.perf_counter()
        member.socket.send(frames.client_frame(json.dumps(post, ensure_ascii=False).encode()))

    def forget(self, *, with_arrivals: bool = False, every: int = 1) -> None:
        """Begin to count anew. Everything posted before must have arrived."""
        self.heard = Heard(arrivals=[] if with_arrivals else None, every=every)
        self.posted = 0

    def until(self, done: Callable[[], bool], *, seconds: float) -> None:
        """Read until `done`. Raises `Stalled` after so many seconds."""
        last = time.perf_counter() + seconds
        while not done():
            self.turn(0.1)
            if time.perf_counter() > last:
                raise Stalled(f"posted {self.posted}, delivered {self.heard.deliveries} to {len(self.members)} members")

    def turn(self, wait_s: float) -> None:
        """Read once from every member who has something to read; wait for the first at most `wait_s`."""
        heard, buffer, clock, by_number = self.heard, self._buffer, time.perf_counter, self._by_number
        deliveries = 0
        for number, _ in self._epoll.poll(wait_s, 4096):
            member = by_number[number]
            held = len(member.rest)
            if held:
                buffer[:held] = member.rest
                end = held + member.socket.recv_into(self._view[held:])
            else:
                end = member.socket.recv_into(buffer)
            if end == held:
                raise frames.Unexpected("the server closed a connection")
            now = clock()
            whole, _, has_control = frames.whole_frames(buffer, end)
            member.rest = bytes(self._view[whole:end]) if whole < end else b""
            if has_control or member.is_sender or not member.opened:
                self._look_at(member, bytes(self._view[:whole]), now)
            deliveries += buffer.count(MARK, 0, whole)
            if heard.arrivals is not None:
                self._note_arrivals(whole, now)
        heard.deliveries += deliveries

    def _note_arrivals(self, whole: int, now: float) -> None:
        arrivals = self.heard.arrivals
        assert arrivals is not None
        at = self._buffer.find(MARK, 0, whole)
        while at >= 0:
            at += len(MARK)
            number = int(self._buffer[at : at + _DIGITS])
            if number % self.heard.every == 0:
                arrivals.append((number, now))
            at = self._buffer.find(MARK, at, whole)

    def _look_at(self, member: Member, data: bytes, now: float) -> None:
        for opcode, payload in frames.split(data, len(data)):
            if opcode == frames.PING:
                member.socket.send(frames.client_frame(payload, frames.PONG))
            elif opcode == frames.CLOSE:
                raise frames.Unexpected(f"the server closed a connection: {payload!r}")
            elif opcode == frames.TEXT and MARK not in payload:
                self._take(member, json.loads(payload), now)

    def _take(self, member: Member, frame: dict[str, Any], now: float) -> None:
        match frame["is"]:
            case "opened":
                member.opened = True
            case "ack" if frame["id"] == member.waits_for:
                member.waits_for = ""
                self.heard.acks.append((member, now - member.posted_at))
            case "ack" | "refused" | "gone":
                raise frames.Unexpected(f"{frame}")
