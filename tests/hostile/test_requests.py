"""Requests that no browser sends: broken heads, paths, cookies, types and lengths, false names, tricks with `next`."""

import socket
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from chalou.server.bridge import LARGEST_BODY
from tests.sweep.visitors import Visited, Web, seat

FORM = "application/x-www-form-urlencoded"


def raw(place: Visited, sent: bytes, *, wait_s: float = 1) -> bytes:
    """Send bytes as they are; answers all that comes back until the house closes the line or is silent."""
    came = b""
    with socket.create_connection((place.house.host, place.house.port), timeout=wait_s) as line:
        try:
            line.sendall(sent)
            while part := line.recv(65536):
                came += part
        except (TimeoutError, ConnectionError):
            pass
    return came


def head(*lines: str | bytes) -> bytes:
    return b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in lines) + b"\r\n\r\n"


def status(answer: bytes) -> int | None:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else None


# Broken requests


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # a client that speaks TLS
        b"\x00" * 100,
        head("GET / HTTP/9.9", "Host: x"),
        head("GET /\x00 HTTP/1.1", "Host: x"),
        head(b"GET /\xff\xfe HTTP/1.1", "Host: x"),
        head("GET / HTTP/1.1", "Host: x", "Bad Header: 1"),
        head("GET / HTTP/1.1", "Host: x", "X: a\x00b"),
        head("POST / HTTP/1.1", "Host: x", "Content-Length: -1"),
        head("POST / HTTP/1.1", "Host: x", "Content-Length: 5", "Content-Length: 6"),
        head("POST / HTTP/1.1", "Host: x", "Content-Length: 5", "Transfer-Encoding: chunked"),
        head("POST / HTTP/1.1", "Host: x", "Transfer-Encoding: xchunked"),
        head("POST / HTTP/1.1", "Host: x", "Transfer-Encoding: chunked") + b"zz\r\n",
        head("GET / HTTP/1.1", "Host: x", " Folded: 1"),
    ],
)
def test_what_is_no_request_is_told_so_and_the_line_is_closed(place, sent):
    answer = raw(place, sent)
    assert status(answer) in (400, 405, 505, None), answer[:200]
    assert answer.count(b"HTTP/1.1 ") <= 1


def test_a_second_request_cannot_hide_in_the_body_of_the_first(place):
    hidden = head("GET /hidden/ HTTP/1.1", "Host: x")
    for lengths in (("Content-Length: 0", "Transfer-Encoding: chunked"), ("Transfer-Encoding: chunked, identity",)):
        answer = raw(place, head("POST /about/ HTTP/1.1", "Host: 127.0.0.1", *lengths) + hidden)
        assert answer.count(b"HTTP/1.1 ") == 1, lengths
        assert status(answer) == 400


