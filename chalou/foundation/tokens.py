"""The secrets in links: made here, kept only as digests."""

import hashlib
import secrets


def new_token() -> str:
    """192 bits, so that guessing is no business; short enough to be read out when need be."""
    return secrets.token_urlsafe(24)


def token_digest(token: str) -> str:
    """What is kept of a link: who reads the database cannot walk in by it."""
    return hashlib.sha256(token.encode()).hexdigest()
