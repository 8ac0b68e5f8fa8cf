"""Django's settings, made from the `CHALOU_…` table. Nothing here is set by hand on an installation."""

import hashlib
import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf.locale import LANG_INFO

from chalou.foundation import languages
from chalou.server import configuration, static_tree

CHALOU = configuration.read()

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent


def _kept_key(data: Path) -> str:
    """The key of this house, made on the first start and readable by its owner only."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = data / "secret-key"
    if not file.exists():
        # Written aside and moved, so that a process killed half way leaves no empty key behind.
        made = data / f"secret-key.{os.getpid()}"
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48), encoding="ascii")
        made.replace(file)
    return file.read_text(encoding="ascii")


def database(url: str, data: Path) -> dict[str, object]:
    if not url:
        return {
            "ENGINE": "chalou.foundation.sqlite",
            "NAME": data / "house.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL, not NORMAL: an acknowledged message must outlive a power cut, not only a killed process.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                # Pages of the write-ahead log that are moved into the file inside somebody's commit if need be; the
                # house does it every second beside the commits (foundation/sqlite).
                "PRAGMA wal_autocheckpoint=16000; "
                # Bytes of it that stay when it is begun anew. While a backup reads one moment nothing can be moved: in
                # a busy house it was 420 MB after the first backup, and would have stayed that for ever.
                f"PRAGMA journal_size_limit={64 * 1024 * 1024}; "
                # Kilobytes a connection may keep: with SQLite's own 2,000 the writer reads its indexes from disk again
                # as soon as there are some ten thousand messages (measured: 1,500 posts a second instead of 2,000).
                "PRAGMA cache_size=-16000;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        # A server that hangs or is cut off without a word is given up, so that people are told.
        "OPTIONS": {
            "connect_timeout": 5,
            "tcp_user_timeout": 10_000,
            # What every page asks is planned once for each connection, not each time: a room page costs PostgreSQL
            # 1.0 ms instead of 2.9, and us 4.6 instead of 5.4. A pooler that gives each transaction another
            # connection would have to know of prepared statements (pgbouncer does since 1.21).
            "server_side_binding": True,
            "prepare_threshold": 3,
        },
    }


def mail(url: str) -> dict[str, object]:
    """Django's settings of the server by which letters are sent."""
    parts = urlsplit(url)
    is_tls = parts.scheme == "smtps"
    is_plain = parts.query == "tls=no" or parts.hostname in ("127.0.0.1", "localhost", "::1")
    return {
        "HOST": parts.hostname or "",
        "PORT": parts.port or (465 if is_tls else 25 if is_plain else 587),
        "HOST_USER": unquote(parts.username or ""),
        "HOST_PASSWORD": unquote(parts.password or ""),
        "USE_SSL": is_tls,
        # Not “if it can”: whoever stands between could say that it cannot.
        "USE_TLS": not is_tls and not is_plain,
    }


SECRET_KEY = CHALOU.secret_key or _kept_key(CHALOU.data)
# What this house is called where several share a server: all its processes have the one key, and no other house has it.
HOUSE_DIGEST = hashlib.sha256(b"the name of the house on the bus" + SECRET_KEY.encode()).hexdigest()[:16]
DEBUG = False

_address = urlsplit(CHALOU.address)
_is_https = _address.scheme == "https"
# A house without CHALOU_URL listens on loopback or in a LAN and answers to whatever name it is called by there;
# with it, only that name is answered.
ALLOWED_HOSTS = [_address.hostname or "127.0.0.1", "127.0.0.1", "localhost", "[::1]"] if CHALOU.url else ["*"]
CSRF_TRUSTED_ORIGINS = [CHALOU.address]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _is_https
SESSION_COOKIE_NAME = "chalou_session"
CSRF_COOKIE_NAME = "chalou_csrf"
LANGUAGE_COOKIE_NAME = "chalou_language"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "chalou.people.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SECURE_PROXY_SSL_HEADER = None  # named proxies are believed in server/asgi, nobody else
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "chalou.server.views.csrf_failure"
APPEND_SLASH = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "chalou.events",
    "chalou.house",
    "chalou.people",
    "chalou.chat",
    "chalou.desk",
    "chalou.help",
    "chalou.exchange",
    "chalou.server",
]

