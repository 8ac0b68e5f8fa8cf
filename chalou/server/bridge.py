"""Pages under the ASGI server: a small bridge to the WSGI handler, which makes them several times as fast.

The body of a request is read here, before a thread is taken, so that a slow sender costs no thread. Pages, and sign-in
(whose password hashing takes a tenth of a second on purpose), have threads of their own, so that one cannot starve
the other.
"""

import asyncio
import io
import logging
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from typing import Any

log = logging.getLogger(__name__)

LARGEST_BODY = 3 * 1024 * 1024
"""Bytes. Above it the answer is 413, and what is sent is read no further."""

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class _Gone(Exception):
    """Whoever asked has gone in the midst of it: half a form must not be acted upon."""


class Bridge:
    def __init__(self, wsgi: Wsgi, *, threads_for: Callable[[str, str], Executor], too_large: Callable[[str], bytes]):
        """`threads_for(method, path)` picks the threads; `too_large(accept_language)` is the page that says so."""
        self._wsgi = wsgi
        self._threads_for = threads_for
        self._too_large = too_large

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:  # ASGI's own shapes
        try:
            body = await _read(receive)
        except _Gone:
            return
        if body is None:
            language = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
            page = await asyncio.get_running_loop().run_in_executor(
                self._threads_for("GET", "/"), self._too_large, language
            )
            await _answer(send, 413, [(b"content-type", b"text/html; charset=utf-8"), (b"connection", b"close")], page)
            return
        threads = self._threads_for(scope["method"], scope["path"])
        environ = _environ(scope, body)
        status, headers, page = await asyncio.get_running_loop().run_in_executor(threads, self._made, environ)
        await _answer(send, status, headers, b"" if scope["method"] == "HEAD" else page)

    def _made(self, environ: dict[str, Any]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:  # noqa: ARG001
            started[:] = [status, headers]

        answer = self._wsgi(environ, start_response)
        try:
            page = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        status, headers = started
        return (
            int(status.split(" ", 1)[0]),
            [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
            page,
        )


async def _read(receive: Any) -> bytes | None:
    """The whole body, or None if it is too large; raises `_Gone` where the rest will never come."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_BODY:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


async def _answer(send: Any, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _environ(scope: dict[str, Any], body: bytes) -> dict[str, Any]:
    """A WSGI environ (PEP 3333) from an ASGI scope."""
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
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(len(body)),
    }
    for name, value in scope["headers"]:
        if b"_" in name:
            continue  # no browser sends one, and here it would pass for the header with a dash
        key = name.decode("latin-1").upper().replace("-", "_")
        if key == "CONTENT_TYPE":
            environ["CONTENT_TYPE"] = value.decode("latin-1")
        elif key != "CONTENT_LENGTH":
            joined = environ.get(f"HTTP_{key}")
            text = value.decode("latin-1")
            separator = "; " if key == "COOKIE" else ","
            environ[f"HTTP_{key}"] = text if joined is None else f"{joined}{separator}{text}"
    return environ
