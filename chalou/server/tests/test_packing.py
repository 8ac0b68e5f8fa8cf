"""Answers made smaller on the way, where that is worth it and tells nobody anything."""

import gzip

import pytest

from chalou.server.packing import WORTH_BYTES, is_wanted, packed_for_all, packed_for_one
from chalou.server.tests.test_bridge import asked, body

PAGE = "一壶龙井，几碟点心。<p>".encode() * 200
HTML = (b"content-type", b"text/html; charset=utf-8")


def test_a_page_of_ones_own_comes_packed_and_whole():
    status, headers, packed = packed_for_one((200, [HTML, (b"vary", b"Cookie"), (b"content-length", b"9")], PAGE))
    there = dict(headers)
    assert status == 200
    assert gzip.decompress(packed) == PAGE
    assert len(packed) < len(PAGE) / 4
    assert there[b"content-encoding"] == b"gzip"
    assert there[b"content-length"] == str(len(packed)).encode()
    assert there[b"vary"] == b"Cookie, Accept-Encoding"


def test_its_length_does_not_tell_what_is_in_it():
    assert len({len(packed_for_one((200, [HTML], PAGE))[2]) for _ in range(60)}) > 20
    assert len({len(packed_for_all((200, [HTML], PAGE))[2]) for _ in range(5)}) == 1


@pytest.mark.parametrize(
    ("status", "headers", "page"),
    [
        (200, [HTML], b"x" * (WORTH_BYTES - 1)),
        (404, [HTML], PAGE),
        (206, [HTML], PAGE),
        (200, [(b"content-type", b"image/webp")], PAGE),
        (200, [(b"content-type", b"application/octet-stream")], PAGE),
        (200, [], PAGE),
        (200, [HTML, (b"content-encoding", b"gzip")], PAGE),
    ],
)
def test_what_is_small_or_no_page_or_packed_already_stays_as_it_is(status, headers, page):
    assert packed_for_one((status, list(headers), page)) == (status, headers, page)


def test_only_who_can_unpack_gets_it_packed():
    def page(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [PAGE]

    for accepts, packs in ((b"gzip, deflate, br", True), (b"br", False), (b"", False)):
        start, answer = asked(page, body(b""), headers=[(b"accept-encoding", accepts)])
        assert (dict(start["headers"]).get(b"content-encoding") == b"gzip") is packs
        assert (gzip.decompress(answer["body"]) if packs else answer["body"]) == PAGE
    assert not is_wanted([(b"accept", b"gzip")])
