"""Bodies larger than any form: where, from whom, how many at a time; everything else is as it was."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings

from chalou.server import uploads
from chalou.server.bridge import LARGEST_BODY, Bridge
from chalou.server.uploads import AT_ONCE, AT_ONCE_FROM_ONE, Uploads

ADDRESS = "/rooms/7/attachments/"
LARGEST = LARGEST_BODY + 3 * settings.CHALOU.upload_mb * 1_000_000
PIECE = bytes(1_000_000)
MULTIPART = b"multipart/form-data; boundary=x"
SESSION = f"{settings.SESSION_COOKIE_NAME}=abc".encode()


class House:
    """A place to send to; what came is counted, not kept."""

    def __init__(self) -> None:
        self.came: list[int] = []
        self.uploads = Uploads(ordinary=LARGEST_BODY)
        self.threads = ThreadPoolExecutor(1)
        self.bridge = Bridge(
            self._answered,
            threads_for=lambda *_: self.threads,
            wrong=lambda status, *_: ("text/plain", str(status).encode()),
            always={},
            uploads=self.uploads,
        )

    def _answered(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:  # WSGI's own shapes
        length = int(environ["CONTENT_LENGTH"])
        came = len(environ["wsgi.input"].read())
        assert came == length
        self.came.append(came)
        start_response("200 OK", [])
        return [b"ok"]

    async def send(
        self,
        size,
        *,
        path=ADDRESS,
        cookie=SESSION,
        kind=MULTIPART,
        method="POST",
        says=None,
        after=None,
        client="192.0.2.7",
    ) -> int | None:
        """Send so many bytes; answers the status, or None where nobody answered. `after` stands for what comes next
        instead of the rest.
        """
        left = size
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            nonlocal left
            if left == 0 and after is not None:
                message: dict[str, Any] = await after()
                return message
            part = PIECE[: min(left, len(PIECE))]
            left -= len(part)
            return {"type": "http.request", "body": part, "more_body": left > 0 or after is not None}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        announced = str(size if says is None else says).encode()
        headers = [(b"content-length", announced), (b"content-type", kind), (b"cookie", cookie)]
        scope = {
            "type": "http", "scheme": "http", "method": method, "path": path, "query_string": b"", "headers": headers,
            "http_version": "1.1", "client": (client, 5), "server": ("127.0.0.1", 8000),
        }  # fmt: skip
        await self.bridge(scope, receive, send)
        return sent[0]["status"] if sent else None


@pytest.fixture
def house():
    opened = House()
    yield opened
    opened.threads.shutdown()


def sent(house, size, **more):
    return asyncio.run(house.send(size, **more))


def test_at_its_address_an_upload_may_be_larger_than_any_form(house):
    for size in (LARGEST_BODY, LARGEST_BODY + 1, LARGEST):
        assert sent(house, size) == 200
    assert house.came == [LARGEST_BODY, LARGEST_BODY + 1, LARGEST]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"path": "/rooms/7/post/"}, 413),
        ({"path": "/rooms/7/attachments/1/large/"}, 413),
        ({"method": "PUT"}, 413),
        ({"cookie": b"other=1"}, 413),
        ({"kind": b"application/x-www-form-urlencoded"}, 400),
        ({"kind": b"multipart/form-data; boundary=x; charset=utf-7"}, 400),
    ],
)
def test_nothing_else_may(house, more, status):
    assert sent(house, LARGEST_BODY + 1, **more) == status
    assert house.came == []


def test_nor_more_than_the_house_takes_or_says_beforehand(house):
    assert sent(house, LARGEST + 1) == 413
    assert sent(house, LARGEST_BODY + 1, says="") == 413
    assert sent(house, LARGEST_BODY + 5, says=LARGEST_BODY + 1) is None
    assert sent(house, LARGEST_BODY + 5, says=LARGEST_BODY + 9) is None
    assert house.came == []


def test_one_that_is_cut_or_falls_silent_reaches_no_page_and_gives_its_place_back(house, monkeypatch):
    async def gone():
        return {"type": "http.disconnect"}

    async def silent():
        await asyncio.Event().wait()

    monkeypatch.setattr(uploads, "SILENCE_S", 0.05)
    for after in (gone, silent):
        for _ in range(AT_ONCE_FROM_ONE + 1):
            assert sent(house, 2_000_000, says=LARGEST_BODY + 9, after=after) is None
    assert house.came == []
    assert sent(house, LARGEST_BODY + 1) == 200


def test_only_a_few_at_a_time_and_of_one_address_fewer(house):
    async def crowd():
        go_on = asyncio.Event()

        async def waiting():
            await go_on.wait()
            return {"type": "http.disconnect"}

        under_way = [
            asyncio.ensure_future(house.send(9, says=LARGEST_BODY + 9, after=waiting, client=f"192.0.2.{n % 4}"))
            for n in range(AT_ONCE)
        ]
        await asyncio.sleep(0)
        try:
            full = await house.send(LARGEST_BODY + 1, client="192.0.2.99")
            for one in under_way[AT_ONCE_FROM_ONE:]:
                one.cancel()
            await asyncio.gather(*under_way[AT_ONCE_FROM_ONE:], return_exceptions=True)
            others = await house.send(LARGEST_BODY + 1, client="192.0.2.99")
        finally:
            go_on.set()
            await asyncio.gather(*under_way, return_exceptions=True)
        return full, others

    assert asyncio.run(crowd()) == (503, 200)


def test_one_address_does_not_take_all_places(house):
    async def greedy():
        async def waiting():
            await asyncio.Event().wait()

        under_way = [
            asyncio.ensure_future(house.send(9, says=LARGEST_BODY + 9, after=waiting)) for _ in range(AT_ONCE_FROM_ONE)
        ]
        await asyncio.sleep(0)
        same, other = await house.send(LARGEST_BODY + 1), await house.send(LARGEST_BODY + 1, client="192.0.2.8")
        for one in under_way:
            one.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        return same, other

    assert asyncio.run(greedy()) == (503, 200)


def test_a_form_of_ordinary_size_needs_no_place(house):
    assert sent(house, 5, cookie=b"") == 200
