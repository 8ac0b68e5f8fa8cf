"""Pages over kept-alive connections, as a browser asks for them, without reading more of the answer than its length."""

import re
import select
import socket
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.frames import Unexpected

_LENGTH = re.compile(rb"(?im)^content-length: *(\d+)")
_STATUS = re.compile(rb"HTTP/1\.1 (\d+)")


@dataclass(slots=True, eq=False)
class Connection:
    address: tuple[str, int]
    socket: socket.socket
    asked_at: float | None = None  # when this request was due; None: the connection is free
    received: bytes = b""
    left: int = -1  # bytes of the answer still to come; -1: its length is not known yet


@dataclass(frozen=True)
class Answer:
    """One page, looked at in full before it is measured."""

    status: int
    body: bytes
    bytes_sent: int


def request(host: str, port: int, path: str, cookie: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}:{port}", "Accept: text/html", "Accept-Encoding: gzip"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def look(host: str, port: int, path: str, cookie: str = "") -> Answer:
    """Ask once, on a connection of its own."""
    with socket.create_connection((host, port), timeout=20) as line:
        line.sendall(request(host, port, path, cookie))
        received = b""
        while b"\r\n\r\n" not in received:
            received += _more(line)
        head, _, body = received.partition(b"\r\n\r\n")
        while len(body) < _length(head):
            body += _more(line)
    sent = len(body)
    if b"content-encoding: gzip" in head.lower():
        body = zlib.decompress(body, 31)
    return Answer(_status(head), body, sent)


class Pages:
    """A few connections that ask for one page. Every answer must be 200."""

    def __init__(self, host: str, ports: int | Sequence[int], path: str, cookie: str = "", *, connections: int) -> None:
        several = [ports] if isinstance(ports, int) else ports
        self._request = request(host, several[0], path, cookie)
        self._epoll = select.epoll()
        self._by_number: dict[int, Connection] = {}
        self._open: list[Connection] = []
        for number in range(connections):
            address = host, several[number % len(several)]
            connection = Connection(address, _connected(address))
            self._open.append(connection)
            self._watch(connection)

    def _watch(self, connection: Connection) -> None:
        self._by_number[connection.socket.fileno()] = connection
        self._epoll.register(connection.socket, select.EPOLLIN)

    def close(self) -> None:
        self._epoll.close()
        for connection in self._open:
            connection.socket.close()

    def as_many_as_come(self, *, seconds: float) -> float:
        """Pages/s when every connection asks again at once."""
        answered = 0
        began = time.perf_counter()
        for connection in self._open:
            self._ask(connection, began)
        while any(connection.asked_at is not None for connection in self._open):
            for connection, _ in self._answered(20):
                answered += 1
                now = time.perf_counter()
                if now - began < seconds:
                    self._ask(connection, now)
        return answered / (time.perf_counter() - began)

    def at_a_pace(self, *, per_second: float, seconds: float) -> list[float]:
        """How long each page took, counted from when it was due: a queue before a slow page is part of the wait."""
        waits: list[float] = []
        began = time.perf_counter()
        due = [began + number / per_second for number in range(int(per_second * seconds))]
        asked = 0
        while len(waits) < len(due):
            now = time.perf_counter()
            free = [connection for connection in self._open if connection.asked_at is None]
            for connection in free:
                if asked < len(due) and due[asked] <= now:
                    self._ask(connection, due[asked])
                    asked += 1
                    # In turn: a connection that is never asked would be closed by the server after a while.
                    self._open.remove(connection)
                    self._open.append(connection)
            is_next_known = asked < len(due) and any(connection.asked_at is None for connection in self._open)
            wait_s = max(0.0, due[asked] - time.perf_counter()) if is_next_known else 20
            waits += [time.perf_counter() - asked_at for _, asked_at in self._answered(wait_s)]
        return waits

    def _ask(self, connection: Connection, at: float) -> None:
        if _is_over(connection.socket):
            self._open_anew(connection)
        connection.asked_at = at
        connection.socket.sendall(self._request)

    def _answered(self, wait_s: float) -> Iterator[tuple[Connection, float]]:
        """Those whose answers are complete within this time, and when they were asked for."""
        for number, _ in self._epoll.poll(wait_s):
            connection = self._by_number[number]
            asked_at = connection.asked_at
            if asked_at is None:
                # No server keeps idle connections for ever. One that waits for its answer is another matter.
                if _is_over(connection.socket):
                    self._open_anew(connection)
            elif self._is_answered(connection):
                yield connection, asked_at

    def _open_anew(self, connection: Connection) -> None:
        del self._by_number[connection.socket.fileno()]
        self._epoll.unregister(connection.socket)
        connection.socket.close()
        connection.socket = _connected(connection.address)
        self._watch(connection)

    def _is_answered(self, connection: Connection) -> bool:
        data = _more(connection.socket)
        if connection.left < 0:
            connection.received += data
            head, end, body = connection.received.partition(b"\r\n\r\n")
            if not end:
                return False
            if _status(head) != 200:
                raise Unexpected(f"a page was answered {head!r}")
            connection.left = _length(head) - len(body)
        else:
            connection.left -= len(data)
        if connection.left:
            return False
        connection.asked_at, connection.received, connection.left = None, b"", -1
        return True


def _connected(address: tuple[str, int]) -> socket.socket:
    line = socket.create_connection(address, timeout=20)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def _is_over(idle: socket.socket) -> bool:
    """Whether the server has closed a connection on which nothing is asked."""
    heard = select.poll()
    heard.register(idle, select.POLLIN)
    if not heard.poll(0):
        return False
    try:
        said = idle.recv(1)
    except ConnectionResetError:
        return True
    if said:
        raise Unexpected("an answer to nothing")
    return True


def _more(line: socket.socket) -> bytes:
    data = line.recv(1 << 18)
    if not data:
        raise Unexpected("the server closed a connection")
    return data


def _status(head: bytes) -> int:
    found = _STATUS.match(head)
    if not found:
        raise Unexpected(f"no answer: {head!r}")
    return int(found[1])


def _length(head: bytes) -> int:
    found = _LENGTH.search(head)
    if not found:
        raise Unexpected(f"an answer without its length: {head!r}")
    return int(found[1])