def test_an_endless_head_is_cut_off(place):
    answer = raw(place, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"a" * (2 * 1024 * 1024))
    assert status(answer) in (431, None)
    answer = raw(place, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X-Many: a\r\n" * 100_000)
    assert status(answer) in (431, None)
    answer = raw(place, b"GET /" + b"a" * (2 * 1024 * 1024))
    assert status(answer) in (431, 414, None)


def test_a_cookie_jar_of_an_ordinary_size_is_read(place):
    answer = raw(place, head("GET /about/ HTTP/1.1", "Host: 127.0.0.1", "Connection: close", "Cookie: a=" + "x" * 8000))
    assert status(answer) == 200


@pytest.mark.parametrize(
    "path",
    [
        "/%00", "/%ff%fe/", "/rooms/%D9%A1/", "/rooms/-1/", "/rooms/1e3/", f"/rooms/{2**63}/", f"/rooms/{'9' * 5000}/",
        f"/rooms/1/{2**64}/", f"/rooms/1/before/{2**70}/x", "/rooms/1/people/0/", "/link/%00/", "/link/%ff/",
        "/%2e%2e/%2e%2e/etc/passwd", "/static/../house.sqlite3", "/static/..%2f..%2fsecret-key",
        "/static/%2e%2e/%2e%2e/secret-key", "/static//etc/passwd", "/static/\\..\\..\\secret-key", "/static/",
        "/static/x\x00y".replace("\x00", "%00"), "/static/nothing/web/tokens.css", "/secret-key", "/data/house.sqlite3",
        "/live/x/", "//evil.example/", "/\\evil.example/", "/admin/", "/.git/config", "/accounts/login/",
        "/accounts/email/",
    ],
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_not_found(place, path):
    answer = place.web("seated").get(path)
    assert answer.status in (404, 410), (path, answer.status)
    assert b"SQLite format" not in answer.body
    secret = (place.house.data / "secret-key").read_bytes()
    assert secret not in answer.body
    assert str(place.house.data) not in answer.text, "it does not say where it is installed"


@pytest.mark.parametrize(
    "query",
    ["?at=%00", "?at=-1", "?at=%C2%B2", f"?at={'9' * 5000}", "?before=%FF", "?at=1&at=2", "?" + "a=1&" * 900,
     "?frames=%00", f"?before={2**62}", "?at=%D9%A3"],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_let_pass(place, query):
    room = place.world.members
    for path in (f"/rooms/{room}/", f"/rooms/{room}/people/", f"/rooms/{room}/since/0/", f"/rooms/{room}/before/9/"):
        assert place.web("seated").get(path + query).status == 200, path
    assert place.web("keeper").get("/house/people/" + query).status == 200


def test_numbers_beyond_every_column_are_nobodys(place):
    keeper = place.web("keeper")
    for number in (0, 2**31, 2**53, 2**63 - 1, 2**63, 2**64, 10**30):
        assert keeper.post(f"/house/people/{number}/link/").status == 404, number
        assert keeper.post(f"/house/people/{number}/role/", {"role": "moderator"}).status == 404, number
        assert keeper.post(f"/house/invitations/{number}/withdraw/").status == 404, number
        assert keeper.post(f"/rooms/{place.world.public}/people/{number}/remove/").status == 404, number
        assert keeper.post(f"/rooms/{place.world.public}/people/{number}/lift/").status in (302, 404), number
        assert keeper.get(f"/rooms/{place.world.public}/since/{number}/").status == 200, number


# Cookies

FORGED = [
    "chalou_session=",
    "chalou_session=x",
    "chalou_session=" + "a" * 32,
    "chalou_session=" + "a" * 5000,
    'chalou_session="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\000"',
    'chalou_session="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\377"',
    "chalou_session=' OR 1=1 --aaaaaaaaaaaaaaaaaaaa",
    "chalou_session=%00%00%00%00%00%00%00%00%00",
    "chalou_session=aaaaaaaaaaaaaaaa\xe8\x8c\xb6aaaaaaaaaa",
    'chalou_csrf="\\000\\377"; chalou_language=../../etc; chalou_session=null',
]


@pytest.mark.parametrize("cookie", FORGED)
def test_a_forged_session_is_nobody(place, cookie):
    asked = Web(place.house, headers={"Cookie": cookie}).get("/live/")
    assert asked.status == 401
    assert Web(place.house, headers={"Cookie": cookie}).get("/rooms/").status == 200
    upgrade = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
               "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==")  # fmt: skip
    sent = head("GET /live/ HTTP/1.1", "Host: 127.0.0.1", *upgrade, b"Cookie: " + cookie.encode("latin-1"))
    assert status(raw(place, sent, wait_s=2)) == 401


def test_cookies_of_other_programs_on_the_same_machine_do_not_sign_anybody_out(place):
    """Programs on other ports share the cookies of a host, and some write what no grammar allows."""
    others = 'weird={"a": [1,2]}; also bad; =x; '
    cookie = place.world.cookies["seated"]
    assert Web(place.house, headers={"Cookie": others + cookie}).get("/live/").status == 200
    with seat(place.house, others + cookie):
        pass


# Names and addresses that are not ours


def test_who_says_to_come_from_elsewhere_is_not_believed(place):
    """No proxy is named in this house, so what a request says of its own way means nothing."""
    lies = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example",
            "Forwarded": "for=203.0.113.9;host=evil.example;proto=https", "X-Real-IP": "203.0.113.9",
            "X-Original-URL": "/house/", "X-Rewrite-URL": "/house/", "X-HTTP-Method-Override": "DELETE",
            "X_Forwarded_For": "1.2.3.4", "Remote-Addr": "1.2.3.4", "Content_Type": "x",
            "Content-Length": "0"}  # fmt: skip
    answer = place.web("keeper").ask("GET", "/house/invitations/", headers=lies)
    assert answer.status == 200
    made = place.web("keeper").post("/house/invitations/", {"uses": "1", "days": "1"}, X_Forwarded_Host="evil.example")
    assert made.status == 200
    assert "evil.example" not in made.text
    assert f"{place.house.address}/join/" in made.text


@pytest.mark.parametrize("host", ["evil.example/<script>", "a b", "", "127.0.0.1, evil.example", "[::1"])
def test_a_host_that_is_no_name_is_refused(place, host):
    answer = raw(place, head("GET /about/ HTTP/1.1", f"Host: {host}", "Connection: close"))
    assert status(answer) == 400, answer[:100]
    assert b"<script>" not in answer.split(b"\r\n\r\n", 1)[1].replace(b'<script type="', b"")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "CONNECT"])