MIDDLEWARE = [
    "chalou.server.seeing.pages.PagesSeen",
    "chalou.server.middleware.SafeAnswers",
    "chalou.people.sessions.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "chalou.people.http.WhoAsks",
    "chalou.people.http.LanguageAndZone",
    "chalou.server.middleware.ClearAnswers",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "chalou.server.urls"
WSGI_APPLICATION = None

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            PACKAGE / area / "templates"
            for area in ("server", "exchange", "help", "desk", "chat", "people", "house", "foundation/web")
        ],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "chalou.foundation.web.environment.environment",
            "context_processors": ["chalou.server.context.house_and_reader"],
        },
    },
]

STATICFILES_DIRS = [
    str(PACKAGE / area / "static")
    for area in ("foundation/web", "server", "help", "desk", "chat", "people", "house")
    if (PACKAGE / area / "static").is_dir()
]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
# One hash for the whole tree, in the path: pages, styles and modules refer to each other relatively and may be
# kept by browsers for ever; an update is another folder, and pages of before still find theirs.
STATIC_VERSION = static_tree.version(Path(folder) for folder in STATICFILES_DIRS)
STATIC_URL = f"/static/{STATIC_VERSION}/"
STATIC_ROOT = CHALOU.data / "static" / STATIC_VERSION

DATABASES = {"default": database(CHALOU.database_url, CHALOU.data)}
DATABASES["default"]["CONN_MAX_AGE"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "chalou.foundation.cache.ForgivingCache",
        "LOCATION": CHALOU.redis_url,
        "KEY_PREFIX": HOUSE_DIGEST,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
    if CHALOU.redis_url
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("sign_in_name", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# With nobody to send by, what asks for a letter all the same is lost without a fault.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if CHALOU.mail_url else 'dummy'}.EmailBackend"
_mail = mail(CHALOU.mail_url)
EMAIL_HOST, EMAIL_PORT = _mail["HOST"], _mail["PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["HOST_USER"], _mail["HOST_PASSWORD"]
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail["USE_SSL"], _mail["USE_TLS"]
EMAIL_TIMEOUT = 10

ACCOUNT_ADAPTER = "chalou.people.adapter.HouseAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "sign_in_name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = "chalou.people.adapter.shown_name"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "chat:rooms"
ACCOUNT_LOGOUT_REDIRECT_URL = "entrance"

USE_I18N = True
USE_TZ = True
TIME_ZONE = CHALOU.time_zone
# The fallback of every untranslated sentence, so that Shanghainese falls back to Chinese. The source strings are
# English, and Django never falls back for English.
LANGUAGE_CODE = languages.FALLBACK
LANGUAGES = list(languages.LANGUAGES)
# Django has never heard of it, and raises KeyError where a template asks how a language is called.
LANG_INFO["wuu"] = {"bidi": False, "code": "wuu", "name": "Shanghainese", "name_local": "上海闲话"}
LOCALE_PATHS = [HERE / "locale"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "chalou.server.seeing.logs.Line"},
        "json": {"()": "chalou.server.seeing.logs.Json"},
    },
    "filters": {"discretion": {"()": "chalou.server.discretion.Discretion"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": CHALOU.log_form, "filters": ["discretion"]},
    },
    "root": {"handlers": ["console"], "level": CHALOU.log_level.upper()},
    "loggers": {
        "uvicorn.access": {"level": "WARNING"},
        # It writes down which passkey was used.
        "fido2": {"level": "WARNING"},
        # Every socket would be a line, with the address of the person. Never "debug": then it writes down cookies and
        # every word that is said.
        "uvicorn.error": {"level": "INFO" if CHALOU.log_level == "debug" else "WARNING"},
    },
}
