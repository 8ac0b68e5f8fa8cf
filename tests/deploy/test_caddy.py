"""A house at its real address: https by a real Caddy with the file we ship, and the real command behind it."""

import http.client
import re
import socket
import time
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidStatus

from tests.deploy.caddy import Behind, Caddy
from tests.house import DoesNotOpen
from tests.making import PASSWORD
from tests.services import free_port
from tests.sweep.visitors import Web, visited

LANGUAGES_A_MINUTE = 20
"""How often one address may choose a language: the cheapest thing that is counted by address."""


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    folder = tmp_path_factory.mktemp("caddy")
    port = free_port()
    caddy = Caddy(folder, "Caddyfile", {"127.0.0.1:8000": f"127.0.0.1:{port}"})
    caddy.start()
    try:
        with visited(
            tmp_path_factory.mktemp("behind"),
            CHALOU_PORT=str(port),
            CHALOU_URL=caddy.address,
            CHALOU_TRUSTED_PROXIES="127.0.0.1",
        ) as place:
            made = Behind(place.house, place.world)
            made.caddy = caddy
            yield made
    finally:
        caddy.stop()


def test_whoever_comes_by_http_is_sent_to_https(behind):
    line = Web(behind.house)
    line.house = type("Plain", (), {"host": "localhost", "port": behind.caddy.http_port})()
    answer = line.ask("GET", "/rooms/?x=1")
    assert answer.status == 308
    # Caddy leaves its port out here, which on a real machine is 443.
    assert answer.headers["Location"] == "https://localhost/rooms/?x=1"


def test_one_signs_in_by_the_form_and_the_cookies_stay_on_https(behind):
    web = behind.outside()
    answer = web.post("/signin/", {"login": "house-person", "password": PASSWORD, "next": "/me/"})
    assert answer.status == 302, answer.text
    assert answer.headers["Location"] == "/me/"
    cookies = answer.headers.get_all("Set-Cookie") or []
    assert any(cookie.startswith("chalou_session=") for cookie in cookies)
    for cookie in cookies:
        for part in ("Secure", "HttpOnly", "SameSite=Lax"):
            assert part in cookie
        assert "Domain" not in cookie
    page = web.get("/me/")
    assert (page.status, page.headers["Strict-Transport-Security"]) == (200, "max-age=31536000")
    assert f"connect-src 'self' wss://localhost:{behind.caddy.port}" in page.headers["Content-Security-Policy"]


def test_a_form_of_another_page_is_refused(behind):
    assert behind.outside("house").post("/signout/", Origin="https://evil.example").status == 403
    assert behind.outside("house").post("/signout/", Origin=behind.house.address).status == 403


def test_links_have_the_public_address(behind):
    keeper = behind.outside("keeper")
    text = keeper.post("/house/invitations/", {"uses": "1", "days": "1"}).text
    (link,) = re.findall(r"(https?://[^<\s]+)/join/[\w-]+/", text)
    assert link == behind.caddy.address
    asked = behind.outside().get("/me/")
    assert (asked.status, asked.headers["Location"].partition("?")[0]) == (302, "/signin/")


def test_talk_goes_through_and_pings_come_back(behind):
    with (
        behind.line(behind.world.cookies["seated"], ping_s=0.2) as seated,
        behind.line(behind.world.cookies["host"]) as host,
    ):
        host.opens(behind.world.public)
        pong = seated.line.ping()
        assert pong.wait(10), "a ping of the client is answered by the house"
        assert seated.posts(behind.world.public, "隔着一道门也听得见")["is"] == "ack"
        host.hears("message", text="隔着一道门也听得见")


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost", "null"])
def test_a_live_connection_of_another_page_is_refused(behind, origin):
    with (
        pytest.raises(InvalidStatus) as refused,
        behind.line(behind.world.cookies["seated"], origin=origin),
    ):
        pass
    assert refused.value.response.status_code == 403


def test_a_live_connection_outlives_the_time_that_a_body_may_take(behind, tmp_path):
    """The file bounds slow senders; that must not end whoever listens. Two seconds here instead of two minutes."""
    shorter = {"read_body 2m": "read_body 1s", "idle 5m": "idle 1s"}
    caddy = Caddy(tmp_path, "Caddyfile", {"127.0.0.1:8000": f"127.0.0.1:{behind.house.port}", **shorter})
    caddy.start()
    try:
        there = Behind(behind.house, behind.world)
        there.caddy = caddy
        with there.line(behind.world.cookies["seated"], origin=behind.caddy.address) as line:
            line.frames_for(2.5)
            line.say(do="ping")
            line.hears("pong")
    finally:
        caddy.stop()


def chose(web: Web, **headers: str) -> int:
    token = web.token()
    sent = {"Content-Type": "application/x-www-form-urlencoded", "Origin": web.house.address, "X-CSRFToken": token}
    return web.ask("POST", "/language/", b"language=en", {**sent, **headers}).status


def used_up(web: Web, **headers: str) -> list[int]:
    """The answers to one try more than an address has."""
    return [chose(web, **headers) for _ in range(LANGUAGES_A_MINUTE + 1)]


def test_tries_are_counted_by_the_address_of_whoever_is_outside(behind):
    assert used_up(behind.outside(source="127.0.0.2"))[-1] == 429
    # Another address has its own, though both come by the one proxy …
    assert chose(behind.outside(source="127.0.0.3")) == 302
    # … and what a visitor says of themselves changes nothing.
    spent = behind.outside(source="127.0.0.2")
    assert chose(spent, **{"X-Forwarded-For": "203.0.113.1"}) == 429
    assert chose(spent, **{"Forwarded": "for=203.0.113.1", "X-Real-IP": "203.0.113.1"}) == 429