def test_other_methods_do_nothing_and_echo_nothing(place, method):
    for path in ("/", "/rooms/", f"/rooms/{place.world.members}/", f"/rooms/{place.world.members}/settings/", "/me/"):
        answer = raw(
            place,
            head(
                f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{place.house.port}", "Connection: close",
                f"Cookie: {place.world.cookies['host']}", "X-Echo: kettle-kettle",
            ),
        )  # fmt: skip
        assert status(answer) in (400, 403, 405), (path, answer[:80])
        assert b"kettle-kettle" not in answer
        assert b"http://127.0.0.1" not in answer


# Forms


def test_a_form_without_its_token_is_refused_on_a_page_that_says_so(place):
    path = f"/rooms/{place.world.public}/post/"
    body = urlencode({"text": "planted"}).encode()
    web = place.web("seated")
    web.token()
    for headers in (
        {},
        {"X-CSRFToken": "a" * 64},
        {"X-CSRFToken": "\xff"},
        {"X-CSRFToken": web.token(), "Origin": "http://evil.example"},
        {"X-CSRFToken": web.token(), "Origin": "null"},
    ):
        page = web.ask("POST", path, body, {"Content-Type": FORM, **headers})
        assert page.status == 403, headers
        assert "Please send it once more" in page.text
        told = web.ask("POST", path, body, {"Content-Type": FORM, "Accept": "application/json", **headers})
        assert (told.status, told.json["refused"]) == (403, "csrf")
    assert "planted" not in web.get(f"/rooms/{place.world.public}/").text


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain; charset=utf-7",
        "multipart/form-data; boundary=x; charset=utf-7",
        "multipart/form-data; boundary=x; charset=zlib",
        "multipart/form-data; boundary=x; charset=undefined",
        "multipart/form-data; boundary=x; charset=unicode_escape",
        "application/x-www-form-urlencoded; charset=utf-16",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 5000,
        "text/plain; x*=zlib''%00",
        "text/plain; x*=nothing''%00",
        "multipart/form-data; boundary*=utf-99''x",
        "\xff\xfe",
        ";;;;",
    ],
)
def test_a_form_of_an_odd_kind_is_refused_not_stumbled_over(place, kind):
    web = place.web("seated")
    token = web.token()
    body = (
        b'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n' + token.encode() + b"\r\n"
        b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n+2AA- \\ud800 \xff\r\n--x--\r\n'
    )
    path = f"/rooms/{place.world.public}/post/"
    answer = web.ask("POST", path, body, {"Content-Type": kind, "X-CSRFToken": token, "Origin": place.house.address})
    assert answer.status in (400, 403, 409), (kind, answer.status)
    looked = web.ask("GET", f"/rooms/{place.world.public}/?at=%2B2AA-", headers={"Content-Type": kind})
    assert looked.status in (200, 400)


