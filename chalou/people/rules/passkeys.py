"""Where passkeys are possible, and how many. Values in, verdict out."""

import enum
from ipaddress import ip_address
from urllib.parse import urlsplit

PASSKEYS = 20
PASSKEY_NAME_LENGTH = 40


class NoPasskeys(enum.StrEnum):
    """Why browsers keep no passkey for an address."""

    NO_NAME = "no_name"
    NOT_HTTPS = "not_https"


def why_no_passkeys(address: str) -> NoPasskeys | None:
    """Browsers bind a passkey to a name, never to a number, and only where nobody reads along: by https, or on the
    machine itself. The address of a house that was given none is a number.
    """
    parts = urlsplit(address)
    name = parts.hostname or ""
    if _is_number(name):
        return NoPasskeys.NO_NAME
    if parts.scheme != "https" and name != "localhost" and not name.endswith(".localhost"):
        return NoPasskeys.NOT_HTTPS
    return None


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def is_copied(*, before: int, now: int) -> bool:
    """Whether the counter that some devices keep says that there are two of a key. Most count nothing: then it is 0."""
    return (before != 0 or now != 0) and now <= before
