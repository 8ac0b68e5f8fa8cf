"""Codes that somebody types as a second step: of an app, reckoned from a secret and the time (RFC 6238 with the values
that every such app understands), and those they printed. Values in, verdict out.
"""

import base64
import hashlib
import hmac
import struct
import unicodedata
from urllib.parse import quote, urlencode

CODE_DIGITS = 6
STEP_S = 30
# A clock may be half a minute off, and typing takes a while.
STEPS_AROUND = 1

RECOVERY_CODES = 10
RECOVERY_LENGTH = 12
# Without what is mistaken for something else on paper: 0 and O, 1, I and L, U. Thirty signs twelve times are 58
# bits: nobody guesses one through the door, and who has the database still lacks the password.
RECOVERY_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

_GAPS = dict.fromkeys(map(ord, " \t-‐‑–—.·_"))


def tidy_code(typed: str) -> str:
    """A code as it is compared: narrow, in capitals, without the gaps in which it is shown."""
    return unicodedata.normalize("NFKC", typed).translate(_GAPS).upper()


def grouped(code: str) -> str:
    """A recovery code as it is shown: four signs at a time."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def is_recovery_code(code: str) -> bool:
    """Whether a tidied code could be one of those that were printed."""
    return len(code) == RECOVERY_LENGTH and set(code) <= set(RECOVERY_SIGNS)


def code_at(secret: str, step: int) -> str:
    """What the app shows in this step of time."""
    key = base64.b32decode(secret, casefold=True)
    made = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    start = made[-1] & 0x0F
    number: int = struct.unpack(">I", made[start : start + 4])[0] & 0x7FFF_FFFF
    return str(number % 10**CODE_DIGITS).zfill(CODE_DIGITS)


def step_of(code: str, *, secret: str, at_s: float, after: int) -> int | None:
    """The step of time whose code this is, if it is of now and later than `after`: no code is good twice."""
    now = int(at_s // STEP_S)
    found = None
    # All of them are compared, so that the time says nothing.
    for step in range(now - STEPS_AROUND, now + STEPS_AROUND + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def app_address(secret: str, *, house: str, sign_in_name: str) -> str:
    """What the app reads out of the QR code."""
    words = urlencode({"secret": secret, "issuer": house}, quote_via=quote)
    return f"otpauth://totp/{quote(house, safe='')}:{quote(sign_in_name, safe='')}?{words}"
