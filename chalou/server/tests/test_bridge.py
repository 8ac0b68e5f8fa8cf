"""The bridge from ASGI to WSGI: requests and answers come over it whole, and nothing comes over it half."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest

from chalou.server.bridge import LARGEST_BODY, LARGEST_READ, PIECE, READ_WHOLE, Bridge

Messages = list[dict[str, Any]]  # ASGI's own shape


class House:
    """A WSGI application that remembers what it was asked."""

    def __init__(self) -> None:
        self.environ: dict[str, Any] = {}
        self.body = b""
        self.is_closed = False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.environ, self.body = environ, environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Length", "6"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return self

    def __iter__(self):
        yield b"one"
        yield b"two"

    def close(self) -> None:
        self.is_closed = True


def asked(
    house: Any, messages: Messages, *, method: str = "GET", path: str = "/", query: bytes = b"", headers=()
) -> Messages:
    """What the bridge sends for these messages."""
    waiting, sent = iter(messages), Messages()
    chosen: list[tuple[str, str]] = []

    async def receive() -> dict[str, Any]:
        return next(waiting)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "scheme": "http", "method": method, "path": path, "query_string": query,
        "headers": list(headers), "http_version": "1.1", "client": ("192.0.2.7", 5), "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    with ThreadPoolExecutor(1) as threads:

        def threads_for(method: str, path: str) -> ThreadPoolExecutor:
            chosen.append((method, path))
            return threads

        bridge = Bridge(
            house,
            threads_for=threads_for,
            wrong=lambda status, accept, language: ("text/plain", f"{status} for {accept} in {language}".encode()),
            always={"X-Always": "yes"},
        )
        asyncio.run(bridge(scope, receive, send))
    assert not sent or chosen
    return sent


def body(*parts: bytes) -> Messages:
    return [
        {"type": "http.request", "body": part, "more_body": number < len(parts)}
        for number, part in enumerate(parts, start=1)
    ]


def test_a_form_in_pieces_arrives_whole():
    house = House()
    start, answer = asked(
        house, body(b"te", b"", b"xt=x"), method="POST", path="/rooms/茶/", query=b"a=1",
        headers=[(b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"6"), (b"host", b"h")],
    )  # fmt: skip
    assert house.body == b"text=x"
    environ = house.environ
    assert (environ["REQUEST_METHOD"], environ["QUERY_STRING"], environ["CONTENT_LENGTH"]) == ("POST", "a=1", "6")
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/rooms/茶/"
    assert (environ["CONTENT_TYPE"], environ["HTTP_HOST"]) == ("application/x-www-form-urlencoded", "h")
    assert (environ["REMOTE_ADDR"], environ["SERVER_PORT"]) == ("192.0.2.7", "8000")
    assert "HTTP_CONTENT_LENGTH" not in environ
    assert start["status"] == 200
    assert start["headers"] == [
        (b"content-length", b"6"),
        (b"set-cookie", b"a=1"),
        (b"set-cookie", b"b=2"),
        (b"x-always", b"yes"),
        (b"cache-control", b"no-store"),
    ]
    assert answer["body"] == b"onetwo"
    assert house.is_closed


def test_cookies_in_several_lines_are_one_and_other_headers_a_list():
    house = House()
    headers = [(b"cookie", b"a=1"), (b"accept", b"x"), (b"cookie", b"b=2"), (b"accept", b"y")]
    asked(house, body(b""), headers=headers)
    assert house.environ["HTTP_COOKIE"] == "a=1; b=2"
    assert house.environ["HTTP_ACCEPT"] == "x,y"


def test_a_header_with_an_underscore_passes_for_no_other():
    house = House()
    headers = [(b"x_forwarded_for", b"9.9.9.9"), (b"content_type", b"evil"), (b"x-csrftoken", b"good")]
    asked(house, body(b""), headers=headers)
    assert "HTTP_X_FORWARDED_FOR" not in house.environ
    assert "CONTENT_TYPE" not in house.environ
    assert house.environ["HTTP_X_CSRFTOKEN"] == "good"


def test_head_has_the_headers_and_no_body():
    start, answer = asked(House(), body(b""), method="HEAD")
    assert dict(start["headers"])[b"content-length"] == b"6"
    assert answer["body"] == b""


@pytest.mark.parametrize("pieces", [1, 7])
def test_a_body_as_large_as_is_allowed_comes_over(pieces):
    house, size = House(), LARGEST_BODY // pieces
    parts = [b"x" * size] * pieces
    assert asked(house, body(*parts), method="POST")[0]["status"] == 200
    assert len(house.body) == size * pieces


def test_a_larger_one_is_read_to_its_end_and_refused():
    """A browser that cannot send all of it does not show the answer."""
    house = House()
    start, answer = asked(
        house, body(b"x" * LARGEST_BODY, b"x", b"x"), method="POST", headers=[(b"accept-language", b"en")]
    )
    assert start["status"] == 413
    assert (b"connection", b"close") in start["headers"]
    assert answer["body"] == b"413 for  in en"
    assert house.environ == {}


@pytest.mark.parametrize("announced", [str(LARGEST_READ + 1).encode(), b"9" * 30, b"-1", b"x", b""])
def test_what_says_beforehand_that_it_is_far_too_large_is_not_waited_for(announced):
    house = House()
    start, _ = asked(house, [], method="POST", headers=[(b"content-length", announced)])
    assert start["status"] == 413
    assert house.environ == {}


def test_without_an_end_it_is_read_no_further_than_that():
    messages: Messages = [{"type": "http.request", "body": b"x" * LARGEST_BODY, "more_body": True}] * 9
    # A tenth one would be a StopIteration.
    assert asked(House(), messages, method="POST")[0]["status"] == 413


@pytest.mark.parametrize(
    "kind",
    [b"text/plain; charset=utf-7", b"x", b"multipart/form-data; boundary=", b"text/html; charset=zlib", b"\xff/x"],
)
def test_an_odd_type_of_content_never_reaches_django(kind):
    house = House()
    assert asked(house, body(b"x"), method="POST", headers=[(b"content-type", kind)])[0]["status"] == 400
    assert house.environ == {}


def test_half_a_form_is_not_acted_upon():
    house = House()
    messages: Messages = [
        {"type": "http.request", "body": b"text=do+not", "more_body": True},
        {"type": "http.disconnect"},
    ]
    assert asked(house, messages, method="POST") == []
    assert house.environ == {}


def test_what_fails_before_django_is_answered_and_closed():
    class Fails(House):
        def __iter__(self):
            raise ZeroDivisionError

    house = Fails()
    start, _ = asked(house, body(b""))
    assert start["status"] == 500
    assert house.is_closed
    assert isinstance(house.environ["wsgi.input"], BytesIO)


class Shelf:
    """A WSGI application that answers with a file, as FileResponse does."""

    def __init__(self, content: bytes) -> None:
        self.file = BytesIO(content)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Length", str(len(self.file.getvalue())))])
        pieces: Iterable[bytes] = environ["wsgi.file_wrapper"](self.file, 4096)
        return pieces


LONG = bytes(READ_WHOLE + PIECE + 7)


async def _sent(shelf: Shelf, method: str, goes_after: int | None = None) -> Messages:
    """What is sent of a file to whoever takes it, or goes away after so many messages."""
    sent, gone = Messages(), asyncio.Event()
    asks = iter([{"type": "http.request", "body": b""}])

    async def receive() -> dict[str, Any]:
        for first in asks:
            return first
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)
        if len(sent) == goes_after:
            gone.set()
        await asyncio.sleep(0)

    scope = {
        "type": "http", "scheme": "http", "method": method, "path": "/", "query_string": b"", "headers": [],
        "http_version": "1.1", "client": ("192.0.2.7", 5), "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    with ThreadPoolExecutor(1) as threads:
        bridge = Bridge(shelf, threads_for=lambda *_: threads, wrong=lambda *_: ("", b""), always={})
        await bridge(scope, receive, send)
    return sent


def test_a_long_file_goes_piece_by_piece_and_is_closed():
    shelf = Shelf(LONG)
    sent = asyncio.run(_sent(shelf, "GET"))
    pieces = [message["body"] for message in sent[1:]]
    assert b"".join(pieces) == LONG
    assert max(map(len, pieces)) == PIECE
    assert [message.get("more_body", False) for message in sent[1:]] == [True] * (len(pieces) - 1) + [False]
    assert shelf.file.closed


def test_whoever_goes_gets_no_more_of_it():
    shelf = Shelf(LONG)
    sent = asyncio.run(_sent(shelf, "GET", goes_after=3))
    assert len(sent) < len(LONG) // PIECE
    assert shelf.file.closed


@pytest.mark.parametrize(("method", "body"), [("GET", b"short"), ("HEAD", b"")])
def test_a_short_file_goes_at_once(method, body):
    sent = asyncio.run(_sent(Shelf(b"short"), method))
    assert [message.get("body") for message in sent[1:]] == [body]


def test_of_a_long_file_whoever_asks_for_the_head_gets_only_that():
    shelf = Shelf(LONG)
    assert [message.get("body") for message in asyncio.run(_sent(shelf, "HEAD"))[1:]] == [b""]
    assert shelf.file.closed
