"""What is right and wrong with this installation: one list for `chalou doctor` and for the keeper's page.

Each finding is a sentence and, where it is needed, what to do. They are in the language of whoever reads.
"""

import resource
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from redis import Redis
from redis.exceptions import RedisError

from chalou.chat.queries import most_kept, use_of_house
from chalou.events.chores import standing
from chalou.foundation import media
from chalou.foundation.clock import now
from chalou.foundation.mail import can_send, the_post, try_server
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.figures import file_size
from chalou.house.actions import SIGN
from chalou.house.queries import sign_token
from chalou.people.queries import waiting_count
from chalou.server.seeing.disk import newest_backup_at
from chalou.server.seeing.named import names_of_chores

LEAST_FREE_BYTES = 500 * 1024 * 1024
OLD_BACKUP_DAYS = 2
NEARLY_FULL = 0.9
LONG_WAIT = timedelta(days=3)
SOCKETS_WANTED = 4096
NEAR = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: good, or not good with what to do."""

    is_good: bool
    what: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """How somebody came here: what the house takes for the address they typed and for their own, and what is said by
    whoever passed it on.
    """

    scheme: str
    host: str
    client: str
    forwarded_for: str
    forwarded_scheme: str

    @property
    def address(self) -> str:
        return f"{self.scheme}://{self.host}"

    @property
    def is_near(self) -> bool:
        return urlsplit(f"//{self.host}").hostname in NEAR

    @property
    def is_believed(self) -> bool:
        """Whether the visitor's address is one that a proxy told."""
        return any(self.client in (part.strip(), _bare(part)) for part in self.forwarded_for.split(","))


def _bare(told: str) -> str:
    """An address without the port that some proxies add."""
    return urlsplit(f"//{told.strip()}").hostname or ""


def of_address() -> Iterator[Finding]:
    """By the settings alone."""
    address = urlsplit(settings.CHALOU.address)
    yield Finding(True, _("people find the house at %(address)s") % {"address": settings.CHALOU.address})
    if not settings.CHALOU.url and settings.CHALOU.host not in ("127.0.0.1", "::1"):
        yield Finding(
            False,
            _("CHALOU_URL is not set"),
            _("Set it to the address people type, so that only that name is answered."),
        )
    if address.scheme == "http" and address.hostname not in NEAR:
        yield Finding(
            True,
            _("the address is plain http"),
            _(
                "Others in the network can read along, and browsers switch off passkeys, notifications, the "
                "microphone, installing and reading without a line. Use https in front of it when the house is reached "
                "from outside."
            ),
        )
    if not settings.CHALOU.offline:
        yield Finding(
            True,
            _("browsers keep no pages to be read without a line (CHALOU_OFFLINE)"),
            _("What they have kept before is cleared away at the next visit of each."),
        )
    if settings.CHALOU.trusted_proxies and not settings.CHALOU.url:
        yield Finding(
            False,
            _("proxies are trusted but CHALOU_URL is not set"),
            _("Behind a proxy the house must know its address."),
        )


def of_letters(*, is_tried: bool = False) -> Iterator[Finding]:
    """Whether the house can send letters, and whether the last one went; or whether the server lets us in now."""
    if not can_send():
        yield Finding(
            True,
            _("the house sends no letters"),
            _(
                "That is no fault: for a lost password you make a link. With CHALOU_MAIL_URL and CHALOU_MAIL_FROM "
                "those who give an e-mail address find back in by themselves."
            ),
        )
        return
    server = urlsplit(settings.CHALOU.mail_url).hostname
    failure = try_server() if is_tried else the_post.last_failure
    if failure:
        yield Finding(
            False,
            _("%(server)s takes no letters of the house: %(said)s") % {"server": server, "said": failure},
            _("See whether CHALOU_MAIL_URL is right; “chalou mail-test ADDRESS” tries it at the machine."),
        )
    else:
        what = _("letters are sent by %(server)s, from %(sender)s")
        yield Finding(True, what % {"server": server, "sender": settings.CHALOU.mail_from})


