"""Every setting of an installation: one typed table of `CHALOU_…` variables.

`docs/settings.md` is generated from this table. An unknown `CHALOU_…` variable or a value that
cannot be read stops the start and is named, because a misspelt setting that is silently ignored is
found only on the day it was needed. A variable with `secret` may also be given as `NAME_FILE`, the
path of a file that holds it.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class BadSetting(Exception):
    """A `CHALOU_…` variable that is unknown or cannot be read; the message names it and says what fits."""


@dataclass(frozen=True)
class Setting:
    name: str
    read: Callable[[str], object]
    default: str
    what: str
    secret: bool = False


def _folder(value: str) -> Path:
    try:
        folder = Path(value).expanduser().resolve()
    except RuntimeError as error:  # nobody of that name is known here
        raise ValueError(str(error)) from error
    if folder.exists() and not folder.is_dir():
        raise ValueError("a folder is needed, and this is none")
    return folder


def _host(value: str) -> str:
    if not value or any(sign in value for sign in " /@"):
        raise ValueError("an address such as 127.0.0.1 or ::1 is needed")
    return value


def _port(value: str) -> int:
    port = int(value)
    if not 0 <= port <= 65535:
        raise ValueError("a port is a number from 0 to 65535")
    return port


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise ValueError("a whole number of at least 1 is needed")
    return number


def _count(value: str) -> int:
    number = int(value)
    if number < 0:
        raise ValueError("a whole number of at least 0 is needed")
    return number


def _url(value: str) -> str:
    """An address without a path, or nothing at all."""
    if not value:
        return ""
    parts = _parts(value)
    is_more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or not parts.hostname or is_more:
        raise ValueError("an address such as https://tea.example.org is needed, without a path")
    # As browsers write it in `Origin`: in small letters, without the port that everybody expects.
    place = parts.netloc.lower().removesuffix(":443" if parts.scheme == "https" else ":80")
    return f"{parts.scheme}://{place}"


def database_url(value: str) -> str:
    if value and (_parts(value).scheme not in ("postgres", "postgresql") or not _parts(value).path.strip("/")):
        raise ValueError("an address such as postgresql://user:password@host:5432/name is needed; empty means SQLite")
    return value


def _redis_url(value: str) -> str:
    if value and _parts(value).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("an address such as redis://127.0.0.1:6379/0 is needed; empty means none")
    return value


def mail_url(value: str) -> str:
    """How letters are sent. Everything else about it follows (server/settings)."""
    if not value:
        return ""
    parts = _parts(value)
    asked = parse_qs(parts.query)
    if (
        parts.scheme not in ("smtp", "smtps")
        or not parts.hostname
        or parts.path.strip("/")
        or asked not in ({}, {"tls": ["no"]})
    ):
        # Without the value: it holds a password.
        raise ValueError("an address such as smtp://user:password@mail.example.org:587 or smtps://… is needed")
    return value


def _mail_from(value: str) -> str:
    name, address = parseaddr(value)
    if value and (not re.fullmatch(r"[!-~]+@[!-~]+\.?[!-~]+", address) or any(ord(sign) < ord(" ") for sign in name)):
        raise ValueError("an address such as tea@example.org or 九曲茶楼 <tea@example.org> is needed")
    return value


def _parts(value: str) -> SplitResult:
    """The parts of an address; its port is looked at here, for nobody else does before it is needed."""
    parts = urlsplit(value)
    try:
        parts.port  # noqa: B018  # asking raises
    except ValueError as error:
        # Without the value: a database's address holds its password.
        raise ValueError("its port is not a number from 0 to 65535") from error
    return parts


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("a time zone such as Asia/Shanghai is needed") from error
    return value


def _level(value: str) -> str:
    if value not in ("debug", "info", "warning", "error"):
        raise ValueError("one of debug, info, warning, error is needed")
    return value


def _form(value: str) -> str:
    if value not in ("line", "json"):
        raise ValueError("one of line, json is needed")
    return value


def _switch(value: str) -> bool:
    if value not in ("yes", "no"):
        raise ValueError("yes or no is needed")
    return value == "yes"


def _networks(value: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in value.split(",") if name.strip())
    for name in names:
        ip_network(name)
    return names


TABLE: tuple[Setting, ...] = (
    Setting("CHALOU_DATA", _folder, "./data", "The folder of the house: database, key, finished static files."),
    Setting("CHALOU_HOST", _host, "127.0.0.1", "The address to listen on. Behind a proxy leave it as it is."),
    Setting("CHALOU_PORT", _port, "8000", "The port to listen on; 0 takes a free one."),
    Setting(
        "CHALOU_URL",
        _url,
        "",
        "The address people type, such as https://tea.example.org. It decides cookies and which pages may open a "
        "live connection. Empty means the address that is listened on.",
    ),
    Setting(
        "CHALOU_TRUSTED_PROXIES",
        _networks,
        "",
        "Addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, with commas between.",
    ),
    Setting(
        "CHALOU_DATABASE_URL",
        database_url,
        "",
        "A PostgreSQL database; empty means SQLite in the folder of the house.",
        secret=True,
    ),
    Setting(
        "CHALOU_REDIS_URL",
        _redis_url,
        "",
        "A Redis or Valkey server that joins several processes; empty means there is one.",
        secret=True,
    ),
    Setting(
        "CHALOU_SECRET_KEY",
        str,
        "",
        "Signs cookies; at least 32 characters. Empty: a key is made at the first start and kept in the folder.",
        secret=True,
    ),
    Setting("CHALOU_TIME_ZONE", _zone, "Asia/Shanghai", "The zone of the house, for those whose own is not known."),
    Setting("CHALOU_PAGE_THREADS", _positive, "2", "Threads that make pages in the one-process house."),
    Setting("CHALOU_POSTS_PER_MINUTE", _positive, "40", "How many messages one person may write in a minute."),
    Setting("CHALOU_POST_BURST", _positive, "12", "How many of them may come at once."),
    Setting("CHALOU_MESSAGE_LENGTH", _positive, "8000", "The longest message, in characters."),
    Setting("CHALOU_UPLOAD_MB", _positive, "12", "The largest picture or file that somebody may bring, in megabytes."),
    Setting("CHALOU_MEDIA_MB_PERSON", _positive, "500", "What the pictures and files of one person may take up."),
    Setting("CHALOU_MEDIA_MB_HOUSE", _positive, "10000", "What those of everybody together may take up."),
    Setting("CHALOU_EVENT_DAYS", _positive, "30", "Days for which the record of events is kept."),
    Setting(
        "CHALOU_BACKUP_HOURS", _positive, "24", "Hours from one backup that the house makes by itself to the next."
    ),
    Setting(
        "CHALOU_BACKUPS_KEPT",
        _count,
        "7",
        "How many backups made by itself, and how many made before an upgrade, are kept in the folder `backups`; "
        "with 0 the house makes none by itself and removes none.",
    ),
    Setting(
        "CHALOU_MOVE_TO",
        database_url,
        "",
        "For `chalou move-to`: the database the house moves into. As a file its password is seen by nobody else.",
        secret=True,
    ),
    Setting(
        "CHALOU_OFFLINE",
        _switch,
        "yes",
        "Browsers of members keep the pages read last, to be read without a line. With `no` each clears them away at "
        "its next visit.",
    ),
    Setting(
        "CHALOU_MAIL_URL",
        mail_url,
        "",
        "The server by which the house sends letters (a lost password, an address to be confirmed): "
        "smtp://user:password@mail.example.org:587 is encrypted by STARTTLS, smtps://… from the start. On this machine "
        "itself it is not, nor with ?tls=no at the end. Empty: the house sends none.",
        secret=True,
    ),
    Setting(
        "CHALOU_MAIL_FROM",
        _mail_from,
        "",
        "From whom they are, such as 九曲茶楼 <tea@example.org>. Needed with the above.",
    ),
    Setting("CHALOU_LOG_LEVEL", _level, "info", "How much is written to the console: debug, info, warning or error."),
    Setting("CHALOU_LOG_FORM", _form, "line", "How: `line` for people, `json` for machines, one object a line."),
    Setting(
        "CHALOU_METRICS_FROM",
        _networks,
        "",
        "Networks from which /metrics and the details of /health may be read, with commas between, besides this "
        "machine itself. Never through a proxy.",
    ),
)


@dataclass(frozen=True)
class Configuration:
    """The settings of this installation, read and checked."""

    data: Path
    host: str
    port: int
    url: str
    trusted_proxies: tuple[str, ...]
    database_url: str
    redis_url: str
    secret_key: str
    time_zone: str
    page_threads: int
    posts_per_minute: int
    post_burst: int
    message_length: int
    upload_mb: int
    media_mb_person: int
    media_mb_house: int
    event_days: int
    backup_hours: int
    backups_kept: int
    move_to: str
    offline: bool
    mail_url: str
    mail_from: str
    log_level: str
    log_form: str
    metrics_from: tuple[str, ...]

    @property
    def address(self) -> str:
        """Where people find the house: `CHALOU_URL`, or else the address that is listened on."""
        if self.url:
            return self.url
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def read(environ: Mapping[str, str] = os.environ) -> Configuration:
    """Read every setting from `environ`.

    Raises `BadSetting` for an unknown `CHALOU_…` name, for an unreadable value, and where both NAME and NAME_FILE
    are given.
    """
    known = {setting.name for setting in TABLE} | {f"{setting.name}_FILE" for setting in TABLE if setting.secret}
    for name in sorted(environ):
        if name.startswith("CHALOU_") and name not in known:
            raise BadSetting(f"{name} is not a setting of Chalou. docs/settings.md lists them all; is it misspelt?")
    values = {_field(setting): _value(setting, environ) for setting in TABLE}
    configuration = Configuration(**values)  # type: ignore[arg-type]  # each value was read by its own setting's reader
    if configuration.secret_key and len(configuration.secret_key) < 32:
        raise BadSetting("CHALOU_SECRET_KEY is too short: at least 32 characters are needed.")
    if configuration.mail_url and not (configuration.mail_from and configuration.url):
        # The links in them begin with CHALOU_URL, never with what a visitor says the house is called.
        raise BadSetting(
            "Letters by CHALOU_MAIL_URL need somebody they are from and an address in their links: set "
            "CHALOU_MAIL_FROM and CHALOU_URL too."
        )
    return configuration


def _field(setting: Setting) -> str:
    return setting.name.removeprefix("CHALOU_").lower()


def _value(setting: Setting, environ: Mapping[str, str]) -> object:
    raw = environ.get(setting.name, setting.default)
    file = environ.get(f"{setting.name}_FILE")
    if setting.secret and file is not None:
        if setting.name in environ:
            raise BadSetting(f"{setting.name} and {setting.name}_FILE are both set; keep one.")
        try:
            raw = Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{setting.name}_FILE cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise BadSetting(f"{setting.name}_FILE cannot be read: it is no text in UTF-8.") from error
    try:
        return setting.read(raw)
    except ValueError as error:
        shown = "" if setting.secret else f" {raw!r}"
        raise BadSetting(f"{setting.name}{shown} cannot be used: {error}.") from error
