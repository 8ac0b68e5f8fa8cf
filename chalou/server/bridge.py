"""Pages under the ASGI server: a small bridge to the WSGI handler, which makes them several times as fast.

The body of a request is read here, before a thread is taken, so that a slow sender costs no thread. Pages, and sign-in
(whose password hashing takes a tenth of a second on purpose), have threads of their own, so that one cannot starve
the other.
"""

import asyncio
import io
import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from typing import IO, Any

from chalou.foundation.counts import the_counts
from chalou.server.packing import Headers, Made, is_wanted, packed_for_one
from chalou.server.uploads import Cut, TooBusy, Uploads, taken_in

log = logging.getLogger(__name__)

LARGEST_BODY = 3 * 1024 * 1024
"""Bytes. Above it the answer is 413, but for what `uploads` lets in."""

LARGEST_READ = 8 * LARGEST_BODY
"""Bytes that are read and thrown away, because a browser that cannot send all of it does not show the answer. Above
it, or when a request says beforehand that it will be, nothing is waited for.
"""

PARTS = (b"text/css", b"text/javascript")
"""What pages are made of. It comes by the dozen with the first of them, and every byte of a head counts there."""

ONLY_FOR_PAGES = {
    *(b"content-security-policy", b"permissions-policy", b"referrer-policy"),
    *(b"x-frame-options", b"cross-origin-opener-policy"),
}
"""Headers that a browser obeys in a page (and in a worker, which therefore comes through Django) and nowhere else:
700 bytes, forty times. The other ones are on every answer.
"""

READ_PATIENCE_S, WRITE_PATIENCE_S = 8.0, 30.0
"""So long somebody waits for a page, and for what their form does, while the records hang; then they are told. Longer
than a post by form waits for the writer.
"""