def of_request(asked: Asked) -> Iterator[Finding]:
    """By how the keeper came here just now."""
    is_passed_on = bool(asked.forwarded_for)
    if is_passed_on and not asked.is_believed:
        yield Finding(
            False,
            _("a web server at %(address)s passes people on, and is not trusted") % {"address": asked.client},
            _(
                "To the house everybody comes from that one address: whoever tries too often uses up the tries of all. "
                "Set CHALOU_TRUSTED_PROXIES=%(address)s, if that server is yours."
            )
            % {"address": asked.client},
        )
    elif is_passed_on:
        yield Finding(True, _("the web server in front of the house is trusted and says who comes"))
    elif settings.CHALOU.trusted_proxies and settings.CHALOU.url and not asked.is_near:
        yield Finding(
            False,
            _("proxies are trusted, but nobody passed this request on"),
            _(
                "Either the web server in front does not say who comes (X-Forwarded-For): let it. Or there is none: "
                "then take CHALOU_TRUSTED_PROXIES away, for whoever has that address could say anything."
            ),
        )
    yield from _typed(asked)


def _typed(asked: Asked) -> Iterator[Finding]:
    url = settings.CHALOU.url
    typed_by_https = asked.scheme == "https" or asked.forwarded_scheme == "https"
    if not url:
        if not asked.is_near:
            address = f"{'https' if typed_by_https else asked.scheme}://{asked.host}"
            yield Finding(
                False,
                _("CHALOU_URL is not set, and you came by %(address)s") % {"address": address},
                _("If that is the address people type: CHALOU_URL=%(address)s") % {"address": address},
            )
    elif asked.address == url:
        yield Finding(True, _("you came by that address"))
    elif asked.is_near:
        yield Finding(
            True,
            _("you came by %(address)s") % {"address": asked.address},
            _("Links that the house makes begin with CHALOU_URL all the same."),
        )
    else:
        yield Finding(
            False,
            _("CHALOU_URL is %(url)s, but to the house you came by %(address)s")
            % {"url": url, "address": asked.address},
            _(
                "The web server in front has to say by which way people come (X-Forwarded-Proto), and "
                "CHALOU_TRUSTED_PROXIES has to name it. Or CHALOU_URL is not what people type."
            ),
        )


def of_machine() -> Iterator[Finding]:
    """Disk, pictures and files, backup, open files, Redis."""
    yield from of_house()
    yield _open_files()
    yield from _bus()


def of_house() -> Iterator[Finding]:
    """What a keeper can look after: nothing of it is asked of anybody but the disk and the database."""
    yield from _disk()
    yield from _media()
    yield backup()
    yield from _chores()
    yield from _sign()
    yield from _askings()


def over_http() -> tuple[tuple[str, bool], ...]:
    """What browsers keep for https, each with whether people have it at the address of this house."""
    address = urlsplit(settings.CHALOU.address)
    has_it = address.scheme == "https" or address.hostname in NEAR
    return tuple(
        (what, has_it)
        for what in (
            _("signing in with a fingerprint or a face (passkeys)"),
            _("notifications"),
            _("the microphone"),
            _("putting the house on the home screen, and reading without a network"),
            _("talk and passwords that nobody in the same network can read"),
        )
    )


def _disk() -> Iterator[Finding]:
    try:
        free = shutil.disk_usage(settings.CHALOU.data).free
    except OSError:
        return
    if free < LEAST_FREE_BYTES:
        yield Finding(
            False,
            _("only %(size)s of disk are free") % {"size": file_size(free)},
            _("Messages are refused when the disk is full; make room."),
        )
    else:
        yield Finding(True, _("%(size)s of disk are free") % {"size": file_size(free)})


def _media() -> Iterator[Finding]:
    """Without a database, or before it is up to date, nobody knows."""
    try:
        used, most = use_of_house().bytes, most_kept().of_house
    except Error:
        return
    what = _("pictures and files take %(used)s of %(most)s") % {"used": file_size(used), "most": file_size(most)}
    if used < NEARLY_FULL * most:
        yield Finding(True, what)
        return
    yield Finding(
        False,
        what,
        _(
            "Soon nobody can bring any more. Raise the limit in the keeper’s room if the disk has room for it, or ask "
            "those who keep most to take some back; they are named there."
        ),
    )