class _From(Web):
    """Past the proxy, straight to the house, from an address that is no proxy's."""

    def __init__(self, behind: Behind, source: str):
        super().__init__(behind.house)
        self._source = source

    def line(self):
        house = self.house
        return http.client.HTTPConnection(house.host, house.port, timeout=30, source_address=(self._source, 0))


def test_who_is_no_proxy_is_not_believed(behind):
    # Each time another address, as it says; it is one.
    own = {"Origin": behind.caddy.address, "Host": f"localhost:{behind.caddy.port}"}
    web = _From(behind, "127.0.0.4")
    assert [chose(web, **own, **{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(21)][-1] == 429


def test_of_several_hops_the_last_that_is_no_proxy_counts(behind):
    own = {"Origin": behind.caddy.address, "Host": f"localhost:{behind.caddy.port}", "X-Forwarded-Proto": "https"}
    web = Web(behind.house)
    # What stands before the address that the trusted proxy saw was written by whoever sits there.
    assert [chose(web, **own, **{"X-Forwarded-For": f"192.0.2.{n}, 198.51.100.9"}) for n in range(21)][-1] == 429
    assert chose(web, **own, **{"X-Forwarded-For": "198.51.100.10"}) == 302
    assert chose(web, **own, **{"X-Forwarded-For": "198.51.100.9, 127.0.0.1"}) == 429


def test_too_large_is_said_on_our_page_and_beyond_all_measure_by_caddy(behind):
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": behind.caddy.address}
    ours = behind.outside().ask("POST", "/signin/", b"a=" + b"x" * 4_000_000, form)
    assert ours.status == 413
    assert "too much at once" in ours.text
    with socket.create_connection(("localhost", behind.caddy.port), timeout=30) as plain:
        line = behind.caddy.trust().wrap_socket(plain, server_hostname="localhost")
        line.sendall(
            b"POST /signin/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: 500000000\r\n\r\n"
        )
        # As a browser does: on and on until there is an answer. Caddy has none for whoever falls silent half way.
        line.settimeout(0.1)
        answer = b""
        for _ in range(1000):
            try:
                answer = line.recv(12)
                break
            except TimeoutError:
                line.sendall(b"x" * 65536)
        assert answer == b"HTTP/1.1 413"


def test_files_are_packed_and_kept_for_ever_and_pages_are_packed(behind):
    web = behind.outside()
    page = web.get("/", Accept_Encoding="gzip")
    assert page.headers["Content-Encoding"] == "gzip"
    assert "no-cache" in page.headers["Cache-Control"]
    assert page.headers["Server"] in (None, "Caddy")
    (sheet,) = re.findall(r'href="(/static/[^"]+/common\.css)"', web.get("/").text)
    css = web.get(sheet, Accept_Encoding="zstd, gzip")
    assert css.headers["Content-Encoding"] in ("zstd", "gzip")
    assert "immutable" in css.headers["Cache-Control"]
    assert web.ask("HEAD", sheet).headers["Content-Type"].startswith("text/css")


def test_figures_stay_inside(behind):
    for path in ("/metrics", "/metrics/", "/metrics/x", "//metrics", "/%6detrics"):
        answer = behind.outside().get(path)
        assert answer.status in (301, 308, 404), path
        assert b"chalou_posts" not in answer.body
    # Also should Caddy's line be forgotten: the house knows what comes through a proxy.
    assert Web(behind.house).get("/metrics", X_Forwarded_For="127.0.0.1").status == 404
    assert Web(behind.house).get("/metrics").status == 200
    health = behind.outside().get("/health")
    assert (health.status, health.text) == (200, '{"ok": true}')


def test_the_keeper_sees_that_the_address_is_right(behind):
    page = behind.outside("keeper").get("/house/address/").text
    assert "You came by that address" in page
    assert "is trusted and says who comes" in page
    assert "To be mended" not in page


def test_a_proxy_that_nobody_trusts_is_seen_by_doctor_and_keeper(place):
    """The most usual mistake: the web server is there, CHALOU_TRUSTED_PROXIES is not."""
    for _ in range(30):
        Web(place.house).get("/", X_Forwarded_For="198.51.100.7", X_Forwarded_Proto="https")
    page = place.web("keeper", X_Forwarded_For="198.51.100.7").get("/house/address/").text
    assert "A web server at 127.0.0.1 passes people on, and is not trusted" in page
    assert "CHALOU_TRUSTED_PROXIES=127.0.0.1" in page
    with pytest.raises(DoesNotOpen, match="MEND most requests are passed on by somebody who is not trusted"):
        place.house.run("doctor")


def test_the_house_comes_back_behind_its_proxy(behind):
    behind.house.stop()
    assert behind.outside().get("/").status == 502
    behind.house.open()
    until = time.monotonic() + 20
    while behind.outside().get("/").status != 200:
        assert time.monotonic() < until
    with behind.line(behind.world.cookies["seated"]) as line:
        line.opens(behind.world.public)


def test_in_a_network_at_home_plain_http_works(place):
    """Without https the cookies cannot be `Secure`, and must not be: nobody could sign in."""
    web = Web(place.house)
    answer = place.tried("house-person", PASSWORD, web=web)
    assert answer.status == 302
    assert all("Secure" not in cookie for cookie in answer.headers.get_all("Set-Cookie") or [])
    assert answer.headers["Strict-Transport-Security"] is None
    assert web.get("/me/").status == 200
    with place.seat("seated", Origin=place.house.address) as line:
        line.opens(place.world.public)
