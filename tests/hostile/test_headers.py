"""What stands on every answer: of pages, files, refusals and faults, of a house on loopback and of one behind https."""

import gzip
import re
from collections.abc import Iterator

import pytest

from chalou.server.bridge import LARGEST_READ
from tests.hostile.lines import until_closed, upgraded
from tests.sweep.visitors import Answer, Visited, visited

URL = "https://tea.example.org"
FORM = "application/x-www-form-urlencoded"


def assert_safe(answer: Answer) -> None:
    """No code from elsewhere or in the page, no guessing of types, no frame, no address told to others."""
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    for sources in policy.values():
        assert "unsafe" not in sources
        assert "*" not in sources
        assert "http:" not in sources
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers
    for name in set(answer.headers):
        assert len(answer.headers.get_all(name) or []) == 1 or name.lower() == "set-cookie", f"{name} twice"


def assert_safe_part(answer: Answer) -> None:
    """A script or a style: no guessing of its type, none for other sites; what only a page obeys stays away."""
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Content-Security-Policy" not in answer.headers
    assert sum(len(name) + len(value) + 4 for name, value in answer.headers.items()) < 500


def answers(place: Visited) -> Iterator[tuple[str, Answer]]:
    """One of each kind that this house can be made to give."""
    world, stranger, seated = place.world, place.web(), place.web("seated")
    page = stranger.get("/")
    static = re.findall(r'"(/static/[^"]+)"', page.text)[0]
    huge = b"text=" + b"a" * (4 * 1024 * 1024)
    yield "page", page
    for path in (
        "/about/",
        "/signin/",
        "/join/",
        "/rooms/",
        f"/rooms/{world.public}/",
        "/nowhere/",
        f"/rooms/{world.members}/",
    ):
        yield path, stranger.get(path)
    for path in (
        "/me/",
        "/me/password/",
        f"/rooms/{world.members}/",
        f"/rooms/{world.members}/1/",
        f"/rooms/{world.members}/people/",
    ):
        yield path, seated.get(path)
    yield "redirect", stranger.get("/me/")
    yield "slash", stranger.get("/about")
    yield "static", stranger.get(static)
    since = stranger.get(static).headers["Last-Modified"]
    yield "static, not changed", stranger.get(static, If_Modified_Since=since)
    yield "static, a part", stranger.get(static, Range="bytes=0-10")
    yield "static, other method", stranger.ask("POST", static)
    yield "static, none", stranger.get("/static/none.js")
    yield "json", seated.get(f"/rooms/{world.members}/since/0/", Accept="application/json")
    yield "json, none", stranger.get(f"/rooms/{world.members}/", Accept="application/json")
    yield "json, signed out", stranger.get("/me/", Accept="application/json")
    yield "live", stranger.get("/live/")
    yield "method", stranger.ask("POST", "/about/")
    yield "csrf", stranger.ask("POST", "/signin/", b"x=1", {"Content-Type": FORM})
    yield "bad type", stranger.ask("POST", "/signin/", b"x", {"Content-Type": "text/plain; charset=utf-7"})
    yield "refused", seated.post(f"/rooms/{world.members}/post/", {"text": ""})
    yield "refused to a program", seated.post(f"/rooms/{world.members}/post/", {"text": ""}, Accept="application/json")
    yield "too large", seated.post(f"/rooms/{world.members}/post/", huge)
    yield "too large, to a program", seated.post(f"/rooms/{world.members}/post/", huge, Accept="application/json")
    yield "many fields", seated.post("/me/table/", "&".join(f"a{n}=1" for n in range(2000)).encode())
    yield "head", stranger.ask("HEAD", "/")


def test_every_answer_is_safe(place):
    seen = {}
    for what, answer in answers(place):
        seen[what] = answer.status
        try:
            assert_safe(answer)
        except (AssertionError, KeyError, TypeError) as error:
            raise AssertionError(f"{what}: {answer.status} {dict(answer.headers)}") from error
    assert {200, 206, 302, 304, 400, 401, 403, 404, 405, 409, 413} <= set(seen.values()), seen


def test_what_pages_are_made_of_comes_with_a_short_head(place):
    page = place.web().get("/")
    parts = re.findall(r'"(/static/[^"]+[.](?:css|js))"', page.text)
    assert {part.rpartition(".")[2] for part in parts} == {"css", "js"}
    for part in parts:
        answer = place.web().get(part)
        assert answer.status == 200
        assert_safe_part(answer)


def test_a_page_of_ones_own_is_packed_for_those_who_can_unpack(place):
    seated, path = place.web("seated"), f"/rooms/{place.world.members}/"
    plain, packed = seated.get(path), seated.get(path, Accept_Encoding="gzip")
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert_safe(packed)
    assert len(packed.body) < len(plain.body) / 2
    assert "</html>" in gzip.decompress(packed.body).decode()


def test_what_is_private_is_kept_by_nobody_else(place):
    """No cache on the way may give one person's page to another; values for programs are not kept at all."""
    for what, answer in answers(place):
        kept = answer.headers.get("Cache-Control", "")
        if what.startswith("static") and answer.status in (200, 206, 304):
            assert kept.startswith("max-age=315360000, public"), what
            continue
        assert "public" not in kept, (what, kept)
        assert "private" in kept or "no-store" in kept or "no-cache" in kept, (what, kept)
        if answer.headers.get("Content-Type", "").startswith("application/json"):
            assert "no-store" in kept, (what, kept)
        if answer.status == 200 and what.startswith(("/", "page")):
            assert "Cookie" in answer.headers["Vary"], what