def backup() -> Finding:
    """How old the newest backup is."""
    at = newest_backup_at(settings.CHALOU.data)
    if at is None:
        # A new house has none yet, and some are made elsewhere: no fault, but worth a word.
        advice = (
            _("The first one is made by itself, a minute after a house was opened for the first time.")
            if settings.CHALOU.backups_kept
            else _("If none is made elsewhere: the keeper’s guide says how.")
        )
        return Finding(True, _("there is no backup in the folder of the house"), advice)
    age = timedelta(seconds=max(0.0, now().timestamp() - at))
    days = age.days
    # Where they are wanted more rarely than daily, one that is late is one that should have been made twice.
    is_fresh = not settings.CHALOU.backups_kept or age < max(
        timedelta(days=OLD_BACKUP_DAYS), timedelta(hours=2 * settings.CHALOU.backup_hours)
    )
    hours = age.seconds // 3600
    if days:
        what = ngettext("the last backup is %(days)s day old", "the last backup is %(days)s days old", days)
    elif hours:
        what = ngettext("the last backup is %(hours)s hour old", "the last backup is %(hours)s hours old", hours)
    else:
        what = _("the last backup is less than an hour old")
    return Finding(
        is_fresh,
        what % {"days": days, "hours": hours},
        "" if is_fresh else _("See why none has been made since: the keeper’s room has a page of them."),
    )


def _sign() -> Iterator[Finding]:
    """The picture at the entrance, where there should be one."""
    try:
        token = sign_token()
    except Error:
        return
    if not token:
        return
    try:
        media.held(token, SIGN)
    except (NotFound, Refused):
        advice = _("Its file is gone from the folder media. Hang it anew in the keeper’s room, or take it down.")
        yield Finding(False, _("the sign at the entrance cannot be read"), advice)


def _askings() -> Iterator[Finding]:
    """Who has waited at the door for long."""
    try:
        waiting = waiting_count(since=now() - LONG_WAIT)
    except Error:
        return
    if waiting:
        what = ngettext(
            "%(count)s person has waited at the door for three days",
            "%(count)s people have waited at the door for three days",
            waiting,
        )
        advice = _("Let them in, or say why not: the desk has a page of them. After two weeks they are forgotten.")
        yield Finding(False, what % {"count": waiting}, advice)


def _chores() -> Iterator[Finding]:
    """What the house does by itself and could not do. Without a database that is another finding's matter."""
    names = names_of_chores()
    try:
        failing = [chore for chore in standing() if chore.failures]
    except Error:
        return
    for chore in failing:
        what = ngettext(
            "%(chore)s has failed once: %(said)s", "%(chore)s has failed %(times)s times: %(said)s", chore.failures
        )
        yield Finding(
            False,
            what % {"chore": names.get(chore.name, chore.name), "times": chore.failures, "said": chore.said},
            _("It is tried again by itself, after a longer pause each time."),
        )


def _open_files() -> Finding:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY:
        return Finding(True, _("any number of files may be open at once"))
    if hard < SOCKETS_WANTED:
        return Finding(
            False,
            _("only %(number)s files may be open at once") % {"number": hard},
            _("Each listener needs one: raise `nofile` (LimitNOFILE=65536 in systemd)."),
        )
    return Finding(True, _("%(number)s files may be open at once") % {"number": hard})


def _bus() -> Iterator[Finding]:
    if not settings.CHALOU.redis_url:
        return
    try:
        Redis.from_url(settings.CHALOU.redis_url, socket_connect_timeout=3, socket_timeout=3).ping()
        yield Finding(True, _("Redis answers"))
    except (RedisError, OSError) as error:
        yield Finding(
            False,
            _("Redis does not answer: %(error)s") % {"error": error},
            _("Is it running, and is CHALOU_REDIS_URL right?"),
        )


def of_processes(count: int, *, forwarded_by_strangers: int = 0, forwarded: int = 0) -> Iterator[Finding]:
    """By what the processes of the house have met since they were started."""
    what = ngettext("%(count)s process of the house is running", "%(count)s processes of the house are running", count)
    yield Finding(True, what % {"count": count})
    if forwarded_by_strangers > FEW and forwarded_by_strangers > forwarded:
        yield Finding(
            False,
            _("most requests are passed on by somebody who is not trusted"),
            _(
                "To the house everybody comes from one address: whoever tries too often uses up the tries of all. Name "
                "your web server’s address in CHALOU_TRUSTED_PROXIES; on the same machine it is 127.0.0.1."
            ),
        )


FEW = 20
"""Requests from strangers who claim to pass others on: some always do."""
