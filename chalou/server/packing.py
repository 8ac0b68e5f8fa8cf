"""Answers made smaller for the way to a browser that unpacks them.

A page of a room is sixty kilobytes, and ten when packed: on a telephone line of the third generation that is a quarter
of a second.
"""

import gzip
import io
import secrets

WORTH_BYTES = 1_400
"""What goes in one piece over the line anyway is left as it is."""

QUICK, SMALL = 3, 6
"""Levels of zlib. Of a room page the quick one makes 10.8 KB in half a millisecond, the small one 9.8 KB in more than
one; a page that is made once for everybody may take that.
"""

_KINDS = (b"text/html", b"application/json")
_MOST_PADDING = 100

Headers = list[tuple[bytes, bytes]]
Made = tuple[int, Headers, bytes]


def is_wanted(headers: Headers) -> bool:
    """Whether these headers of a request say that whoever asks can unpack."""
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in headers)


def packed_for_one(made: Made) -> Made:
    """The answer for somebody who is signed in, packed if that is worth it.

    Its length says something about what is in it. Whoever can make somebody's browser load a page again and again with
    words of their choosing in it, and can watch the line, could find out by the length which of the words stand in
    the page already (BREACH). Other sites cannot (cookies are SameSite), forms' tokens differ each time, and beside
    that each answer gets a header of another length, as Django's own middleware does it.
    """
    status, headers, page = made
    there = dict(headers)
    kind = there.get(b"content-type", b"")
    if status != 200 or len(page) < WORTH_BYTES or not kind.startswith(_KINDS) or b"content-encoding" in there:
        return made
    return _packed(made, QUICK, "a" * secrets.randbelow(_MOST_PADDING))


def packed_for_all(made: Made) -> Made:
    """The answer for strangers. Nothing in it is secret: its length tells nothing."""
    return _packed(made, SMALL, "")


def _packed(made: Made, level: int, padding: str) -> Made:
    status, headers, page = made
    buffer = io.BytesIO()
    # The name of a file that there is not: the one place in the format where anything may stand.
    with gzip.GzipFile(filename=padding, mode="wb", compresslevel=level, fileobj=buffer, mtime=0) as file:
        file.write(page)
    packed = buffer.getvalue()
    varying = b", ".join([*(value for name, value in headers if name == b"vary"), b"Accept-Encoding"])
    kept = [(name, value) for name, value in headers if name not in (b"content-length", b"vary")]
    kept += [(b"vary", varying), (b"content-encoding", b"gzip"), (b"content-length", str(len(packed)).encode())]
    return status, kept, packed