# What Django would believe of a Content-Type: any codec that Python knows, UTF-7 and zlib among them, for the form and
# for the address. A codec can make lone surrogates, which no page can hold, or fail in ways that nobody expects.
_ORDINARY_TYPE = re.compile(
    r"""
    [\w.+-]+/[\w.+-]+
    (?: \s*;\s* (?: boundary=(?:"[^"\\]{1,70}"|[\w'()+,./:=?-]{1,70}) | charset="?utf-?8"? ) )*
    \s*;?
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)

READ_WHOLE = 1024 * 1024
"""Bytes of a file that are sent at once; a longer one goes piece by piece, so that it takes no memory and no thread."""

PIECE = 128 * 1024
SLOWEST_PIECE_S = 60.0
"""A line that takes no piece for so long is cut."""

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Wrong = Callable[[int, str, str], tuple[str, bytes]]


class _Gone(Exception):
    """Whoever asked has gone in the midst of it: half a form must not be acted upon."""


class Pieces:
    """A file that answers a request (`wsgi.file_wrapper` of PEP 3333)."""

    def __init__(self, file: IO[bytes], block_size: int = PIECE):  # PEP 3333 has both
        self.file = file

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.file.read(PIECE):
            yield piece

    def close(self) -> None:
        self.file.close()


Answer = tuple[int, Headers, bytes | Pieces]


class Bridge:
    def __init__(
        self,
        wsgi: Wsgi,
        *,
        threads_for: Callable[[str, str], Executor],
        wrong: Wrong,
        always: Mapping[str, str],
        uploads: Uploads | None = None,
    ):
        """`threads_for(method, path)` picks the threads; `wrong(status, accept, accept_language)` makes the answer to
        a request that never reaches a view (its type and the bytes); the headers `always` are on every answer.
        """
        self._wsgi = wsgi
        self._threads_for = threads_for
        self._wrong = wrong
        self._uploads = uploads
        self._always = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in always.items()]
        self._of_parts = [(name, value) for name, value in self._always if name not in ONLY_FOR_PAGES]

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:  # ASGI's own shapes
        head = dict(scope["headers"])
        length = self._uploads.length_of(scope, head) if self._uploads is not None else None
        if length is not None:
            await self._brought(scope, receive, send, length)
            return
        try:
            body = await _read(head, receive)
        except _Gone:
            return
        if body is None:
            made: Answer = await self.refused(scope, 413)
        elif not _is_ordinary(head.get(b"content-type", b"text/plain").decode("latin-1").strip(), body):
            made = await self.refused(scope, 400)
        else:
            made = await self.answered(scope, body, packs=is_wanted(scope["headers"]))
        await answer(scope, send, made, receive)

    async def _brought(self, scope: dict[str, Any], receive: Any, send: Any, length: int) -> None:  # as above
        """An upload that is larger than any form."""
        assert self._uploads is not None
        kind = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1").strip()
        try:
            with self._uploads.place(scope):
                if not kind.lower().startswith("multipart/form-data") or not _ORDINARY_TYPE.fullmatch(kind):
                    made = await self.refused(scope, 400)
                else:
                    with await taken_in(receive, length) as body:
                        made = await self.made(scope, body, length)
        except TooBusy:
            made = await self.refused(scope, 503)
        except Cut:
            return
        await answer(scope, send, made)

    async def made(self, scope: dict[str, Any], body: bytes | IO[bytes], length: int | None = None) -> Made:
        """The answer to a request for a page, as it is."""
        status, headers, page = await self.answered(scope, body, length)
        assert isinstance(page, bytes)
        return status, headers, page

    async def answered(
        self, scope: dict[str, Any], body: bytes | IO[bytes], length: int | None = None, *, packs: bool = False
    ) -> Answer:
        """The answer to a request, made (and packed) in one of the threads, or that there will be none in time."""
        threads = self._threads_for(scope["method"], scope["path"])
        making = asyncio.get_running_loop().run_in_executor(
            threads, self._made, _environ(scope, body, length), dict(scope["headers"]), packs
        )
        patience_s = READ_PATIENCE_S if scope["method"] in ("GET", "HEAD") else WRITE_PATIENCE_S
        the_counts.pages_under_way += 1
        try:
            # What has not begun when patience ends is not begun any more; what has goes on, and nobody hears of it.
            status, headers, page = await asyncio.wait_for(making, patience_s)
        except TimeoutError:
            log.warning("%s %s took longer than %s seconds", scope["method"], scope["path"], patience_s)
            status, headers, page = self._refused(503, dict(scope["headers"]))
        finally:
            the_counts.pages_under_way -= 1
        return status, self._finished(headers), page

    async def refused(self, scope: dict[str, Any], status: int) -> Made:
        """The answer to a request that no view is to see."""
        loop = asyncio.get_running_loop()
        threads = self._threads_for("GET", "/")
        status, headers, page = await loop.run_in_executor(threads, self._refused, status, dict(scope["headers"]))
        return status, self._finished(headers), page

    def _refused(self, status: int, head: Mapping[bytes, bytes]) -> Made:
        accept, language = (head.get(name, b"").decode("latin-1") for name in (b"accept", b"accept-language"))
        kind, page = self._wrong(status, accept, language)
        headers = [(b"content-type", kind.encode("latin-1")), (b"cache-control", b"no-store")]
        if status == 503:
            headers.append((b"retry-after", b"2"))
        if status == 413:
            headers.append((b"connection", b"close"))
        return status, headers, page

    def _made(self, environ: dict[str, Any], head: Mapping[bytes, bytes], packs: bool) -> Answer:
        try:
            status, headers, page = self._asked(environ)
            if isinstance(page, Pieces) or not packs:
                return status, headers, page
            return packed_for_one((status, headers, page))
        except Exception:
            # Views answer for themselves; this is for what fails before Django has a request to answer.
            log.exception("a request could not be handed on")
            return self._refused(500, head)

    def _asked(self, environ: dict[str, Any]) -> Answer:
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:  # noqa: ARG001
            started[:] = [status, headers]

        answer = self._wsgi(environ, start_response)
        if isinstance(answer, Pieces) and _length(started[1]) > READ_WHOLE:
            return *_told(*started), answer
        try:
            page = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        return *_told(*started), page

    def _finished(self, headers: Headers) -> Headers:
        there = dict(headers)
        is_part = there.get(b"content-type", b"").startswith(PARTS)
        always = self._of_parts if is_part else self._always
        headers += [(name, value) for name, value in always if name not in there]
        if b"cache-control" not in there:
            headers.append((b"cache-control", b"no-store"))
        return headers


def _told(status: str, headers: list[tuple[str, str]]) -> tuple[int, Headers]:
    return (
        int(status.split(" ", 1)[0]),
        [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
    )


def _length(headers: list[tuple[str, str]]) -> int:
    return next((int(value) for name, value in headers if name.lower() == "content-length" and value.isdigit()), 0)


async def answer(scope: dict[str, Any], send: Any, made: Answer, receive: Any = None) -> None:  # ASGI's own shapes
    """Send a finished answer; whoever asked for the head only gets no more."""
    status, headers, page = made
    await send({"type": "http.response.start", "status": status, "headers": headers})
    try:
        if isinstance(page, bytes) or scope["method"] == "HEAD":
            body = page if isinstance(page, bytes) and scope["method"] != "HEAD" else b""
            await send({"type": "http.response.body", "body": body})
        else:
            await _send_pieces(page, send, receive)
    finally:
        if isinstance(page, Pieces):
            page.close()


async def _send_pieces(pieces: Pieces, send: Any, receive: Any) -> None:  # as above
    """A long file, no faster than it is taken. Whoever has gone gets no more of it."""
    loop, gone = asyncio.get_running_loop(), asyncio.ensure_future(receive())
    try:
        while not gone.done() and (piece := await loop.run_in_executor(None, pieces.file.read, PIECE)):
            async with asyncio.timeout(SLOWEST_PIECE_S):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()


def _is_ordinary(kind: str, body: bytes) -> bool:
    if not _ORDINARY_TYPE.fullmatch(kind):
        return False
    if kind.lower().startswith("application/x-www-form-urlencoded") and not body.isascii():
        # Django would take a form that is no UTF-8 for Latin-1 and keep what comes of that, without a word.
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            return False
    return True


async def _read(head: Mapping[bytes, bytes], receive: Any) -> bytes | None:
    """The whole body, or None if it is too large; raises `_Gone` where the rest will never come."""
    announced = head.get(b"content-length", b"0")
    if not announced.isdigit() or len(announced) > 18 or int(announced) > LARGEST_READ:
        return None
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_READ:
            return None
        if size <= LARGEST_BODY:
            parts.append(part)
        else:
            parts.clear()
        if not message.get("more_body", False):
            return b"".join(parts) if size <= LARGEST_BODY else None


def _environ(scope: dict[str, Any], body: bytes | IO[bytes], length: int | None) -> dict[str, Any]:
    """A WSGI environ (PEP 3333) from an ASGI scope. `length`: of a body that is a file."""
    client = scope.get("client") or ("", 0)
    server = scope.get("server") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(body) if isinstance(body, bytes) else body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": Pieces,
        "CONTENT_LENGTH": str(len(body) if isinstance(body, bytes) else length),
    }
    for name, value in scope["headers"]:
        # Content_Type and Content-Type would be one name here: what a proxy filters must not come in by the other.
        if b"_" in name:
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        if key == "CONTENT_TYPE":
            environ["CONTENT_TYPE"] = value.decode("latin-1")
        elif key != "CONTENT_LENGTH":
            joined = environ.get(f"HTTP_{key}")
            text = value.decode("latin-1")
            separator = "; " if key == "COOKIE" else ","
            environ[f"HTTP_{key}"] = text if joined is None else f"{joined}{separator}{text}"
    return environ
