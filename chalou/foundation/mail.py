"""Letters of the house. Whoever answers a page puts one down and goes on; a thread of its own sends them.

So no page waits for a mail server, no transaction is open meanwhile, and how long an answer takes says nothing of
whether somebody was written to: what it needs to ask for a letter is asked on that thread too. What waits is kept in
memory: a letter that is lost with the process is asked for again by whoever missed it.
"""

import logging
import smtplib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.utils import make_msgid, parseaddr
from queue import Empty, Full, Queue
from threading import Event, Thread

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import close_old_connections
from django.utils.translation import gettext_lazy as _

from chalou.foundation.counts import the_counts
from chalou.foundation.refusals import Unable

log = logging.getLogger(__name__)

MOST_WAITING = 200
PAUSES_S = (5.0, 30.0)
"""How long it waits before it tries the same letter again."""
GIVEN_UP_FOR_GOOD = 500  # SMTP: from here on the other side says that trying again will not help


@dataclass(frozen=True, slots=True)
class Letter:
    """Plain text to one address, in the language of whoever reads it."""

    to: str
    subject: str
    text: str


Wanted = Callable[[], Iterable[Letter]]
"""What asks for letters: called on the thread that sends them."""


def can_send() -> bool:
    """Whether this house was told by which server it sends letters."""
    return bool(settings.CHALOU.mail_url)


def send(letter: Letter) -> None:
    """Send it at once, on this thread. Raises `OSError` (of which what smtplib raises is one) where that fails."""
    sender = settings.CHALOU.mail_from
    domain = parseaddr(sender)[1].rpartition("@")[2]
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": make_msgid(domain=domain)}
    EmailMessage(letter.subject, letter.text, sender, [letter.to], headers=headers).send()


def try_server() -> str | None:
    """Go to the server and sign in there, without a letter; answers why that fails."""
    try:
        with get_connection():
            return None
    except OSError as error:
        return reason(error)


def reason(error: OSError) -> str:
    """Why a letter was not sent, without what the server quotes: that may be the address, or more."""
    code = getattr(error, "smtp_code", None) or error.errno
    return f"{type(error).__name__} {code}" if code else type(error).__name__


class Post:
    """The letters that wait, and the thread that sends them."""

    def __init__(self, *, pauses_s: tuple[float, ...] = PAUSES_S) -> None:
        self.last_failure: str | None = None
        """Why the last letter was not sent; None where it was."""
        self._waiting: Queue[Wanted] = Queue(MOST_WAITING)
        self._pauses_s = pauses_s
        self._closing = Event()
        self._thread: Thread | None = None

    def put(self, wanted: Wanted) -> None:
        """Have letters sent soon."""
        try:
            self._waiting.put_nowait(wanted)
        except Full:
            raise Unable("post_full", _("Too many letters wait to be sent. Try again in a few minutes.")) from None

    def open(self) -> None:
        """Begin to send what is put down."""
        self._closing.clear()
        # It ends with the process: a server that does not answer must not keep a house from closing.
        self._thread = Thread(target=self._run, name="chalou-post", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Send no more."""
        self._closing.set()
        self._thread = None

    def forget(self) -> None:
        """Drop what waits; for the tests."""
        while not self._waiting.empty():
            self._waiting.get_nowait()

    def deliver(self) -> None:
        """Send all that waits, on this thread."""
        while True:
            try:
                wanted = self._waiting.get_nowait()
            except Empty:
                return
            self._send_all(wanted)

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                wanted = self._waiting.get(timeout=1)
            except Empty:
                continue
            close_old_connections()
            self._send_all(wanted)

    def _send_all(self, wanted: Wanted) -> None:
        try:
            letters = list(wanted())
        except Exception:
            the_counts.letters.add("failed")
            log.exception("a letter could not be written")
            return
        for letter in letters:
            self.last_failure = self._tried(letter)
            the_counts.letters.add("failed" if self.last_failure else "sent")

    def _tried(self, letter: Letter) -> str | None:
        """Send it, again after each pause; answers why it was given up."""
        for pause_s in (*self._pauses_s, None):
            try:
                send(letter)
            except OSError as error:
                why = reason(error)
                is_final = isinstance(error, smtplib.SMTPRecipientsRefused) or (
                    getattr(error, "smtp_code", 0) >= GIVEN_UP_FOR_GOOD
                )
                if is_final or pause_s is None or self._closing.wait(pause_s):
                    log.warning("a letter could not be sent: %s", why)
                    return why
            else:
                return None
        raise AssertionError("the last try has no pause")


the_post = Post()
"""Of this process."""