@pytest.mark.parametrize(
    "part",
    [
        b"Content-Disposition: form-data; name*=zlib''%00; filename*=nothing''x",
        b"Content-Disposition: form-data; name*=utf-7''+2AA-",
        b"Content-Disposition: form-data; name=\"text\"; filename=\"../../x\"",
        b'Content-Disposition: form-data; name="text"\r\nContent-Transfer-Encoding: base64',
        b"Content-Disposition: \xff\xfe",
        b"",
    ],
)  # fmt: skip
def test_a_part_of_a_form_with_an_odd_head_is_refused(place, part):
    web = place.web("seated")
    body = b"--x\r\n" + part + b"\r\n\r\n===\r\n--x--\r\n"
    answer = web.post(f"/rooms/{place.world.public}/post/", body, Content_Type="multipart/form-data; boundary=x")
    assert answer.status in (400, 409), answer.status


def test_more_fields_than_any_form_has_are_refused(place):
    answer = place.web("seated").post("/me/table/", "&".join(f"a{n}=1" for n in range(5000)).encode())
    assert answer.status == 400
    assert "could not be read" in answer.text


def test_a_form_of_four_megabytes_is_answered_with_a_page_and_the_line_is_closed(place):
    fields = urlencode({"text": "a" * (4 * 1024 * 1024)}).encode()
    web = place.web("seated")
    page = web.post(f"/rooms/{place.world.public}/post/", fields)
    assert (page.status, page.headers["Connection"]) == (413, "close")
    assert "too much at once" in page.text
    told = web.post(f"/rooms/{place.world.public}/post/", fields, Accept="application/json")
    assert (told.status, told.json["refused"], told.json["wait_s"]) == (413, "too_large", None)


def test_a_form_that_says_it_will_be_huge_is_not_waited_for(place):
    sent = head("POST /signin/ HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {LARGEST_BODY * 1000}")
    assert status(raw(place, sent, wait_s=2)) == 413


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "http:evil.example",
     "///evil.example", "https:///evil.example", "javascript:alert(1)", "%2f%2fevil.example", "/%09/evil.example",
     "\t//evil.example",
     "/\t/evil.example", "https://127.0.0.1@evil.example/", "http://127.0.0.1.evil.example/", "data:text/html,x",
     "\x00//evil"],
)  # fmt: skip
def test_nobody_is_led_out_of_the_house(place, elsewhere):
    web = place.web("seated")
    switched = web.post("/language/", {"language": "en", "next": elsewhere})
    signed_in = web.get(f"/signin/?{urlencode({'next': elsewhere})}")
    signed_out = place.web().get(f"/signout/?{urlencode({'next': elsewhere})}")
    for answer in (switched, signed_in, signed_out):
        # As browsers read an address: tabs are no part of it, and a backslash is a slash.
        leads_to = answer.headers.get("Location", "/").replace("\t", "").replace("\\", "/")
        assert urlsplit(urljoin(f"{place.house.address}/language/", leads_to))[:2] == urlsplit(place.house.address)[:2]
    form = place.web().get(f"/signin/?{urlencode({'next': elsewhere})}")
    assert form.status == 200
    back = web.post(f"/rooms/{place.world.public}/people/1/lift/", Referer=elsewhere.replace("\x00", ""))
    assert 'href="https://evil' not in back.text
    assert 'href="//evil' not in back.text