def test_strangers_who_read_get_no_session_and_cookies_are_out_of_reach_of_scripts(place):
    stranger = place.web()
    for path in (
        "/",
        "/about/",
        "/rooms/",
        f"/rooms/{place.world.public}/",
        "/signin/",
        "/join/",
        "/nowhere/",
        "/link/none/",
    ):
        answer = stranger.get(path)
        assert "chalou_session" not in answer.cookies(), path
        for line in answer.headers.get_all("Set-Cookie") or []:
            assert "HttpOnly" in line, line
            assert "SameSite=Lax" in line, line
            assert "Secure" not in line, "a house on plain http would lose it"
            assert "Domain" not in line, line
    tried = place.tried("host-person", "not this one")
    assert "chalou_session" not in tried.cookies()


def test_a_refused_connection_says_why_and_nothing_else(place):
    for who, extra, status in (("stranger", (), b"401"), ("seated", (b"Origin: http://evil.example",), b"403")):
        with upgraded(place, who, *extra) as line:
            line.settimeout(2)
            head, _, body = until_closed(line).partition(b"\r\n\r\n")
        assert head.split(b" ")[1] == status
        assert b"x-content-type-options: nosniff" in head.lower()
        assert b"application/json" in head
        assert body in (b'{"refused": "signed_out"}', b'{"refused": "wrong_origin"}')


def test_a_fault_of_ours_is_a_page_with_the_same_headers_that_tells_nothing(client, monkeypatch):
    def breaks(*_: object) -> None:
        raise RuntimeError("the secret of the kettle")

    monkeypatch.setattr("chalou.server.views.the_house", breaks)
    client.raise_request_exception = False
    for accept, kind in (("text/html", "text/html"), ("application/json", "application/json")):
        answer = client.get("/", headers={"accept": accept})
        assert answer.status_code == 500
        assert answer["Content-Type"].startswith(kind)
        assert "the secret of the kettle" not in answer.content.decode()
        assert "Traceback" not in answer.content.decode()
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


# Behind https


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    """A house that people reach at an address with https, through a proxy it does not name."""
    with visited(tmp_path_factory.mktemp("behind"), CHALOU_URL=URL, CHALOU_TRUSTED_PROXIES="127.0.0.1") as place:
        yield place


PROXY = {"Host": "tea.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}


def test_behind_https_cookies_stay_there_and_browsers_come_back_by_it(behind):
    web = behind.web("stranger", **PROXY)
    page = web.get("/signin/")
    assert page.status == 200
    assert_safe(page)
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "wss://tea.example.org" in page.headers["Content-Security-Policy"]
    signed_in = web.post("/signin/", {"login": "house-person", "password": "seven cups of old-tree tea"}, Origin=URL)
    assert signed_in.status == 302
    lines = signed_in.headers.get_all("Set-Cookie") or []
    assert any(line.startswith("chalou_session=") for line in lines)
    for line in lines:
        assert all(word in line for word in ("Secure", "HttpOnly", "SameSite=Lax")), line
    assert_safe(web.get(re.findall(r'"(/static/[^"]+)"', page.text)[0]))


def test_another_name_than_its_own_is_not_answered(behind):
    for host in ("evil.example", "tea.example.org.evil.example", "evil.example:443", "tea.example.org@evil.example"):
        answer = behind.web("keeper", **{**PROXY, "Host": host}).get("/house/people/")
        assert answer.status == 400, host
        assert "evil.example" not in answer.text
        forwarded = behind.web("keeper", **{**PROXY, "X-Forwarded-Host": host}).get("/house/people/")
        assert forwarded.status == 200
        assert "evil.example" not in forwarded.text


def test_links_are_made_of_its_own_address(behind):
    keeper = behind.web("keeper", **PROXY)
    made = keeper.post(f"/house/people/{behind.world.people['house']}/link/", Origin=URL, Host="127.0.0.1")
    assert re.search(rf"{URL}/link/[\w-]+/", made.text)


def test_a_form_or_a_connection_from_another_page_is_refused(behind):
    keeper = behind.web("keeper", **PROXY)
    for origin in ("http://tea.example.org", "https://evil.example", "https://tea.example.org.evil.example", "null"):
        assert keeper.post("/house/invitations/", {"uses": "1", "days": "1"}, Origin=origin).status == 403, origin
        with upgraded(behind, "seated", b"Origin: " + origin.encode()) as line:
            line.settimeout(2)
            assert until_closed(line)[9:12] == b"403", origin
    with upgraded(behind, "seated", b"Origin: " + URL.encode()) as line:
        assert line.recv(200)[9:12] == b"101"


def test_whom_no_proxy_brings_is_not_taken_for_https(behind):
    """A form sent by https without any word of where it stood is refused; the token alone is not enough."""
    web = behind.web("keeper", **PROXY)
    token = web.token()
    sent = web.ask("POST", "/house/invitations/", b"uses=1&days=1", {"Content-Type": FORM, "X-CSRFToken": token})
    assert sent.status == 403


def test_what_is_too_large_to_read_is_bounded():
    assert LARGEST_READ <= 32 * 1024 * 1024
