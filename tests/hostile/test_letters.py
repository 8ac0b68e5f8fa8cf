"""Letters of a house in earnest: sent by a mail server that asks for a password, and not a word of them in the log."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from queue import Queue

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.house import DoesNotOpen
from tests.services import free_port
from tests.sweep.visitors import Web, visited

USER, MAIL_PASSWORD = "teahouse", "osmanthus-in-the-mail"
ADDRESS = "xiaoman@example.org"


class Mailbox:
    """What was brought to the server, in order."""

    def __init__(self) -> None:
        self.came: Queue[tuple[list[str], str, str]] = Queue()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # its name
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        text = letter.get_content()
        self.came.put((envelope.rcpt_tos, str(letter["Subject"]), text))
        return "250 OK"

    def next(self) -> tuple[list[str], str, str]:
        return self.came.get(timeout=20)


def let_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object) -> AuthResult:
    assert isinstance(given, LoginPassword)
    return AuthResult(success=(given.login, given.password) == (USER.encode(), MAIL_PASSWORD.encode()))


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box, port = Mailbox(), free_port()
    server = Controller(
        box, hostname="127.0.0.1", port=port, authenticator=let_in, auth_required=True, auth_require_tls=False
    )
    server.start()
    yield box, port
    server.stop()


def test_letters_arrive_and_nothing_of_them_stands_in_the_log(tmp_path, mailbox):
    box, mail_port = mailbox
    port = str(free_port())
    settings = {
        "CHALOU_LOG_LEVEL": "debug",
        "CHALOU_PORT": port,
        "CHALOU_URL": f"http://127.0.0.1:{port}",
        "CHALOU_MAIL_URL": f"smtp://{USER}:{MAIL_PASSWORD}@127.0.0.1:{mail_port}",
        "CHALOU_MAIL_FROM": "九曲茶楼 <tea@example.org>",
    }
    with visited(tmp_path / "writing", **settings) as place:
        web = Web(place.house, place.signed_in("house-person"))
        assert web.post("/me/mail/", {"address": ADDRESS}).status == 302
        to, subject, text = box.next()
        assert to == [ADDRESS]
        assert "Is this your address?" in subject
        confirm = re.findall(rf"http://127\.0\.0\.1:{port}(/mail/[\w-]+/)", text)[0]
        for method in ("GET", "HEAD", "PUT"):
            Web(place.house).ask(method, confirm)
        assert Web(place.house).post(confirm).status == 200
        assert Web(place.house).post("/signin/lost/", {"address": ADDRESS.upper()}).status == 200
        _, _, text = box.next()
        link = re.findall(r"/link/[\w-]+/", text)[0]
        back = Web(place.house)
        assert back.post(link).status == 302
        assert back.get("/live/").json["person"] == place.world.people["house"]
        assert "took a letter to" in place.house.run("mail-test", ADDRESS)
        assert box.next()[1].startswith("试一封信")
        with pytest.raises(DoesNotOpen, match="is no e-mail address"):
            place.house.run("mail-test", "nobody")
        assert "ok   letters are sent by 127.0.0.1" in place.house.run("doctor")
        place.house.stop()
        log = place.log()
    assert "Chalou is open" in log
    secrets = {confirm.split("/")[2], link.split("/")[2], MAIL_PASSWORD, ADDRESS, ADDRESS.upper()}
    assert sorted(secret for secret in secrets if secret in log) == []
