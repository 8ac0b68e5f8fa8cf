"""Nothing that opens a door, and no word that was said, stands in the log: not even where one looks for a fault."""

import re
import sqlite3
import time

import psycopg
import pytest

from chalou.people.rules.codes import code_at
from tests.environment import POSTGRES
from tests.making import PASSWORD
from tests.sweep.visitors import Visited, Web, seat, visited

WORDS = "这句话不该进日志"


@pytest.mark.parametrize("form", ["line", "json"])
def test_secrets_never_reach_the_log(tmp_path, form):
    """At the level "debug": signing in, a wrong password, a link and its misuse, invitations, live talk, faults."""
    with visited(tmp_path / "talkative", CHALOU_LOG_LEVEL="debug", CHALOU_LOG_FORM=form) as place:
        secrets = {PASSWORD, WORDS, "a wrong password", "a kettle that sings", "eight cups of old-tree tea"}
        secrets |= {cookie.partition("=")[2] for cookie in place.world.cookies.values()}
        secrets |= {(place.house.data / "secret-key").read_text(encoding="ascii")}

        web = Web(place.house)
        place.tried("house-person", "a wrong password", web=web)
        place.tried("house-person", PASSWORD, web=web)
        secrets.add(web.cookies["chalou_session"])

        keeper = place.web("keeper")
        link = re.findall(r"/link/([\w-]+)/", keeper.post(f"/house/people/{place.world.people['host']}/link/").text)[0]
        invited = keeper.post("/house/invitations/", {"uses": "2", "days": "1"}).text
        token = re.findall(r"/join/([\w-]+)/", invited)[0]
        room = place.world.closed
        seats = place.web("host").post(f"/rooms/{room}/invitations/", {"uses": "2", "days": "1"}).text
        seat_token = re.findall(r"/rooms/invitation/([\w-]+)/", seats)[0]
        secrets |= {link, token, seat_token}
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for led_from in ("/signin/?next=/rooms/invitation/{}/", "/signin/?next=%2Frooms%2Finvitation%2F{}%2F"):
            Web(place.house).ask("PUT", led_from.format(seat_token))
        for path in (f"/link/{link}/", f"/join/{token}/", f"/rooms/invitation/{seat_token}/"):
            for method in ("GET", "HEAD", "PUT"):
                Web(place.house).ask(method, path)
            # A page that stood open too long: refused, and the link is as good as before.
            assert Web(place.house).ask("POST", path, b"x=1", form).status == 403
            assert Web(place.house).ask("POST", path, b"x", {"Content-Type": "text/plain; charset=utf-7"}).status == 400
            Web(place.house).ask("GET", f"{path}?next={path}")
        guest = Web(place.house)
        assert guest.post(f"/link/{link}/").status == 302
        secrets.add(guest.cookies["chalou_session"])
        assert guest.post(f"/link/{link}/").status == 410
        guest.post("/me/new-password/", {"password": "eight cups of old-tree tea"})
        joined = Web(place.house)
        fields = {"sign_in_name": "xinke", "name": "新客", "password": "a kettle that sings"}
        joined.post(f"/join/{token}/", {**fields, "password": PASSWORD, "sign_in_name": "x"})
        assert joined.post(f"/join/{token}/", fields).status == 302
        secrets.add(joined.cookies["chalou_session"])
        joined.get(f"/setup/?key={PASSWORD.replace(' ', '')}")

        again = {"password": "eight cups of old-tree tea"}
        assert guest.post("/me/again/", {"password": "a wrong password"}).status == 422
        assert guest.post("/me/again/", again).status == 302
        setting_up = guest.get("/me/two-steps/app/").text
        sealed = re.findall(r'name="sealed" value="([^"]+)"', setting_up)[0]
        secret = "".join(re.findall(r'class="handed-on" lang="en">([A-Z2-7 ]+)<', setting_up)[0].split())
        shown = guest.post("/me/two-steps/app/", {"sealed": sealed, "code": code_at(secret, int(time.time() // 30))})
        codes = re.findall(r"<code>([\w-]+)</code>", shown.text)
        assert len(codes) == 10
        second = Web(place.house)
        place.tried("host-person", again["password"], web=second)
        second.post("/signin/second/", {"code": "WRNG-WRNG-WRNG"})
        assert second.post("/signin/second/", {"code": codes[0]}).status == 302
        second.post("/signin/passkey/", {"answer": '{"id": "a-passkey-that-nobody-has"}'})
        secrets |= {*codes, secret, sealed, "WRNG-WRNG-WRNG", "a-passkey-that-nobody-has"}

        with seat(place.house, f"chalou_session={guest.cookies['chalou_session']}") as line:
            line.opens(place.world.members)
            line.posts(place.world.members, WORDS)
            line.line.send(f'{{"do": "post", "text": "{WORDS}"')
            line.frames_for(0.2)
        guest.post("/signout/")
        place.house.stop()
        log = place.log()
    assert "Chalou is open" in log
    assert '"WebSocket /live/" [accepted]' in log.replace("\\", ""), "the level that tells most"
    assert sorted(secret for secret in secrets if secret in log) == []
    assert "/link/…/" in log
    assert WORDS.encode("unicode_escape").decode() not in log


def _refuse_rows(place: Visited) -> None:
    """From now on the database takes no text of a message, and says so in its own way."""
    if POSTGRES is not None:
        with psycopg.connect(place.house.environ["CHALOU_DATABASE_URL"], autocommit=True) as connection:
            connection.execute("ALTER TABLE chat_message ADD CONSTRAINT never CHECK (text = '') NOT VALID")
        return
    with sqlite3.connect(place.house.data / "house.sqlite3", timeout=20) as database:
        for verb in ("INSERT", "UPDATE"):
            database.execute(
                f"CREATE TRIGGER never_{verb} BEFORE {verb} ON chat_message BEGIN SELECT RAISE(ABORT, 'never'); END"
            )
    database.close()


def test_a_database_that_quotes_a_row_is_not_repeated(tmp_path):
    """PostgreSQL shows the whole row that it could not take: in the writer, in a page, in a traceback."""
    with visited(tmp_path / "quoting", CHALOU_LOG_LEVEL="debug", CHALOU_LOG_FORM="json") as place:
        room = place.world.public
        with place.seat("seated") as line:
            line.opens(room)
            number = line.posts(room, "水开了")["seq"]
            _refuse_rows(place)
            assert line.posts(room, WORDS)["why"] == "busy"
        web = place.web("seated")
        assert web.post(f"/rooms/{room}/post/", {"text": WORDS}).status == 409
        assert web.post(f"/rooms/{room}/{number}/edit/", {"text": WORDS}).status == 500
        place.house.stop()
        log = place.log()
    assert "never" in log, "the reason itself is told"
    assert "rooms/<int:room>/<int:seq>/edit/ failed: 500" in log
    assert "Traceback" in log
    for words in (WORDS, WORDS.encode("unicode_escape").decode(), "秋月", "Failing row"):
        assert words not in log


def test_a_stranger_cannot_write_a_line_into_the_log(place):
    before = len(place.log())
    for path in ("/%0a2026-01-01%20forged", "/%0d%0aforged", "/%1b[31mforged", "/%E2%80%A8forged", "/%C2%85forged"):
        Web(place.house).ask("GET", path)
    wrote = place.log()[before:]
    for line in wrote.splitlines():
        assert re.match(r"\d{4}-\d\d-\d\d [\d:,]+ \w+ +[\w.]+: ", line), line
    assert "\x1b" not in wrote
